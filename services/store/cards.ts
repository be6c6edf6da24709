// Cards in the store: what happened to them, appended and read again, and pages of how they stand.
import type { CardState, Rung } from '../../schemas/card.ts';
import {
  type CardEvent,
  type CardFacts,
  type CardLife,
  foldCard,
  type WithdrawalFacts,
} from '../core/card-life.ts';
import { raiseStep, withdrawStep } from '../core/card-steps.ts';
import { cardColumns, cardEventOf, cardEventRow, type StoredCardEvent } from './card-rows.ts';
import { type CaseKey, keyText } from './case-events.ts';
import type { Database } from './database.ts';
import { idChunks, keyChunks } from './key-chunks.ts';
import { ALL_KNOWN, instantParameter } from './read-indicators.ts';
import { instantOf } from './read-rejected.ts';
import { writeRows } from './write-rows.ts';

/** Appends them; what is told again, by whomever, stays one row. */
export const appendCardEvents = (db: Database, events: readonly CardEvent[]): Promise<void> =>
  writeRows(db, 'card_events', cardColumns, events.map(cardEventRow));

/**
 * Appends what can be done once a turn: of several done at once, by whichever service, the first to arrive is stored and
 * the others are not.
 */
export const appendFirst = (db: Database, event: CardEvent): Promise<void> => {
  const what = event.kind === 'closed' || event.kind === 'upheld' ? 'end' : event.kind;
  const token = `card/${event.cardId}/${event.turn}/${what}`;
  return writeRows(db, 'card_events', cardColumns, [cardEventRow(event)], { token });
};

const ROW = `card_id, toString(kind) AS kind, key, turn, toUnixTimestamp64Milli(e.at) AS at, rung, system, case_id,
  group_key, target_id, jurisdiction, department, service, toUnixTimestamp64Milli(e.reached_at) AS reached_at,
  toUnixTimestamp64Milli(e.deadline) AS deadline, toUnixTimestamp64Milli(e.reply_due_at) AS reply_due_at, told_by,
  channel, facts`;

/** Everything told of each of these cards, in order of time; cards of which nothing is known are left out. */
export async function readCardEvents(db: Database, ids: Iterable<string>): Promise<Map<string, CardEvent[]>> {
  const found = new Map<string, CardEvent[]>();
  for (const part of idChunks(new Set(ids))) {
    const rows = await db.query<StoredCardEvent>(
      `SELECT ${ROW} FROM card_events AS e FINAL WHERE card_id IN {ids:Array(String)} ORDER BY e.at, kind, key`,
      { ids: part },
    );
    for (const row of rows) found.set(row.card_id, [...(found.get(row.card_id) ?? []), cardEventOf(row)]);
  }
  return found;
}

/** How each of these cards stands. */
export async function readCardLives(db: Database, ids: Iterable<string>): Promise<Map<string, CardLife>> {
  const lives = new Map<string, CardLife>();
  for (const [id, events] of await readCardEvents(db, ids)) {
    const life = foldCard(events);
    if (life) lives.set(id, life);
  }
  return lives;
}

/** How every card of these cases stands, by the case's key text and the card's id; cases without cards are left out. */
export async function readCardLivesOfCases(
  db: Database,
  keys: readonly CaseKey[],
): Promise<Map<string, Map<string, CardLife>>> {
  const ids: string[] = [];
  for (const part of keyChunks(keys)) {
    const rows = await db.query<{ card_id: string }>(
      `SELECT DISTINCT card_id FROM card_events WHERE system = {system:String} AND case_id IN {ids:Array(String)}`,
      part,
    );
    ids.push(...rows.map((row) => row.card_id));
  }
  const byCase = new Map<string, Map<string, CardLife>>();
  for (const [id, life] of await readCardLives(db, ids)) {
    const key = keyText({ system: life.facts.system, caseId: life.facts.caseId! });
    byCase.set(key, (byCase.get(key) ?? new Map()).set(id, life));
  }
  return byCase;
}

