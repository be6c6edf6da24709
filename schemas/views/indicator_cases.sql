-- The indicators of one system's cases: how many, how many in time, how long? The one definition of each number.
-- Grain: one row an indicator and group; a group is the values of `keys` among the case's attributes as of the instant.
-- `within` is a jurisdiction and all in it, empty for everywhere. The period [from, to) selects cases by the instant they began (period_by 'begun') or ended ('ended').
-- n is the number of cases the value rests on; elapsed times come once for each unit.
CREATE OR REPLACE VIEW indicator_cases AS
{{case_rows}}
{{case_clocked}}
    ,
{{indicator_cases}}
