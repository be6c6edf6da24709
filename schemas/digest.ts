// What 日清日报 (a day) and 月度通报 (a month) tell, as they leave the house. Every number is of the views.
import { z } from 'zod';
import { Rung } from './card.ts';

const count = z.int().min(0);
const share = z.number().nullable().describe('percent; null where there is nothing to judge');
const instant = z.iso.datetime({ offset: true });

/** A share of fewer judged cases is shown and not ranked: one case would move it by more than ten points. */
export const LEAST_RANKED = 10;

/** Overdue cases that are listed; the totals count all of them. */
export const MOST_LISTED = 20_000;

/** Flow is of the period; open and repliesMissing are as of its end. */
const cardCounts = {
  raised: count.describe('raised, those raised again after a withdrawal included'),
  reinstated: count.describe('of those raised: again, after a withdrawal'),
  withdrawn: count,
  replied: count.describe('replies given'),
  repliedLate: count.describe('of the replies: after their deadline'),
  closed: count,
  upheld: count,
  open: count.describe('without an end'),
  repliesMissing: count.describe('open, and the reply was due and not given'),
};

/** What became of cards in the period, and in the one before. */
export const CardCounts = z.strictObject({ ...cardCounts, before: z.strictObject(cardCounts) });
export type CardCounts = z.infer<typeof CardCounts>;

export const RungCards = z.strictObject({ rung: Rung, ...CardCounts.shape });
export type RungCards = z.infer<typeof RungCards>;

/** Of a unit in charge 承办单位, which is one of its system and place. */
export const UnitCards = z.strictObject({
  system: z.string(),
  jurisdiction: z.string(),
  department: z.string().describe('empty where it was not told'),
  raisedByRung: z.record(Rung, count),
  ...CardCounts.shape,
});
export type UnitCards = z.infer<typeof UnitCards>;

export const CardFigures = z.strictObject({
  since: z.iso
    .datetime({ offset: true })
    .nullable()
    .describe('since when cards are raised; null where that is before the beginning of the period before'),
  total: CardCounts,
  rungs: z.array(RungCards).describe('every rung, the mildest first'),
  units: z.array(UnitCards).describe('those of which a card was told; the most missing replies first'),
});
export type CardFigures = z.infer<typeof CardFigures>;

/** Whose figures: of all cases, of a system, or of a unit in charge 承办单位, which is one of its system and place. */
const dayGroup = {
  level: z.enum(['all', 'system', 'unit']),
  system: z.string(),
  jurisdiction: z.string(),
  department: z.string().describe('empty where it was not told'),
};

/** Flow is of the day; stock is as of its end. */
export const DayFigures = z.strictObject({
  ...dayGroup,
  begun: count,
  ended: count,
  endedOnTime: count,
  endedLate: count,
  endedUnjudged: count.describe('ended, and neither on time nor late'),
  voided: count,
  open: count,
  overdue: count.describe('open and past the deadline'),
  overdueBefore: count.describe('as overdue, at the end of the day before'),
  newlyOverdue: count.describe('overdue now and not at the end of the day before'),
  atRisk: count.describe('open, three quarters or more of the limit used'),
  paused: count,
  dueToday: count.describe('the deadline is in the day, its 24:00 included; ended cases among them'),
  dueTodayOpen: count,
  dueTomorrow: count.describe('open, and the deadline is in the day after'),
  openUnknown: count.describe('open, and cannot be judged'),
  openNoTarget: count,
  openNotApplicable: count.describe('open, and judged as a group or not started'),
});
export type DayFigures = z.infer<typeof DayFigures>;

export const OverdueCase = z.strictObject({
  caseId: z.string(),
  system: z.string(),
  jurisdiction: z.string(),
  department: z.string(),
  service: z.string(),
  category: z.string(),
  targetId: z.string(),
  documentTitle: z.string(),
  documentNumber: z.string(),
  clause: z.string(),
  begunAt: instant,
  deadline: instant,
  dueDay: z.iso
    .date()
    .describe('the local day the deadline is in; a deadline of 24:00 is in the day it ends'),
  limit: z.number().nullable(),
  unit: z.string(),
  over: z.number().nullable().describe('beyond the limit, in unit'),
  daysOver: count.describe('calendar days since dueDay'),
  isNew: z.boolean().describe('not overdue at the end of the day before'),
});
export type OverdueCase = z.infer<typeof OverdueCase>;

const period = {
  asOf: instant.describe('the last instant that counts: the end of the period, or now where it is not over'),
  complete: z.boolean().describe('whether the period is over'),
};

export const DailyDigest = z.strictObject({
  kind: z.literal('daily'),
  day: z.iso.date(),
  dayAfter: z.iso.date(),
  ...period,
  total: DayFigures,
  systems: z.array(DayFigures),
  units: z.array(DayFigures).describe('the most overdue first; those with nothing to tell are left out'),
  overdueCases: z.array(OverdueCase).describe('the longest overdue first'),
  cards: CardFigures.nullable().describe('null where no card was ever raised'),
});
export type DailyDigest = z.infer<typeof DailyDigest>;

