-- How did every clock stand at an instant (as_of), by what was known at another (known_at)? As clock_at, from the log of
-- all rows that a clock ever had. Grain: one row a case and target that applied then.
CREATE OR REPLACE VIEW clock_at_known AS
{{clock_at_known}};
