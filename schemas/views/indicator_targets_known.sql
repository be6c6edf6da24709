-- As indicator_targets, by what was known at an instant (known_at).
CREATE OR REPLACE VIEW indicator_targets_known AS
WITH
{{covered}}
{{clock_stated_known}}
    summed AS
    (
{{target_terms}}
        FROM stated
        WHERE started_at IS NOT NULL
    ),
{{indicator_targets}}
