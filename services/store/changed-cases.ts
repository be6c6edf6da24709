// Which cases were told of, from the processes that take events in to the one that looks after cards.
import type { CaseKey } from './case-events.ts';
import type { Database } from './database.ts';
import { instantParameter } from './read-indicators.ts';
import { writeRows } from './write-rows.ts';

export const tellChangedCases = (db: Database, keys: readonly CaseKey[]): Promise<void> =>
  writeRows(
    db,
    'changed_cases',
    ['system', 'case_id'],
    keys.map(({ system, caseId }) => [system, caseId]),
  );

export interface ChangedCase extends CaseKey {
  /** By the store's clock, in epoch milliseconds. */
  readonly storedAt: number;
}

/** Told at or after an instant of the store's clock, the earliest first, each case as it was told of last. */
export async function readChangedCases(db: Database, from: number): Promise<ChangedCase[]> {
  const rows = await db.query<{ system: string; case_id: string; at: number }>(
    `SELECT system, case_id, toUnixTimestamp64Milli(max(c.stored_at)) AS at FROM changed_cases AS c
     WHERE c.stored_at >= {from:DateTime64(3, 'UTC')} GROUP BY system, case_id ORDER BY at`,
    { from: instantParameter(from) },
  );
  return rows.map((row) => ({ system: row.system, caseId: row.case_id, storedAt: row.at }));
}
