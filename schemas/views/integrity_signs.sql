-- Which cases show a sign that their clock, or the telling of it, was worked on? Grain: one row a case and sign.
-- A sign is a reason to look, never a finding. `at` is when it happened last, `amount` how much, `detail` of what.
--   told-late: an event was recorded, or received where its source tells no recording, more than three days after it
--     occurred: what is entered afterwards can be given any time. amount: days, the most; detail: type of that event.
--     A file is a log of old and tells nothing here; nor does what a source tells without recordings on a day on which
--     more than half of a hundred events or more are late: it is loading a backlog.
--   corrected-after-deadline: an event was corrected or retracted after the deadline, and the clock stands met: the
--     correction may be what made it so. amount: hours after the deadline; detail: type of the correction.
--   ended-at-the-last-moment: the clock stopped on time, in the last hour before its deadline; where the deadline is a
--     midnight, in the last office hour of that day or later. Of a clock shorter than a day 1/24 counts instead of an
--     hour. amount: minutes left; detail: target.
--   paused-near-deadline: a pause began when 75 % of the limit or more was used, and the clock was saved by it.
--     amount: percent used; detail: target.
--   long-pause: a pause lasted over 30 days, or over a day and over half of the time from the clock's start to its stop:
--     time that no limit sees. at: when it passed 30 days, else the stop. amount: days; detail: target.
--   many-pauses: the clock was paused three times or more. amount: how often; detail: target.
--   reopened: the case went on after it had ended: it may have been ended to be on time. amount: how often.
--   off-hours-end: the case ended on a rest day, or from 22:00 to 6:00, when no office works: by a program, or under a
--     time that was made up. detail: rest-day or night; amount: hour of the day. An end of which only the date is known
--     tells nothing here, nor does one on the stroke of midnight or noon, where dates without a time stand.
--   batch-ended: ten cases or more of one place and service ended in one minute: ended in a list, not one by one.
--     at: that minute; amount: how many.
--   any other: what was told contradicts itself; the code is that of the problem of the case or of one of its clocks.
--     at: the case's last event.
-- Signs of the clock are those of the principal clock. Late and corrected events replace the row of a case and so its
-- signs: those of rows that stand no more are left out at the end, where every sign finds its case.
CREATE OR REPLACE VIEW integrity_signs AS
WITH
    days AS
    (
        SELECT
            toString(calendar) AS of_calendar, midnight, next_midnight, empty(opens) AS rests,
            if(empty(closes), next_midnight, midnight + toIntervalMillisecond(closes[-1])) AS closing
        FROM calendar_days FINAL
    ),
    dated AS
    (
        SELECT marked_case AS dated_key, occurred_at AS dated_at FROM case_events WHERE marks >= 4
    ),
    ended AS
    (
        SELECT
            case_key, version, last_state,
            assumeNotNull(last_ended_at) AS ended_at,
            if(calendar = '', splitByChar('/', toString(jurisdiction))[1], toString(calendar)) AS by_calendar
        FROM cases
        WHERE last_ended_at IS NOT NULL
    ),
    off_hours AS
    (
        SELECT case_key, version, ended_at, rests, dateDiff('millisecond', midnight, ended_at) / 3600000 AS hour
        FROM ended
        ASOF INNER JOIN days ON by_calendar = of_calendar AND ended_at >= midnight
        WHERE last_state = 'ended' AND ended_at < next_midnight
            AND (rests OR hour < 6 OR hour >= 22) AND hour NOT IN (0, 12)
            AND (case_key, ended_at) GLOBAL NOT IN (SELECT dated_key, dated_at FROM dated)
    ),
    -- Grouped by the minute, so that a question about a time reads the ends of that time alone.
    batched AS
    (
        SELECT case_key, ended_minute, length(members) AS together
        FROM
        (
            SELECT end_key, toStartOfMinute(assumeNotNull(last_ended_at)) AS ended_minute, groupArray(case_key) AS members
            FROM cases FINAL
            WHERE last_ended_at IS NOT NULL
            GROUP BY end_key, ended_minute
            HAVING count() >= 10
        )
        ARRAY JOIN members AS case_key
    ),
    stopped AS
    (
        SELECT
            case_key, version,
            toString(target_id) AS target,
            toString(calendar) AS by_calendar,
            assumeNotNull(last_stopped_at) AS stopped_at,
            assumeNotNull(last_due) AS deadline,
            least(3600, intDiv(dateDiff('second', last_started_at, last_due), 24)) AS last_seconds
        FROM cases
        WHERE last_clock_state = 'stopped' AND NOT last_late AND NOT by_group
            AND last_due <= last_stopped_at + toIntervalDay(1)
    ),
    hurried AS
    (
        SELECT case_key, version, target, stopped_at, dateDiff('second', stopped_at, deadline) / 60 AS minutes_left
        FROM stopped
        ASOF LEFT JOIN days ON by_calendar = of_calendar AND stopped_at >= midnight
        WHERE stopped_at > if(deadline = next_midnight, closing, deadline) - toIntervalSecond(last_seconds)
            AND (case_key, stopped_at) GLOBAL NOT IN (SELECT dated_key, dated_at FROM dated)
    ),
    paused AS
    (
        SELECT
            case_key, version,
            toString(target_id) AS target,
            arrayLastIndex(x -> x.used >= 0.75, pauses) AS near,
            arrayMap(x -> dateDiff('second', x.began_at, least(x.ended_at, now64(3))) / 86400, pauses) AS lasted,
            indexOf(lasted, arrayMax(lasted)) AS longest,
            if(last_clock_state = 'stopped', last_stopped_at, NULL) AS stopped_at,
            lasted[longest] > 1 AND ifNull(172800 * lasted[longest] > dateDiff('second', last_started_at, stopped_at), false) AS is_half,
            arrayFilter(x -> x.3 > 0, [
                ('paused-near-deadline', pauses[near].began_at, 100 * pauses[near].used),
                ('many-pauses', pauses[-1].began_at, if(length(pauses) >= 3, toFloat64(length(pauses)), 0)),
                (
                    'long-pause',
                    if(lasted[longest] > 30, pauses[longest].began_at + toIntervalDay(30), ifNull(stopped_at, last_at)),
                    if(lasted[longest] > 30 OR is_half, lasted[longest], 0)
                )]) AS found
        FROM cases
        WHERE notEmpty(pauses)
    ),
    backlogs AS
    (
        SELECT receipt
        FROM case_events
        WHERE receipt != 0
        GROUP BY receipt
        HAVING count() >= 100 AND countIf(late_days > 0) * 2 > count()
    ),
    late AS
    (
        SELECT marked_case AS case_key, type, late_days, told_at
        FROM (SELECT marked_case, type, late_days, told_at, receipt FROM case_events WHERE late_days > 0) AS e
        WHERE receipt GLOBAL NOT IN (SELECT receipt FROM backlogs)
    ),
    corrections AS
    (
        SELECT marked_case AS case_key, type, told_at
        FROM (SELECT marked_case, type, told_at, receipt FROM case_events WHERE bitAnd(marks, 2) = 2) AS e
        WHERE receipt GLOBAL NOT IN (SELECT receipt FROM backlogs)
    ),
    seen AS
    (
        SELECT case_key, version AS of_version, 'off-hours-end' AS sign, ended_at AS at,
            if(rests, 'rest-day', 'night') AS detail, toNullable(hour) AS amount
        FROM off_hours
        UNION ALL
        SELECT case_key, 0, 'batch-ended', toDateTime64(ended_minute, 3, 'UTC'), '', toFloat64(together) FROM batched
        UNION ALL
        SELECT case_key, version, 'ended-at-the-last-moment', stopped_at, target, minutes_left FROM hurried
        UNION ALL
        SELECT case_key, version, sign.1, sign.2, target, sign.3 FROM paused ARRAY JOIN found AS sign
        UNION ALL
        SELECT case_key, version, 'reopened', reopened_at[-1], '', toFloat64(length(reopened_at))
        FROM cases
        WHERE notEmpty(reopened_at)
        UNION ALL
        SELECT case_key, version, toString(arrayJoin(arrayDistinct(arrayConcat(problems, clock_problems)))), last_at, '', NULL
        FROM cases
        WHERE notEmpty(problems) OR notEmpty(clock_problems)
        UNION ALL
        SELECT case_key, 0, 'told-late', max(told_at), toString(argMax(type, late_days)), toFloat64(max(late_days))
        FROM late
        GROUP BY case_key
        UNION ALL
        SELECT case_key, 0, 'corrected-after-deadline', max(told_at), toString(argMax(type, told_at)), NULL
        FROM corrections
        GROUP BY case_key
    ),
    standing AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category, case_key, version,
            if(last_clock_state = 'stopped' AND NOT last_late AND NOT by_group, last_due, NULL) AS met_by
        FROM cases FINAL
    )
SELECT
    system, case_id, jurisdiction, service, department, category,
    toLowCardinality(sign) AS sign,
    at,
    detail,
    if(sign = 'corrected-after-deadline', dateDiff('second', met_by, at) / 3600, amount) AS amount
FROM standing
INNER JOIN seen ON standing.case_key = seen.case_key
WHERE of_version IN (0, version)
    AND (sign != 'corrected-after-deadline' OR ifNull(at > met_by, false));
