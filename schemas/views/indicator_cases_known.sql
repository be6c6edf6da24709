-- As indicator_cases, by what was known at an instant (known_at).
CREATE OR REPLACE VIEW indicator_cases_known AS
WITH
    asked AS
    (
{{case_at_known}}
    ),
{{indicator_cases}}
