WITH
{{counts}}
    stated AS
    (
{{case_from_arrays}}
        FROM
        (
            SELECT
                *,
                concat(calendar, ' ', method) AS counted_by,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, state_at) AS state_i,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, attributes_at) AS attributes_i,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
            FROM 
            (
                SELECT * FROM case_log
                WHERE known_at <= {known_at:DateTime64(3, 'UTC')}
                ORDER BY version DESC, known_at DESC
                LIMIT 1 BY system, case_id
            )
            WHERE first_at <= {as_of:DateTime64(3, 'UTC')}
        )
    ),
