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
import { settleAll, underWay } from '../store/settle-all.ts';
import { RowsRefused } from '../store/write-rows.ts';
import { gatherParts } from './gather-parts.ts';
import {
  type HotCases,
  type KnownCase,
  type MemoryLimits,
  makeHotCases,
  readUnknown,
  type TakenCases,
  USUAL_MEMORY,
} from './known-cases.ts';
import { type CheckedItem, checkItem, type Item, type SortedBatch, sortBatch } from './sort-batch.ts';

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

/** What one caller told. */
interface Part {
  readonly items: readonly Item[];
  readonly telling: Telling | undefined;
}

/** What can be known of a group of parts while the one before is being stored. */
interface Prepared {
  readonly parts: readonly Part[];
  readonly checked: readonly CheckedItem[];
  readonly receivedAt: number;
  /** The cases of the group, by key text. */
  readonly asked: ReadonlyMap<string, CaseKey>;
  /** Those of parts that are told again. */
  readonly again: ReadonlyMap<string, CaseKey>;
  /** Those of its cases that are known, all but the ones the group before has too. */
  readonly known: KnownCases;
  readonly age: number;
}

interface KnownCases {
  readonly cases: Map<string, KnownCase>;
  readonly giveBack: TakenCases['giveBack'];
  readonly owners: ReadonlyMap<string, string>;
}

interface State {
  readonly memory: HotCases;
  /** Cases left behind by a batch that broke off. */
  readonly due: Map<string, CaseKey>;
  /** The cases of the batch being stored. */
  running: ReadonlyMap<string, CaseKey>;
  /** The cases of the identities that the batch before made known, which a question asked meanwhile may have missed. */
  claimed: ReadonlyMap<string, string>;
  /** Raised whenever what was prepared may no longer hold. */
  age: number;
}

/** The most items that are stored together, unless one batch alone has more. */
const ITEMS_TOGETHER = 30_000;

/** A part was not admitted; nothing of its group was stored. */
class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
}

/**
 * Returns a taker of batches. What waits is stored together, one group at a time, in the order told; the next is
 * prepared meanwhile. When it throws, nothing of the batch was answered for and the same batch may be sent again:
 * what was stored is then a repeat.
 */
export function createIntake(options: IntakeOptions): Intake {
  const memory = makeHotCases(options.memory ?? USUAL_MEMORY);
  const state: State = { memory, due: new Map(), running: new Map(), claimed: new Map(), age: 0 };
  let ended: Promise<unknown> = Promise.resolve();
  let idle: Promise<unknown> = Promise.resolve();
  const take = (parts: readonly Part[]): Promise<Receipts[]> => {
    const gate = makeGate();
    const prepared = underWay(idle.then(() => prepare(options, parts, state)));
    const turn = ended.then(async () => takeTurn(options, await prepared, state, gate.open));
    idle = gate.opened;
    ended = turn.catch(() => {}).finally(gate.open);
    return turn;
  };
  const taken = gatherParts({
    ready: () => idle,
    take,
    isOfOne: (error) => error instanceof NotAdmitted || error instanceof RowsRefused,
    sizeOf: ({ items }: Part) => items.length,
    most: ITEMS_TOGETHER,
  });
  return {
    takeIn: async (items, telling) => {
      try {
        return await taken({ items, telling });
      } catch (error) {
        throw error instanceof NotAdmitted ? error.cause : error;
      }
    },
    forget: () => {
      memory.forget();
      state.age += 1;
    },
  };
}

function makeGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function prepare(options: IntakeOptions, parts: readonly Part[], state: State): Promise<Prepared> {
  const receivedAt = options.now();
  const checkedParts = parts.map(({ items, telling }) => {
    const checkedAt = telling?.checkedAt ?? receivedAt;
    return items.map((item) => checkItem(item, receivedAt, checkedAt));
  });
  const checked = checkedParts.flat();
  const asked = casesOf(checked);
  const again = casesOf(checkedParts.filter((_, i) => parts[i]!.telling?.again).flat());
  const { age, running } = state;
  // Cases of a part told again are to be mended first, so they must not be read before.
  const early = [...asked].filter(([key]) => !running.has(key) && !again.has(key));
  const known = await learnOf(options.db, checked, new Map(early), state);
  return { parts, checked, receivedAt, asked, again, known, age };
}

/** What is known of the cases, from memory or else the store, and whose the events are that these cases do not have. */
async function learnOf(
  db: Database,
  checked: readonly CheckedItem[],
  asked: ReadonlyMap<string, CaseKey>,
  { memory }: State,
): Promise<KnownCases> {
  const { cases, giveBack } = memory.take(asked.keys());
  await readUnknown(db, asked, cases);
  return { cases, giveBack, owners: await findOwners(db, idsToAsk(checked, cases)) };
}

