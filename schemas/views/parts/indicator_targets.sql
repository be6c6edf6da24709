    monthly AS
    (
        SELECT
            target_id,
            group_key,
            toStartOfMonth(toTimeZone(ifNull(stopped_at, {as_of:DateTime64(3, 'UTC')}), 'Asia/Shanghai')) AS month,
            any(ticks_per_unit) AS ticks,
            countIf(NOT open AND verdict != 'void' AND isNotNull(elapsed_ticks)) AS ended,
            countIf(open) AS still_open,
            countIf(verdict = 'met') AS met,
            countIf(verdict = 'breached') AS breached,
            sumIf(elapsed_ticks, NOT open AND verdict != 'void') AS amount
        FROM asked
        WHERE started_at IS NOT NULL
        GROUP BY target_id, group_key, month
    ),
    placed AS
    (
        SELECT
            c.*,
            t.aggregation AS aggregation,
            t.comparator AS comparator,
            t.value AS limit_value,
            t.unit AS unit,
            multiIf(t.period = 'month', month, t.period = 'quarter', toStartOfQuarter(month), toStartOfYear(month))
                AS period_from
        FROM monthly AS c
        INNER JOIN targets AS t ON c.target_id = t.target_id
    ),
    counted AS
    (
        SELECT
            target_id,
            group_key,
            period_from,
            any(aggregation) AS judged_by,
            any(comparator) AS compared,
            any(limit_value) AS limit,
            any(unit) AS limit_unit,
            sum(still_open) AS open_cases,
            sum(placed.met) AS met,
            sum(placed.breached) AS breached,
            if(judged_by = 'each_case', met + breached, sum(ended)) AS n,
            -- Whole ticks against the limit's own decimals, so that no float decides.
            sum(amount) * if(judged_by = 'share', 100, 1) AS total,
            any(ticks) * if(judged_by IN ('annual_average', 'count_per_year', 'total'), 1, n) AS over,
            toDecimal256(toString(total), 0) AS reached,
            toDecimal256(toString(ifNull(limit, 0)), 6) * toDecimal256(toString(over), 0) AS allowed,
            multiIf(
                judged_by = 'each_case', breached = 0,
                compared = '<=', reached <= allowed,
                compared = '<', reached < allowed,
                compared = '>=', reached >= allowed,
                compared = '>', reached > allowed,
                reached = allowed) AS kept,
            multiIf(n = 0, NULL, judged_by = 'each_case', toNullable(100 * met / n), toNullable(total / over)) AS actual
        FROM placed
        GROUP BY target_id, group_key, period_from
    ),
    worst AS
    (
        SELECT
            target_id,
            period_from,
            any(counted.judged_by) AS judged_by,
            any(counted.compared) AS compared,
            any(counted.limit) AS limit,
            any(counted.limit_unit) AS limit_unit,
            sum(counted.n) AS n,
            sum(counted.open_cases) AS open_cases,
            sum(counted.met) AS met,
            sum(counted.breached) AS breached,
            minIf(counted.kept, counted.n > 0) AS kept,
            if(any(counted.compared) IN ('>=', '>'), min(counted.actual), max(counted.actual)) AS actual
        FROM counted
        GROUP BY target_id, period_from
    )
SELECT
    t.system AS system,
    worst.target_id AS target_id,
    t.document_id AS document_id,
    t.document_number AS document_number,
    t.document_title AS document_title,
    t.clause AS clause,
    t.jurisdiction AS jurisdiction,
    t.service AS service,
    t.category AS category,
    t.metric AS metric,
    period_from,
    judged_by,
    compared,
    limit,
    limit_unit,
    n,
    open_cases,
    met,
    breached,
    actual,
    multiIf(n = 0, 'running', kept, 'met', 'breached') AS verdict
FROM worst
INNER JOIN targets AS t ON worst.target_id = t.target_id;
