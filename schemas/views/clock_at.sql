-- How does every clock stand at an instant (as_of), by what was known at another (known_at; 2299-12-31 means all)?
-- Grain: one row a case and target that applies. Instants are compared here, at read time; nothing is ticked.
-- Late events replace a clock's row; asked with an older known_at, the row of that time answers. Asked for an instant at
-- or after a clock's last change, its row's scalars answer, for an earlier one its arrays.
CREATE OR REPLACE VIEW clock_at AS
WITH
    steady AS
    (
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems,
            last_state AS state_now,
            last_due AS deadline,
            last_late AS was_late,
            last_sign AS sign,
            last_base AS base,
            last_started_at AS started_at,
            last_stopped_at AS stopped_at
        FROM clocks FINAL
        WHERE {known_at:DateTime64(3, 'UTC')} >= toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
            AND steady_at <= {as_of:DateTime64(3, 'UTC')} AND applies
    ),
    changing AS
    (
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems, applies, t, s, w, state, due, late
        FROM clocks FINAL
        WHERE {known_at:DateTime64(3, 'UTC')} >= toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
            AND steady_at > {as_of:DateTime64(3, 'UTC')}
        UNION ALL
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems, applies, t, s, w, state, due, late
        FROM
        (
            SELECT * FROM clock_log
            WHERE {known_at:DateTime64(3, 'UTC')} < toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
                AND known_at <= {known_at:DateTime64(3, 'UTC')}
            ORDER BY version DESC, known_at DESC
            LIMIT 1 BY system, case_id, target_id
        )
    ),
    placed AS
    (
        SELECT *, arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
        FROM changing
        WHERE applies
    ),
    stated AS
    (
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems,
            if(i = 0, '', toString(state[i])) AS state_now,
            if(i = 0 OR fault != '', NULL, due[i]) AS deadline,
            i > 0 AND late[i] AS was_late,
            arraySum(arraySlice(s, 1, i)) AS sign,
            if(arrayExists((x, y) -> isNull(x) AND y != 0, arraySlice(w, 1, i), arraySlice(s, 1, i)), NULL,
               toNullable(arraySum((x, y) -> ifNull(x, 0) * y, arraySlice(w, 1, i), arraySlice(s, 1, i)))) AS base,
            if(i = 0, NULL, toNullable(t[1])) AS started_at,
            if(state_now IN ('stopped', 'void'),
               toNullable(t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), arraySlice(state, 1, i)) + 1]),
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
    multiIf(
        fault != '', 'unknown',
        started_at IS NULL, 'not-applicable',
        by_group, if(state_now = 'void', 'void', 'not-applicable'),
        state_now = 'running' AND isNull(deadline),
            if(is_covered AND isNotNull(elapsed_ticks) AND (method != 'cal_days' OR started_at >= covered_from),
               'running', 'unknown'),
        state_now = 'running', if({as_of:DateTime64(3, 'UTC')} > deadline, 'breached', 'running'),
        was_late, 'breached',
        state_now = 'paused', 'paused',
        state_now = 'void', 'void',
        isNull(deadline) AND isNull(elapsed_ticks), 'unknown',
        isNull(deadline) AND method = 'cal_days' AND elapsed_ticks > limit_ticks
            AND (started_at < covered_from OR stopped_at >= covered_to), 'unknown',
        'met') AS verdict,
    verdict = 'running' AND ifNull(
        if(isNull(limit_ticks),
           4 * (toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(started_at))
               >= 3 * (toUnixTimestamp64Milli(deadline) - toUnixTimestamp64Milli(started_at)),
           4 * elapsed_ticks >= 3 * limit_ticks), false) AS at_risk
FROM measured;
