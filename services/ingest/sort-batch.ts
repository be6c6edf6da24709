// Sorts a batch against what is known of its cases: what is fresh, what is a repeat, what is refused and why.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipt } from '../../schemas/receipt.ts';
import { acceptEvent } from '../core/accept-event.ts';
import { identityOf } from '../core/history-event.ts';
import { tooDeep, withoutDepths } from '../core/short-value.ts';
import { isLive, keyText, type StoredEvent } from '../store/case-events.ts';
import type { MessageFacts, Rejection } from '../store/rejected-events.ts';
import { type KnownCase, learn } from './known-cases.ts';

/** One thing to take in, with what it looked like on Kafka if it came from there. */
export interface Item extends Incoming {
  readonly message?: MessageFacts;
}

export interface CheckedEvent {
  readonly event: AcceptedEvent;
  /** Its case, as key text. */
  readonly key: string;
  readonly identity: string;
}

export type CheckedItem =
  | CheckedEvent
  | { readonly event: null; readonly id: string | null; readonly problems: Problem[] };

/** Checks one item by itself. */
export function checkItem(item: Item, receivedAt: number, checkedAt: number): CheckedItem {
  const problem = item.problem ?? tooDeep(item.event);
  if (problem) return { event: null, id: null, problems: [problem] };
  const result = acceptEvent(item.event, receivedAt, checkedAt);
  if (!result.ok) return { event: null, id: result.id, problems: [...result.problems] };
  const event = isLive(originOf(item)) ? { ...result.event, live: true } : result.event;
  return { event, key: keyText(event), identity: identityOf(event) };
}

export interface SortedBatch {
  readonly receipts: Receipt[];
  readonly fresh: StoredEvent[];
  readonly rejections: Rejection[];
  /** The cases that have a fresh event, which is among their events now. */
  readonly touched: Set<KnownCase>;
  /** The case, as key text, of each identity that was fresh. */
  readonly claimed: Map<string, string>;
}

/** `known` holds every case of the batch, `owners` the cases of identities that have one already. */
export function sortBatch(
  batch: readonly Item[],
  checked: readonly CheckedItem[],
  known: ReadonlyMap<string, KnownCase>,
  owners: readonly ReadonlyMap<string, string>[],
): SortedBatch {
  const sorted: SortedBatch = {
    receipts: [],
    fresh: [],
    rejections: [],
    touched: new Set(),
    claimed: new Map(),
  };
  const all = [...owners, sorted.claimed];
  for (const [i, one] of checked.entries()) {
    const item = batch[i]!;
    if (one.event === null) reject(sorted, item, one.id, one.problems);
    else sortEvent(sorted, item, one, known.get(one.key)!, all);
  }
  return sorted;
}

function sortEvent(
  sorted: SortedBatch,
  item: Item,
  { event, key, identity }: CheckedEvent,
  known: KnownCase,
  owners: readonly ReadonlyMap<string, string>[],
): void {
  const before = known.events.get(identity);
  if (before && sameContent(before, event))
    sorted.receipts.push({ id: event.id, status: 'duplicate', problems: [] });
  else if (before) reject(sorted, item, event.id, [conflict(event, 'with another type, time or data')]);
  else if (owners.some((of) => (of.get(identity) ?? key) !== key))
    reject(sorted, item, event.id, [conflict(event, 'of another case')]);
  else {
    sorted.claimed.set(identity, key);
    learn(known, identity, event);
    sorted.touched.add(known);
    sorted.fresh.push({ event, origin: originOf(item) });
    sorted.receipts.push({ id: event.id, status: 'accepted', problems: [] });
  }
}

/** Line numbers would make every origin distinct; the file is enough to find the line again. */
const originOf = ({ origin }: Item): string => origin.replace(/:\d+$/, '');

const sameContent = (a: AcceptedEvent, b: AcceptedEvent): boolean =>
  a.type === b.type && a.occurredAt === b.occurredAt && sameData(a.data, b.data);

const sameData = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || inOneOrder(a) === inOneOrder(b);

/** JSON with the names of every record in order, which carry no meaning in what a source tells. */
const inOneOrder = (data: unknown): string =>
  JSON.stringify(data, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const conflict = (event: AcceptedEvent, how: string): Problem => ({
  code: 'id-used-twice',
  message: `event id "${event.id}" of ${event.source} was told before ${how}; expected a new id, or a correction that names the earlier event`,
  field: 'id',
  value: event.id,
});

/** What is kept of a refused item. */
export function rejectionOf(item: Item, id: string | null, problems: readonly Problem[]): Rejection {
  const raw = item.raw ?? JSON.stringify(withoutDepths(item.event)) ?? '';
  const { origin, message } = item;
  return { origin, eventId: id, problems, raw, ...(message ? { message } : {}) };
}

function reject(sorted: SortedBatch, item: Item, id: string | null, problems: Problem[]): void {
  sorted.rejections.push(rejectionOf(item, id, problems));
  sorted.receipts.push({ id, status: 'rejected', problems });
}
