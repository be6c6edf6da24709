// A target 目标时限: a documented promise and, where it can be, how it is measured.
import { z } from 'zod';
import { LocalDate } from './calendar.ts';
import { AttributeValue, Ground, Jurisdiction, tallies } from './events/effect.ts';

export const units = [
  'working_day',
  'calendar_day',
  'hour',
  'minute',
  'month',
  'count',
  'percent',
  'yuan',
  'point',
  'm',
  'kW',
  'kVA',
] as const;
export const Unit = z.enum(units);
export type Unit = z.infer<typeof Unit>;

/** Counting methods; definitions in services/core/method.ts. */
export const methods = [
  'wd_excl',
  'wd_incl',
  'biz_time',
  'biz_hours',
  'cal_days',
  'cal_hours',
  'half_days',
] as const;
export const Method = z.enum(methods);

/**
 * What a target counts when it does not measure time: amounts of a tally (fee in yuan), occurrences of events,
 * 1 for a case that, when it ends, meets conditions or has a tally of zero (for shares of cases), or the hours from
 * start to end that fall on each customer served: length × customers affected / customers served, two attributes.
 */
export const Counts = z.union([
  z.strictObject({ tally: z.enum(tallies) }),
  z.strictObject({ events: z.array(z.lazy(() => Anchor)).min(1) }),
  z.strictObject({ casesWith: z.lazy(() => When) }),
  z.strictObject({ casesWithout: z.enum(tallies) }),
  z.strictObject({ customerHours: z.strictObject({ affected: z.string(), served: z.string() }) }),
]);
export type Counts = z.infer<typeof Counts>;
export type Method = z.infer<typeof Method>;
export const DayEnds = z.enum(['midnight', 'close']);
export type DayEnds = z.infer<typeof DayEnds>;

const Bound = z.strictObject({
  atLeast: z.number().optional(),
  over: z.number().optional(),
  atMost: z.number().optional(),
  under: z.number().optional(),
});
/** Attribute conditions, all of which must hold: a value, a list of values, or a numeric range. */
export const When = z.record(z.string(), z.union([AttributeValue, z.array(AttributeValue), Bound]));
export type When = z.infer<typeof When>;

const AnchorData = z.record(z.string(), AttributeValue);
/** An event type, or an event type whose data has the given values. */
export const Anchor = z.union([z.string(), z.strictObject({ event: z.string(), data: AnchorData })]);
export type Anchor = z.infer<typeof Anchor>;

/** A ground that stops this target's clock, with the most it may credit in all, in the given unit. */
export const PauseRule = z.strictObject({
  ground: Ground,
  atMost: z
    .strictObject({
      amount: z.number().positive(),
      unit: z.enum(['working_day', 'calendar_day', 'hour']),
    })
    .optional(),
});

/** How a target is measured from events: time by `method`, or a number of things by `counts`. */
export const Measured = z.strictObject({
  system: z.string(),
  service: z.string().optional().describe('the case service it covers; absent: every service of the system'),
  when: When.default({}),
  unless: When.optional().describe('a case for which all of these hold is not covered'),
  kind: z.enum(['promised', 'statutory']).default('promised'),
  scope: z.enum(['whole', 'stage']).default('whole'),
  method: Method.default('wd_excl').describe('how time is counted; not read where counts is given'),
  counts: Counts.optional().describe('for targets that count things instead of time'),
  period: z
    .enum(['month', 'quarter', 'year'])
    .default('year')
    .describe('over which a target on a group (average, share) is judged, by the end of its cases'),
  per: z
    .string()
    .optional()
    .describe('an attribute: the target is judged for each of its values, and kept when all of them are'),
  calendar: z.string(),
  dayEnds: DayEnds.default('midnight'),
  limitFromCase: z
    .string()
    .optional()
    .describe('the attribute that holds the deadline of the case itself; replaces value'),
  starts: z
    .array(Anchor)
    .min(1)
    .describe('the first of the listed anchors that occurred starts the clock, in order of preference'),
  stops: z.array(Anchor).default([]).describe('besides the end of the case'),
  restarts: z.array(Anchor).default([]).describe('begin again at zero (interrupt, not suspend)'),
  pauses: z.array(PauseRule).default([]),
  extension: z.strictObject({ atMost: z.number().positive(), times: z.int().min(1).default(1) }).optional(),
  ladder: z
    .string()
    .optional()
    .describe('the ladder of its cards; absent: the default for its unit, method or aggregation'),
});
export type Measured = z.infer<typeof Measured>;

export const NotMeasured = z.strictObject({
  reason: z.enum(['no-source-connected', 'slogan-undecoded', 'not-measurable-from-events']),
  why: z.string().min(1),
});

export const Target = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    core: z.boolean().default(false),
    clause: z.string().min(1),
    line: z.int().min(1).nullable().describe('line of the document text the figure stands on, from 1'),
    domain: z.string(),
    service: z.string(),
    category: z.string(),
    metric: z.enum([
      'elapsed_time',
      'steps',
      'materials',
      'errands',
      'fee',
      'rate',
      'score',
      'outage_hours',
      'outage_count',
      'other',
    ]),
    comparator: z.enum(['<=', '>=', '=', '<', '>']),
    value: z.number().nullable(),
    unit: Unit,
    aggregation: z.enum([
      'each_case',
      'average',
      'share',
      'annual_average',
      'count_per_year',
      'total',
      'median',
    ]),
    clockStart: z.string().optional().describe('as printed'),
    clockStop: z.string().optional().describe('as printed'),
    clockExcludes: z.string().optional().describe('as printed'),
    effectiveFrom: LocalDate.nullable(),
    effectiveTo: LocalDate.nullable().default(null),
    assumed: z.boolean().default(false).describe('rests on an assumed reading of a slogan or a word'),
    note: z.string().optional(),
    jurisdiction: Jurisdiction.optional().describe('when it differs from the document'),
    supersedes: z.array(z.string()).default([]),
    measured: Measured.optional(),
    notMeasured: NotMeasured.optional(),
  })
  .refine((target) => (target.measured === undefined) !== (target.notMeasured === undefined), {
    message: 'expected exactly one of measured and notMeasured',
  });
export type Target = z.infer<typeof Target>;

export const Document = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  number: z.string().nullable().describe('文号, as printed'),
  title: z.string(),
  issuer: z.string(),
  issued: LocalDate.nullable(),
  jurisdiction: Jurisdiction,
  jurisdictionName: z.strictObject({ zh: z.string(), en: z.string() }),
  note: z.string().optional(),
});
export type Document = z.infer<typeof Document>;

/** Cases that a document leaves without a target of these metrics on purpose; without conditions, all its targets leave out. */
export const ExplainedGap = z.strictObject({
  system: z.string(),
  service: z.string().optional(),
  metrics: z.array(Target.shape.metric).min(1),
  kind: Measured.shape.kind,
  scope: Measured.shape.scope,
  when: When.default({}),
  why: z.string().min(1),
});
export type ExplainedGap = z.infer<typeof ExplainedGap>;

export const TargetFile = z.strictObject({
  document: Document,
  targets: z.array(Target).min(1),
  gaps: z.array(ExplainedGap).default([]),
});
export type TargetFile = z.infer<typeof TargetFile>;

/** A target with its document, as the catalogue holds it. */
export type CatalogueTarget = Target & { readonly document: Document };
