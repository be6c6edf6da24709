// Lists cases as they stand at an instant.
import type { Verdict } from '../../schemas/clock.ts';
import type { Database } from './database.ts';
import { instantParameter, viewAt } from './read-indicators.ts';

export const caseStates = [
  'all',
  'overdue',
  'at-risk',
  'open',
  'ended',
  'late',
  'paused',
  'unknown',
  'void',
] as const;
export type CaseListState = (typeof caseStates)[number];
export const caseSorts = ['overdue', 'deadline', 'started', 'id'] as const;
export type CaseSort = (typeof caseSorts)[number];

export interface CaseListQuestion {
  readonly system: string;
  /** A jurisdiction and everything in it; empty for everywhere. */
  readonly within: string;
  readonly asOf: number;
  readonly knownAt: number;
  readonly state: CaseListState;
  readonly sort: CaseSort;
  readonly search: string;
  /** Attribute names and the values they must have. */
  readonly having: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly offset: number;
}

/** Instants are epoch milliseconds. */
export interface CaseListRow {
  case_id: string;
  system: string;
  jurisdiction: string;
  service: string;
  zone: string;
  attributes: Record<string, string>;
  target_id: string;
  verdict: Verdict;
  state: string;
  begun_at: number;
  ended_at: number | null;
  deadline: number | null;
  elapsed: number | null;
  unit: string;
  limit_units: number | null;
  overdue_ms: number | null;
  case_problems: string[];
}

const stateConditions: Record<CaseListState, string> = {
  all: '1',
  overdue: 'open_overdue',
  'at-risk': 'open_at_risk',
  open: 'is_open',
  ended: 'is_ended',
  late: 'ended_late',
  paused: 'open_paused',
  unknown: 'is_unknown',
  void: 'is_void',
};

const sorts: Record<CaseSort, string> = {
  overdue: 'overdue_ms DESC NULLS LAST, deadline NULLS LAST, case_id',
  deadline: 'deadline NULLS LAST, case_id',
  started: 'begun_at DESC, case_id',
  id: 'case_id',
};

const where = ({ state, knownAt }: CaseListQuestion): string => `
FROM ${viewAt('case_at', knownAt)}
WHERE system = {system:String}
  AND ({within:String} = '' OR startsWith(concat(jurisdiction, '/'), concat({within:String}, '/')))
  AND (${stateConditions[state]})
  AND ({search:String} = '' OR positionCaseInsensitiveUTF8(case_id, {search:String}) > 0)
  AND arrayAll((name, value) -> attributes[name] = value, {names:Array(String)}, {values:Array(String)})`;

const select = (question: CaseListQuestion): string => `
SELECT case_id, system, jurisdiction, service, zone, attributes, target_id, verdict, state,
  toUnixTimestamp64Milli(begun_at) AS begun_at, toUnixTimestamp64Milli(ended_at) AS ended_at,
  toUnixTimestamp64Milli(deadline) AS deadline, elapsed, unit, limit_units, overdue_ms, case_problems
FROM (SELECT * ${where(question)} ORDER BY ${sorts[question.sort]} LIMIT {limit:UInt32} OFFSET {offset:UInt32})`;

/** One page of cases and how many there are in all. */
export async function readCases(
  db: Database,
  question: CaseListQuestion,
): Promise<{ total: number; rows: CaseListRow[] }> {
  const { having } = question;
  const parameters = {
    system: question.system,
    within: question.within,
    as_of: instantParameter(question.asOf),
    known_at: instantParameter(question.knownAt),
    search: question.search,
    names: Object.keys(having),
    values: Object.values(having),
    limit: question.limit,
    offset: question.offset,
  };
  const [rows, [count]] = await Promise.all([
    db.query<CaseListRow>(select(question), parameters),
    db.query<{ total: number }>(`SELECT count() AS total ${where(question)}`, parameters),
  ]);
  return { total: count!.total, rows };
}