/** What a month had, of all cases or of a group of them. */
export const MonthFigures = z.strictObject({
  level: z.enum(['all', 'system', 'jurisdiction', 'unit']),
  system: z.string(),
  jurisdiction: z.string(),
  department: z.string(),
  begun: count,
  ended: count,
  endedOnTime: count,
  endedLate: count,
  unknown: count.describe('ended, and cannot be judged'),
  noTarget: count.describe('ended, and no documented target applies'),
  notApplicable: count.describe('ended, and judged as a group'),
  judged: count.describe('ended on time or late: what the share rests on'),
  onTimeShare: share,
  shareChange: z.number().nullable().describe('points, against the month before'),
  median: z.number().nullable().describe('working days that ended cases took'),
  medianBefore: z.number().nullable(),
  open: count.describe('at the end of the month'),
  overdue: count,
  overdueBefore: count.describe('at the end of the month before'),
  endedBefore: count,
  judgedBefore: count,
  onTimeShareBefore: share,
});
export type MonthFigures = z.infer<typeof MonthFigures>;

/** Ranked by on-time share; equal shares have the same place, and the next place is left out for each of them. */
export const RankedFigures = z.strictObject({
  ...MonthFigures.shape,
  place: z.int().min(1).nullable().describe('null: fewer judged cases than leastRanked, or not told who'),
  placeBefore: z.int().min(1).nullable(),
});
export type RankedFigures = z.infer<typeof RankedFigures>;

/** How long cases took that were measured against a target, or against any target of a document. */
export const TargetMedian = z.strictObject({
  level: z.enum(['document', 'target']),
  documentId: z.string(),
  documentTitle: z.string(),
  documentNumber: z.string(),
  targetId: z.string().describe('empty for a document'),
  clause: z.string(),
  system: z.string(),
  service: z.string(),
  category: z.string(),
  limit: z.number().nullable().describe('null for a document, whose targets have limits of their own'),
  unit: z.string(),
  n: count.describe('clocks that stopped in the month'),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  medianBefore: z.number().nullable(),
  usedMedian: z.number().nullable().describe('percent of the limit used, the median'),
  met: count,
  breached: count,
});
export type TargetMedian = z.infer<typeof TargetMedian>;

/** A target and how it was kept, from the beginning of its month, quarter or year to the end of the month told of. */
export const KeptTarget = z.strictObject({
  system: z.string(),
  targetId: z.string(),
  documentTitle: z.string(),
  documentNumber: z.string(),
  clause: z.string(),
  jurisdiction: z.string(),
  service: z.string(),
  category: z.string(),
  periodFrom: z.iso.date(),
  judgedBy: z.string(),
  compared: z.string(),
  limit: z.number().nullable(),
  unit: z.string(),
  n: count,
  open: count,
  met: count,
  breached: count,
  actual: z.number().nullable(),
  verdict: z.enum(['met', 'breached', 'running']),
  verdictBefore: z
    .enum(['met', 'breached', 'running'])
    .nullable()
    .describe('at the end of the month before; null where no case was measured yet'),
});
export type KeptTarget = z.infer<typeof KeptTarget>;

const keptCounts = z.strictObject({
  kept: count,
  broken: count,
  running: count.describe('nothing to judge yet'),
  keptShare: share,
});

export const MonthlyDigest = z.strictObject({
  kind: z.literal('monthly'),
  month: z.string().regex(/^\d{4}-\d{2}$/),
  monthBefore: z.string().regex(/^\d{4}-\d{2}$/),
  ...period,
  leastRanked: count.describe('judged cases from which on a share is ranked'),
  total: MonthFigures,
  systems: z.array(MonthFigures),
  jurisdictions: z.array(RankedFigures),
  units: z.array(RankedFigures),
  medians: z.array(TargetMedian),
  targets: z.array(KeptTarget).describe('those that are not kept first'),
  targetCounts: z.strictObject({
    now: keptCounts,
    before: keptCounts,
    keptChange: z.number().nullable().describe('points'),
  }),
  cards: CardFigures.nullable().describe('null where no card was ever raised'),
});
export type MonthlyDigest = z.infer<typeof MonthlyDigest>;

export const Digest = z.discriminatedUnion('kind', [DailyDigest, MonthlyDigest]);
export type Digest = z.infer<typeof Digest>;

export const DailyQuery = z.strictObject({
  date: z.iso.date().optional().describe('a day in Asia/Shanghai; default the last that is over'),
});
export const MonthlyQuery = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'expected a month such as 2026-10')
    .optional()
    .describe('a month in Asia/Shanghai; default the last that is over'),
});
