-- From how a clock stands to its verdict.
{{measured}}
SELECT
    system,
    case_id,
    target_id,
    principal,
    by_group,
    group_key,
    calendar,
    method,
    unit,
    limit_ticks,
    ticks_per_unit,
    clock_state_now AS state_now,
    deadline,
    due_earliest,
    due_latest,
    fault,
    problems,
    started_at,
    stopped_at,
    elapsed_ticks,
    clock_state_now IN ('running', 'paused') AS open,
    CAST(
{{verdict_code}}
        ,
        'Enum8(\'running\' = 1, \'paused\' = 2, \'met\' = 3, \'breached\' = 4, \'void\' = 5, \'not-applicable\' = 6, \'no-target\' = 7, \'unknown\' = 8)') AS verdict,
    verdict = 'running' AND
{{mostly_used}}
        AS at_risk
FROM measured
