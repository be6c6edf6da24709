-- What was refused, byte for byte, and why. Grain: one row a refused message; a repeat of the same bytes is the same row.
-- Open rows can be replayed once their cause is mended.
CREATE TABLE IF NOT EXISTS rejected_events
(
    rejection_id String,
    received_at DateTime64(3, 'UTC'),
    origin LowCardinality(String),
    event_id String,
    code LowCardinality(String),
    problems String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(1)),
    status Enum8('open' = 0, 'replayed' = 1, 'discarded' = 2),
    updated_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY rejection_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
