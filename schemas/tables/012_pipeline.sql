-- How is the intake doing, and how was it doing at any hour of the last 90 days? Grain: one row a process, origin, topic,
-- partition and sample. Counts are those since the former sample of the process; a process writes one at least once a
-- minute, all zero when nothing came, so that idle can be told from stalled. lag_* are as they stood at the sample.
-- A sample that could not be written is not repeated; what it counted is in the next. No row is ever replaced.
-- events were new, repeated were told before, rejected are kept with their reason; an event that a gateway puts into
-- Kafka is counted where it is read. store_ms is the time batches took to become durable, latency_ms the longest
-- that any event waited for its verdict. origin http and file have no topic and partition -1.
CREATE TABLE IF NOT EXISTS ingest_samples
(
    at DateTime64(3, 'UTC'),
    process LowCardinality(String),
    origin LowCardinality(String),
    topic LowCardinality(String),
    partition Int32,
    events UInt64,
    repeated UInt64,
    rejected UInt64,
    batches UInt64,
    store_ms UInt64,
    latency_ms UInt64,
    lag_messages UInt64,
    lag_seconds Float64
)
ENGINE = MergeTree
ORDER BY (at, process, origin, topic, partition)
TTL toDateTime(at) + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 0;

-- Facts from which integrity_signs reads its signs without opening an event or a clock; the thresholds of the others stand
-- in the view. Nearly every row has 0 in all of them, so that they take no room and no time.
-- late_days: whole days from an event to its being recorded, or received where its source tells no recording and told it
-- as it came and not as a file; 0 up to three days, counted from the end of the day where only the date is known.
-- receipt: of an event received as it came and without a recording, the sum of its source and its day of receipt.
-- marks: 1 told late, 2 speaks of another event, 4 an end of which only the date is known.
-- marked_case stands for the case of an event with a mark; told_at is when one with mark 1 or 2 was told.
ALTER TABLE case_events
    ADD COLUMN IF NOT EXISTS late_days UInt16 MATERIALIZED if(
        (recorded_at IS NULL AND origin != 'http' AND NOT startsWith(origin, 'kafka:'))
            OR dateDiff('millisecond', occurred_at, ifNull(recorded_at, received_at)) <= 86400000 * (3 + day_only),
        0,
        least(65535, intDiv(dateDiff('millisecond', occurred_at, ifNull(recorded_at, received_at)), 86400000) - day_only)),
    ADD COLUMN IF NOT EXISTS receipt UInt32 MATERIALIZED if(
        recorded_at IS NULL AND (origin = 'http' OR startsWith(origin, 'kafka:')),
        CRC32(concat(source, ' ', toString(toDate(received_at)))),
        0),
    ADD COLUMN IF NOT EXISTS marks UInt8 MATERIALIZED
        (late_days > 0)
        + 2 * (endsWith(type, '.event.corrected') OR endsWith(type, '.event.retracted'))
        + 4 * (day_only AND match(type, '\\.(completed|rejected|withdrawn)$')),
    ADD COLUMN IF NOT EXISTS marked_case UInt64 MATERIALIZED if(marks = 0, 0, cityHash64(system, case_id)),
    ADD COLUMN IF NOT EXISTS told_at DateTime64(3, 'UTC') MATERIALIZED if(
        marks IN (0, 4),
        toDateTime64(0, 3, 'UTC'),
        greatest(occurred_at, ifNull(recorded_at, if(receipt = 0, occurred_at, received_at))));
ALTER TABLE case_events
    MATERIALIZE COLUMN late_days, MATERIALIZE COLUMN receipt, MATERIALIZE COLUMN marks,
    MATERIALIZE COLUMN marked_case, MATERIALIZE COLUMN told_at;

-- pauses: of the principal clock, when each began and ended (2299-12-31 while it goes on) and the share of the limit used
-- by then; the share is 0 where it is not known, where the limit had passed, and where the target judges groups.
-- case_key stands for the case, and end_key for the minute, place and service of its end, in comparisons of many.
ALTER TABLE cases
    ADD COLUMN IF NOT EXISTS case_key UInt64 MATERIALIZED cityHash64(system, case_id),
    ADD COLUMN IF NOT EXISTS end_key UInt64 MATERIALIZED if(
        last_ended_at IS NULL, 0, cityHash64(system, jurisdiction, service, toStartOfMinute(assumeNotNull(last_ended_at)))),
    ADD COLUMN IF NOT EXISTS reopened_at Array(DateTime64(3, 'UTC')) MATERIALIZED arrayFilter(
        (at, x, i) -> x = 'open' AND i > 1, state_at, state, arrayEnumerate(state)),
    ADD COLUMN IF NOT EXISTS pauses Array(Tuple(began_at DateTime64(3, 'UTC'), ended_at DateTime64(3, 'UTC'), used Float64)) MATERIALIZED arrayFilter(
        x -> x.2 > x.1,
        arrayMap(
            i -> (
                t[i],
                arrayFirst(
                    (at, x, j) -> j > i AND x != 'paused' AND NOT (t[j + 1] = at AND clock_state[j + 1] = 'paused'),
                    arrayPushBack(t, toDateTime64('2299-12-31 00:00:00', 3, 'UTC')),
                    arrayPushBack(clock_state, 'void'),
                    arrayEnumerate(arrayPushBack(t, t[1]))),
                multiIf(
                    late[i] OR by_group OR fault != '' OR arrayExists(x -> isNull(x), arraySlice(w, 1, i)), 0,
                    limit_ticks > 0, -arraySum((x, y) -> ifNull(x, 0) * y, arraySlice(w, 1, i), arraySlice(s, 1, i)) / limit_ticks,
                    due[i - 1] > t[1], dateDiff('second', t[1], t[i]) / dateDiff('second', t[1], assumeNotNull(due[i - 1])),
                    0)),
            arrayFilter(
                i -> clock_state[i] = 'paused' AND clock_state[i - 1] != 'paused'
                    AND NOT (t[i - 1] = t[i] AND clock_state[i - 2] = 'paused'),
                arrayEnumerate(t))));
ALTER TABLE cases
    MATERIALIZE COLUMN case_key, MATERIALIZE COLUMN end_key, MATERIALIZE COLUMN reopened_at, MATERIALIZE COLUMN pauses;
