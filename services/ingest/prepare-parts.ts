// Learns what must be known of a group of parts: whether each item is an event, and what its case and id stand for.
import { type CaseKey, findOwners } from '../store/case-events.ts';
import type { Database } from '../store/database.ts';
import { type HotCases, type KnownCase, readUnknown, type TakenCases } from './known-cases.ts';
import { type CheckedItem, checkItem } from './sort-batch.ts';
import type { IntakeOptions, Part } from './telling.ts';

/** What can be known of a group of parts while the one before is being stored. */
export interface Prepared {
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

export interface IntakeState {
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

export async function prepareParts(
  options: IntakeOptions,
  parts: readonly Part[],
  state: IntakeState,
): Promise<Prepared> {
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
  { memory }: IntakeState,
): Promise<KnownCases> {
  const { cases, giveBack } = memory.take(asked.keys());
  await readUnknown(db, asked, cases);
  return { cases, giveBack, owners: await findOwners(db, idsToAsk(checked, cases)) };
}

/** Adds the cases that the batch before had too; what no longer holds is learned anew. */
export async function completeParts(
  db: Database,
  { checked, asked, known, age }: Prepared,
  state: IntakeState,
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
