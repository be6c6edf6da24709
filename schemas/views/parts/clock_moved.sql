-- The clocks of which something happens after as_of, as they stood at it.
{{clock_from_arrays}}
        FROM
        (
            SELECT *, counted_by, arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
            FROM clocks FINAL
            WHERE applies AND steady_at > {as_of:DateTime64(3, 'UTC')}
                AND (system, case_id) GLOBAL IN (SELECT system, case_id FROM clocks WHERE steady_at > {as_of:DateTime64(3, 'UTC')})
        )
