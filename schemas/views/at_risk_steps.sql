-- When did the number of cases at risk change? Grain: one row a change of one case, by all that is known. at_risk_change
-- summed up to an instant is how many cases were open then, in time and with three quarters of their limit used, exactly,
-- for any past instant: what open_at_risk of case_at counts.
CREATE OR REPLACE VIEW at_risk_steps AS
SELECT system, jurisdiction, service, department, category, step.1 AS at, step.2 AS at_risk_change
FROM cases FINAL
ARRAY JOIN arrayConcat(
    arrayMap(x -> (x, toInt8(1)), at_risk_from),
    arrayMap(x -> (x, toInt8(-1)), at_risk_to)) AS step
WHERE notEmpty(at_risk_from);
