// The questions of a month, each asked of the month and of the one before in one statement.
const AT = "DateTime64(3, 'UTC')";

/** A view as of the end of the month, and again as of the end of the month before; `now` tells them apart. */
const both = (view: string): string => `
(
    SELECT *, true AS now, {from:${AT}} AS first, {to:${AT}} AS next FROM ${view}(as_of = {as_of:${AT}})
    UNION ALL
    SELECT *, false AS now, {before:${AT}} AS first, {from:${AT}} AS next FROM ${view}(as_of = {as_of_before:${AT}})
)`;

/**
 * Grain: a group of cases. Places are by on-time share among groups of one level with enough judged cases and a name;
 * groups with nothing to tell of the month are left out.
 */
export const MONTH_FIGURES = `
WITH
standing AS
(
    SELECT
        *,
        ifNull(is_ended AND ended_at >= first AND ended_at < next, false) AS in_month,
        in_month AND unit = 'working_day' AS took_days
    FROM ${both('case_at')}
),
counted AS
(
    SELECT
        multiIf(grouping(department) = 0, 'unit', grouping(system) = 0, 'system',
                grouping(jurisdiction) = 0, 'jurisdiction', 'all') AS level,
        system, jurisdiction, department,
        countIf(now AND begun_at >= first AND begun_at < next) AS begun,
        countIf(now AND in_month) AS ended,
        countIf(now AND in_month AND ended_on_time) AS endedOnTime,
        countIf(now AND in_month AND ended_late) AS endedLate,
        countIf(now AND in_month AND is_unknown) AS unknown,
        countIf(now AND in_month AND has_no_target) AS noTarget,
        countIf(now AND in_month AND is_not_applicable) AS notApplicable,
        countIf(now AND in_month AND (ended_on_time OR ended_late)) AS judged,
        100 * endedOnTime / nullIf(judged, 0) AS onTimeShare,
        quantileExactInclusiveOrNullIf(0.5)(elapsed, now AND took_days) AS median,
        quantileExactInclusiveOrNullIf(0.5)(elapsed, NOT now AND took_days) AS medianBefore,
        countIf(now AND is_open) AS open,
        countIf(now AND open_overdue) AS overdue,
        countIf(NOT now AND open_overdue) AS overdueBefore,
        countIf(NOT now AND in_month) AS endedBefore,
        countIf(NOT now AND in_month AND (ended_on_time OR ended_late)) AS judgedBefore,
        100 * countIf(NOT now AND in_month AND ended_on_time) / nullIf(judgedBefore, 0) AS onTimeShareBefore,
        onTimeShare - onTimeShareBefore AS shareChange
    FROM standing
    GROUP BY GROUPING SETS ((), (system), (jurisdiction), (system, jurisdiction, department))
),
ranked AS
(
    SELECT
        *,
        level = 'jurisdiction' AND jurisdiction != '' OR level = 'unit' AND department != '' AS has_name,
        has_name AND judged >= {least:UInt32} AS is_ranked,
        has_name AND judgedBefore >= {least:UInt32} AS was_ranked
    FROM counted
)
SELECT
    * EXCEPT (has_name, is_ranked, was_ranked),
    if(is_ranked, rank() OVER (PARTITION BY level, is_ranked ORDER BY onTimeShare DESC), NULL) AS place,
    if(was_ranked, rank() OVER (PARTITION BY level, was_ranked ORDER BY onTimeShareBefore DESC), NULL) AS placeBefore
FROM ranked
WHERE level IN ('all', 'system') OR ended + overdue + judgedBefore > 0
ORDER BY level, place NULLS LAST, judged DESC, overdue DESC, system, jurisdiction, department`;

