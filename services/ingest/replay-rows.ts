// Hands rejections in again through the door that every event passes, and marks those that are in.
import { randomUUID } from 'node:crypto';
import type { Receipt } from '../../schemas/receipt.ts';
import type { ReplayAnswer } from '../../schemas/rejected.ts';
import { acceptEvent } from '../core/accept-event.ts';
import { tooDeep } from '../core/short-value.ts';
import type { StoredRejection } from '../store/read-rejected.ts';
import { type Fate, resolveRejected } from '../store/resolve-rejected.ts';
import { readRejection } from './read-rejection.ts';
import type { SettlementNeeds, SettleQuestion } from './settle-rejections.ts';
import type { Item } from './sort-batch.ts';
import { takeBisecting } from './take-bisecting.ts';
import type { TakeIn } from './telling.ts';

export type ReplayResult = ReplayAnswer['results'][number];

type Verdict = Pick<ReplayResult, 'outcome' | 'problems'>;

/** Takes in first and marks then, so that a kill in between leaves a row that replaying finds to be a duplicate. */
export async function replayRows(
  { db, takeIn, now }: SettlementNeeds,
  rows: readonly StoredRejection[],
  { by, note, dryRun }: SettleQuestion,
): Promise<ReplayResult[]> {
  const at = now();
  const judged = rows.map((row) => judge(row, at));
  const items = judged.flatMap((one) => ('item' in one ? [one.item] : []));
  const receipts = dryRun || items.length === 0 ? null : await handIn(takeIn, items, at);
  let told = 0;
  const verdicts = judged.map((one): Verdict => {
    if ('outcome' in one) return one;
    return receipts === null ? { outcome: 'acceptable', problems: [] } : verdictOf(receipts[told++]!);
  });
  const fates = rows.flatMap((row, i) => fateOf(row, verdicts[i]!));
  if (!dryRun) await resolveRejected(db, fates, { by, note, at: now() });
  return rows.map((row, i) => ({ id: row.rejection_id, eventId: row.event_id, ...verdicts[i]! }));
}

/** What is refused whatever else is stored is not handed in: it would be the rejection that it is. */
function judge(row: StoredRejection, at: number): { readonly item: Item } | Verdict {
  const read = readRejection(row);
  if ('problem' in read) return { outcome: 'not-replayable', problems: [read.problem] };
  const { problem, event } = read.item;
  const fault = problem ?? tooDeep(event);
  if (fault) return { outcome: 'rejected', problems: [fault] };
  const acceptance = acceptEvent(event, at);
  return acceptance.ok ? read : { outcome: 'rejected', problems: [...acceptance.problems] };
}

/** What is refused for its id or by the store is no new rejection: its bytes and its place are those kept. */
async function handIn(
  takeIn: TakeIn,
  items: readonly Item[],
  checkedAt: number,
): Promise<readonly Receipt[]> {
  // A name of its own for each try: a batch named again would be taken for one that is stored already.
  const telling = { name: `replay:${randomUUID()}`, checkedAt, again: false };
  return (await takeBisecting(takeIn, items, telling)).receipts;
}

const verdictOf = ({ status, problems }: Receipt): Verdict => ({ outcome: status, problems });

/** One replayed before stays as it is: who did it and why stands. */
function fateOf(
  row: StoredRejection,
  { outcome, problems }: Verdict,
): { readonly row: StoredRejection; readonly fate: Fate }[] {
  if (row.status === 'replayed' || outcome === 'not-replayable') return [];
  return [{ row, fate: outcome === 'rejected' ? { became: 'rejected', problems } : { became: 'replayed' } }];
}
