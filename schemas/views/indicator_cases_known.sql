-- As indicator_cases, by what was known at an instant (known_at).
CREATE OR REPLACE VIEW indicator_cases_known AS
{{case_rows_known}}
{{case_clocked}}
    ,
{{indicator_cases}}
