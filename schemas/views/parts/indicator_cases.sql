    asked AS
    (
        SELECT
            system, jurisdiction, service, told, begun_at, ended_at,
{{case_flags}}
        FROM clocked
    ),
    chosen AS
    (
        SELECT
            is_ended, is_open, is_void, ended_late, ended_on_time, open_overdue, open_at_risk, open_paused,
            is_unknown, is_not_applicable, has_no_target,
            if(is_ended AND isNotNull(elapsed), unit, '') AS ended_in,
            ifNull(elapsed, 0) AS took,
            arrayMap(
                key -> multiIf(key = 'jurisdiction', toString(jurisdiction), key = 'service', toString(service), told[key]),
                {keys:Array(String)}) AS group_values
        FROM asked
        WHERE system = {system:String}
            AND ({within:String} = '' OR startsWith(concat(jurisdiction, '/'), concat({within:String}, '/')))
            AND ({period_by:String} = 'all' OR (
                if({period_by:String} = 'ended', ended_at, toNullable(begun_at)) >= {from:DateTime64(3, 'UTC')}
                AND if({period_by:String} = 'ended', ended_at, toNullable(begun_at)) < {to:DateTime64(3, 'UTC')}))
    ),
    counted AS
    (
        SELECT
            group_values,
            count() AS cases,
            sum(is_ended) AS ended,
            sum(is_open) AS open,
            sum(is_void) AS void,
            sum(chosen.ended_late) AS ended_after_deadline,
            sum(chosen.ended_on_time) AS ended_on_time,
            sum(chosen.open_overdue) AS open_overdue,
            sum(open_at_risk) AS at_risk,
            sum(open_paused) AS paused,
            sum(is_unknown) AS unknown,
            sum(is_not_applicable) AS not_applicable,
            sum(has_no_target) AS no_target,
            arrayMap(
                (unit, n, quantiles) -> (unit, n, quantiles),
                ['working_day', 'calendar_day', 'hour'],
                [
                    countIf(ended_in = 'working_day'),
                    countIf(ended_in = 'calendar_day'),
                    countIf(ended_in = 'hour')
                ],
                [
                    quantilesExactInclusiveIf(0.5, 0.9)(took, ended_in = 'working_day'),
                    quantilesExactInclusiveIf(0.5, 0.9)(took, ended_in = 'calendar_day'),
                    quantilesExactInclusiveIf(0.5, 0.9)(took, ended_in = 'hour')
                ]) AS elapsed_by_unit
        FROM chosen
        GROUP BY group_values
    )
SELECT
    group_values,
    row.1 AS indicator,
    row.2 AS value,
    row.3 AS unit,
    row.4 AS n
FROM counted
ARRAY JOIN arrayConcat(
    [
        ('cases', toNullable(toFloat64(cases)), 'count', cases),
        ('ended', toNullable(toFloat64(ended)), 'count', cases),
        ('open', toNullable(toFloat64(open)), 'count', cases),
        ('void', toNullable(toFloat64(void)), 'count', cases),
        ('ended_after_deadline', toNullable(toFloat64(ended_after_deadline)), 'count', ended),
        ('ended_on_time', toNullable(toFloat64(ended_on_time)), 'count', ended),
        ('open_overdue', toNullable(toFloat64(open_overdue)), 'count', open),
        ('at_risk', toNullable(toFloat64(at_risk)), 'count', open),
        ('paused', toNullable(toFloat64(paused)), 'count', open),
        ('unknown', toNullable(toFloat64(unknown)), 'count', cases),
        ('not_applicable', toNullable(toFloat64(not_applicable)), 'count', cases),
        ('no_target', toNullable(toFloat64(no_target)), 'count', cases),
        ('on_time_share',
         if(ended_on_time + ended_after_deadline = 0, NULL,
            toNullable(100 * ended_on_time / (ended_on_time + ended_after_deadline))),
         'percent', ended_on_time + ended_after_deadline)
    ],
    arrayMap(x -> ('elapsed_median', toNullable(x.3[1]), x.1, x.2), arrayFilter(x -> x.2 > 0, elapsed_by_unit)),
    arrayMap(x -> ('elapsed_p90', toNullable(x.3[2]), x.1, x.2), arrayFilter(x -> x.2 > 0, elapsed_by_unit))) AS row;
