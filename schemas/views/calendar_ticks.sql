-- How far has each calendar's count come at an instant, under each method (W(as_of))?
-- Grain: one row a calendar and method; no row for a method that needs a day outside the covered range.
-- The same whole numbers as services/core/method.ts, proven equal by a property test.
CREATE OR REPLACE VIEW calendar_ticks AS
WITH
    toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')}) AS now_ms,
    today AS
    (
        SELECT
            calendar,
            toInt64(toInt32(day)) AS day_number,
            toInt64(worked_before) AS worked,
            notEmpty(opens) AS works,
            now_ms - toUnixTimestamp64Milli(midnight) AS since,
            arraySum((o, c) -> least(greatest(since - o, 0), toInt64(c) - o), opens, closes) AS office_ms,
            office_ms_before,
            afternoon,
            toInt64(units_per_ms) AS weight,
            toInt64(units_per_day) AS day_units
        FROM calendar_days FINAL
        WHERE midnight <= {as_of:DateTime64(3, 'UTC')} AND next_midnight > {as_of:DateTime64(3, 'UTC')}
    )
SELECT calendar, count.1 AS method, assumeNotNull(count.2) AS ticks
FROM today
ARRAY JOIN
    [
        ('wd_excl', toNullable(worked + works)),
        ('wd_incl', toNullable(worked + works)),
        ('biz_time', toNullable(worked * day_units + office_ms * weight)),
        ('biz_hours', toNullable(office_ms_before + office_ms)),
        ('cal_days', toNullable(day_number)),
        ('half_days', if(works, worked * 2 + 1 + (since >= afternoon), toNullable(worked * 2)))
    ] AS count
WHERE count.2 IS NOT NULL
UNION ALL
SELECT calendar, count.1 AS method, count.2 AS ticks
FROM (SELECT DISTINCT calendar FROM calendar_days)
ARRAY JOIN [('cal_hours', toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')})), ('count', toInt64(0))] AS count;
