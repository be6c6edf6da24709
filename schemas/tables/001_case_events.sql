-- What happened to each case, as its source told it. Grain: one row an event (source + event_id), never edited.
-- A repeat is the same row again and vanishes; a correction is a new event that names the one it corrects.
CREATE TABLE IF NOT EXISTS case_events
(
    system LowCardinality(String),
    case_id String,
    occurred_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    event_id String,
    type LowCardinality(String),
    day_only Bool,
    recorded_at Nullable(DateTime64(3, 'UTC')),
    received_at DateTime64(3, 'UTC'),
    sequence String,
    data String CODEC(ZSTD(1)),
    origin LowCardinality(String),
    INDEX by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree
ORDER BY (system, case_id, occurred_at, source, event_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
