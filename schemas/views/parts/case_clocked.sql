-- From how a case's row stands to the verdict of its principal clock and the flags.
{{measured}}
    ,
    clocked AS
    (
        SELECT
            *,
{{verdict_code}}
                AS clock_verdict,
            clock_verdict = 1 AND
{{mostly_used}}
                AS clock_at_risk
        FROM measured
    )