async function takeTurn(
  options: IntakeOptions,
  prepared: Prepared,
  state: State,
  isIdle: () => void,
): Promise<Receipts[]> {
  state.running = prepared.asked;
  try {
    return await takeIn(options, prepared, state, isIdle);
  } catch (error) {
    state.age += 1;
    throw error;
  } finally {
    state.running = new Map();
  }
}

async function takeIn(
  options: IntakeOptions,
  prepared: Prepared,
  state: State,
  isIdle: () => void,
): Promise<Receipts[]> {
  const { due } = state;
  const { parts, again } = prepared;
  await mend(options, prepared, state);
  const { cases, owners, giveBack } = await complete(options.db, prepared, state);
  const items = parts.flatMap((part) => part.items);
  const sorted = sortBatch(items, prepared.checked, cases, [owners, state.claimed]);
  const answers = answersOf(parts, sorted.receipts);
  admitAll(parts, answers);
  for (const known of sorted.touched) due.set(keyText(known), known);
  await store(options, prepared, sorted, isIdle);
  due.clear();
  state.claimed = sorted.claimed;
  // A write of the process that told it before may have landed after the mending and before the reading.
  if (again.size > 0) await options.mend([...again.values()]);
  giveBack([...cases.values()].filter((known) => !again.has(keyText(known))));
  return answers.map(summed);
}

/** The receipts of each part, out of those of all in order. */
function answersOf(parts: readonly Part[], receipts: readonly Receipt[]): Receipt[][] {
  let from = 0;
  return parts.map(({ items }) => {
    from += items.length;
    return receipts.slice(from - items.length, from);
  });
}

function admitAll(parts: readonly Part[], answers: readonly Receipt[][]): void {
  for (const [i, { telling }] of parts.entries()) {
    try {
      telling?.admit?.(answers[i]!);
    } catch (cause) {
      throw new NotAdmitted('a part was not admitted', { cause });
    }
  }
}

/** Folds what was left behind, by a group before or by the process that told a part before. */
async function mend(options: IntakeOptions, { again }: Prepared, { due, memory }: State): Promise<void> {
  for (const [key, value] of again) due.set(key, value);
  memory.take(again.keys());
  if (due.size > 0) await options.mend([...due.values()]);
  due.clear();
}

/** Adds the cases that the batch before had too; what no longer holds is learned anew. */
async function complete(
  db: Database,
  { checked, asked, known, age }: Prepared,
  state: State,
): Promise<KnownCases> {
  if (age !== state.age) return learnOf(db, checked, asked, state);
  const rest = new Map([...asked].filter(([key]) => !known.cases.has(key)));
  const { cases } = state.memory.take(rest.keys());
  await readUnknown(db, rest, cases);
  for (const [key, one] of cases) known.cases.set(key, one);
  return known;
}

function casesOf(checked: readonly CheckedItem[]): Map<string, CaseKey> {
  const cases = new Map<string, CaseKey>();
  for (const one of checked) if (one.event) cases.set(one.key, one.event);
  return cases;
}

/** An event that its own case has already belongs to no other. */
function idsToAsk(checked: readonly CheckedItem[], cases: ReadonlyMap<string, KnownCase>): Set<string> {
  const ids = new Set<string>();
  for (const one of checked)
    if (one.event && !cases.get(one.key)?.events.has(one.identity)) ids.add(one.event.id);
  return ids;
}

async function store(
  options: IntakeOptions,
  { receivedAt, parts }: Prepared,
  sorted: SortedBatch,
  isIdle: () => void,
): Promise<void> {
  const { db, appVersion } = options;
  const { fresh, rejections, touched } = sorted;
  const names = parts.map(({ telling }) => telling?.name ?? String(receivedAt));
  const token = tokenOf(sorted, names.join('\u0003'));
  const works: Promise<unknown>[] = [];
  if (rejections.length > 0) {
    const refused = { receivedAt, appVersion, token: `${token}:rejected` };
    works.push(underWay(writeRejections(db, rejections, refused)));
  }
  if (fresh.length > 0) {
    const stored = underWay(writeEvents(db, fresh, `${token}:events`));
    // The events are on their way before the fold, which leaves nothing else a turn.
    await breathe();
    const refreshed = underWay(options.refresh(touchedCases(touched), token, stored));
    works.push(
      stored,
      refreshed,
      refreshed.then((digests) => keepDigests(touched, digests)),
    );
  }
  isIdle();
  await settleAll(works);
}

function keepDigests(touched: Iterable<KnownCase>, digests: readonly Digests[]): void {
  for (const [i, known] of [...touched].entries()) known.digests = digests[i]!;
}

/** The same fresh events make the same token, so a retried insert is stored once. */
function tokenOf({ fresh, rejections }: SortedBatch, name: string): string {
  const hash = createHash('sha256').update(name);
  hash.update(fresh.map(({ event }) => `${identityOf(event)}\u0001`).join(''));
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
