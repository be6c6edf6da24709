    stated AS
    (
{{clock_from_arrays}}
        FROM
        (
            SELECT *, concat(calendar, ' ', method) AS counted_by, arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
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
