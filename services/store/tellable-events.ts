// What happened to cards and is to be told: without the words, so that many can be looked at.
import type { MessageKind, Rung } from '../../schemas/card.ts';
import type { CardEventKind } from '../core/card-life.ts';
import type { Database } from './database.ts';
import { idChunks } from './key-chunks.ts';
import { instantParameter } from './read-indicators.ts';

/** Where a card belongs; told by its raise alone. */
export interface Belonging {
  readonly system: string;
  readonly jurisdiction: string;
  readonly department: string;
  readonly rung: Rung;
}

export interface TellableEvent extends Belonging {
  readonly cardId: string;
  readonly kind: MessageKind;
  readonly turn: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** As which message each is told; what is not named here is not told. */
const TOLD_AS: Partial<Record<CardEventKind, MessageKind>> = {
  raised: 'raised',
  reinstated: 'reinstated',
  withdrawn: 'withdrawn',
  'reply-overdue': 'reply-overdue',
  closed: 'settled',
  upheld: 'settled',
};
const KINDS = Object.keys(TOLD_AS);

/** The last event of a page. */
interface EventPlace {
  readonly at: number;
  readonly card_id: string;
  readonly kind: CardEventKind;
  readonly key: string;
}

interface Row extends EventPlace, Belonging {
  readonly turn: number;
}

const select = (condition: string, limit = '') => `
SELECT card_id, toString(e.kind) AS kind, key, turn, toUnixTimestamp64Milli(e.at) AS at, rung, system, jurisdiction,
  department
FROM card_events AS e
WHERE e.kind IN {kinds:Array(String)} AND e.at >= {from:DateTime64(3, 'UTC')} AND ${condition}
ORDER BY e.at, card_id, kind, key LIMIT 1 BY card_id, e.kind, key ${limit}`;

const AFTER =
  "(e.at, card_id, e.kind, key) > ({at:DateTime64(3, 'UTC')}, {card:String}, {kind:String}, {key:String})";
const FIRST: EventPlace = { at: 0, card_id: '', kind: 'raised', key: '' };

/** What happened at or after an instant, the earliest first, in pages. */
export async function* readTellable(
  db: Database,
  from: number,
  pageSize: number,
): AsyncGenerator<TellableEvent[]> {
  let last = FIRST;
  for (;;) {
    const { at, card_id: card, kind, key } = last;
    const page = { at: instantParameter(at), card, kind, key, limit: pageSize };
    const rows = await db.query<Row>(select(AFTER, 'LIMIT {limit:UInt32}'), { ...common(from), ...page });
    if (rows.length > 0) yield rows.map(eventOf);
    if (rows.length < pageSize) return;
    last = rows.at(-1)!;
  }
}

/** What happened to these cards at or after an instant. */
export async function readTellableOf(
  db: Database,
  cardIds: Iterable<string>,
  from: number,
): Promise<TellableEvent[]> {
  const events: TellableEvent[] = [];
  for (const ids of idChunks(cardIds)) {
    const rows = await db.query<Row>(select('card_id IN {ids:Array(String)}'), { ...common(from), ids });
    for (const row of rows) events.push(eventOf(row));
  }
  return events;
}

const common = (from: number) => ({ kinds: KINDS, from: instantParameter(Math.max(0, from)) });

const eventOf = ({
  card_id,
  kind,
  turn,
  at,
  rung,
  system,
  jurisdiction,
  department,
}: Row): TellableEvent => ({
  cardId: card_id,
  kind: TOLD_AS[kind]!,
  turn,
  at,
  rung,
  system,
  jurisdiction,
  department,
});
