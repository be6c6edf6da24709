-- When did the number of open and of overdue cases change? Grain: one row a change of one case.
-- open_change and overdue_change summed up to an instant are the cases open, and open past their deadline, at that
-- instant, exactly, for any past instant; by all that is known now. begun, ended, ended_on_time and ended_late count a
-- case once, when it began and when it ended for good; the flags are those of case_at.
CREATE OR REPLACE VIEW case_steps AS
WITH
    stated AS
    (
        SELECT
            system, jurisdiction, service, department, category, first_at,
            arrayPushFront(state, 'open') AS states,
            arrayPushFront(state_at, first_at) AS states_at
        FROM cases FINAL
    ),
    opened AS
    (
        SELECT
            system, jurisdiction, service, department, category, i,
            states_at[i] AS at,
            toInt8(states[i] = 'open') - if(i = 1, 0, toInt8(states[i - 1] = 'open')) AS open_change
        FROM stated
        ARRAY JOIN arrayEnumerate(states) AS i
    ),
    overdue AS
    (
        SELECT system, jurisdiction, service, department, category, step.1 AS at, step.2 AS overdue_change
        FROM cases FINAL
        ARRAY JOIN arrayConcat(
            arrayMap(x -> (x, toInt8(1)), overdue_from),
            arrayMap(x -> (x, toInt8(-1)), arrayFilter(x -> x < toDateTime64('2299-01-01 00:00:00', 3, 'UTC'), overdue_to))) AS step
    )
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(i = 1) AS begun, toInt8(0) AS ended, toInt8(0) AS ended_on_time, toInt8(0) AS ended_late,
    toInt8(open_change) AS open_change, toInt8(0) AS overdue_change
FROM opened
WHERE i = 1 OR open_change != 0
UNION ALL
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(0), toInt8(0), toInt8(0), toInt8(0), toInt8(0), overdue_change
FROM overdue
WHERE at <= now64(3)
UNION ALL
SELECT
    system, jurisdiction, service, department, category, assumeNotNull(ended_at),
    toInt8(0), toInt8(1), toInt8(c.ended_on_time), toInt8(c.ended_late), toInt8(0), toInt8(0)
FROM case_at(as_of = now64(3), known_at = toDateTime64('2299-12-31 00:00:00', 3, 'UTC')) AS c
WHERE is_ended;
