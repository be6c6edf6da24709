-- Which signs that its clock, or the telling of it, was worked on does each case show? Worked out when the case is folded;
-- the view integrity_signs says what each means, and adds those that go across cases.
-- A sign holds from `since` on, 1970 where it holds at any time, and unless its receipt, a sum as in case_events, is that
-- of a backlog; 0 is none. Of a kind the first that holds stands, with the last `at` of all that hold. amount of a pause
-- that goes on is what it will come to, NULL where that is not known.
ALTER TABLE cases
    ADD COLUMN IF NOT EXISTS signs Array(Tuple(sign LowCardinality(String), at DateTime64(3, 'UTC'), detail LowCardinality(String), amount Nullable(Float64), since DateTime64(3, 'UTC'), receipt UInt32));

-- The log holds the same rows.
ALTER TABLE case_log
    ADD COLUMN IF NOT EXISTS signs Array(Tuple(sign LowCardinality(String), at DateTime64(3, 'UTC'), detail LowCardinality(String), amount Nullable(Float64), since DateTime64(3, 'UTC'), receipt UInt32));
