// The questions about cards in a period and the one before. Every turn of a card is reduced to the instants of what
// happened in it, as services/core/card-life folds them, so that one row can be asked as of any instant.
const AT = "DateTime64(3, 'UTC')";

const firstAt = (condition: string): string => `ifNull(minOrNullIf(e.at, ${condition}), never)`;

/** Each turn as of {as_of}; what did not happen is at the end of all time. */
const TURNS = `
toDateTime64('2299-12-31 00:00:00', 3, 'UTC') AS never,
turns AS
(
    SELECT
        card_id,
        turn,
        minIf(e.at, is_up) AS up_at,
        argMinIf((rung, system, jurisdiction, department, e.reply_due_at), e.at, is_up) AS ground,
        ifNull(ground.5, never) AS due_at,
        ${firstAt("kind = 'withdrawn'")} AS withdrawn_at,
        ${firstAt("kind = 'replied'")} AS replied_at,
        ${firstAt("kind = 'closed'")} AS first_closed_at,
        ${firstAt("kind = 'upheld'")} AS first_upheld_at,
        if(first_closed_at <= first_upheld_at, first_closed_at, never) AS closed_at,
        if(first_closed_at <= first_upheld_at, never, first_upheld_at) AS upheld_at
    FROM (SELECT *, kind IN ('raised', 'reinstated') AS is_up FROM card_events) AS e
    WHERE e.at <= {as_of:${AT}}
    GROUP BY card_id, turn
    HAVING countIf(is_up) > 0
),
followed AS
(
    SELECT
        *,
        ifNull(minOrNull(up_at) OVER (PARTITION BY card_id ORDER BY turn ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), never)
            AS superseded_at
    FROM turns
)`;

/** Both periods with their first and last instants; every turn stands in each. */
const PERIODS = `[('now', {from:${AT}}, {as_of:${AT}}), ('before', {before:${AT}}, {as_of_before:${AT}})]`;

const isIn = (at: string): string => `${at} BETWEEN begins AND ends`;

export const CARD_COUNTS = `
WITH ${TURNS}
SELECT
    period,
    multiIf(grouping(rung) = 0, 'rung', grouping(system) = 0, 'unit', 'all') AS level,
    rung,
    system,
    jurisdiction,
    department,
    countIf(${isIn('up_at')}) AS raised,
    countIf(${isIn('up_at')} AND turn > 1) AS reinstated,
    countIf(${isIn('withdrawn_at')}) AS withdrawn,
    countIf(${isIn('replied_at')}) AS replied,
    countIf(${isIn('replied_at')} AND replied_at > due_at) AS repliedLate,
    countIf(${isIn('closed_at')}) AS closed,
    countIf(${isIn('upheld_at')}) AS upheld,
    countIf(is_open) AS open,
    countIf(is_open AND replied_at > ends AND due_at < ends) AS repliesMissing,
    countIf(${isIn('up_at')} AND rung = 'warning') AS warning,
    countIf(${isIn('up_at')} AND rung = 'yellow') AS yellow,
    countIf(${isIn('up_at')} AND rung = 'red') AS red,
    countIf(${isIn('up_at')} AND rung = 'escalation') AS escalation
FROM
(
    SELECT
        *,
        span.1 AS period,
        span.2 AS begins,
        span.3 AS ends,
        ground.1 AS rung,
        ground.2 AS system,
        ground.3 AS jurisdiction,
        ground.4 AS department,
        least(superseded_at, withdrawn_at, closed_at, upheld_at) > ends AS is_open
    FROM followed
    ARRAY JOIN ${PERIODS} AS span
    WHERE up_at <= ends
)
GROUP BY GROUPING SETS ((period), (period, rung), (period, system, jurisdiction, department))
HAVING level != 'unit' OR raised + withdrawn + replied + closed + upheld + open > 0
ORDER BY level, repliesMissing DESC, upheld DESC, open DESC, raised DESC, system, jurisdiction, department`;
