-- How did every clock stand at an instant (as_of), by what was known at another (known_at)? As clock_at, from the log of
-- all rows that a clock ever had. Grain: one row a case and target that applied then.
CREATE OR REPLACE VIEW clock_at_known AS
WITH
{{counts}}
    stated AS
    (
{{clock_from_arrays}}
        FROM
        (
            SELECT *, arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
            FROM 
            (
                SELECT * FROM clock_log
                WHERE known_at <= {known_at:DateTime64(3, 'UTC')}
                ORDER BY version DESC, known_at DESC
                LIMIT 1 BY system, case_id, target_id
            )
            WHERE applies
        )
    ),
{{clock_stands}}
