// A store in memory that takes batches in as the real one does: it knows repeats, drops an insert told again under
// its name, remembers cases until told to forget, and can fail at each of its steps.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Receipt } from '../../schemas/receipt.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import type { Item } from '../../services/ingest/sort-batch.ts';
import type { Intake } from '../../services/ingest/take-in.ts';
import type { TakeIn, Telling } from '../../services/ingest/telling.ts';
import { RowsRefused } from '../../services/store/write-rows.ts';
import type { MemoryProcess } from './memory-process.ts';
import { callBroker, type Wire } from './memory-wire.ts';

export interface StoredRow {
  readonly caseId: string;
  readonly id: string;
  readonly content: string;
  /** The message it was stored from, by `messagePlace`. */
  readonly place: string;
  /** Who told it, and under which name. */
  readonly process: string;
  readonly name: string;
}

export interface ModelStore {
  readonly rows: StoredRow[];
  /** Messages refused, by place. */
  readonly rejected: Set<string>;
  /** Cases whose events were stored and not folded yet. */
  readonly unfolded: Set<string>;
  readonly tokens: Set<string>;
  /** Sees every batch that is told, before anything becomes of it. */
  onTold: (places: readonly string[], telling: Telling) => void;
}

/** Ids that begin so make the store refuse the rows of the insert. */
export const UNSTORABLE = 'unstorable';

export const messagePlace = (topic: string, partition: number, offset: number): string =>
  `${topic}/${partition}@${offset}`;

/** What tells two tellings of one id apart, in this world. */
export const contentOf = (id: string, jurisdiction: unknown): string => JSON.stringify([id, jurisdiction]);

export const makeModelStore = (): ModelStore => ({
  rows: [],
  rejected: new Set(),
  unfolded: new Set(),
  tokens: new Set(),
  onTold: () => {},
});

/** What one process remembers of cases: contents by event id. */
type Known = Map<string, string>;

interface ProcessIntake {
  readonly process: string;
  readonly store: ModelStore;
  readonly ask: <T>(kind: string, effect: () => T) => Promise<T>;
  readonly now: () => number;
  readonly due: Set<string>;
  remembered: Map<string, Known>;
}

export function intakeOf(
  store: ModelStore,
  wire: Wire,
  process: MemoryProcess,
  now: () => number,
): Pick<Intake, 'takeIn' | 'forget'> {
  const ask: ProcessIntake['ask'] = (kind, effect) => callBroker(wire, process, { kind }, effect);
  const intake: ProcessIntake = {
    process: process.name,
    store,
    ask,
    now,
    due: new Set(),
    remembered: new Map(),
  };
  let last: Promise<unknown> = Promise.resolve();
  const takeIn: TakeIn = (items, telling) => {
    const turn = last.then(() => takeOne(intake, items, telling!));
    last = turn.catch(() => {});
    return turn;
  };
  return {
    takeIn,
    forget: () => {
      intake.remembered = new Map();
    },
  };
}

interface Sorted {
  readonly receipts: Receipt[];
  readonly fresh: Omit<StoredRow, 'process' | 'name'>[];
  readonly refused: string[];
}

async function takeOne(intake: ProcessIntake, items: readonly Item[], telling: Telling) {
  const { store, ask, due, now } = intake;
  store.onTold(items.map(placeOfItem), telling);
  const checked = items.map((item) => check(item, now(), telling.checkedAt));
  const cases = new Set(checked.flatMap(({ event }) => (event ? [event.caseId] : [])));
  if (telling.again) for (const caseId of cases) due.add(caseId);
  const { known, giveBack } = await recall(intake, cases, telling.again);
  // After the read: what a process that died had sent and that landed before the read is no event of ours to fold.
  if (due.size > 0) await ask('store-mend', () => fold(store, due));
  due.clear();
  const sorted = sort(items, checked, known);
  telling.admit?.(sorted.receipts);
  for (const { caseId } of sorted.fresh) due.add(caseId);
  await write(intake, sorted, telling);
  due.clear();
  giveBack();
  return summed(sorted.receipts);
}

