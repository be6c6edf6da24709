-- Each change of catalogue or calendars, in order. Grain: one row an epoch; the epoch outranks any count of events in
-- the versions of cases and clocks, so a refold under newer rules always replaces.
CREATE TABLE IF NOT EXISTS rule_epochs
(
    epoch UInt32,
    rules_version String,
    began_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY epoch
SETTINGS non_replicated_deduplication_window = 0, fsync_after_insert = 1, fsync_part_directory = 1;
