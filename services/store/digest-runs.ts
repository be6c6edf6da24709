// Which digests were mailed to which channel, and since when each channel is to have them.
import { enterSince } from './alert-since.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

/** One kind of digest to one channel: what it was last told of is kept for each. */
export interface Subscription {
  readonly kind: 'daily' | 'monthly';
  readonly channel: string;
}

const runName = ({ kind, channel }: Subscription): string => `${kind}/${channel}`;
const sinceName = (one: Subscription): string => `digest/${runName(one)}`;

export interface MailingHistory {
  /** The latest period mailed; null where none was. */
  readonly last: string | null;
  /** Since when it is to be mailed, in epoch milliseconds. */
  readonly since: number;
}

/** What was mailed by each, in their order; those seen for the first time are to be mailed from `now` on. */
export async function readMailings(
  db: Database,
  subscriptions: readonly Subscription[],
  now: number,
): Promise<MailingHistory[]> {
  const since = await enterSince(db, subscriptions.map(sinceName), now);
  const rows = await db.query<{ kind: string; last: string }>(
    'SELECT kind, max(period) AS last FROM digest_runs WHERE kind IN {kinds:Array(String)} GROUP BY kind',
    { kinds: subscriptions.map(runName) },
  );
  const last = new Map(rows.map((row) => [row.kind, row.last]));
  return subscriptions.map((one) => ({
    last: last.get(runName(one)) ?? null,
    since: since.get(sinceName(one)) ?? now,
  }));
}

/** Keeps that the digest of a period was mailed. */
export const recordMailing = (
  db: Database,
  subscription: Subscription,
  period: string,
  at: number,
): Promise<void> =>
  writeRows(
    db,
    'digest_runs',
    ['kind', 'period', 'done_at'],
    [[runName(subscription), period, instantText(at)]],
  );
