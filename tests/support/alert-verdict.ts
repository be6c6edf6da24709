// What a cold computation says of the cards and messages that a run left.
import type { MessageKind } from '../../schemas/card.ts';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { idOfGround } from '../../services/alert/look-at-cases.ts';
import { type Ground, groundsOf } from '../../services/core/card-grounds.ts';
import { type CardEvent, foldCard } from '../../services/core/card-life.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { readCardEvents } from '../../services/store/cards.ts';
import { keyText, readEvents } from '../../services/store/case-events.ts';
import type { Database } from '../../services/store/database.ts';
import { type AlertRun, catalogue, rules } from './alert-run.ts';

/** Every ground that these events make, by the id of its card. */
export function coldGrounds(told: readonly AcceptedEvent[]): Map<string, Ground> {
  const byCase = new Map<string, AcceptedEvent[]>();
  for (const event of told) byCase.set(keyText(event), [...(byCase.get(keyText(event)) ?? []), event]);
  const grounds = new Map<string, Ground>();
  for (const events of byCase.values()) {
    const judged = judgeCase(events, catalogue);
    for (const ground of groundsOf(judged, rules.ladderOf)) grounds.set(idOfGround(judged, ground), ground);
  }
  return grounds;
}

export interface Verdict {
  readonly due: number;
  readonly raised: number;
  readonly withdrawn: number;
  readonly delivered: number;
  readonly faults: readonly string[];
}

interface Sent {
  message_id: string;
  channel: string;
  kind: MessageKind;
  cards: string[];
  turns: number[];
}

const KIND: Partial<Record<CardEvent['kind'], MessageKind>> = {
  raised: 'raised',
  reinstated: 'reinstated',
  withdrawn: 'withdrawn',
  'reply-overdue': 'reply-overdue',
  closed: 'settled',
};

export async function judgeRun(db: Database, run: AlertRun): Promise<Verdict> {
  const [{ ids } = { ids: [] }] = await db.query<{ ids: string[] }>(
    'SELECT groupUniqArray(card_id) AS ids FROM card_events',
  );
  const events = await readCardEvents(db, ids);
  const told = await readTold(db);
  const faults = [
    ...judgeCards(run, told, events),
    ...judgeRaises(run, told, events),
    ...(await judgeMessages(db, run, events)),
  ];
  const all = [...events.values()].flat();
  const count = (kind: string) => all.filter((event) => event.kind === kind).length;
  const due = [...coldGrounds(told).values()].filter(({ at }) => at >= run.since && at <= run.end);
  return {
    due: due.length,
    raised: count('raised'),
    withdrawn: count('withdrawn'),
    delivered: run.deliveries.length,
    faults,
  };
}

type Events = ReadonlyMap<string, readonly CardEvent[]>;
type Told = readonly AcceptedEvent[];

/** Every event that was taken in. */
async function readTold(db: Database): Promise<Told> {
  const rows = await db.query<{ system: string; caseId: string }>(
    'SELECT DISTINCT system, case_id AS caseId FROM case_events',
  );
  return [...(await readEvents(db, rows)).values()].flat();
}

/** In the end the cards that stand are those of a cold computation. */
function* judgeCards({ since, end }: AlertRun, told: Told, events: Events): Generator<string> {
  const grounds = coldGrounds(told);
  const standing = new Set(
    [...events].filter(([, own]) => foldCard(own)?.state !== 'withdrawn').map(([id]) => id),
  );
  for (const [id, { at, rung }] of grounds)
    if (at >= since && at <= end && !standing.has(id)) yield `missing: ${rung} ${id}`;
  for (const id of standing) {
    const ground = grounds.get(id);
    if (!ground || ground.at > end) yield `false: ${id}`;
  }
}

/** Each raise had its ground by what was known then; where nothing was broken, it came within a second. */
function* judgeRaises({ broken }: AlertRun, told: Told, events: Events): Generator<string> {
  for (const event of [...events.values()].flat()) {
    if (event.kind !== 'raised' && event.kind !== 'reinstated') continue;
    const { cardId, at, facts } = event;
    const isReached = (known: Told): boolean => (coldGrounds(known).get(cardId)?.at ?? at + 1) <= at;
    // What is told in the very millisecond may be known or not.
    const before = told.filter(({ receivedAt }) => receivedAt < at);
    if (!isReached(before) && !isReached(told.filter(({ receivedAt }) => receivedAt <= at)))
      yield `untrue when raised: ${cardId} at ${at}`;
    const lastTold = Math.max(0, ...before.map(({ receivedAt }) => receivedAt));
    const lateMs = at - Math.max(facts.reachedAt, lastTold);
    if (broken === 0 && lateMs > 1000) yield `late: ${cardId} by ${lateMs}`;
  }
}

/** Everything that happened was told to each channel under one key, and nothing else was. */
async function judgeMessages(db: Database, { deliveries }: AlertRun, events: Events): Promise<string[]> {
  const rows = await db.query<Sent>(
    'SELECT DISTINCT message_id, toString(channel) AS channel, toString(kind) AS kind, card_ids AS cards, turns FROM outbox',
  );
  const outbox = new Map(rows.map((row) => [row.message_id, row]));
  const strangers = deliveries.filter(({ message }) => !outbox.has(message.messageId));
  const told = tellingsOf(deliveries.flatMap(({ message }) => outbox.get(message.messageId) ?? []));
  const owed = [...events.values()].flatMap((own) =>
    ['at-once', 'gathered'].flatMap((channel) => owedOf(own, channel)),
  );
  const expected = new Set(owed.map(({ telling }) => telling));
  const wentUp = (one: Owed) => one.up === one.telling || told.has(one.up);
  return [
    ...strangers.map(({ message }) => `not in the outbox: ${message.messageId}`),
    ...[...told]
      .filter(([, ids]) => ids.size > 1)
      .map(([telling, ids]) => `under ${ids.size} keys: ${telling}`),
    ...owed
      .filter((one) => one.must && wentUp(one) && !told.has(one.telling))
      .map(({ telling }) => `never told: ${telling}`),
    ...owed
      .filter((one) => told.has(one.telling) && !wentUp(one))
      .map(({ telling }) => `was never up: ${telling}`),
    ...[...told.keys()]
      .filter((telling) => !expected.has(telling))
      .map((telling) => `never happened: ${telling}`),
  ];
}

/** The messages that each telling went out under. */
function tellingsOf(sent: readonly Sent[]): Map<string, Set<string>> {
  const told = new Map<string, Set<string>>();
  for (const { message_id, channel, kind, cards, turns } of sent)
    cards.forEach((id, i) => {
      const telling = `${channel} ${kind} ${id} ${turns[i]}`;
      told.set(telling, (told.get(telling) ?? new Set()).add(message_id));
    });
  return told;
}

interface Owed {
  readonly telling: string;
  /** The telling that the card went up in this turn. */
  readonly up: string;
  /** False where it may be passed over, since the card was withdrawn. */
  readonly must: boolean;
}

function owedOf(own: readonly CardEvent[], channel: string): Owed[] {
  return own.flatMap(({ kind, turn, cardId }) => {
    const as = KIND[kind];
    if (as === undefined) return [];
    const isWithdrawn = own.some((other) => other.kind === 'withdrawn' && other.turn === turn);
    const up = `${channel} ${turn === 1 ? 'raised' : 'reinstated'} ${cardId} ${turn}`;
    return { telling: `${channel} ${as} ${cardId} ${turn}`, up, must: kind === 'withdrawn' || !isWithdrawn };
  });
}
