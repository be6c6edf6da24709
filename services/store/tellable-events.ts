// What happened to cards and is to be told: without the words, so that many can be looked at.
import type { MessageKind, Rung } from '../../schemas/card.ts';
import type { CardEventKind } from '../core/card-life.ts';
import { PROGRAM } from '../core/card-steps.ts';
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
  /** Done by the program itself, as when it closes what nobody must answer. */
  readonly byProgram: boolean;
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

interface Row extends Belonging {
  readonly card_id: string;
  readonly kind: CardEventKind;
  readonly turn: number;
  readonly at: number;
  readonly told_by: string;
}

// In the order of the table, so that a page reads no more than itself.
const select = (condition: string, limit = '') => `
SELECT card_id, toString(e.kind) AS kind, turn, toUnixTimestamp64Milli(e.at) AS at, rung, system, jurisdiction,
  department, told_by
FROM card_events AS e
WHERE e.kind IN {kinds:Array(String)} AND e.at >= {from:DateTime64(3, 'UTC')} AND ${condition}
ORDER BY card_id, e.kind, key, e.at LIMIT 1 BY card_id, e.kind, key ${limit}`;

const PAGE = select('card_id > {after:String}', 'LIMIT {limit:UInt32}');

/** What happened at or after an instant, in pages, each of whole cards; a page is larger than what happens to one card. */
export async function* readTellable(
  db: Database,
  from: number,
  pageSize: number,
): AsyncGenerator<TellableEvent[]> {
  let after = '';
  for (;;) {
    const rows = await db.query<Row>(PAGE, { ...common(from), after, limit: pageSize });
    const isLast = rows.length < pageSize;
    // The last card of a page may go on behind it.
    const whole = isLast ? rows : rows.filter(({ card_id }) => card_id !== rows.at(-1)!.card_id);
    if (whole.length === 0 && !isLast) throw new Error(`more than ${pageSize} events of a card`);
    if (whole.length > 0) yield whole.map(eventOf);
    if (isLast) return;
    after = whole.at(-1)!.card_id;
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
  told_by,
}: Row): TellableEvent => ({
  cardId: card_id,
  kind: TOLD_AS[kind]!,
  turn,
  at,
  rung,
  system,
  jurisdiction,
  department,
  byProgram: told_by === PROGRAM,
});
