WITH
{{counts}}
    steady AS
    (
        SELECT
            system, case_id, jurisdiction, service, department, category, zone, problems, due_earliest, due_latest,
            first_at AS begun_at,
            last_state AS state_now,
            last_ended_at AS ended_at,
            if(empty(attributes), CAST(map(), 'Map(LowCardinality(String), String)'), attributes[-1]) AS told,
            target_id, by_group, calendar, method, counted_by, unit, ticks_per_unit, limit_ticks, fault,
            last_clock_state AS clock_state_now,
{{steady_clock}}
        FROM cases FINAL
        WHERE steady_at <= {as_of:DateTime64(3, 'UTC')}
    ),
    stated AS
    (
{{case_from_arrays}}
        FROM
        (
            SELECT
                *,
                counted_by,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, state_at) AS state_i,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, attributes_at) AS attributes_i,
                arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, t) AS i
            FROM cases FINAL
            WHERE first_at <= {as_of:DateTime64(3, 'UTC')} AND steady_at > {as_of:DateTime64(3, 'UTC')}
                AND (system, case_id) GLOBAL IN (SELECT system, case_id FROM cases WHERE steady_at > {as_of:DateTime64(3, 'UTC')})
        )
        UNION ALL
        SELECT * FROM steady
    ),
