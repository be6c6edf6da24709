-- at_risk_from and at_risk_to are the spans in which the case was open with three quarters of the limit of its principal
-- clock used and the deadline not passed, from included, to excluded; a span without an end has 2299-12-31.
ALTER TABLE cases
    ADD COLUMN IF NOT EXISTS at_risk_from Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS at_risk_to Array(DateTime64(3, 'UTC'));
ALTER TABLE case_log
    ADD COLUMN IF NOT EXISTS at_risk_from Array(DateTime64(3, 'UTC')),
    ADD COLUMN IF NOT EXISTS at_risk_to Array(DateTime64(3, 'UTC'));
