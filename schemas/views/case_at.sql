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
    placed AS
    (
        SELECT
            *,
            arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, state_at) AS state_i,
            arrayLastIndex(x -> x <= {as_of:DateTime64(3, 'UTC')}, attributes_at) AS attributes_i
        FROM known
        WHERE first_at <= {as_of:DateTime64(3, 'UTC')}
    ),
    stated AS
    (
        SELECT
            system, case_id, jurisdiction, service, zone, problems,
            first_at AS begun_at,
            if(state_i = 0, 'open', toString(state[state_i])) AS state_now,
            if(state_i = 0 OR state[state_i] = 'open', NULL, toNullable(state_at[state_i])) AS ended_at,
            if(attributes_i = 0, CAST(map(), 'Map(LowCardinality(String), String)'), attributes[attributes_i]) AS told
        FROM placed
    ),
    principal_clock AS
    (
        SELECT
            system, case_id, target_id, by_group, verdict, open, at_risk, started_at, stopped_at, deadline,
            elapsed_ticks / ticks_per_unit AS elapsed,
            limit_ticks / ticks_per_unit AS limit_units,
            unit
        FROM clock_at(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')})
        WHERE principal
    ),
    joined AS
    (
        SELECT
            k.*,
            p.target_id AS target_id,
            multiIf(
                p.target_id = '', if(k.state_now = 'void', 'void', 'no-target'),
                p.verdict = 'not-applicable' AND NOT p.by_group AND k.state_now != 'open', 'unknown',
                p.verdict) AS verdict,
            p.open AS clock_open,
            p.at_risk AS at_risk,
            p.started_at AS started_at,
            p.stopped_at AS stopped_at,
            p.deadline AS deadline,
            p.elapsed AS elapsed,
            p.limit_units AS limit_units,
            toString(p.unit) AS unit
        FROM stated AS k
        LEFT JOIN principal_clock AS p ON k.system = p.system AND k.case_id = p.case_id
    )
SELECT
    system,
    case_id,
    jurisdiction,
    service,
    zone,
    begun_at,
    state_now AS state,
    ended_at,
    mapUpdate(told, map('jurisdiction', toString(jurisdiction), 'service', toString(service))) AS attributes,
    problems AS case_problems,
    target_id,
    verdict,
    clock_open,
    at_risk,
    started_at,
    stopped_at,
    deadline,
    elapsed,
    limit_units,
    unit,
    if(verdict = 'breached',
       toUnixTimestamp64Milli(ifNull(stopped_at, {as_of:DateTime64(3, 'UTC')})) - toUnixTimestamp64Milli(deadline),
       NULL) AS overdue_ms
FROM joined;
