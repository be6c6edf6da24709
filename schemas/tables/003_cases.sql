-- What is known of each case now. Grain: one row a case; the row with the larger version (rule epoch, then number of
-- distinct events folded) wins, so late and repeated events only ever replace a row that knew less.
-- state_at[i] begins state[i]; attributes_at[i] begins attributes[i]; all arrays are in order of time.
CREATE TABLE IF NOT EXISTS cases
(
    system LowCardinality(String),
    case_id String,
    version UInt64,
    known_at DateTime64(3, 'UTC'),
    jurisdiction LowCardinality(String),
    service LowCardinality(String),
    first_at DateTime64(3, 'UTC'),
    last_at DateTime64(3, 'UTC'),
    state_at Array(DateTime64(3, 'UTC')),
    state Array(Enum8('open' = 1, 'ended' = 2, 'void' = 3)),
    attributes_at Array(DateTime64(3, 'UTC')),
    attributes Array(Map(LowCardinality(String), String)),
    events UInt32,
    clocks UInt16,
    problems Array(LowCardinality(String)),
    zone LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (system, case_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every row that `cases` ever held, so that what was known at any instant can be asked again.
CREATE TABLE IF NOT EXISTS case_log AS cases
ENGINE = MergeTree
ORDER BY (system, case_id, version)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