/** Grain: a document, and each of its targets that measures time and had clocks that stopped in the month. */
export const TARGET_MEDIANS = `
WITH stopped AS
(
    SELECT
        t.document_id AS document_id, t.document_title AS document_title, t.document_number AS document_number,
        t.clause AS target_clause, t.system AS target_system, t.service AS target_service,
        t.category AS target_category, t.value AS target_value, t.unit AS target_unit,
        c.target_id AS target_id, c.verdict AS verdict, c.now AS now,
        c.elapsed_ticks / c.ticks_per_unit AS took,
        100 * c.elapsed_ticks / nullIf(c.limit_ticks, 0) AS used
    FROM ${both('clock_at')} AS c
    INNER JOIN targets AS t ON c.target_id = t.target_id
    WHERE NOT c.open AND c.verdict != 'void' AND isNotNull(c.elapsed_ticks) AND t.metric = 'elapsed_time'
        AND c.stopped_at >= c.first AND c.stopped_at < c.next
)
SELECT
    if(grouping(target_id) = 0, 'target', 'document') AS level,
    document_id AS documentId,
    any(document_title) AS documentTitle,
    any(document_number) AS documentNumber,
    target_id AS targetId,
    if(level = 'target', any(target_clause), '') AS clause,
    if(level = 'target', any(target_system), '') AS system,
    if(level = 'target', any(target_service), '') AS service,
    if(level = 'target', any(target_category), '') AS category,
    if(level = 'target', any(target_value), NULL) AS limit,
    if(level = 'target', any(target_unit), '') AS unit,
    countIf(now) AS n,
    if(level = 'target', quantileExactInclusiveOrNullIf(0.5)(took, now), NULL) AS median,
    if(level = 'target', quantileExactInclusiveOrNullIf(0.9)(took, now), NULL) AS p90,
    if(level = 'target', quantileExactInclusiveOrNullIf(0.5)(took, NOT now), NULL) AS medianBefore,
    quantileExactInclusiveOrNullIf(0.5)(used, now AND isNotNull(used)) AS usedMedian,
    countIf(now AND verdict = 'met') AS met,
    countIf(now AND verdict = 'breached') AS breached
FROM stopped
GROUP BY GROUPING SETS ((document_id), (document_id, target_id))
HAVING n > 0
ORDER BY documentTitle, documentId, level, system, clause, targetId`;

/** Grain: a measured target, in its month, quarter or year that the month told of lies in. */
const kept = (asOf: string, month: string): string => `
    SELECT i.*, t.period AS period
    FROM indicator_targets(as_of = {${asOf}:${AT}}) AS i
    INNER JOIN targets AS t ON i.target_id = t.target_id
    WHERE i.period_from = multiIf(t.period = 'month', toDate({${month}:String}),
        t.period = 'quarter', toStartOfQuarter(toDate({${month}:String})), toStartOfYear(toDate({${month}:String})))`;

export const KEPT_TARGETS = `
WITH
standing AS (${kept('as_of', 'month')}),
former AS (${kept('as_of_before', 'month_before')})
SELECT
    standing.system AS system,
    standing.target_id AS targetId,
    standing.document_title AS documentTitle,
    standing.document_number AS documentNumber,
    standing.clause AS clause,
    standing.jurisdiction AS jurisdiction,
    standing.service AS service,
    standing.category AS category,
    toString(standing.period_from) AS periodFrom,
    standing.judged_by AS judgedBy,
    standing.compared AS compared,
    standing.limit AS limit,
    standing.limit_unit AS unit,
    standing.n AS n,
    standing.open_cases AS open,
    standing.met AS met,
    standing.breached AS breached,
    standing.actual AS actual,
    standing.verdict AS verdict,
    nullIf(former.verdict, '') AS verdictBefore
FROM standing
LEFT JOIN former ON standing.target_id = former.target_id
ORDER BY indexOf(['breached', 'met', 'running'], verdict), breached DESC, documentTitle, system, clause, targetId`;

const countsOf = (name: string, asOf: string, month: string): string => `
SELECT
    '${name}' AS at,
    countIf(verdict = 'met') AS kept,
    countIf(verdict = 'breached') AS broken,
    countIf(verdict = 'running') AS running,
    100 * kept / nullIf(kept + broken, 0) AS keptShare
FROM (${kept(asOf, month)})`;

export const KEPT_COUNTS = `
-- 'before' comes before 'now'.
SELECT *, keptShare - lagInFrame(keptShare) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS keptChange
FROM (${countsOf('now', 'as_of', 'month')} UNION ALL ${countsOf('before', 'as_of_before', 'month_before')})
ORDER BY at`;
