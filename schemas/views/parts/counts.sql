-- W(as_of) by calendar and method, and what each calendar covers: constants of a question.
    (
        SELECT (groupArray(concat(calendar, ' ', method)), groupArray(ticks))
        FROM calendar_ticks(as_of = {as_of:DateTime64(3, 'UTC')})
    ) AS counts,
    (
        SELECT (groupArray(calendar), groupArray(from), groupArray(to)) FROM
        (
            SELECT toString(calendar) AS calendar, toUnixTimestamp64Milli(min(midnight)) AS from,
                toUnixTimestamp64Milli(max(next_midnight)) AS to
            FROM calendar_days
            GROUP BY calendar
        )
    ) AS covered,
