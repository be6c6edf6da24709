// Takes a batch in: accept, drop repeats, store, hand the touched cases on, answer for each event.
import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Receipt, Receipts } from '../../schemas/receipt.ts';
import { identityOf } from '../core/history-event.ts';
import {
  type CaseKey,
  type Digests,
  findOwners,
  keyText,
  type TouchedCase,
  writeEvents,
} from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import { writeRejections } from '../store/rejected-events.ts';
import {
  type CaseMemory,
  type KnownCase,
  type MemoryLimits,
  makeCaseMemory,
  readUnknown,
  USUAL_MEMORY,
} from './known-cases.ts';
import {
  type CheckedEvent,
  type CheckedItem,
  checkItem,
  type Item,
  type SortedBatch,
  sortBatch,
} from './sort-batch.ts';

export type { Item } from './sort-batch.ts';

export interface IntakeOptions {
  readonly db: Database;
  readonly now: () => number;
  /**
   * Folds the touched cases and returns the digests of their clocks as they stand then, in the same order; runs
   * before the answer. It may fold while their events are being stored, but writes nothing before `stored` resolves.
   */
  readonly refresh: (
    touched: readonly TouchedCase[],
    token: string,
    stored: Promise<unknown>,
  ) => Promise<readonly Digests[]>;
  /** Folds those of the cases that a batch which broke off left behind; runs before the next batch. */
  readonly mend: (keys: readonly CaseKey[]) => Promise<void>;
  readonly appVersion: string;
  /** How much is remembered of cases told of lately: nothing where another process may tell of the same cases. */
  readonly memory?: MemoryLimits;
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

export interface Intake {
  readonly takeIn: TakeIn;
  /** Forgets what it remembers of cases, for when another process may have told of them since. */
  readonly forget: () => void;
}

interface Batch {
  readonly items: readonly Item[];
  readonly checked: readonly CheckedItem[];
  readonly receivedAt: number;
  readonly telling: Telling | undefined;
}

interface State {
  /** Cases left behind by a batch that broke off. */
  readonly due: Map<string, CaseKey>;
  readonly memory: CaseMemory;
}

/**
 * Returns a taker of batches that stores one at a time; the next is checked meanwhile. When it throws, nothing of the
 * batch was answered for and the same batch may be sent again: what was stored is then a repeat.
 */
export function createIntake(options: IntakeOptions): Intake {
  const state: State = { due: new Map(), memory: makeCaseMemory(options.memory ?? USUAL_MEMORY) };
  let last: Promise<unknown> = Promise.resolve();
  return {
    takeIn: async (items, telling) => {
      const receivedAt = options.now();
      const checkedAt = telling?.checkedAt ?? receivedAt;
      const checked = items.map((item) => checkItem(item, receivedAt, checkedAt));
      const turn = last.then(() => takeIn(options, { items, checked, receivedAt, telling }, state));
      last = turn.catch(() => {});
      return turn;
    },
    forget: state.memory.forget,
  };
}

async function takeIn(options: IntakeOptions, batch: Batch, { due, memory }: State): Promise<Receipts> {
  const asked = casesOf(batch.checked);
  if (batch.telling?.again) {
    for (const [key, value] of asked) due.set(key, value);
    memory.take(asked.keys());
  }
  if (due.size > 0) await options.mend([...due.values()]);
  due.clear();
  const { cases, giveBack } = memory.take(asked.keys());
  await readUnknown(options.db, asked, cases);
  const owners = await findOwners(options.db, idsToAsk(batch.checked, cases));
  const sorted = sortBatch(batch.items, batch.checked, cases, owners);
  batch.telling?.admit?.(sorted.receipts);
  for (const known of sorted.touched) due.set(keyText(known), known);
  await store(options, batch, sorted);
  due.clear();
  giveBack(cases.values());
  return summed(sorted.receipts);
}

const eventsOf = (checked: readonly CheckedItem[]): CheckedEvent[] =>
  checked.filter((one): one is CheckedEvent => one.event !== null);

const casesOf = (checked: readonly CheckedItem[]): Map<string, CaseKey> =>
  new Map(eventsOf(checked).map(({ key, event }) => [key, event]));

/** An event that its own case has already belongs to no other. */
const idsToAsk = (checked: readonly CheckedItem[], cases: ReadonlyMap<string, KnownCase>): Set<string> =>
  new Set(
    eventsOf(checked).flatMap(({ event, key, identity }) =>
      cases.get(key)!.events.has(identity) ? [] : [event.id],
    ),
  );

async function store(options: IntakeOptions, batch: Batch, sorted: SortedBatch): Promise<void> {
  const { db, appVersion } = options;
  const { receivedAt, telling } = batch;
  const { fresh, rejections, touched } = sorted;
  const token = tokenOf(sorted, telling?.name ?? String(receivedAt));
  if (rejections.length > 0)
    await writeRejections(db, rejections, { receivedAt, appVersion, token: `${token}:rejected` });
  if (fresh.length === 0) return;
  const stored = writeEvents(db, fresh, `${token}:events`);
  await Promise.race([stored, breathe()]);
  const refreshed = options.refresh(touchedCases(touched), token, stored);
  await allOrFirstFailure([stored, refreshed]);
  const digests = await refreshed;
  for (const [i, known] of [...touched].entries()) known.digests = digests[i]!;
}

/** Waits for all, so that nothing still runs when the first failure is thrown. */
async function allOrFirstFailure(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** The same fresh events make the same token, so a retried insert is stored once. */
function tokenOf({ fresh, rejections }: SortedBatch, name: string): string {
  const hash = createHash('sha256').update(name);
  for (const { event } of fresh) hash.update(identityOf(event)).update('\u0001');
  for (const { raw } of rejections) hash.update(raw).update('\u0002');
  return `intake:${hash.digest('hex').slice(0, 32)}`;
}

const touchedCases = (touched: Iterable<KnownCase>): TouchedCase[] =>
  [...touched].map(({ system, caseId, events, digests }) => ({
    system,
    caseId,
    events: [...events.values()],
    digests,
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
