// The questions of a day: sums of the flags of case_at as of the day's end, and the cases that are overdue then.
// Flow is of what happened from {from} to {to}; a deadline of 24:00 belongs to the day it ends.
const AT = "DateTime64(3, 'UTC')";

/** Each case as it stood, and whether it was overdue at the end of the day before. */
const STANDING = `
standing AS
(
    SELECT
        *,
        (system, case_id) IN
            (SELECT system, case_id FROM case_at(as_of = {as_of_before:${AT}}) WHERE open_overdue) AS was_overdue,
        open_overdue AND NOT was_overdue AS newly_overdue,
        ifNull(ended_at >= {from:${AT}} AND ended_at < {to:${AT}}, false) AS closed_in_day,
        ifNull(deadline > {from:${AT}} AND deadline <= {to:${AT}}, false) AS due_in_day,
        ifNull(deadline > {to:${AT}} AND deadline <= {after:${AT}}, false) AS due_day_after
    FROM case_at(as_of = {as_of:${AT}})
)`;

export const DAY_FIGURES = `
WITH ${STANDING},
counted AS
(
    SELECT
        multiIf(grouping(department) = 0, 'unit', grouping(system) = 0, 'system', 'all') AS level,
        system, jurisdiction, department,
        countIf(begun_at >= {from:${AT}} AND begun_at < {to:${AT}}) AS begun,
        countIf(is_ended AND closed_in_day) AS ended,
        countIf(ended_on_time AND closed_in_day) AS endedOnTime,
        countIf(ended_late AND closed_in_day) AS endedLate,
        ended - endedOnTime - endedLate AS endedUnjudged,
        countIf(is_void AND closed_in_day) AS voided,
        sum(is_open) AS open,
        sum(open_overdue) AS overdue,
        sum(was_overdue) AS overdueBefore,
        sum(newly_overdue) AS newlyOverdue,
        sum(open_at_risk) AS atRisk,
        sum(open_paused) AS paused,
        countIf(due_in_day AND NOT is_void) AS dueToday,
        countIf(due_in_day AND is_open) AS dueTodayOpen,
        countIf(due_day_after AND is_open) AS dueTomorrow,
        countIf(is_unknown AND is_open) AS openUnknown,
        countIf(has_no_target AND is_open) AS openNoTarget,
        countIf(is_not_applicable AND is_open) AS openNotApplicable
    FROM standing
    GROUP BY GROUPING SETS ((), (system), (system, jurisdiction, department))
)
SELECT * FROM counted
WHERE level != 'unit' OR begun + ended + voided + open + overdueBefore + dueToday > 0
ORDER BY level, overdue DESC, newlyOverdue DESC, atRisk DESC, endedLate DESC, open DESC, system, jurisdiction, department`;

export const OVERDUE_CASES = `
WITH ${STANDING}
SELECT
    s.case_id AS caseId,
    s.system AS system,
    s.jurisdiction AS jurisdiction,
    s.department AS department,
    s.service AS service,
    s.category AS category,
    s.target_id AS targetId,
    t.document_title AS documentTitle,
    t.document_number AS documentNumber,
    t.clause AS clause,
    toUnixTimestamp64Milli(s.begun_at) AS begunAt,
    toUnixTimestamp64Milli(assumeNotNull(s.deadline)) AS deadlineAt,
    toDate(assumeNotNull(s.deadline) - toIntervalMillisecond(1), 'Asia/Shanghai') AS due_day,
    toString(due_day) AS dueDay,
    s.limit_units AS limit,
    s.unit AS unit,
    if(isNull(s.limit_units), NULL, greatest(s.elapsed - s.limit_units, 0)) AS over,
    dateDiff('day', due_day, toDate({as_of:${AT}}, 'Asia/Shanghai')) AS daysOver,
    toBool(s.newly_overdue) AS isNew
FROM standing AS s
LEFT JOIN targets AS t ON s.target_id = t.target_id
WHERE s.open_overdue
ORDER BY s.overdue_ms DESC, system, caseId
LIMIT {most:UInt32}`;
