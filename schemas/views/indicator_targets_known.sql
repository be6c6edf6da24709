-- As indicator_targets, by what was known at an instant (known_at).
CREATE OR REPLACE VIEW indicator_targets_known AS
{{clock_rows_known}}
{{measured}}
    ,
{{indicator_targets}}
