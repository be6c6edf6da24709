// Writes what changed of judged cases: the current row and the log of every row.
import type { JudgedCase } from '../core/judge-case.ts';
import { type CaseKey, keyText } from './case-events.ts';
import {
  type ClockRow,
  caseColumns,
  caseRow,
  clockColumns,
  clockRow,
  endedRow,
  type Rules,
  versionOf,
} from './case-rows.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

export interface WriteJudged {
  readonly cases: readonly JudgedCase[];
  readonly rules: Rules;
  /** The instant by which everything folded was received. */
  readonly knownAt: number;
  readonly token: string;
  readonly zoneOf: (judged: JudgedCase) => string;
}

/** Stores the cases and those of their clocks that changed; a clock that no longer applies is hidden. */
export async function writeJudgedCases(
  db: Database,
  { cases, rules, knownAt, token, zoneOf }: WriteJudged,
): Promise<void> {
  if (cases.length === 0) return;
  const before = await readDigests(
    db,
    cases.map(({ history }) => history),
  );
  const clocks = cases.flatMap((judged) =>
    changedClocks(judged, before.get(keyText(judged.history)), rules, knownAt),
  );
  const rows = cases.map((judged) => caseRow(judged, rules, knownAt, zoneOf(judged)));
  await writeRows(db, 'clock_log', clockColumns, clocks, { token: `${token}:clock_log` });
  await writeRows(db, 'clocks', clockColumns, clocks, { token: `${token}:clocks` });
  await writeRows(db, 'case_log', caseColumns, rows, { token: `${token}:case_log` });
  await writeRows(db, 'cases', caseColumns, rows, { token: `${token}:cases` });
}

type Digests = ReadonlyMap<string, string>;

function changedClocks(
  judged: JudgedCase,
  before: Digests | undefined,
  rules: Rules,
  knownAt: number,
): unknown[][] {
  const now: ClockRow[] = judged.clocks.map((clock) => clockRow(judged, clock, rules));
  const names = new Set(now.map(({ targetId }) => targetId));
  const gone = [...(before?.keys() ?? [])]
    .filter((targetId) => !names.has(targetId))
    .map((targetId) => endedRow(judged, targetId, rules));
  const version = versionOf(rules.epoch, judged.history.knowledge);
  return [...now, ...gone]
    .filter((row) => before?.get(row.targetId) !== row.digest)
    .map((row) => row.toRow(version, knownAt));
}

const CASES_AT_ONCE = 5000;

async function readDigests(
  db: Database,
  keys: readonly CaseKey[],
): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  for (let from = 0; from < keys.length; from += CASES_AT_ONCE) {
    const part = keys.slice(from, from + CASES_AT_ONCE);
    const rows = await db.query<{ system: string; case_id: string; target_id: string; digest: string }>(
      `SELECT system, case_id, target_id, digest FROM clocks FINAL
       WHERE system IN {systems:Array(String)} AND case_id IN {ids:Array(String)}`,
      { systems: [...new Set(part.map(({ system }) => system))], ids: part.map(({ caseId }) => caseId) },
    );
    for (const row of rows) {
      const key = keyText({ system: row.system, caseId: row.case_id });
      const digests = found.get(key) ?? new Map<string, string>();
      found.set(key, digests.set(row.target_id, row.digest));
    }
  }
  return found;
}
