-- Each case measured against each target that applies. Grain: one row a case and target; the larger version wins.
-- t, s, w, state, due, late, ground are parallel, one entry a transition in order of time:
--   elapsed ticks at T = sum over t[i] <= T of s[i] * (W(T) - w[i]), W from calendar_days by calendar and method;
--   due[i] is the deadline in force from t[i] (null: none), late[i] whether it had passed when a run ended.
-- by_group: the target judges the group of its cases (average, share), never this one; group_key tells its groups apart.
-- `applies` is 0 for a clock that a later event took away; its row stays so that the larger version hides the old one.
CREATE TABLE IF NOT EXISTS clocks
(
    system LowCardinality(String),
    case_id String,
    target_id LowCardinality(String),
    version UInt64,
    known_at DateTime64(3, 'UTC'),
    applies Bool,
    principal Bool,
    by_group Bool,
    group_key String,
    calendar LowCardinality(String),
    method LowCardinality(String),
    unit LowCardinality(String),
    ticks_per_unit UInt64,
    limit_ticks Nullable(Int64),
    t Array(DateTime64(3, 'UTC')),
    s Array(Int8),
    w Array(Nullable(Int64)),
    state Array(Enum8('running' = 1, 'paused' = 2, 'stopped' = 3, 'void' = 4)),
    due Array(Nullable(DateTime64(3, 'UTC'))),
    late Array(Bool),
    ground Array(LowCardinality(String)),
    due_earliest Nullable(DateTime64(3, 'UTC')),
    due_latest Nullable(DateTime64(3, 'UTC')),
    fault LowCardinality(String),
    problems Array(LowCardinality(String)),
    target_version LowCardinality(String),
    calendar_version LowCardinality(String),
    digest String
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (system, case_id, target_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Every row that `clocks` ever held, for the same reason as `case_log`.
CREATE TABLE IF NOT EXISTS clock_log AS clocks
ENGINE = MergeTree
ORDER BY (system, case_id, target_id, version)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
