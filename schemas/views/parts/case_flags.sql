-- The verdict of a case and the flags: the one definition of what boards and indicators count.
    state_now AS state,
    CAST(
        multiIf(
            target_id = '', if(state_now = 'void', 5, 7),
            clock_verdict = 6 AND NOT by_group AND state_now != 'open', 8,
            clock_verdict),
        'Enum8(\'running\' = 1, \'paused\' = 2, \'met\' = 3, \'breached\' = 4, \'void\' = 5, \'not-applicable\' = 6, \'no-target\' = 7, \'unknown\' = 8)') AS verdict,
    clock_state_now IN ('running', 'paused') AS clock_open,
    clock_at_risk AS at_risk,
    elapsed_ticks / ticks_per_unit AS elapsed,
    toString(unit) AS unit,
    state = 'open' AS is_open,
    state = 'ended' AS is_ended,
    state = 'void' AS is_void,
    -- Not AND, which would weigh the verdict of nearly every case once for each flag: it leaves out only what is open.
    bitAnd(state = 'ended', verdict = 'met') AS ended_on_time,
    bitAnd(state = 'ended', verdict = 'breached') AS ended_late,
    state = 'open' AND clock_open AND verdict = 'breached' AS open_overdue,
    state = 'open' AND at_risk AS open_at_risk,
    state = 'open' AND verdict = 'paused' AS open_paused,
    verdict = 'unknown' AS is_unknown,
    verdict = 'not-applicable' AS is_not_applicable,
    verdict = 'no-target' AS has_no_target,
    state = 'open' AND verdict = 'running' AND isNull(deadline) AND isNotNull(due_earliest) AS is_provisional
