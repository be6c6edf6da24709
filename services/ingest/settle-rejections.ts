// Settles rejections, one request at a time: hands them in again, or puts them aside for good.
import type { Problem } from '../../schemas/problem.ts';
import { CHANGE_IDS, type DiscardAnswer } from '../../schemas/rejected.ts';
import type { Database } from '../store/database.ts';
import {
  listRejected,
  type RejectedFilter,
  type RejectedPlace,
  readStored,
  type StoredRejection,
} from '../store/read-rejected.ts';
import { resolveRejected } from '../store/resolve-rejected.ts';
import { type ReplayResult, replayRows } from './replay-rows.ts';
import type { TakeIn } from './telling.ts';

/** Those named, or the open ones of a filter from after a place on. */
export type Chosen =
  | { readonly ids: readonly string[] }
  | { readonly filter: Omit<RejectedFilter, 'status'>; readonly after: RejectedPlace | null };

export interface SettleQuestion {
  readonly chosen: Chosen;
  readonly by: string;
  readonly note: string;
  /** Changes nothing. */
  readonly dryRun: boolean;
}

/** `next` is the last place reached where there are more beyond it. */
interface Settled<T> {
  readonly results: readonly T[];
  readonly next: RejectedPlace | null;
}
type DiscardResult = DiscardAnswer['results'][number];
type Answered<T> =
  | { readonly ok: true; readonly value: Settled<T> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface Settlement {
  /** Takes them in first and marks them then: when it breaks off in between, replaying again finds duplicates. */
  readonly replay: (question: SettleQuestion) => Promise<Answered<ReplayResult>>;
  readonly discard: (question: SettleQuestion) => Promise<Answered<DiscardResult>>;
}

export interface SettlementNeeds {
  readonly db: Database;
  readonly takeIn: TakeIn;
  readonly now: () => number;
}

export function createSettlement(needs: SettlementNeeds): Settlement {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(settle: Settle<T>) => {
    return (question: SettleQuestion): Promise<Answered<T>> => {
      const turn = last.then(() => settlePage(needs, question, settle));
      last = turn.catch(() => {});
      return turn;
    };
  };
  return { replay: inTurn(replayRows), discard: inTurn(discardRows) };
}

type Settle<T> = (
  needs: SettlementNeeds,
  rows: readonly StoredRejection[],
  question: SettleQuestion,
) => Promise<T[]>;

async function settlePage<T>(
  needs: SettlementNeeds,
  question: SettleQuestion,
  settle: Settle<T>,
): Promise<Answered<T>> {
  const { ids, next } = await pageOf(needs.db, question.chosen);
  const rows = await readStored(needs.db, ids);
  const found = new Set(rows.map((row) => row.rejection_id));
  const unknown = ids.filter((id) => !found.has(id));
  if (unknown.length > 0) return { ok: false, problems: unknown.map(unknownRejection) };
  return { ok: true, value: { results: await settle(needs, rows, question), next } };
}

export const unknownRejection = (id: string): Problem => ({
  code: 'rejection-not-found',
  message: `no rejection ${id} is kept`,
  field: 'id',
  value: id,
});

/** What was told of one page is held in memory at once. */
const PAGE_BYTES = 32 * 1024 * 1024;

async function pageOf(
  db: Database,
  chosen: Chosen,
): Promise<{ readonly ids: readonly string[]; readonly next: RejectedPlace | null }> {
  if ('ids' in chosen) return { ids: [...new Set(chosen.ids)], next: null };
  const filter: RejectedFilter = { ...chosen.filter, status: 'open' };
  const listed = await listRejected(db, filter, chosen.after, CHANGE_IDS + 1);
  let [count, bytes] = [0, 0];
  for (const one of listed.slice(0, CHANGE_IDS)) {
    bytes += one.bytes;
    if (count > 0 && bytes > PAGE_BYTES) break;
    count += 1;
  }
  const last = listed[count - 1];
  return {
    ids: listed.slice(0, count).map(({ id }) => id),
    next: last && count < listed.length ? { receivedAt: last.receivedAt, id: last.id } : null,
  };
}

async function discardRows(
  { db, now }: SettlementNeeds,
  rows: readonly StoredRejection[],
  { by, note, dryRun }: SettleQuestion,
): Promise<DiscardResult[]> {
  const open = rows.filter(({ status }) => status === 'open');
  const fates = open.map((row) => ({ row, fate: { became: 'discarded' as const } }));
  if (!dryRun) await resolveRejected(db, fates, { by, note, at: now() });
  return rows.map((row): DiscardResult => {
    const result = { id: row.rejection_id, eventId: row.event_id };
    if (row.status === 'open') return { ...result, outcome: 'discarded', problems: [] };
    return { ...result, outcome: 'unchanged', problems: [settledBefore(row)] };
  });
}

const settledBefore = (row: StoredRejection): Problem => ({
  code: 'not-open',
  message: `it was ${row.status} by ${row.resolved_by}`,
  field: 'status',
  value: row.status,
});
