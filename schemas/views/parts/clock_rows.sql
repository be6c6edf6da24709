WITH
{{counts}}
    steady AS
    (
        SELECT
            system, case_id, target_id, principal, by_group, group_key, calendar, method, counted_by, unit, limit_ticks,
            ticks_per_unit, due_earliest, due_latest, fault, problems,
            last_state AS clock_state_now,
{{steady_clock}}
        FROM clocks FINAL
        WHERE applies AND steady_at <= {as_of:DateTime64(3, 'UTC')}
    ),
    stated AS
    (
{{clock_moved}}
        UNION ALL
        SELECT * FROM steady
    ),
