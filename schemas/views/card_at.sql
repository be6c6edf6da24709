-- How does every card stand? Grain: one row a card, by all that was told of it, in whatever order and however often.
-- A card stands in its last turn: what was told in earlier turns is kept in card_events and changes nothing here.
-- Withdrawn outranks every other state, an end outranks a reply, a reply an acknowledgement; of a closing and an upholding
-- in one turn the earlier stands. The fold of services/core/card-life is the same, and a test holds them together.
-- reply_late: the reply came after reply_due_at. channels: those that anything of this turn was delivered to. facts: what
-- else was told at the raise, as JSON; the words of replies and ends are in card_events.
CREATE OR REPLACE VIEW card_at AS
WITH
    superseded AS
    (
        SELECT cityHash64(card_id, toUInt16(arrayJoin(range(1, last_turn)))) AS turn_key
        FROM (SELECT card_id, max(turn) AS last_turn FROM card_events WHERE kind = 'reinstated' GROUP BY card_id)
    ),
    up AS
    (
        SELECT *, turn_key
        FROM card_events FINAL
        WHERE kind IN ('raised', 'reinstated') AND turn_key NOT IN (SELECT turn_key FROM superseded)
    ),
    told AS
    (
        SELECT
            turn_key,
            max(transform(toString(kind), ['acknowledged', 'replied', 'closed', 'upheld', 'withdrawn'], [1, 2, 3, 3, 4], 0)) AS stage,
            minIf(2 * toUnixTimestamp64Milli(at) + (kind = 'upheld'), kind IN ('closed', 'upheld')) AS first_end,
            groupUniqArrayIf(toString(channel), kind = 'delivered') AS to_channels,
            minIf(at, kind = 'delivered') AS first_delivered,
            minIf(at, kind = 'acknowledged') AS first_acknowledged,
            minIf(at, kind = 'replied') AS first_replied,
            minIf(at, kind = 'withdrawn') AS first_withdrawn,
            minIf(at, kind = 'reply-overdue') AS first_overdue
        FROM card_events
        WHERE kind NOT IN ('raised', 'reinstated')
        GROUP BY turn_key
    ),
    toDateTime64(0, 3, 'UTC') AS never
SELECT
    up.card_id AS card_id,
    up.rung AS rung,
    multiIf(
        told.stage = 4, 'withdrawn',
        told.stage = 3, if(told.first_end % 2 = 1, 'upheld', 'closed'),
        told.stage = 2, 'replied',
        told.stage = 1, 'acknowledged',
        'raised') AS state,
    up.turn AS turn,
    up.system AS system,
    up.case_id AS case_id,
    up.group_key AS group_key,
    up.target_id AS target_id,
    up.jurisdiction AS jurisdiction,
    up.department AS department,
    up.service AS service,
    up.deadline AS deadline,
    up.reached_at AS reached_at,
    up.at AS raised_at,
    up.reply_due_at AS reply_due_at,
    arraySort(told.to_channels) AS channels,
    nullIf(told.first_delivered, never) AS delivered_at,
    nullIf(told.first_acknowledged, never) AS acknowledged_at,
    nullIf(told.first_replied, never) AS replied_at,
    nullIf(fromUnixTimestamp64Milli(intDiv(told.first_end, 2), 'UTC'), never) AS ended_at,
    nullIf(told.first_withdrawn, never) AS withdrawn_at,
    nullIf(told.first_overdue, never) AS reply_overdue_at,
    ifNull(replied_at > reply_due_at, false) AS reply_late,
    up.facts AS facts
FROM up
ANY LEFT JOIN told ON up.turn_key = told.turn_key;
