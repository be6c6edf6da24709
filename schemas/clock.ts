// A clock: one case measured against one target, and the verdict on it.
import { z } from 'zod';
import { Problem } from './problem.ts';
import { methods, Unit } from './target.ts';

/** The closed set of verdicts; every report counts each of them. */
export const verdicts = [
  'running',
  'paused',
  'met',
  'breached',
  'void',
  'not-applicable',
  'no-target',
  'unknown',
] as const;
export const Verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof Verdict>;

const Instant = z.iso.datetime({ offset: true });

/** A stretch of a case's life: ends excluded. `nonWorking` marks the rest days and closed hours inside a running span. */
export const Span = z.strictObject({
  from: Instant,
  to: Instant,
  kind: z.enum(['running', 'paused', 'non-working']),
  ground: z.string().nullable(),
});
export type Span = z.infer<typeof Span>;

/** Where time went: running parts (no ground) add up to elapsed, in ticks exactly. */
export const TimePart = z.strictObject({
  part: z.string().describe('a stage, or the milestone a stretch led up to'),
  zh: z.string(),
  en: z.string(),
  ground: z.string().nullable().describe('null: the clock ran; else why it was paused'),
  ticks: z.int(),
  amount: z.number().describe('ticks in the unit of the clock'),
});

export const ClockView = z.strictObject({
  targetId: z.string(),
  document: z.strictObject({ number: z.string().nullable(), title: z.string(), issuer: z.string() }),
  clause: z.string(),
  line: z.int().nullable(),
  service: z.string(),
  category: z.string(),
  kind: z.enum(['promised', 'statutory']),
  scope: z.enum(['whole', 'stage']),
  assumed: z.boolean(),
  method: z.enum([...methods, 'count']).describe('count: the target counts things instead of time'),
  judges: z.enum(['case', 'group']).describe('group: an average or share over many cases'),
  unit: Unit,
  comparator: z.enum(['<=', '>=', '=', '<', '>']).describe('how elapsed must stand to limit'),
  limit: z.number().nullable().describe('null when the limit is a date on the case'),
  verdict: Verdict,
  open: z.boolean(),
  startedAt: Instant.nullable(),
  stoppedAt: Instant.nullable(),
  deadline: Instant.nullable().describe('the instant the limit is used up; null while paused'),
  deadlineEarliest: Instant.nullable().describe('set when the deadline is provisional'),
  deadlineLatest: Instant.nullable(),
  elapsed: z.number().nullable(),
  remaining: z.number().nullable().describe('limit less elapsed, in the same unit'),
  problems: z.array(Problem),
  spans: z.array(Span),
  parts: z.array(TimePart),
});
export type ClockView = z.infer<typeof ClockView>;

export const EventView = z.strictObject({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  zh: z.string(),
  en: z.string(),
  occurredAt: Instant,
  recordedAt: Instant.nullable(),
  receivedAt: Instant,
  data: z.record(z.string(), z.unknown()),
  replacedBy: z.string().nullable().describe('the id of the event that corrected or retracted this one'),
});
export type EventView = z.infer<typeof EventView>;

/** Why a target does not apply: every condition that failed, in words and as data. */
export const NotChosen = z.strictObject({
  targetId: z.string(),
  clause: z.string(),
  documentTitle: z.string(),
  reasons: z.array(Problem).min(1),
});

/** The whole answer for one case. */
export const CaseExplanation = z.strictObject({
  caseId: z.string(),
  system: z.string(),
  jurisdiction: z.string().nullable(),
  service: z.string().nullable(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: z.enum(['open', 'ended', 'void']),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  asOf: Instant,
  knownAt: Instant.nullable(),
  zone: z.string(),
  catalogueVersion: z.string(),
  calendarVersion: z.string(),
  verdict: Verdict.describe('of the principal clock; no-target when none applies'),
  events: z.array(EventView),
  clocks: z.array(ClockView).describe('principal clock first'),
  notChosen: z.array(NotChosen),
  problems: z.array(Problem),
});
export type CaseExplanation = z.infer<typeof CaseExplanation>;
