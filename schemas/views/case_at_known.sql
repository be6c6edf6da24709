-- How did every case stand at an instant (as_of), by what was known at another (known_at)? As case_at, from the log of
-- all rows that a case ever had. Grain: one row a case that had begun by as_of and was known by known_at.
CREATE OR REPLACE VIEW case_at_known AS
{{case_at_known}};
