// What the store holds, in a few counts.
import type { Database } from './database.ts';

/** Cases of one system in one jurisdiction. */
export interface PlaceCount {
  readonly system: string;
  readonly jurisdiction: string;
  readonly cases: number;
  readonly simulated: number;
  /** Epoch milliseconds. */
  readonly latestEventAt: number;
}

export interface StoreStatus {
  readonly events: number;
  readonly rejected: number;
  readonly places: readonly PlaceCount[];
  /** Epoch milliseconds, or null in an empty store. */
  readonly latestEventAt: number | null;
}

export async function readStoreStatus(db: Database): Promise<StoreStatus> {
  const [places, [events], [rejected]] = await Promise.all([
    db.query<PlaceCount>(
      `SELECT system, toString(jurisdiction) AS jurisdiction, count() AS cases,
         countIf(arrayExists(told -> told['simulated'] = 'true', attributes)) AS simulated,
         toUnixTimestamp64Milli(max(last_at)) AS latestEventAt
       FROM cases FINAL GROUP BY system, jurisdiction ORDER BY system, jurisdiction`,
    ),
    db.query<{ events: number; latest: number }>(
      'SELECT sum(events) AS events, toUnixTimestamp64Milli(max(last_at)) AS latest FROM cases FINAL',
    ),
    db.query<{ rejected: number }>("SELECT countIf(status = 'open') AS rejected FROM rejected_events FINAL"),
  ]);
  return {
    events: events!.events,
    rejected: rejected!.rejected,
    places,
    latestEventAt: places.length === 0 ? null : events!.latest,
  };
}