/** Cards that wait for a reply due after `from`, up to and with `to`, and of which it was not said that it is overdue. */
export async function readRepliesDue(
  db: Database,
  from: number,
  to: number,
): Promise<{ readonly cardId: string; readonly replyDueAt: number }[]> {
  const rows = await db.query<{ card_id: string; due: number }>(
    `SELECT card_id, toUnixTimestamp64Milli(c.reply_due_at) AS due FROM card_at AS c
     WHERE state IN ('raised', 'acknowledged') AND isNull(reply_overdue_at)
       AND c.reply_due_at > {from:DateTime64(3, 'UTC')} AND c.reply_due_at <= {to:DateTime64(3, 'UTC')}`,
    { from: instantParameter(Math.max(0, from)), to: instantParameter(to) },
  );
  return rows.map((row) => ({ cardId: row.card_id, replyDueAt: row.due }));
}

/** Raises those that are not up, reinstates those that were withdrawn, and tells which. */
export const raiseCards = (
  db: Database,
  raises: readonly { readonly cardId: string; readonly facts: CardFacts }[],
  at: number,
): Promise<CardEvent[]> =>
  takeSteps(db, raises, (life, { cardId, facts }) => raiseStep(life, cardId, facts, at));

/** Withdraws those that are not withdrawn yet, and tells which. */
export const withdrawCards = (
  db: Database,
  withdrawals: readonly { readonly cardId: string; readonly withdrawal: WithdrawalFacts }[],
  at: number,
): Promise<CardEvent[]> =>
  takeSteps(db, withdrawals, (life, { withdrawal }) => withdrawStep(life, withdrawal, at));

async function takeSteps<Asked extends { readonly cardId: string }>(
  db: Database,
  asked: readonly Asked[],
  step: (life: CardLife | null, asked: Asked) => CardEvent | null,
): Promise<CardEvent[]> {
  const byId = new Map(asked.map((one) => [one.cardId, one]));
  const lives = await readCardLives(db, byId.keys());
  const events = [...byId].flatMap(([id, one]) => step(lives.get(id) ?? null, one) ?? []);
  await appendCardEvents(db, events);
  return events;
}

/** What is asked of a list; null lets everything through. */
export interface CardFilter {
  readonly system: string | null;
  /** A jurisdiction and everything in it. */
  readonly within: string | null;
  readonly department: string | null;
  readonly rungs: readonly Rung[] | null;
  readonly states: readonly CardState[] | null;
  readonly caseId: string | null;
}

/** The place of a card in the order of raising. */
export interface CardPlace {
  readonly raisedAt: number;
  readonly cardId: string;
}

const CONDITIONS: Readonly<Record<keyof CardFilter, string>> = {
  system: 'system = {system:String}',
  within: "startsWith(concat(jurisdiction, '/'), concat({within:String}, '/'))",
  department: 'department = {department:String}',
  rungs: 'rung IN {rungs:Array(String)}',
  states: 'state IN {states:Array(String)}',
  // The ids are found by an index, so that no other card is folded.
  caseId:
    'case_id = {caseId:String} AND card_id IN (SELECT card_id FROM card_events WHERE case_id = {caseId:String})',
};

function filtered(filter: CardFilter): { readonly where: string; readonly params: Record<string, unknown> } {
  const given = Object.entries(filter).filter(([, value]) => value !== null);
  const conditions = given.map(([name]) => CONDITIONS[name as keyof CardFilter]);
  return { where: ['1', ...conditions].join(' AND '), params: Object.fromEntries(given) };
}

/** The latest raised first; `before` is the last one of the page before. */
export async function listCards(
  db: Database,
  filter: CardFilter,
  before: CardPlace | null,
  limit: number,
): Promise<CardPlace[]> {
  const { where, params } = filtered(filter);
  const { raisedAt, cardId } = before ?? { raisedAt: ALL_KNOWN, cardId: '' };
  const rows = await db.query<{ card_id: string; raised_at: string }>(
    `SELECT card_id, raised_at FROM card_at
     WHERE ${where} AND (raised_at, card_id) < (toDateTime64({at:String}, 3, 'UTC'), {id:String})
     ORDER BY raised_at DESC, card_id DESC LIMIT {limit:UInt32}`,
    { ...params, at: instantParameter(raisedAt), id: cardId, limit },
  );
  return rows.map((row) => ({ cardId: row.card_id, raisedAt: instantOf(row.raised_at) }));
}

/** How many cards there are in each state. */
export const countCards = (
  db: Database,
  filter: CardFilter,
): Promise<{ readonly state: CardState; readonly n: number }[]> => {
  const { where, params } = filtered(filter);
  return db.query(
    `SELECT state, count() AS n FROM card_at WHERE ${where} GROUP BY state ORDER BY n DESC, state`,
    params,
  );
};
