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
import { keyChunks } from './key-chunks.ts';
import { writeRows } from './write-rows.ts';

export interface WriteJudged {
  readonly cases: readonly JudgedCase[];
  readonly rules: Rules;
  /** Rows are known no earlier than this, and no earlier than the last of their case's events was received. */
  readonly notBefore?: number;
  /** Names the batch; without it the logs are read first, so that nothing an earlier try left there is written again. */
  readonly token?: string;
  readonly zoneOf: (judged: JudgedCase) => string;
}

/** Stores the cases and those of their clocks that changed; a clock that no longer applies is hidden. */
export async function writeJudgedCases(
  db: Database,
  { cases, rules, notBefore = 0, token, zoneOf }: WriteJudged,
): Promise<void> {
  if (cases.length === 0) return;
  const histories = cases.map(({ history }) => history);
  const before = await readDigests(db, histories);
  const knownAt = ({ history }: JudgedCase) => Math.max(history.knownAt, notBefore);
  const clocks = cases.flatMap((judged) =>
    changedClocks(judged, before.get(keyText(judged.history)), rules, knownAt(judged)),
  );
  const rows = cases.map((judged) => caseRow(judged, rules, knownAt(judged), zoneOf(judged)));
  const logged = token === undefined ? await readLogged(db, histories) : noneLogged;
  const write = (table: string, columns: string[], of: unknown[][]) =>
    writeRows(db, table, columns, of, token === undefined ? {} : { token: `${token}:${table}` });
  await write('clock_log', clockColumns, notIn(logged.clocks, clocks, CLOCK_KEY));
  await write('clocks', clockColumns, clocks);
  await write('case_log', caseColumns, notIn(logged.cases, rows, CASE_KEY));
  await write('cases', caseColumns, rows);
}

/** How many of a row's first values tell it from every other row of its log. */
const CASE_KEY = 3;
const CLOCK_KEY = 4;

const notIn = (logged: ReadonlySet<string>, rows: unknown[][], key: number): unknown[][] =>
  rows.filter((row) => !logged.has(row.slice(0, key).join('\u0000')));

interface Logged {
  readonly cases: ReadonlySet<string>;
  readonly clocks: ReadonlySet<string>;
}

const noneLogged: Logged = { cases: new Set(), clocks: new Set() };

/** The versions of these cases and their clocks that the logs hold. */
async function readLogged(db: Database, keys: readonly CaseKey[]): Promise<Logged> {
  const read = async (table: string, columns: string): Promise<Set<string>> => {
    const found = new Set<string>();
    for (const part of keyChunks(keys)) {
      const rows = await db.query<Record<string, unknown>>(
        `SELECT ${columns} FROM ${table} WHERE system = {system:String} AND case_id IN {ids:Array(String)}`,
        part,
      );
      for (const row of rows) found.add(Object.values(row).join('\u0000'));
    }
    return found;
  };
  return {
    cases: await read('case_log', 'system, case_id, version'),
    clocks: await read('clock_log', 'system, case_id, target_id, version'),
  };
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

async function readDigests(
  db: Database,
  keys: readonly CaseKey[],
): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  for (const part of keyChunks(keys)) {
    const rows = await db.query<{ system: string; case_id: string; target_id: string; digest: string }>(
      `SELECT system, case_id, target_id, digest FROM clocks FINAL
       WHERE system = {system:String} AND case_id IN {ids:Array(String)}`,
      part,
    );
    for (const row of rows) {
      const key = keyText({ system: row.system, caseId: row.case_id });
      const digests = found.get(key) ?? new Map<string, string>();
      found.set(key, digests.set(row.target_id, row.digest));
    }
  }
  return found;
}
