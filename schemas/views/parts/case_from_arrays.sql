-- How a case stood at as_of, from the arrays of its row: i, state_i and attributes_i are the places of the last entries up to it.
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at AS begun_at,
            toLowCardinality(if(state_i = 0, 'open', toString(state[state_i]))) AS state_now,
            if(state_i = 0 OR state[state_i] = 'open', NULL, toNullable(state_at[state_i])) AS ended_at,
            if(attributes_i = 0, CAST(map(), 'Map(LowCardinality(String), String)'), attributes[attributes_i]) AS told,
            target_id, by_group, calendar, method, counted_by, unit, ticks_per_unit,
            limit_ticks, fault,
            toLowCardinality(if(i = 0, '', toString(clock_state[i]))) AS clock_state_now,
            if(i = 0 OR fault != '', NULL, due[i]) AS deadline,
            i > 0 AND late[i] AS was_late,
            toInt8(arraySum(arraySlice(s, 1, i))) AS sign,
            if(arrayExists((x, y) -> isNull(x) AND y != 0, arraySlice(w, 1, i), arraySlice(s, 1, i)), NULL,
               toNullable(arraySum((x, y) -> ifNull(x, 0) * y, arraySlice(w, 1, i), arraySlice(s, 1, i)))) AS base,
            if(i = 0, NULL, toNullable(t[1])) AS started_at,
            if(clock_state_now IN ('stopped', 'void'),
               toNullable(t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), arraySlice(clock_state, 1, i)) + 1]),
               NULL) AS stopped_at
