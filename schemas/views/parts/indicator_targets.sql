    monthly AS
    (
        SELECT
            system,
            target_id,
            group_key,
            toStartOfMonth(toTimeZone(ifNull(stopped_at, {as_of:DateTime64(3, 'UTC')}), 'Asia/Shanghai')) AS month,
            any(ticks_per_unit) AS ticks,
            sum(open) AS still_open,
            count(took) AS ended,
            sum(summed.kept) AS met,
            sum(summed.late) AS breached,
            sum(took) AS amount
        FROM summed
        GROUP BY system, target_id, group_key, month
    ),
    placed AS
    (
        SELECT
            system, target_id, group_key, ticks, ended, still_open, met, breached, amount, about,
            aggregation, comparator, limit_value, unit,
            multiIf(period = 'month', month, period = 'quarter', toStartOfQuarter(month), toStartOfYear(month))
                AS period_from
        FROM monthly
        INNER JOIN
        (
            SELECT
                target_id AS of_target, aggregation, comparator, value AS limit_value, unit, period,
                (document_id, document_number, document_title, clause, jurisdiction, service, category, metric) AS about
            FROM targets
        ) AS t ON target_id = of_target
    ),
    counted AS
    (
        SELECT
            system,
            target_id,
            group_key,
            period_from,
            any(placed.about) AS about,
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
        GROUP BY system, target_id, group_key, period_from
    ),
    worst AS
    (
        SELECT
            system,
            target_id,
            period_from,
            any(counted.about) AS about,
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
        GROUP BY system, target_id, period_from
    )
SELECT
    system,
    target_id,
    about.1 AS document_id,
    about.2 AS document_number,
    about.3 AS document_title,
    about.4 AS clause,
    about.5 AS jurisdiction,
    about.6 AS service,
    about.7 AS category,
    about.8 AS metric,
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
FROM worst;
