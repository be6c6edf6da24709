-- How far has each calendar's count come at an instant, under each method (W(as_of))?
-- Grain: one row a calendar and method; no row for a method that needs a day outside the covered range.
-- The same whole numbers as services/core/method.ts, proven equal by a property test.
CREATE OR REPLACE VIEW calendar_ticks AS
SELECT calendar, count.1 AS method, count.2 AS ticks
FROM
(
{{calendar_counts}}
)
ARRAY JOIN counts AS count;
