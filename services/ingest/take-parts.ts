// Takes a prepared group of parts in: mends, sorts, stores, and answers for each part by itself.
import type { Receipt, Receipts } from '../../schemas/receipt.ts';
import { keyText } from '../store/case-events.ts';
import { completeParts, type IntakeState, type Prepared } from './prepare-parts.ts';
import { sortBatch } from './sort-batch.ts';
import { storeSorted } from './store-sorted.ts';
import type { IntakeOptions, Part } from './telling.ts';

/** A part was not admitted; nothing of its group was stored. */
export class NotAdmitted extends Error {
  override readonly name = 'NotAdmitted';
}

export async function takeParts(
  options: IntakeOptions,
  prepared: Prepared,
  state: IntakeState,
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
  state: IntakeState,
  isIdle: () => void,
): Promise<Receipts[]> {
  const { due } = state;
  const { parts, again } = prepared;
  await mend(options, prepared, state);
  const { cases, owners, giveBack } = await completeParts(options.db, prepared, state);
  const items = parts.flatMap((part) => part.items);
  const sorted = sortBatch(items, prepared.checked, cases, [owners, state.claimed]);
  const answers = answersOf(parts, sorted.receipts);
  admitAll(parts, answers);
  for (const known of sorted.touched) due.set(keyText(known), known);
  await storeSorted(options, prepared, sorted, isIdle);
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
async function mend(
  options: IntakeOptions,
  { again }: Prepared,
  { due, memory }: IntakeState,
): Promise<void> {
  for (const [key, value] of again) due.set(key, value);
  memory.take(again.keys());
  if (due.size > 0) await options.mend([...due.values()]);
  due.clear();
}

function summed(receipts: Receipt[]): Receipts {
  const count = (status: Receipt['status']) => receipts.filter((receipt) => receipt.status === status).length;
  return {
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    receipts,
  };
}
