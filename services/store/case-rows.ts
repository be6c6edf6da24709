// Judged cases as rows of `cases` and `clocks`.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Attributes } from '../../schemas/events/effect.ts';
import { categoryOf } from '../../schemas/events/vocabulary.ts';
import { atRiskSpans } from '../core/at-risk-spans.ts';
import type { Clock } from '../core/clock.ts';
import type { Interval } from '../core/interval.ts';
import { canBePrincipal, type JudgedCase } from '../core/judge-case.ts';
import { overdueSpans } from '../core/overdue-spans.ts';
import { caseProblems, clockProblems, codesOf } from '../core/problem-codes.ts';
import type { CaseSign } from '../core/sign.ts';
import { settledVerdict } from '../core/verdict.ts';
import { provisionalDue } from '../core/walk.ts';
import { instantText } from './case-events.ts';

/** The rules a fold ran under; a larger epoch outranks any knowledge. */
export interface Rules {
  readonly epoch: number;
  readonly catalogueVersion: string;
}

/** Rule epoch above, number of distinct events below: the row that knows more wins. */
export const versionOf = (epoch: number, knowledge: number): number => epoch * 2 ** 32 + knowledge;

export const caseColumns = [
  'system',
  'case_id',
  'version',
  'known_at',
  'jurisdiction',
  'service',
  'first_at',
  'last_at',
  'state_at',
  'state',
  'attributes_at',
  'attributes',
  'events',
  'clocks',
  'problems',
  'zone',
  'department',
  'category',
  'target_id',
  'by_group',
  'calendar',
  'method',
  'unit',
  'ticks_per_unit',
  'limit_ticks',
  't',
  's',
  'w',
  'clock_state',
  'due',
  'late',
  'due_earliest',
  'due_latest',
  'fault',
  'overdue_from',
  'overdue_to',
  'at_risk_from',
  'at_risk_to',
  'clock_problems',
  'signs',
];

const instantOrNull = (at: number): string | null => (Number.isNaN(at) ? null : instantText(at));
function asTexts(attributes: Attributes): Record<string, string> {
  const texts: Record<string, string> = Object.create(null);
  for (const name in attributes) texts[name] = String(attributes[name]);
  return texts;
}

/** What a row of a case tells beside its fold. */
export interface CaseFacts {
  readonly rules: Rules;
  readonly knownAt: number;
  readonly zone: string;
  readonly signs: readonly CaseSign[];
}

export function caseRow(
  { history, clocks }: JudgedCase,
  { rules, knownAt, zone, signs }: CaseFacts,
): unknown[] {
  const last = history.events.at(-1)?.at ?? history.firstAt;
  const told = history.attributes.at(-1)?.attributes ?? {};
  return [
    history.system,
    history.caseId,
    versionOf(rules.epoch, history.knowledge),
    knownAt,
    history.jurisdiction ?? '',
    history.service ?? '',
    history.firstAt,
    last,
    history.states.map(({ at }) => at),
    history.states.map(({ state }) => state),
    history.attributes.map(({ at }) => at),
    history.attributes.map(({ attributes }) => asTexts(attributes)),
    history.knowledge,
    clocks.length,
    caseProblems(history),
    zone,
    String(told['department'] ?? ''),
    categoryOf(history.system, told),
    ...principalCells(history, clocks[0]),
    clockProblems(clocks),
    signs.map(signCell),
  ];
}

/** Of what it came with the sum, as `case_events` has it; 0 is nothing. */
const signCell = ({ at, since, receipt, ...sign }: CaseSign) => ({
  ...sign,
  at: instantText(at),
  since: instantText(since),
  receipt: receipt === '' ? 0 : crc32(receipt),
});

const NO_CLOCK = [
  '',
  false,
  '',
  'cal_hours',
  '',
  1,
  null,
  [],
  [],
  [],
  [],
  [],
  [],
  null,
  null,
  '',
  [],
  [],
  [],
  [],
];

function principalCells({ states }: JudgedCase['history'], clock: Clock | undefined): unknown[] {
  if (!clock || !canBePrincipal(clock)) return NO_CLOCK;
  const { target, walk, fault } = clock;
  const [dueEarliest, dueLatest] = provisionalCells(clock);
  return [
    target.target.id,
    target.byGroup,
    ...countCells(clock),
    ...walkCells(walk),
    dueEarliest,
    dueLatest,
    fault?.code ?? '',
    ...spanCells(overdueSpans(states, clock)),
    ...spanCells(atRiskSpans(states, clock)),
  ];
}

