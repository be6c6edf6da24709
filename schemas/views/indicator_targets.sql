-- Is each measured target kept? One row a target and period, by the end of its cases (open cases count as overdue only).
-- each_case targets: actual is the share of judged cases in time, and the verdict is breached when any case is.
-- Group targets: actual is the average over the period's cases (share: in percent), compared with the limit.
CREATE OR REPLACE VIEW indicator_targets AS
WITH
    measured_clocks AS
    (
        SELECT
            target_id,
            verdict,
            open,
            elapsed_ticks / ticks_per_unit AS amount,
            ifNull(stopped_at, {as_of:DateTime64(3, 'UTC')}) AS at
        FROM clock_at(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')})
        WHERE system = {system:String} AND started_at IS NOT NULL
    ),
    placed AS
    (
        SELECT
            c.*,
            t.aggregation AS aggregation,
            t.comparator AS comparator,
            t.value AS limit_value,
            t.unit AS unit,
            toTimeZone(c.at, 'Asia/Shanghai') AS local,
            multiIf(t.period = 'month', toStartOfMonth(local), t.period = 'quarter', toStartOfQuarter(local),
                    toStartOfYear(local)) AS period_from
        FROM measured_clocks AS c
        INNER JOIN targets AS t ON c.target_id = t.target_id
    ),
    counted AS
    (
        SELECT
            target_id,
            period_from,
            any(aggregation) AS judged_by,
            any(comparator) AS compared,
            any(limit_value) AS limit,
            any(unit) AS limit_unit,
            countIf(NOT open AND verdict != 'void' AND isNotNull(amount)) AS ended,
            countIf(open) AS open_cases,
            countIf(verdict = 'met') AS met,
            countIf(verdict = 'breached') AS breached,
            avgIf(amount, NOT open AND verdict != 'void') * if(judged_by = 'share', 100, 1) AS average
        FROM placed
        GROUP BY target_id, period_from
    )
SELECT
    target_id,
    period_from,
    judged_by,
    compared,
    limit,
    limit_unit,
    if(judged_by = 'each_case', met + breached, ended) AS n,
    open_cases,
    met,
    breached,
    multiIf(n = 0, NULL, judged_by = 'each_case', toNullable(100 * met / n), toNullable(average)) AS actual,
    multiIf(
        n = 0, 'running',
        judged_by = 'each_case', if(breached > 0, 'breached', 'met'),
        compared = '<=', if(actual <= limit, 'met', 'breached'),
        compared = '<', if(actual < limit, 'met', 'breached'),
        compared = '>=', if(actual >= limit, 'met', 'breached'),
        compared = '>', if(actual > limit, 'met', 'breached'),
        if(actual = limit, 'met', 'breached')) AS verdict
FROM counted;
