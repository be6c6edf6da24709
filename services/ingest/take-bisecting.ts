// Finds the messages that the store can never keep, so that one of them does not hold up all the others.
import type { Receipts } from '../../schemas/receipt.ts';
import { RowsRefused } from '../store/write-rows.ts';
import type { Item } from './sort-batch.ts';
import type { TakeIn, Telling } from './telling.ts';

/** Takes the batch in; when its events cannot be stored, halves it until those at fault stand alone and are refused. */
export async function takeBisecting(
  takeIn: TakeIn,
  items: readonly Item[],
  telling: Telling,
): Promise<Receipts> {
  try {
    return await takeIn(items, telling);
  } catch (error) {
    if (!(error instanceof RowsRefused) || error.table !== 'case_events') throw error;
    if (items.length === 1) return takeIn([refused(items[0]!, error)], telling);
    const middle = Math.ceil(items.length / 2);
    const first = await takeBisecting(takeIn, items.slice(0, middle), telling);
    return joined(first, await takeBisecting(takeIn, items.slice(middle), telling));
  }
}

const refused = (item: Item, error: Error): Item => ({
  ...item,
  problem: { code: 'not-stored', message: `the store refused the event: ${error.message.slice(0, 500)}` },
});

const joined = (a: Receipts, b: Receipts): Receipts => ({
  accepted: a.accepted + b.accepted,
  duplicate: a.duplicate + b.duplicate,
  rejected: a.rejected + b.rejected,
  receipts: [...a.receipts, ...b.receipts],
});
