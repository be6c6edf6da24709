-- How does every case stand at an instant, with the verdict of its principal clock?
-- Grain: one row a case that had begun by as_of. A case without a principal clock has the verdict no-target.
CREATE OR REPLACE VIEW case_at AS
WITH known AS
    (
        SELECT * FROM cases FINAL
        WHERE {known_at:DateTime64(3, 'UTC')} >= toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
        UNION ALL
        SELECT * FROM
        (
            SELECT * FROM case_log
            WHERE {known_at:DateTime64(3, 'UTC')} < toDateTime64('2299-12-31 00:00:00', 3, 'UTC')
                AND known_at <= {known_at:DateTime64(3, 'UTC')}
            ORDER BY version DESC, known_at DESC
            LIMIT 1 BY system, case_id
        )
    ),
    principal_clock AS
    (
        SELECT * FROM clock_at(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')})
        WHERE principal
    )
SELECT
    k.system AS system,
    k.case_id AS case_id,
    k.jurisdiction AS jurisdiction,
    k.service AS service,
    k.zone AS zone,
    k.first_at AS begun_at,
    arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, k.state_at) AS state_i,
    if(state_i = 0, 'open', toString(k.state[state_i])) AS state,
    if(state = 'open', NULL, toNullable(k.state_at[state_i])) AS ended_at,
    arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, k.attributes_at) AS attributes_i,
    mapUpdate(
        if(attributes_i = 0, CAST(map(), 'Map(LowCardinality(String), String)'), k.attributes[attributes_i]),
        map('jurisdiction', toString(k.jurisdiction), 'service', toString(k.service))) AS attributes,
    k.problems AS case_problems,
    p.target_id AS target_id,
    multiIf(p.target_id = '', if(state = 'void', 'void', 'no-target'),
            p.verdict = 'not-applicable' AND state != 'open', 'unknown',
            p.verdict) AS verdict,
    p.open AS clock_open,
    p.at_risk AS at_risk,
    if(p.target_id = '', NULL, p.started_at) AS started_at,
    if(p.target_id = '', NULL, p.stopped_at) AS stopped_at,
    if(p.target_id = '', NULL, p.deadline) AS deadline,
    if(p.target_id = '', NULL, p.elapsed_ticks) / greatest(p.ticks_per_unit, 1) AS elapsed,
    if(p.target_id = '', NULL, p.limit_ticks) / greatest(p.ticks_per_unit, 1) AS limit_units,
    toString(p.unit) AS unit,
    if(verdict = 'breached',
       toUnixTimestamp64Milli(ifNull(p.stopped_at, {as_of:DateTime64(3, 'UTC')})) - toUnixTimestamp64Milli(p.deadline),
       NULL) AS overdue_ms
FROM known AS k
LEFT JOIN principal_clock AS p ON k.system = p.system AND k.case_id = p.case_id
WHERE k.first_at <= {as_of:DateTime64(3, 'UTC')};
