-- What more is kept of a refused message that came from Kafka, and what became of a rejection.
-- topic is empty for what came by HTTP or file. raw and key are text; where they are not valid UTF-8 they are base64
-- and raw_base64, key_base64 say so. kafka_offset and told_at mean nothing without a topic.
-- A change of status is a new row with a later updated_at; resolved_by and note say who and why.
ALTER TABLE rejected_events
    ADD COLUMN IF NOT EXISTS topic LowCardinality(String),
    ADD COLUMN IF NOT EXISTS kafka_partition Int32,
    ADD COLUMN IF NOT EXISTS kafka_offset Int64,
    ADD COLUMN IF NOT EXISTS told_at DateTime64(3, 'UTC'),
    ADD COLUMN IF NOT EXISTS key String,
    ADD COLUMN IF NOT EXISTS headers Map(LowCardinality(String), String),
    ADD COLUMN IF NOT EXISTS raw_base64 Bool,
    ADD COLUMN IF NOT EXISTS key_base64 Bool,
    ADD COLUMN IF NOT EXISTS stage LowCardinality(String),
    ADD COLUMN IF NOT EXISTS app_version LowCardinality(String),
    ADD COLUMN IF NOT EXISTS replays UInt16,
    ADD COLUMN IF NOT EXISTS resolved_by String,
    ADD COLUMN IF NOT EXISTS note String;
