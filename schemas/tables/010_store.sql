-- Which store is this? Grain: one row, written when the store is made and never again. Its id names the group under
-- which the store reads Kafka, so that a new store reads every topic from its beginning.
CREATE TABLE IF NOT EXISTS store
(
    id String,
    made_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY id
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;
