-- When did the number of open and of overdue cases change, and when did cases begin and end? Grain: one row a change of
-- one case, by all that is known. open_change and overdue_change summed up to an instant are the cases open, and open
-- past their deadline, at that instant, exactly, for any past instant: what open_overdue of case_at counts.
-- begun and ended count a case once, when it began and when it ended for good.
CREATE OR REPLACE VIEW case_steps AS
WITH
    begun AS
    (
        SELECT system, jurisdiction, service, department, category, first_at AS at FROM cases FINAL
    ),
    ended AS
    (
        SELECT system, jurisdiction, service, department, category, assumeNotNull(last_ended_at) AS at
        FROM cases FINAL
        WHERE last_state = 'ended'
    ),
    changed AS
    (
        -- A case is open from its first event until it is told otherwise.
        SELECT
            system, jurisdiction, service, department, category,
            at,
            toInt8(is_open) - toInt8(was_open) AS open_change
        FROM cases FINAL
        ARRAY JOIN
            state_at AS at,
            arrayMap(x -> x = 'open', state) AS is_open,
            arraySlice(arrayPushFront(arrayMap(x -> x = 'open', state), 1), 1, length(state)) AS was_open
        WHERE is_open != was_open
    ),
    overdue AS
    (
        SELECT system, jurisdiction, service, department, category, step.1 AS at, step.2 AS overdue_change
        FROM cases FINAL
        ARRAY JOIN arrayConcat(
            arrayMap(x -> (x, toInt8(1)), overdue_from),
            arrayMap(x -> (x, toInt8(-1)), overdue_to)) AS step
        WHERE notEmpty(overdue_from)
    )
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(1) AS begun, toInt8(0) AS ended, toInt8(1) AS open_change, toInt8(0) AS overdue_change
FROM begun
UNION ALL
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(0), toInt8(1), toInt8(0), toInt8(0)
FROM ended
UNION ALL
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(0), toInt8(0), toInt8(open_change), toInt8(0)
FROM changed
UNION ALL
SELECT
    system, jurisdiction, service, department, category, at,
    toInt8(0), toInt8(0), toInt8(0), overdue_change
FROM overdue;
