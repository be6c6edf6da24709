-- settled: the verdict of the clock at its last change and ever after, empty where it hangs on the instant asked.
ALTER TABLE clocks ADD COLUMN IF NOT EXISTS settled Enum8('' = 0, 'paused' = 2, 'met' = 3, 'breached' = 4, 'void' = 5, 'not-applicable' = 6, 'unknown' = 8);
ALTER TABLE clock_log ADD COLUMN IF NOT EXISTS settled Enum8('' = 0, 'paused' = 2, 'met' = 3, 'breached' = 4, 'void' = 5, 'not-applicable' = 6, 'unknown' = 8);
