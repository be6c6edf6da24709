// Takes a batch in: accept, drop repeats, store, hand the touched cases on, answer for each event.
import { createHash } from 'node:crypto';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipt, Receipts } from '../../schemas/receipt.ts';
import { acceptEvent } from '../core/accept-event.ts';
import { identityOf } from '../core/history-event.ts';
import { tooDeep, withoutDepths } from '../core/short-value.ts';
import {
  type CaseKey,
  findOwners,
  keyText,
  readEvents,
  type StoredEvent,
  type TouchedCase,
  writeEvents,
} from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import { type MessageFacts, type Rejection, writeRejections } from '../store/rejected-events.ts';

export interface Intake {
  readonly db: Database;
  readonly now: () => number;
  /** Folds the touched cases; runs after their events are stored and before the answer. */
  readonly refresh: (touched: readonly TouchedCase[], token: string) => Promise<void>;
  /** Folds those of the cases that a batch which broke off left behind; runs before the next batch. */
  readonly mend: (keys: readonly CaseKey[]) => Promise<void>;
  readonly appVersion: string;
}

/** One thing to take in, with what it looked like on Kafka if it came from there. */
export interface Item extends Incoming {
  readonly message?: MessageFacts;
}

/** What a source that can tell a batch again says about it, so that the same batch is stored the same way. */
export interface Telling {
  /** Names the batch; the same items under the same name are stored once. */
  readonly name: string;
  /** Epoch milliseconds at which it is judged whether times are plausible: the same at every try, as the answer must be. */
  readonly checkedAt: number;
  /** The batch may have been stored in part by a process that has ended since. */
  readonly again: boolean;
  /** Sees what would be answered before anything is stored; when it throws, nothing is. */
  readonly admit?: (receipts: readonly Receipt[]) => void;
}

export type TakeIn = (batch: readonly Item[], telling?: Telling) => Promise<Receipts>;

interface Sorted {
  readonly receipts: Receipt[];
  readonly fresh: StoredEvent[];
  readonly rejections: Rejection[];
  /** Every event known of a case that has a fresh one. */
  readonly touched: Map<string, AcceptedEvent[]>;
}

/**
 * Returns a taker of batches that works one at a time. When it throws, nothing of the batch was answered for and
 * the same batch may be sent again: what was stored is then a repeat.
 */
export function createIntake(intake: Intake): TakeIn {
  const due = new Map<string, CaseKey>();
  let last: Promise<unknown> = Promise.resolve();
  return (batch, telling) => {
    const turn = last.then(() => takeIn(intake, batch, due, telling));
    last = turn.catch(() => {});
    return turn;
  };
}

async function takeIn(
  intake: Intake,
  batch: readonly Item[],
  due: Map<string, CaseKey>,
  telling: Telling | undefined,
): Promise<Receipts> {
  const { db, appVersion } = intake;
  const receivedAt = intake.now();
  const checkedAt = telling?.checkedAt ?? receivedAt;
  const checked = batch.map((item) => check(item, receivedAt, checkedAt));
  if (telling?.again) for (const [key, value] of casesOf(checked)) due.set(key, value);
  if (due.size > 0) await intake.mend([...due.values()]);
  due.clear();
  const stored = await readEvents(db, [...casesOf(checked).values()]);
  const owners = await findOwners(
    db,
    acceptedOf(checked).map(({ id }) => id),
  );
  const sorted = sort(batch, checked, stored, owners);
  telling?.admit?.(sorted.receipts);
  const token = tokenOf(sorted, telling?.name ?? String(receivedAt));
  for (const { event } of sorted.fresh) due.set(keyText(event), event);
  if (sorted.rejections.length > 0)
    await writeRejections(db, sorted.rejections, { receivedAt, appVersion, token: `${token}:rejected` });
  if (sorted.fresh.length > 0) {
    await writeEvents(db, sorted.fresh, `${token}:events`);
    await intake.refresh(touchedCases(sorted), token);
  }
  due.clear();
  return summed(sorted.receipts);
}

type Checked =
  | { readonly event: AcceptedEvent }
  | { readonly id: string | null; readonly problems: Problem[] };

function check(item: Item, receivedAt: number, checkedAt: number): Checked {
  const problem = item.problem ?? tooDeep(item.event);
  if (problem) return { id: null, problems: [problem] };
  const result = acceptEvent(item.event, receivedAt, checkedAt);
  return result.ok ? { event: result.event } : { id: result.id, problems: [...result.problems] };
}

