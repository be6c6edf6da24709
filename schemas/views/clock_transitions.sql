-- How did each clock go from state to state? Grain: one row a transition of a clock that applies, by all that is known.
-- state_code: 1 running, 2 paused, 3 stopped, 4 void; it holds from `at` to the clock's next row.
CREATE OR REPLACE VIEW clock_transitions AS
SELECT
    system, case_id, target_id, principal, at,
    toUInt8(code) AS state_code, ground_from AS ground, due_from AS due, late_from AS late
FROM clocks FINAL
ARRAY JOIN t AS at, arrayMap(x -> toInt8(x), state) AS code, ground AS ground_from, due AS due_from, late AS late_from
WHERE applies;
