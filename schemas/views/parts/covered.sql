-- The instants from which and up to which each calendar is published: constants of a question, in one.
    (
        SELECT (groupArray(calendar), groupArray(covered_from), groupArray(covered_to))
        FROM
        (
            SELECT
                toString(calendar) AS calendar,
                toUnixTimestamp64Milli(min(midnight)) AS covered_from,
                toUnixTimestamp64Milli(max(next_midnight)) AS covered_to
            FROM calendar_days FINAL
            GROUP BY calendar
        )
    ) AS covered,
