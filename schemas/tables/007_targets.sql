-- Every documented target as the catalogue of this store's rules has it, for views and boards.
-- Grain: one row a target; rewritten whole when the catalogue changes.
CREATE TABLE IF NOT EXISTS targets
(
    target_id String,
    document_id LowCardinality(String),
    document_number String,
    document_title String,
    clause String,
    jurisdiction LowCardinality(String),
    system LowCardinality(String),
    service String,
    category String,
    metric LowCardinality(String),
    comparator LowCardinality(String),
    value Nullable(Float64),
    unit LowCardinality(String),
    aggregation LowCardinality(String),
    period LowCardinality(String),
    core Bool,
    assumed Bool,
    measured Bool,
    reason LowCardinality(String),
    version LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY target_id
SETTINGS non_replicated_deduplication_window = 0;
