-- As indicator_cases, by what was known at an instant (known_at).
CREATE OR REPLACE VIEW indicator_cases_known AS
WITH
    asked AS (SELECT * FROM case_at_known(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')})),
{{indicator_cases}}
