// Writes what changed of judged cases: the current row and the log of every row.
import type { Calendar } from '../core/calendar.ts';
import { caseSigns } from '../core/case-signs.ts';
import type { JudgedCase } from '../core/judge-case.ts';
import { type CaseKey, type Digests, keyText } from './case-events.ts';
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
import { settleAll } from './settle-all.ts';
import { type EncodedRows, encodeRows, writeEncoded } from './write-rows.ts';

export interface WriteJudged {
  readonly cases: readonly JudgedCase[];
  readonly rules: Rules;
  /** Of the rules, by name. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  /** Rows are known no earlier than this, and no earlier than the last of their case's events was received. */
  readonly notBefore?: number;
  /** Names the batch; without it the logs are read first, so that nothing an earlier try left there is written again. */
  readonly token?: string;
  readonly zoneOf: (judged: JudgedCase) => string;
  /** The digests of the cases' stored clocks, in the same order; without them they are read. */
  readonly before?: readonly Digests[];
  /** Nothing is written before it resolves. */
  readonly after?: Promise<unknown>;
}

/**
 * Stores the cases and those of their clocks that changed; a clock that no longer applies is hidden. Returns the
 * digests of their clocks as they are stored then, in the same order.
 */
export async function writeJudgedCases(db: Database, written: WriteJudged): Promise<readonly Digests[]> {
  const { cases, rules, calendars, notBefore = 0, token, zoneOf, after } = written;
  if (cases.length === 0) return [];
  const histories = cases.map(({ history }) => history);
  const before = written.before ?? (await digestsOf(db, histories));
  const knownAt = ({ history }: JudgedCase) => Math.max(history.knownAt, notBefore);
  const changed = cases.map((judged, i) => changedClocks(judged, before[i]!, rules));
  const clocks = cases.flatMap((judged, i) => rowsOf(judged, changed[i]!, rules, knownAt(judged)));
  const rows = cases.map((judged) => {
    const signs = caseSigns(judged, calendars);
    return caseRow(judged, { rules, knownAt: knownAt(judged), zone: zoneOf(judged), signs });
  });
  const logged = token === undefined ? await readLogged(db, histories) : null;
  const clockLines = encodeRows('clocks', clockColumns, clocks);
  const caseLines = encodeRows('cases', caseColumns, rows);
  await after;
  const write = (table: string, lines: EncodedRows) =>
    writeEncoded(db, table, lines, token === undefined ? {} : { token: `${token}:${table}` });
  const clockLog = logged ? notIn(logged.clocks, clocks, clockLines, CLOCK_KEY) : clockLines;
  const caseLog = logged ? notIn(logged.cases, rows, caseLines, CASE_KEY) : caseLines;
  // A log before its current rows, and the row of the case last of all: without it the case counts as not folded.
  await settleAll([
    write('clock_log', clockLog).then(() => write('clocks', clockLines)),
    write('case_log', caseLog),
  ]);
  await write('cases', caseLines);
  return changed.map((some, i) => merged(before[i]!, some));
}

const rowsOf = (judged: JudgedCase, changed: readonly ClockRow[], rules: Rules, knownAt: number) => {
  const version = versionOf(rules.epoch, judged.history.knowledge);
  return changed.map((row) => row.toRow(version, knownAt));
};

const merged = (before: Digests, changed: readonly ClockRow[]): Digests =>
  changed.length === 0
    ? before
    : new Map([...before, ...changed.map(({ targetId, digest }) => [targetId, digest] as const)]);

/** How many of a row's first values tell it from every other row of its log. */
const CASE_KEY = 3;
const CLOCK_KEY = 4;

function notIn(
  logged: ReadonlySet<string>,
  rows: readonly unknown[][],
  { columns, lines }: EncodedRows,
  key: number,
): EncodedRows {
  const isNew = (row: readonly unknown[]) => !logged.has(row.slice(0, key).join('\u0000'));
  return { columns, lines: lines.filter((_, at) => isNew(rows[at]!)) };
}

interface Logged {
  readonly cases: ReadonlySet<string>;
  readonly clocks: ReadonlySet<string>;
}

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

/** The clocks whose rows differ from the stored ones, with those that no longer apply. */
function changedClocks(judged: JudgedCase, before: Digests, rules: Rules): ClockRow[] {
  const now: ClockRow[] = judged.clocks.map((clock) => clockRow(judged, clock, rules));
  const names = new Set(now.map(({ targetId }) => targetId));
  const gone = [...before.keys()]
    .filter((targetId) => !names.has(targetId))
    .map((targetId) => endedRow(judged, targetId, rules));
  return [...now, ...gone].filter((row) => before.get(row.targetId) !== row.digest);
}

const none: Digests = new Map();

async function digestsOf(db: Database, keys: readonly CaseKey[]): Promise<Digests[]> {
  const found = await readDigests(db, keys);
  return keys.map((key) => found.get(keyText(key)) ?? none);
}

/** The digests of the stored clocks of these cases, by case; a case without clocks is not among them. */
export async function readDigests(
  db: Database,
  keys: readonly CaseKey[],
): Promise<ReadonlyMap<string, Digests>> {
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