const acceptedOf = (checked: readonly Checked[]): AcceptedEvent[] =>
  checked.flatMap((one) => ('event' in one ? [one.event] : []));

const casesOf = (checked: readonly Checked[]): Map<string, CaseKey> =>
  new Map(acceptedOf(checked).map((event) => [keyText(event), event]));

function sort(
  batch: readonly Item[],
  checked: readonly Checked[],
  stored: Map<string, AcceptedEvent[]>,
  owners: Map<string, string>,
): Sorted {
  const sorted: Sorted = { receipts: [], fresh: [], rejections: [], touched: new Map() };
  const known = new Map<string, Map<string, AcceptedEvent>>();
  for (const [i, one] of checked.entries()) {
    const item = batch[i]!;
    if ('problems' in one) reject(sorted, item, one.id, one.problems);
    else if (isOthers(owners, one.event))
      reject(sorted, item, one.event.id, [conflict(one.event, 'of another case')]);
    else sortEvent(sorted, item, one.event, knownOf(known, stored, one.event));
  }
  for (const { event } of sorted.fresh) {
    const key = keyText(event);
    sorted.touched.set(key, [...known.get(key)!.values()]);
  }
  return sorted;
}

/** Whether the identity belongs to another case; one that nobody has belongs to this case from now on. */
function isOthers(owners: Map<string, string>, event: AcceptedEvent): boolean {
  const identity = identityOf(event);
  const owner = owners.get(identity);
  if (owner === undefined) owners.set(identity, keyText(event));
  return owner !== undefined && owner !== keyText(event);
}

function knownOf(
  known: Map<string, Map<string, AcceptedEvent>>,
  stored: Map<string, AcceptedEvent[]>,
  event: AcceptedEvent,
): Map<string, AcceptedEvent> {
  const key = keyText(event);
  let events = known.get(key);
  if (!events) {
    events = new Map((stored.get(key) ?? []).map((other) => [identityOf(other), other]));
    known.set(key, events);
  }
  return events;
}

function sortEvent(
  sorted: Sorted,
  item: Item,
  event: AcceptedEvent,
  known: Map<string, AcceptedEvent>,
): void {
  const identity = identityOf(event);
  const before = known.get(identity);
  if (!before) {
    known.set(identity, event);
    sorted.fresh.push({ event, origin: originOf(item) });
    sorted.receipts.push({ id: event.id, status: 'accepted', problems: [] });
  } else if (sameContent(before, event)) {
    sorted.receipts.push({ id: event.id, status: 'duplicate', problems: [] });
  } else reject(sorted, item, event.id, [conflict(event, 'with another type, time or data')]);
}

/** Line numbers would make every origin distinct; the file is enough to find the line again. */
const originOf = ({ origin }: Item): string => origin.replace(/:\d+$/, '');

const sameContent = (a: AcceptedEvent, b: AcceptedEvent): boolean =>
  a.type === b.type && a.occurredAt === b.occurredAt && inOneOrder(a.data) === inOneOrder(b.data);

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

function reject(sorted: Sorted, item: Item, id: string | null, problems: Problem[]): void {
  const raw = item.raw ?? JSON.stringify(withoutDepths(item.event)) ?? '';
  const { origin, message } = item;
  sorted.rejections.push({ origin, eventId: id, problems, raw, ...(message ? { message } : {}) });
  sorted.receipts.push({ id, status: 'rejected', problems });
}

/** The same fresh events make the same token, so a retried insert is stored once. */
function tokenOf(sorted: Sorted, name: string): string {
  const hash = createHash('sha256').update(name);
  for (const { event } of sorted.fresh) hash.update(identityOf(event)).update('\u0001');
  for (const { raw } of sorted.rejections) hash.update(raw).update('\u0002');
  return `intake:${hash.digest('hex').slice(0, 32)}`;
}

const touchedCases = ({ touched }: Sorted): TouchedCase[] =>
  [...touched.values()].map((events) => ({
    system: events[0]!.system,
    caseId: events[0]!.caseId,
    events,
  }));

function summed(receipts: Receipt[]): Receipts {
  const count = (status: Receipt['status']) => receipts.filter((receipt) => receipt.status === status).length;
  return {
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    receipts,
  };
}