const placeOfItem = ({ message }: Item): string =>
  messagePlace(message!.topic, message!.partition, message!.offset);

type Checked = { readonly event: AcceptedEvent | null; readonly receipt: Receipt };

function check(item: Item, receivedAt: number, checkedAt: number): Checked {
  const refused = (id: string | null, problems: readonly Receipt['problems'][number][]): Checked => ({
    event: null,
    receipt: { id, status: 'rejected', problems: [...problems] },
  });
  if (item.problem) return refused(null, [item.problem]);
  const result = acceptEvent(item.event, receivedAt, checkedAt);
  if (!result.ok) return refused(result.id, result.problems);
  return { event: result.event, receipt: { id: result.event.id, status: 'accepted', problems: [] } };
}

/** Takes cases out of the memory, and reads the others; what was taken is forgotten unless it is given back. */
async function recall(intake: ProcessIntake, cases: ReadonlySet<string>, again: boolean) {
  const { remembered, store } = intake;
  const known = new Map<string, Known>();
  for (const caseId of cases) {
    const before = remembered.get(caseId);
    remembered.delete(caseId);
    if (before && !again) known.set(caseId, before);
  }
  const missing = [...cases].filter((caseId) => !known.has(caseId));
  await intake.ask('store-read', () => {
    for (const caseId of missing) {
      const rows = store.rows.filter((row) => row.caseId === caseId);
      known.set(caseId, new Map(rows.map(({ id, content }) => [id, content])));
    }
  });
  const giveBack = () => {
    for (const [caseId, contents] of known) remembered.set(caseId, contents);
  };
  return { known, giveBack };
}

function sort(
  items: readonly Item[],
  checked: readonly Checked[],
  known: ReadonlyMap<string, Known>,
): Sorted {
  const sorted: Sorted = { receipts: [], fresh: [], refused: [] };
  for (const [i, { event, receipt }] of checked.entries()) {
    const place = placeOfItem(items[i]!);
    const contents = event ? known.get(event.caseId)! : null;
    const content = event ? contentOf(event.id, event.data['jurisdiction']) : '';
    const before = event ? contents!.get(event.id) : undefined;
    if (event && before === undefined) {
      contents!.set(event.id, content);
      sorted.fresh.push({ caseId: event.caseId, id: event.id, content, place });
      sorted.receipts.push(receipt);
    } else if (event && before === content) sorted.receipts.push({ ...receipt, status: 'duplicate' });
    else {
      const problems = event ? [{ code: 'id-used-twice', message: event.id }] : receipt.problems;
      sorted.refused.push(place);
      sorted.receipts.push({ ...receipt, status: 'rejected', problems });
    }
  }
  return sorted;
}

async function write({ store, ask, process }: ProcessIntake, { fresh, refused }: Sorted, { name }: Telling) {
  const token = JSON.stringify([name, fresh.map(({ id }) => id), refused]);
  if (refused.length > 0)
    await ask('store-reject', () => {
      for (const place of refused) store.rejected.add(place);
    });
  if (fresh.length === 0) return;
  await ask('store-write', () =>
    insert(
      store,
      token,
      fresh.map((row) => ({ ...row, process, name })),
    ),
  );
  await ask('store-fold', () => fold(store, new Set(fresh.map(({ caseId }) => caseId))));
}

function insert(store: ModelStore, token: string, rows: readonly StoredRow[]): void {
  if (rows.some(({ id }) => id.startsWith(UNSTORABLE)))
    throw new RowsRefused('case_events', new Error('a value fits no column'));
  if (store.tokens.has(token)) return;
  store.tokens.add(token);
  store.rows.push(...rows);
  for (const { caseId } of rows) store.unfolded.add(caseId);
}

function fold(store: ModelStore, cases: ReadonlySet<string>): void {
  for (const caseId of cases) store.unfolded.delete(caseId);
}

function summed(receipts: Receipt[]) {
  const count = (status: Receipt['status']) => receipts.filter((receipt) => receipt.status === status).length;
  return {
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    receipts,
  };
}
