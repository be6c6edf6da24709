-- How a clock stood at as_of, from the arrays of its row: i is the place of the last transition up to it.
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method,
            counted_by, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems,
            toLowCardinality(if(i = 0, '', toString(state[i]))) AS clock_state_now,
            if(i = 0 OR fault != '', NULL, due[i]) AS deadline,
            i > 0 AND late[i] AS was_late,
            toInt8(arraySum(arraySlice(s, 1, i))) AS sign,
            if(arrayExists((x, y) -> isNull(x) AND y != 0, arraySlice(w, 1, i), arraySlice(s, 1, i)), NULL,
               toNullable(arraySum((x, y) -> ifNull(x, 0) * y, arraySlice(w, 1, i), arraySlice(s, 1, i)))) AS base,
            if(i = 0, NULL, toNullable(t[1])) AS started_at,
            if(clock_state_now IN ('stopped', 'void'),
               toNullable(t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), arraySlice(state, 1, i)) + 1]),
               NULL) AS stopped_at
