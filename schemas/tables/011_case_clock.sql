-- How does each case stand on the clock that stands for it, without reading that clock's own row? What boards and
-- indicators count is a case, so the row of a case carries its principal clock: the same arrays as in `clocks`,
-- target_id empty where it has none.
-- steady_at is the last instant at which anything of the row changes; asked for it or later, the scalars below answer,
-- asked for an earlier instant the arrays do. department and category are as told last.
-- overdue_from and overdue_to are the spans in which the case was open past its deadline, from included, to excluded;
-- a span without an end has 2299-12-31. clock_problems are the codes noted on any of the case's clocks.
ALTER TABLE cases
    ADD COLUMN IF NOT EXISTS department LowCardinality(String),
    ADD COLUMN IF NOT EXISTS category LowCardinality(String),
    ADD COLUMN IF NOT EXISTS target_id LowCardinality(String),
    ADD COLUMN IF NOT EXISTS by_group Bool,
    ADD COLUMN IF NOT EXISTS calendar LowCardinality(String),
    ADD COLUMN IF NOT EXISTS method LowCardinality(String),
    ADD COLUMN IF NOT EXISTS unit LowCardinality(String),
    ADD COLUMN IF NOT EXISTS ticks_per_unit UInt64,
    ADD COLUMN IF NOT EXISTS limit_ticks Nullable(Int64),
    ADD COLUMN IF NOT EXISTS t Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS s Array(Int8),
    ADD COLUMN IF NOT EXISTS w Array(Nullable(Int64)),
    ADD COLUMN IF NOT EXISTS clock_state Array(Enum8('running' = 1, 'paused' = 2, 'stopped' = 3, 'void' = 4)),
    ADD COLUMN IF NOT EXISTS due Array(Nullable(DateTime64(3, 'UTC'))),
    ADD COLUMN IF NOT EXISTS late Array(Bool),
    ADD COLUMN IF NOT EXISTS due_earliest Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS due_latest Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS fault LowCardinality(String),
    ADD COLUMN IF NOT EXISTS overdue_from Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS overdue_to Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS clock_problems Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS counted_by LowCardinality(String) MATERIALIZED concat(calendar, ' ', method),
    ADD COLUMN IF NOT EXISTS steady_at DateTime64(3, 'UTC') MATERIALIZED greatest(first_at, arrayMax(state_at), arrayMax(attributes_at), arrayMax(t)),
    ADD COLUMN IF NOT EXISTS last_state LowCardinality(String) MATERIALIZED if(empty(state), 'open', arrayMap(x -> toString(x), state)[-1]),
    ADD COLUMN IF NOT EXISTS last_ended_at Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(state) OR state[-1] = 'open', NULL, state_at[-1]),
    ADD COLUMN IF NOT EXISTS last_clock_state LowCardinality(String) MATERIALIZED arrayMap(x -> toString(x), clock_state)[-1],
    ADD COLUMN IF NOT EXISTS last_due Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t) OR fault != '', NULL, due[-1]),
    ADD COLUMN IF NOT EXISTS last_late Bool MATERIALIZED notEmpty(t) AND late[-1],
    ADD COLUMN IF NOT EXISTS last_sign Int8 MATERIALIZED arraySum(s),
    ADD COLUMN IF NOT EXISTS last_base Nullable(Int64) MATERIALIZED if(arrayExists((x, y) -> isNull(x) AND y != 0, w, s), NULL, arraySum((x, y) -> ifNull(x, 0) * y, w, s)),
    ADD COLUMN IF NOT EXISTS last_started_at Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t), NULL, t[1]),
    ADD COLUMN IF NOT EXISTS last_stopped_at Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t) OR clock_state[-1] NOT IN ('stopped', 'void'), NULL, t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), clock_state) + 1]);

-- The log holds the same rows; it is asked for past knowledge alone, so it needs no scalars.
ALTER TABLE case_log
    ADD COLUMN IF NOT EXISTS department LowCardinality(String),
    ADD COLUMN IF NOT EXISTS category LowCardinality(String),
    ADD COLUMN IF NOT EXISTS target_id LowCardinality(String),
    ADD COLUMN IF NOT EXISTS by_group Bool,
    ADD COLUMN IF NOT EXISTS calendar LowCardinality(String),
    ADD COLUMN IF NOT EXISTS method LowCardinality(String),
    ADD COLUMN IF NOT EXISTS unit LowCardinality(String),
    ADD COLUMN IF NOT EXISTS ticks_per_unit UInt64,
    ADD COLUMN IF NOT EXISTS limit_ticks Nullable(Int64),
    ADD COLUMN IF NOT EXISTS t Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS s Array(Int8),
    ADD COLUMN IF NOT EXISTS w Array(Nullable(Int64)),
    ADD COLUMN IF NOT EXISTS clock_state Array(Enum8('running' = 1, 'paused' = 2, 'stopped' = 3, 'void' = 4)),
    ADD COLUMN IF NOT EXISTS due Array(Nullable(DateTime64(3, 'UTC'))),
    ADD COLUMN IF NOT EXISTS late Array(Bool),
    ADD COLUMN IF NOT EXISTS due_earliest Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS due_latest Nullable(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS fault LowCardinality(String),
    ADD COLUMN IF NOT EXISTS overdue_from Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS overdue_to Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS clock_problems Array(LowCardinality(String));

-- The same for every clock.
ALTER TABLE clocks
    ADD COLUMN IF NOT EXISTS counted_by LowCardinality(String) MATERIALIZED concat(calendar, ' ', method),
    ADD COLUMN IF NOT EXISTS steady_at DateTime64(3, 'UTC') MATERIALIZED arrayMax(t),
    ADD COLUMN IF NOT EXISTS last_state LowCardinality(String) MATERIALIZED arrayMap(x -> toString(x), state)[-1],
    ADD COLUMN IF NOT EXISTS last_due Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t) OR fault != '', NULL, due[-1]),
    ADD COLUMN IF NOT EXISTS last_late Bool MATERIALIZED notEmpty(t) AND late[-1],
    ADD COLUMN IF NOT EXISTS last_sign Int8 MATERIALIZED arraySum(s),
    ADD COLUMN IF NOT EXISTS last_base Nullable(Int64) MATERIALIZED if(arrayExists((x, y) -> isNull(x) AND y != 0, w, s), NULL, arraySum((x, y) -> ifNull(x, 0) * y, w, s)),
    ADD COLUMN IF NOT EXISTS last_started_at Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t), NULL, t[1]),
    ADD COLUMN IF NOT EXISTS last_stopped_at Nullable(DateTime64(3, 'UTC')) MATERIALIZED if(empty(t) OR state[-1] NOT IN ('stopped', 'void'), NULL, t[arrayLastIndex(x -> x NOT IN ('stopped', 'void'), state) + 1]);
ALTER TABLE clocks MATERIALIZE COLUMN counted_by, MATERIALIZE COLUMN steady_at, MATERIALIZE COLUMN last_state, MATERIALIZE COLUMN last_due, MATERIALIZE COLUMN last_late, MATERIALIZE COLUMN last_sign, MATERIALIZE COLUMN last_base, MATERIALIZE COLUMN last_started_at, MATERIALIZE COLUMN last_stopped_at;

-- When each promise began to hold, which boards mark.
ALTER TABLE targets ADD COLUMN IF NOT EXISTS effective_from Nullable(Date);
