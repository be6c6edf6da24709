// Hears through the store of cases that other processes took in.
import { type CaseKey, keyText } from '../store/case-events.ts';
import { readChangedCases } from '../store/changed-cases.ts';
import type { Database } from '../store/database.ts';

const EVERY_MS = 300;
/** A row can be seen so much later than its instant says. What comes later still is found by comparing everything. */
const OVERLAP_MS = 3000;

/** A step that tells of each case again as often as it was told of. */
export function followChanges(
  db: Database,
  changed: (keys: readonly CaseKey[]) => void,
  now: () => number,
): () => Promise<number> {
  let from = now();
  let seen = new Map<string, number>();
  return async () => {
    const rows = await readChangedCases(db, from - OVERLAP_MS);
    const fresh = rows.filter((row) => (seen.get(keyText(row)) ?? 0) < row.storedAt);
    seen = new Map(rows.map((row) => [keyText(row), row.storedAt]));
    from = Math.max(from, rows.at(-1)?.storedAt ?? 0);
    if (fresh.length > 0) changed(fresh);
    return now() + EVERY_MS;
  };
}
