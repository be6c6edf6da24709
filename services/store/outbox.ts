// The outbox: every message is stored before it is first sent, and what became of it afterwards.
//
// A plan is made from what the outbox holds, and is good only as long as it holds just that. So each message is inserted
// under a token made of what its planner had read there: of several who read the same, the first to insert is stored and
// the others are not, whoever they are and however long they were held up in between. Nobody's plan can therefore repeat
// what another's tells already, and every message that is stored may be sent by whoever leads.
import type { CardMessage, MessageKind } from '../../schemas/card.ts';
import { deliveredStep } from '../core/card-steps.ts';
import { appendCardEvents } from './cards.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { idChunks } from './key-chunks.ts';
import { writeRows } from './write-rows.ts';

/** A card in the turn that a message speaks of. */
export interface CardTurn {
  readonly cardId: string;
  readonly turn: number;
}

export interface PlannedSending {
  readonly channel: string;
  readonly message: CardMessage;
  readonly turns: readonly CardTurn[];
}

/** A message on its way; the message is as it was planned, on every attempt. */
export interface Sending extends PlannedSending {
  /** How often it was sent without success. */
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly nextAt: number;
  readonly plannedAt: number;
}

/** What came of an attempt. */
export type Outcome =
  | { readonly became: 'sent' }
  | { readonly became: 'dead'; readonly error: string }
  | { readonly became: 'planned'; readonly error: string; readonly nextAt: number };

const columns = [
  'message_id',
  'channel',
  'kind',
  'card_ids',
  'turns',
  'body',
  'status',
  'attempts',
  'next_at',
  'error',
  'planned_at',
  'updated_at',
];

/** What messages the outbox holds, as one word: another with each that is planned, the same whatever becomes of them. */
export type OutboxState = string;

const PLACES = 'SELECT DISTINCT message_id, sipHash64(message_id) AS place FROM outbox';

/** Ask before what the plan is made from: what is stored since then undoes the plan. */
export async function readOutboxState(db: Database): Promise<OutboxState> {
  const [row] = await db.query<{ state: OutboxState }>(
    `SELECT toString(groupBitXor(place)) AS state FROM (${PLACES})`,
  );
  return row!.state;
}

/** What came of storing a message. */
export type Stored =
  /** `state`: that of the outbox now, which holds this message and what it held before. */
  | { readonly is: 'stored'; readonly state: OutboxState }
  /** The outbox holds other messages than it did: plan anew. */
  | { readonly is: 'overtaken' }
  /** The token is used up, and yet nothing is seen that was stored under it: it will be, or it was lost. */
  | { readonly is: 'refused' };

/**
 * Stores a message, to go at once, if the outbox is still in the state that its plan was made from. At epoch
 * milliseconds. `spare` makes other tokens, for a state whose token was used up by what was lost.
 */
export async function storeSending(
  db: Database,
  planned: PlannedSending,
  state: OutboxState,
  at: number,
  spare = 0,
): Promise<Stored> {
  const row = rowOf({ ...planned, attempts: 0, nextAt: at, plannedAt: at }, 'planned', '', at);
  await writeRows(db, 'outbox', columns, [row], { token: `outbox/${state}/${spare}` });
  const [now] = await db.query<{ state: OutboxState; before: OutboxState; kept: number }>(
    `SELECT toString(groupBitXor(place)) AS state, max(message_id = {id:String}) AS kept,
       toString(groupBitXorIf(place, message_id != {id:String})) AS before FROM (${PLACES})`,
    { id: planned.message.messageId },
  );
  if (now!.before !== state) return { is: 'overtaken' };
  return now!.kept === 1 ? { is: 'stored', state: now!.state } : { is: 'refused' };
}

function rowOf(sending: Sending, status: Outcome['became'], error: string, at: number): unknown[] {
  const { channel, message, turns, attempts, nextAt, plannedAt } = sending;
  return [
    message.messageId,
    channel,
    message.kind,
    turns.map(({ cardId }) => cardId),
    turns.map(({ turn }) => turn),
    JSON.stringify(message),
    status,
    attempts,
    instantText(nextAt),
    error,
    instantText(plannedAt),
    instantText(at),
  ];
}

/** The column holds no more. */
const MOST_ATTEMPTS = 65_535;

/**
 * Keeps what came of an attempt. That a message was delivered is told of its cards first: killed in between, it is sent
 * once more under its id, and nothing is told twice.
 */
