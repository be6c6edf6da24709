// What the store holds, in a few counts.
import type { Database } from './database.ts';

export interface StoreStatus {
  readonly events: number;
  readonly rejected: number;
  readonly cases: ReadonlyMap<string, number>;
  /** Epoch milliseconds, or null in an empty store. */
  readonly latestEventAt: number | null;
}

export async function readStoreStatus(db: Database): Promise<StoreStatus> {
  const [cases, [events], [rejected]] = await Promise.all([
    db.query<{ system: string; cases: number }>(
      'SELECT system, count() AS cases FROM cases FINAL GROUP BY system',
    ),
    db.query<{ events: number; latest: number }>(
      'SELECT sum(events) AS events, toUnixTimestamp64Milli(max(last_at)) AS latest FROM cases FINAL',
    ),
    db.query<{ rejected: number }>("SELECT countIf(status = 'open') AS rejected FROM rejected_events FINAL"),
  ]);
  return {
    events: events!.events,
    rejected: rejected!.rejected,
    cases: new Map(cases.map((row) => [row.system, row.cases])),
    latestEventAt: cases.length === 0 ? null : events!.latest,
  };
}
