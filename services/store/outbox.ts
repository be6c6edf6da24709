// The outbox: every message is stored before it is first sent, and what became of it afterwards.
import type { CardMessage, MessageKind } from '../../schemas/card.ts';
import { deliveredStep } from '../core/card-steps.ts';
import { appendCardEvents } from './cards.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { idChunks } from './key-chunks.ts';
import { instantParameter } from './read-indicators.ts';
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

/** Stores those not stored yet, to go at once; a message planned again stays as it was. At epoch milliseconds. */
export async function planSendings(
  db: Database,
  planned: readonly PlannedSending[],
  at: number,
): Promise<void> {
  const byId = new Map(planned.map((one) => [one.message.messageId, one]));
  for (const id of await readKnown(db, [...byId.keys()])) byId.delete(id);
  const rows = [...byId.values()].map((one) =>
    rowOf({ ...one, attempts: 0, nextAt: at, plannedAt: at }, 'planned', '', at),
  );
  await writeRows(db, 'outbox', columns, rows);
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

async function readKnown(db: Database, ids: readonly string[]): Promise<string[]> {
  const known: string[] = [];
  for (const part of idChunks(ids)) {
    const rows = await db.query<{ message_id: string }>(
      'SELECT DISTINCT message_id FROM outbox WHERE message_id IN {ids:Array(String)}',
      { ids: part },
    );
    known.push(...rows.map((row) => row.message_id));
  }
  return known;
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

const DUE = `
SELECT message_id FROM outbox FINAL
WHERE status = 'planned' AND next_at <= {now:DateTime64(3, 'UTC')}
ORDER BY next_at, message_id LIMIT {limit:UInt32}`;

const WHOLE = `
SELECT channel, card_ids, turns, body, attempts, toUnixTimestamp64Milli(o.next_at) AS next_at,
  toUnixTimestamp64Milli(o.planned_at) AS planned_at
FROM outbox AS o FINAL WHERE message_id IN {ids:Array(String)} AND status = 'planned'
ORDER BY o.next_at, message_id`;

/** Messages whose time has come, the longest due first. */
export async function readDueSendings(db: Database, now: number, limit: number): Promise<Sending[]> {
  const due = await db.query<{ message_id: string }>(DUE, { now: instantParameter(now), limit });
  const sendings: Sending[] = [];
  // Bodies of these alone: merged on reading, the table would give up those of all.
  for (const ids of idChunks(due.map((row) => row.message_id)))
    sendings.push(...(await db.query<Row>(WHOLE, { ids })).map(sendingOf));
  return sendings;
}

const sendingOf = (row: Row): Sending => ({
  channel: row.channel,
  message: JSON.parse(row.body) as CardMessage,
  turns: row.card_ids.map((cardId, i) => ({ cardId, turn: row.turns[i]! })),
  attempts: row.attempts,
  nextAt: row.next_at,
  plannedAt: row.planned_at,
});

/** When the next message is due, in epoch milliseconds; null when none waits. */
export async function readNextDue(db: Database): Promise<number | null> {
  const [row] = await db.query<{ at: number | null }>(
    "SELECT toUnixTimestamp64Milli(minOrNull(next_at)) AS at FROM outbox FINAL WHERE status = 'planned'",
  );
  return row?.at ?? null;
}

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
       WHERE hasAny(card_ids, {ids:Array(String)}) AND cardId IN {ids:Array(String)}`,
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