export async function settleSending(
  db: Database,
  sending: Sending,
  outcome: Outcome,
  at: number,
): Promise<void> {
  const { channel, message, turns } = sending;
  if (outcome.became === 'sent') {
    const by = { channel, messageId: message.messageId };
    await appendCardEvents(
      db,
      turns.map((turn) => deliveredStep(turn, by, at)),
    );
  }
  const attempts = Math.min(sending.attempts + 1, MOST_ATTEMPTS);
  const nextAt = outcome.became === 'planned' ? outcome.nextAt : sending.nextAt;
  const error = outcome.became === 'sent' ? '' : outcome.error;
  const row = rowOf({ ...sending, attempts, nextAt }, outcome.became, error, at);
  await writeRows(db, 'outbox', columns, [row]);
}

interface Row {
  channel: string;
  card_ids: string[];
  turns: number[];
  body: string;
  attempts: number;
  next_at: number;
  planned_at: number;
}

/** The order in which what happens to a card in one turn is told. */
const PLACE_OF_KIND = "transform(toString(kind), ['reply-overdue', 'settled', 'withdrawn'], [1, 2, 3], 0)";

/** Those that no earlier word of one of their cards holds up: it failed, say, and a withdrawal must not arrive before it. */
const NEXT = `
SELECT message_id, toUnixTimestamp64Milli(any(due)) AS at
FROM
(
  SELECT message_id, next_at AS due, (turn, ${PLACE_OF_KIND}) AS place,
    card_id != '' AND place > min(place) OVER (PARTITION BY card_id) AS is_behind
  FROM outbox FINAL LEFT ARRAY JOIN card_ids AS card_id, turns AS turn
  WHERE status = 'planned'
    AND message_id IN (SELECT message_id FROM outbox FINAL WHERE status = 'planned' AND channel = {channel:String})
)
GROUP BY message_id HAVING max(is_behind) = 0
ORDER BY at, message_id LIMIT {limit:UInt32}`;

const WHOLE = `
SELECT channel, card_ids, turns, body, attempts, toUnixTimestamp64Milli(o.next_at) AS next_at,
  toUnixTimestamp64Milli(o.planned_at) AS planned_at
FROM outbox AS o FINAL WHERE message_id IN {ids:Array(String)} AND status = 'planned'
ORDER BY o.next_at, message_id`;

export interface NextSendings {
  readonly due: readonly Sending[];
  /** When the first of the others is due, in epoch milliseconds; infinite where there is none. */
  readonly nextAt: number;
}

/** Messages of a channel whose time has come, the longest due first. */
export async function readNextSendings(
  db: Database,
  channel: string,
  now: number,
  limit: number,
): Promise<NextSendings> {
  const next = await db.query<{ message_id: string; at: number }>(NEXT, { channel, limit });
  const ids = next.filter(({ at }) => at <= now).map((row) => row.message_id);
  const nextAt = next[ids.length]?.at ?? Number.POSITIVE_INFINITY;
  const due: Sending[] = [];
  // Bodies of these alone: merged on reading, the table would give up those of all.
  for (const part of idChunks(ids))
    due.push(...(await db.query<Row>(WHOLE, { ids: part })).map((row) => sendingOf(row)));
  return { due, nextAt };
}

const sendingOf = (row: Row): Sending => ({
  channel: row.channel,
  message: JSON.parse(row.body) as CardMessage,
  turns: row.card_ids.map((cardId, i) => ({ cardId, turn: row.turns[i]! })),
  attempts: row.attempts,
  nextAt: row.next_at,
  plannedAt: row.planned_at,
});

/** Names what one channel is told of one card. */
export const tellingKey = (channel: string, kind: MessageKind, { cardId, turn }: CardTurn): string =>
  JSON.stringify([channel, kind, cardId, turn]);

/** What was planned of these cards, whatever became of it, by `tellingKey`. */
export async function readTold(db: Database, cardIds: Iterable<string>): Promise<Set<string>> {
  const told = new Set<string>();
  for (const ids of idChunks(new Set(cardIds))) {
    const rows = await db.query<{ channel: string; kind: MessageKind; cardId: string; turn: number }>(
      `SELECT DISTINCT channel, kind, told.1 AS cardId, told.2 AS turn
       FROM outbox ARRAY JOIN arrayZip(card_ids, turns) AS told
       WHERE cardId IN {ids:Array(String)}`,
      { ids },
    );
    for (const row of rows) told.add(tellingKey(row.channel, row.kind, row));
  }
  return told;
}

/** How many messages there are of each channel and status. */
export const countSendings = (
  db: Database,
): Promise<{ readonly channel: string; readonly status: Outcome['became']; readonly n: number }[]> =>
  db.query(
    `SELECT toString(channel) AS channel, toString(status) AS status, count() AS n
     FROM outbox FINAL GROUP BY channel, status ORDER BY channel, status`,
  );