const spanCells = (spans: readonly Interval[]): unknown[] => [
  spans.map(({ from }) => instantText(from)),
  spans.map(({ to }) => (to === Number.POSITIVE_INFINITY ? NO_END : instantText(to))),
];

const NO_END = '2299-12-31T00:00:00.000Z';

export const clockColumns = [
  'system',
  'case_id',
  'target_id',
  'version',
  'known_at',
  'applies',
  'principal',
  'by_group',
  'group_key',
  'calendar',
  'method',
  'unit',
  'ticks_per_unit',
  'limit_ticks',
  't',
  's',
  'w',
  'state',
  'due',
  'late',
  'ground',
  'due_earliest',
  'due_latest',
  'fault',
  'problems',
  'target_version',
  'calendar_version',
  'settled',
  'digest',
];

/** A clock row without its place in time; its digest tells whether anything changed. */
export interface ClockRow {
  readonly targetId: string;
  readonly digest: string;
  toRow(version: number, knownAt: number): unknown[];
}

const stateNames = ['', 'running', 'paused', 'stopped', 'void'];

export function clockRow(judged: JudgedCase, clock: Clock, rules: Rules): ClockRow {
  const principal = judged.clocks[0] === clock && canBePrincipal(clock);
  const content = clockContent(clock, principal, groupKeyOf(judged, clock), rules);
  return rowFrom(judged, clock.target.target.id, content);
}

/** The value, when the clock started, of the attribute its target is judged by; empty where there is none. */
function groupKeyOf({ history: { attributes } }: JudgedCase, { target, walk }: Clock): string {
  const { per } = target.measured;
  if (per === undefined) return '';
  const known = attributes.findLast(({ at }) => at <= walk.t[0]!) ?? attributes[0];
  return String(known?.attributes[per] ?? '');
}

/** The row that hides a clock which no longer applies. */
export function endedRow(judged: JudgedCase, targetId: string, rules: Rules): ClockRow {
  const nothing = [[], [], [], [], [], [], [], null, null];
  const content = [
    false,
    false,
    false,
    '',
    '',
    'cal_hours',
    'hour',
    1,
    null,
    ...nothing,
    '',
    [],
    rules.catalogueVersion,
    '',
    '',
  ];
  return rowFrom(judged, targetId, content);
}

function rowFrom({ history }: JudgedCase, targetId: string, content: unknown[]): ClockRow {
  const digest = createHash('md5').update(JSON.stringify(content)).digest('hex');
  return {
    targetId,
    digest,
    toRow: (version, knownAt) => [
      history.system,
      history.caseId,
      targetId,
      version,
      knownAt,
      ...content,
      digest,
    ],
  };
}

function clockContent(clock: Clock, principal: boolean, groupKey: string, rules: Rules): unknown[] {
  const { target, walk, grounds, fault, problems } = clock;
  return [
    true,
    principal,
    target.byGroup,
    groupKey,
    ...countCells(clock),
    ...walkCells(walk),
    grounds.map((ground) => ground ?? ''),
    ...provisionalCells(clock),
    fault?.code ?? '',
    codesOf(problems),
    rules.catalogueVersion,
    target.counter.calendar.version,
    settledVerdict(clock) ?? '',
  ];
}

const countCells = ({ target: { counter }, walk }: Clock): unknown[] => [
  counter.calendar.id,
  counter.method,
  counter.unit,
  counter.ticksPerUnit,
  walk.limit,
];

const walkCells = (walk: Clock['walk']): unknown[] => [
  walk.t.map(instantText),
  walk.s,
  walk.w.map((ticks) => (Number.isNaN(ticks) ? null : ticks)),
  walk.state.map((state) => stateNames[state]),
  walk.due.map(instantOrNull),
  walk.late,
];

function provisionalCells({ walk, target }: Clock): readonly [string | null, string | null] {
  const bounds = provisionalDue(walk, target.counter);
  return bounds ? [instantText(bounds.earliest), instantText(bounds.latest)] : [null, null];
}
