-- The verdict of a clock by its code, which is compared more quickly than its name: 1 running, 2 paused, 3 met,
-- 4 breached, 5 void, 6 not-applicable, 8 unknown. Instants are compared here and, in these terms, in target_terms.
            multiIf(
                fault != '', 8,
                started_at IS NULL, 6,
                by_group, if(clock_state_now = 'void', 5, 6),
                clock_state_now = 'running' AND isNull(deadline),
                    if(is_covered AND isNotNull(elapsed_ticks) AND (method != 'cal_days' OR toUnixTimestamp64Milli(started_at) >= covered_from),
                       1, 8),
                clock_state_now = 'running', if({as_of:DateTime64(3, 'UTC')} > deadline, 4, 1),
                was_late, 4,
                clock_state_now = 'paused', 2,
                clock_state_now = 'void', 5,
                isNull(deadline) AND isNull(elapsed_ticks), 8,
                isNull(deadline) AND method = 'cal_days' AND elapsed_ticks > limit_ticks
                    AND (toUnixTimestamp64Milli(started_at) < covered_from OR toUnixTimestamp64Milli(stopped_at) >= covered_to), 8,
                3)
