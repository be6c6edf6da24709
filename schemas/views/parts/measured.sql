-- How many ticks a clock had counted; the days its calendar covers, for what lies outside them.
    measured AS
    (
        SELECT
            *,
            transform(counted_by, counts.1, counts.2, NULL) AS now_ticks,
            isNotNull(now_ticks) AS is_covered,
            transform(calendar, counts.3, counts.4, 0) AS covered_from,
            transform(calendar, counts.3, counts.5, 0) AS covered_to,
            if(started_at IS NULL OR base IS NULL OR fault != '' OR (sign != 0 AND NOT is_covered), NULL,
               ifNull(sign * now_ticks, 0) - base) AS elapsed_ticks
        FROM stated
    )
