-- From how a clock stands to its verdict. Instants are compared here and nowhere else.
    measured AS
    (
        SELECT
            *,
            transform(counted_by, counts.1, counts.2, NULL) AS now_ticks,
            isNotNull(now_ticks) AS is_covered,
            transform(calendar, covered.1, covered.2, 0) AS covered_from,
            transform(calendar, covered.1, covered.3, 0) AS covered_to,
            if(started_at IS NULL OR base IS NULL OR fault != '' OR (sign != 0 AND NOT is_covered), NULL,
               ifNull(sign * now_ticks, 0) - base) AS elapsed_ticks
        FROM stated
    )
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
    state_now,
    deadline,
    due_earliest,
    due_latest,
    fault,
    problems,
    started_at,
    stopped_at,
    elapsed_ticks,
    state_now IN ('running', 'paused') AS open,
    -- The codes of the verdicts, which are compared more quickly than their names.
    CAST(multiIf(
        fault != '', 8,
        started_at IS NULL, 6,
        by_group, if(state_now = 'void', 5, 6),
        state_now = 'running' AND isNull(deadline),
            if(is_covered AND isNotNull(elapsed_ticks) AND (method != 'cal_days' OR toUnixTimestamp64Milli(started_at) >= covered_from),
               1, 8),
        state_now = 'running', if({as_of:DateTime64(3, 'UTC')} > deadline, 4, 1),
        was_late, 4,
        state_now = 'paused', 2,
        state_now = 'void', 5,
        isNull(deadline) AND isNull(elapsed_ticks), 8,
        isNull(deadline) AND method = 'cal_days' AND elapsed_ticks > limit_ticks
            AND (toUnixTimestamp64Milli(started_at) < covered_from OR toUnixTimestamp64Milli(stopped_at) >= covered_to), 8,
        3),
        'Enum8(\'running\' = 1, \'paused\' = 2, \'met\' = 3, \'breached\' = 4, \'void\' = 5, \'not-applicable\' = 6, \'no-target\' = 7, \'unknown\' = 8)') AS verdict,
    verdict = 'running' AND ifNull(
        if(isNull(limit_ticks),
           4 * (toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(started_at))
               >= 3 * (toUnixTimestamp64Milli(deadline) - toUnixTimestamp64Milli(started_at)),
           4 * elapsed_ticks >= 3 * limit_ticks), false) AS at_risk
FROM measured
