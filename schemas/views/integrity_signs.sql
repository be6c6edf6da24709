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
-- Signs of the clock are those of the principal clock. What follows from one case is worked out when it is folded and
-- stands in its row; which receipts are a backlog, how long a pause that goes on has lasted and what ended together are
-- found here.
CREATE OR REPLACE VIEW integrity_signs AS
WITH
    backlogs AS
    (
        SELECT receipt
        FROM case_events
        WHERE receipt != 0
        GROUP BY receipt
        HAVING count() >= 100 AND countIf(late_days > 0) * 2 > count()
    ),
    signed AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category,
            arrayFilter(x -> x.since <= now64(3) AND x.receipt GLOBAL NOT IN (SELECT receipt FROM backlogs), signs) AS holding
        FROM cases FINAL
        WHERE notEmpty(signs)
    ),
    -- FINAL would merge every row for the few that ended in a crowd. So more rows are counted than stand, and of the cases
    -- they speak of the last rows are counted again.
    crowded AS
    (
        SELECT case_key
        FROM cases
        WHERE end_key GLOBAL IN (SELECT end_key FROM cases WHERE end_key != 0 GROUP BY end_key HAVING count() >= 10)
    ),
    batched AS
    (
        SELECT
            system, case_id,
            argMax((jurisdiction, service, department, category, last_ended_at, end_key), version) AS last,
            count() OVER (PARTITION BY last.6) AS together
        FROM cases
        WHERE case_key GLOBAL IN (SELECT case_key FROM crowded)
        GROUP BY system, case_id
    )
SELECT
    system, case_id, jurisdiction, service, department, category,
    toLowCardinality(s.1) AS sign,
    if(countEqual(holding.1, sign) = 1, s.2, arrayMax(arrayFilter((x, y) -> y = sign, holding.2, holding.1))) AS at,
    toString(s.3) AS detail,
    -- A pause that goes on has lasted up to now.
    if(
        toUnixTimestamp64Milli(s.5) = 0,
        s.4,
        least(ifNull(s.4, inf), dateDiff('second', s.2 - toIntervalDay(30), now64(3)) / 86400)) AS amount
FROM signed
ARRAY JOIN holding AS s, arrayEnumerateUniq(holding.1) AS nth
WHERE nth = 1
UNION ALL
SELECT
    system, case_id,
    toLowCardinality(last.1), toLowCardinality(last.2), toLowCardinality(last.3), toLowCardinality(last.4),
    toLowCardinality('batch-ended'),
    toDateTime64(toStartOfMinute(assumeNotNull(last.5)), 3, 'UTC'),
    '',
    toNullable(toFloat64(together))
FROM batched
WHERE last.6 != 0 AND together >= 10;
