-- Is each measured target kept? Grain: one row a target and period, by the end of its cases (open cases count as overdue only).
-- each_case targets: actual is the share of judged cases in time, and the verdict is breached when any case is.
-- Group targets: actual is the average over the period's cases (share: in percent; yearly amounts: their sum), compared
-- with the limit. A target judged per value of an attribute shows the worst of its groups.
CREATE OR REPLACE VIEW indicator_targets AS
WITH
{{covered}}
    moved AS
    (
{{clock_moved}}
    ),
    summed AS
    (
{{target_terms}}
        FROM moved
        WHERE started_at IS NOT NULL
        UNION ALL
        -- Of all others the verdict that stands in their row, unless they run.
        SELECT
            system, target_id, group_key, last_stopped_at AS stopped_at, ticks_per_unit,
            last_state IN ('running', 'paused') AS open,
            if(open OR settled IN ('void', 'unknown'), NULL, -last_base) AS took,
            if(settled = '' AND last_state = 'running', ifNull({as_of:DateTime64(3, 'UTC')} > last_due, false), settled = 'breached') AS late,
            settled = 'met' AS kept
        FROM clocks FINAL
        WHERE applies AND steady_at <= {as_of:DateTime64(3, 'UTC')} AND last_state != ''
    ),
{{indicator_targets}}
