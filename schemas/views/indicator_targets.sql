-- Is each measured target kept? Grain: one row a target and period, by the end of its cases (open cases count as overdue only).
-- each_case targets: actual is the share of judged cases in time, and the verdict is breached when any case is.
-- Group targets: actual is the average over the period's cases (share: in percent; yearly amounts: their sum), compared
-- with the limit. A target judged per value of an attribute shows the worst of its groups.
CREATE OR REPLACE VIEW indicator_targets AS
WITH
{{covered}}
{{clock_stated}}
{{indicator_targets}}
