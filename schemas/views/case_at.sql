-- How does every case stand at an instant, with the verdict of its principal clock?
-- Grain: one row a case that had begun by as_of. A case without a principal clock has the verdict no-target.
-- Asked for an instant at or after the last change of a case, its row's scalars answer; for an earlier one, or for what
-- was known earlier, its arrays. The flags are the one definition of what boards and indicators count.
-- The verdict is that of clock_at in the same words; tests hold both against the core.
CREATE OR REPLACE VIEW case_at AS
WITH
    steady AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at AS begun_at,
            last_state AS state_now,
            last_ended_at AS ended_at,
            if(empty(attributes), CAST(map(), 'Map(LowCardinality(String), String)'), attributes[-1]) AS told,
            target_id, by_group, calendar, method, unit, ticks_per_unit, limit_ticks, fault,
            last_clock_state AS clock_state_now,
            last_due AS deadline,
            last_late AS was_late,
            last_sign AS sign,
            last_base AS base,
            last_started_at AS started_at,
            last_stopped_at AS stopped_at
        FROM cases FINAL
        WHERE {known_at:DateTime64(3, 'UTC')} >= toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
            AND steady_at <= {as_of:DateTime64(3, 'UTC')}
    ),
    changing AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at, state_at, state, attributes_at, attributes, target_id, by_group, calendar, method, unit,
            ticks_per_unit, limit_ticks, fault, t, s, w, clock_state, due, late
        FROM cases FINAL
        WHERE {known_at:DateTime64(3, 'UTC')} >= toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
            AND steady_at > {as_of:DateTime64(3, 'UTC')} AND first_at <= {as_of:DateTime64(3, 'UTC')}
        UNION ALL
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at, state_at, state, attributes_at, attributes, target_id, by_group, calendar, method, unit,
            ticks_per_unit, limit_ticks, fault, t, s, w, clock_state, due, late
        FROM
        (
            SELECT * FROM case_log
            WHERE {known_at:DateTime64(3, 'UTC')} < toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
                AND known_at <= {known_at:DateTime64(3, 'UTC')}
            ORDER BY version DESC, known_at DESC
            LIMIT 1 BY system, case_id
        )
        WHERE first_at <= {as_of:DateTime64(3, 'UTC')}
    ),
    placed AS
    (
        SELECT
            *,
            arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, state_at) AS state_i,
            arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, attributes_at) AS attributes_i,
            arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
        FROM changing
    ),
    stated AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at AS begun_at,
            if(state_i = 0, 'open', toString(state[state_i])) AS state_now,
            if(state_i = 0 OR state[state_i] = 'open', NULL, toNullable(state_at[state_i])) AS ended_at,
            if(attributes_i = 0, CAST(map(), 'Map(LowCardinality(String), String)'), attributes[attributes_i]) AS told,
            target_id, by_group, calendar, method, unit, ticks_per_unit, limit_ticks, fault,
            if(i = 0, '', toString(clock_state[i])) AS clock_state_now,
            if(i = 0 OR fault != '', NULL, due[i]) AS deadline,
            i > 0 AND late[i] AS was_late,
            arraySum(arraySlice(s, 1, i)) AS sign,
            if(arrayExists((x, y) -> isNull(x) AND y != 0, arraySlice(w, 1, i), arraySlice(s, 1, i)), NULL,
               toNullable(arraySum((x, y) -> ifNull(x, 0) * y, arraySlice(w, 1, i), arraySlice(s, 1, i)))) AS base,
            if(i = 0, NULL, toNullable(t[1])) AS started_at,
            if(clock_state_now IN ('stopped', 'void'),
               toNullable(t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), arraySlice(clock_state, 1, i)) + 1]),
               NULL) AS stopped_at
        FROM placed
        UNION ALL
        SELECT * FROM steady
    ),
    measured AS
    (
        SELECT
            *,
            counted_by != '' AS is_covered,
            if(started_at IS NULL OR base IS NULL OR fault != '' OR (sign != 0 AND NOT is_covered), NULL,
               sign * now_ticks - base) AS elapsed_ticks
        FROM stated
        LEFT JOIN
        (
            SELECT calendar AS counted_on, method AS counted_by, ticks AS now_ticks
            FROM calendar_ticks(as_of = {as_of:DateTime64(3, 'UTC')})
        ) AS counts ON calendar = counted_on AND method = counted_by
        LEFT JOIN
        (
            SELECT calendar AS covered_by, min(midnight) AS covered_from, max(next_midnight) AS covered_to
            FROM calendar_days
            GROUP BY calendar
        ) AS covered ON calendar = covered_by
    ),
    clocked AS
    (
        SELECT
            *,
            multiIf(
                fault != '', 'unknown',
                started_at IS NULL, 'not-applicable',
                by_group, if(clock_state_now = 'void', 'void', 'not-applicable'),
                clock_state_now = 'running' AND isNull(deadline),
                    if(is_covered AND isNotNull(elapsed_ticks) AND (method != 'cal_days' OR started_at >= covered_from),
                       'running', 'unknown'),
                clock_state_now = 'running', if({as_of:DateTime64(3, 'UTC')} > deadline, 'breached', 'running'),
                was_late, 'breached',
                clock_state_now = 'paused', 'paused',
                clock_state_now = 'void', 'void',
                isNull(deadline) AND isNull(elapsed_ticks), 'unknown',
                isNull(deadline) AND method = 'cal_days' AND elapsed_ticks > limit_ticks
                    AND (started_at < covered_from OR stopped_at >= covered_to), 'unknown',
                'met') AS clock_verdict,
            clock_verdict = 'running' AND ifNull(
                if(isNull(limit_ticks),
                   4 * (toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(started_at))
                       >= 3 * (toUnixTimestamp64Milli(deadline) - toUnixTimestamp64Milli(started_at)),
                   4 * elapsed_ticks >= 3 * limit_ticks), false) AS clock_at_risk
        FROM measured
    )
