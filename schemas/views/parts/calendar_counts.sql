-- How far each calendar's count has come at as_of, by method, and what the calendar covers.
            SELECT
                toString(calendar) AS calendar,
                toUnixTimestamp64Milli(min(midnight)) AS covered_from,
                toUnixTimestamp64Milli(max(next_midnight)) AS covered_to,
                arrayConcat(
                    [('cal_hours', toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')})), ('count', toInt64(0))],
                    groupArrayArrayIf(
                        arrayMap(x -> (x.1, assumeNotNull(x.2)), arrayFilter(x -> isNotNull(x.2), [
                            ('wd_excl', toNullable(toInt64(worked_before) + works)),
                            ('wd_incl', toNullable(toInt64(worked_before) + works)),
                            ('biz_time', toNullable(worked_before * toInt64(units_per_day) + office_ms * toInt64(units_per_ms))),
                            ('biz_hours', toNullable(office_ms_before + office_ms)),
                            ('cal_days', toNullable(toInt64(toInt32(day)))),
                            ('half_days', toInt64(worked_before) * 2 + if(works, 1 + (since >= afternoon), 0))
                        ])),
                        midnight <= {as_of:DateTime64(3, 'UTC')} AND next_midnight > {as_of:DateTime64(3, 'UTC')})) AS counts
            FROM
            (
                SELECT
                    *,
                    notEmpty(opens) AS works,
                    toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(midnight) AS since,
                    arraySum((o, c) -> least(greatest(since - o, 0), toInt64(c) - o), opens, closes) AS office_ms
                FROM calendar_days FINAL
            )
            GROUP BY calendar
