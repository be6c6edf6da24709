-- Prefix sums of every calendar, from which SQL reads W(T). Grain: one row a calendar and covered day; rewritten whole
-- when a calendar's version changes. opens and closes are milliseconds after the day's midnight, empty on rest days.
CREATE TABLE IF NOT EXISTS calendar_days
(
    calendar LowCardinality(String),
    day Date32,
    version LowCardinality(String),
    midnight DateTime64(3, 'UTC'),
    next_midnight DateTime64(3, 'UTC'),
    worked_before Int32,
    office_ms_before Int64,
    opens Array(UInt32),
    closes Array(UInt32),
    afternoon Nullable(UInt32),
    units_per_ms UInt64,
    units_per_day UInt64,
    loaded_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(loaded_at)
ORDER BY (calendar, day)
SETTINGS non_replicated_deduplication_window = 0;