SELECT
    system,
    case_id,
    jurisdiction,
    service,
    department,
    category,
    zone,
    begun_at,
    state_now AS state,
    ended_at,
    mapUpdate(told, map('jurisdiction', toString(jurisdiction), 'service', toString(service))) AS attributes,
    problems AS case_problems,
    target_id,
    multiIf(
        target_id = '', if(state_now = 'void', 'void', 'no-target'),
        clock_verdict = 'not-applicable' AND NOT by_group AND state_now != 'open', 'unknown',
        clock_verdict) AS verdict,
    clock_state_now IN ('running', 'paused') AS clock_open,
    clock_at_risk AS at_risk,
    started_at,
    stopped_at,
    deadline,
    due_earliest,
    due_latest,
    elapsed_ticks / ticks_per_unit AS elapsed,
    limit_ticks / ticks_per_unit AS limit_units,
    toString(unit) AS unit,
    if(verdict = 'breached',
       toUnixTimestamp64Milli(ifNull(stopped_at, {as_of:DateTime64(3, 'UTC')})) - toUnixTimestamp64Milli(deadline),
       NULL) AS overdue_ms,
    state = 'open' AS is_open,
    state = 'ended' AS is_ended,
    state = 'void' AS is_void,
    state = 'ended' AND verdict = 'met' AS ended_on_time,
    state = 'ended' AND verdict = 'breached' AS ended_late,
    state = 'open' AND clock_open AND verdict = 'breached' AS open_overdue,
    state = 'open' AND at_risk AS open_at_risk,
    state = 'open' AND verdict = 'paused' AS open_paused,
    verdict = 'unknown' AS is_unknown,
    verdict = 'not-applicable' AS is_not_applicable,
    verdict = 'no-target' AS has_no_target,
    state = 'open' AND verdict = 'running' AND isNull(deadline) AND isNotNull(due_earliest) AS is_provisional
FROM clocked;
