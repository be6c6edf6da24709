-- W(as_of) by calendar and method, and what each calendar covers: constants of a question, in one.
    (
        SELECT
            (
                groupArrayArray(arrayMap(x -> concat(calendar, ' ', x.1), counts)),
                groupArrayArray(arrayMap(x -> x.2, counts)),
                groupArray(calendar),
                groupArray(covered_from),
                groupArray(covered_to)
            )
        FROM
        (
{{calendar_counts}}
        )
    ) AS counts,
