-- Of the verdict of a clock only what a target needs of it: whether the clock had kept its limit or breached it by as_of,
-- in the terms of verdict_code, and the time it took where it counts no more.
        SELECT
            system, target_id, group_key, stopped_at, ticks_per_unit,
            clock_state_now IN ('running', 'paused') AS open,
            if(open OR fault != '' OR clock_state_now = 'void', NULL, -base) AS took,
            fault = '' AND NOT by_group
                AND if(clock_state_now = 'running', ifNull({as_of:DateTime64(3, 'UTC')} > deadline, false), was_late) AS late,
            fault = '' AND NOT by_group AND clock_state_now = 'stopped' AND NOT was_late
                AND (isNotNull(deadline) OR (isNotNull(base) AND NOT (
                    method = 'cal_days' AND ifNull(-base > limit_ticks, false)
                    AND (toUnixTimestamp64Milli(started_at) < transform(calendar, covered.1, covered.2, 0)
                         OR toUnixTimestamp64Milli(stopped_at) >= transform(calendar, covered.1, covered.3, 0))))) AS kept
