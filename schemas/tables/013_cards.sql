-- What happened to each card, from its raise to its end? Grain: one row a card, kind and key: the same thing told twice,
-- by two services or again after a crash, is one row, and the telling with the earlier `at` stands. Never edited.
-- turn: a card that is withdrawn and reached again goes on under its name; what is told belongs to the turn it was told
-- in, the first being 1. key: of raised, reinstated, withdrawn and reply-overdue the turn; of delivered the message; of
-- what people do the key their request came with.
-- Columns from rung to reply_due_at are told by raised and reinstated alone; facts is what else a kind tells, as JSON.
-- turn_key stands for card and turn in joins of many.
CREATE TABLE IF NOT EXISTS card_events
(
    card_id String,
    kind LowCardinality(String),
    key String,
    turn UInt16,
    at DateTime64(3, 'UTC'),
    rung LowCardinality(String),
    system LowCardinality(String),
    case_id String,
    group_key String,
    target_id LowCardinality(String),
    jurisdiction LowCardinality(String),
    department LowCardinality(String),
    service LowCardinality(String),
    reached_at Nullable(DateTime64(3, 'UTC')),
    deadline Nullable(DateTime64(3, 'UTC')),
    reply_due_at Nullable(DateTime64(3, 'UTC')),
    told_by String,
    channel LowCardinality(String),
    facts String CODEC(ZSTD(1)),
    precedence UInt64 MATERIALIZED toUInt64(17592186044416 - toUnixTimestamp64Milli(at)),
    turn_key UInt64 MATERIALIZED cityHash64(card_id, turn),
    INDEX by_case case_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY (card_id, kind, key)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- What is to be told of cards, to which channel, and what became of it? Grain: one row a message. It is stored before its
-- first sending, so that it is sent again under the same id after a crash. A change of status is a new row: sent outranks
-- dead, dead planned, and among those planned more attempts outrank fewer. Each message is inserted under a token of what
-- the outbox held when it was planned, so that of all plans made from the same knowledge one is stored. card_ids and turns
-- are parallel; body is the message as JSON. planned: goes at next_at; dead: given up, error says why.
CREATE TABLE IF NOT EXISTS outbox
(
    message_id String,
    channel LowCardinality(String),
    kind LowCardinality(String),
    card_ids Array(String),
    turns Array(UInt16),
    body String CODEC(ZSTD(1)),
    status Enum8('planned' = 0, 'dead' = 1, 'sent' = 2),
    attempts UInt16,
    next_at DateTime64(3, 'UTC'),
    error String,
    planned_at DateTime64(3, 'UTC'),
    updated_at DateTime64(3, 'UTC'),
    precedence UInt32 MATERIALIZED toUInt32(status) * 65536 + attempts
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY message_id
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which of several services leads? Grain: one row a lease; the larger slot wins. Every slot is inserted under a token made
-- of its number, so that the first insert of a slot stands and later ones of the same number vanish: who leads takes slot
-- after slot, who would lead takes the one that stays untaken. holder is empty where it was given up. taken_at is for
-- people: nothing compares it.
CREATE TABLE IF NOT EXISTS leases
(
    lease LowCardinality(String),
    slot UInt64,
    holder String,
    taken_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(slot)
ORDER BY lease
SETTINGS non_replicated_deduplication_window = 10000;

-- Which rungs has each case reached, and which will it reach if nothing more happens? Grain: one row a case; the larger
-- version, which is that of `cases`, wins, and of equal ones the last told. So timers are armed without folding cases,
-- and a row that is behind its case, or was made under other ladders, shows that the case is to be looked at again.
-- target_id, rung and reached_at are parallel, in order of time.
CREATE TABLE IF NOT EXISTS case_rungs
(
    system LowCardinality(String),
    case_id String,
    version UInt64,
    ladders LowCardinality(String),
    target_id Array(LowCardinality(String)),
    rung Array(LowCardinality(String)),
    reached_at Array(DateTime64(3, 'UTC')),
    last_at DateTime64(3, 'UTC') MATERIALIZED if(empty(reached_at), fromUnixTimestamp64Milli(0, 'UTC'), reached_at[-1])
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (system, case_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which cases were told of lately? Grain: one row a telling of a case, in the order of storing; for services that must
-- look at a case again soon after it changed. Losing one loses nothing: who follows also compares versions now and then.
CREATE TABLE IF NOT EXISTS changed_cases
(
    stored_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
    system LowCardinality(String),
    case_id String
)
ENGINE = MergeTree
ORDER BY stored_at
TTL toDateTime(stored_at) + INTERVAL 7 DAY
SETTINGS non_replicated_deduplication_window = 10000;

-- Since when is what told? Grain: one row a name: `cards`, since when rungs raise cards; `channel/` with its name, since
-- when a channel is told; `digest/` with kind and channel, since when it is mailed that digest. The earliest stands.
CREATE TABLE IF NOT EXISTS alert_since
(
    name String,
    since DateTime64(3, 'UTC'),
    precedence UInt64 MATERIALIZED toUInt64(17592186044416 - toUnixTimestamp64Milli(since))
)
ENGINE = ReplacingMergeTree(precedence)
ORDER BY name
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

-- Which digests were mailed, and up to which day were groups judged? Grain: one row a kind and period. kind is `daily/` or
-- `monthly/` with the name of the channel, or `groups`; period is YYYY-MM-DD or YYYY-MM.
CREATE TABLE IF NOT EXISTS digest_runs
(
    kind LowCardinality(String),
    period String,
    done_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (kind, period)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;
