// Reads what a daily and a monthly digest tell; every number is a sum of flags, a quantile or a rank over the views.
import {
  type DailyDigest,
  type DayFigures,
  type KeptTarget,
  LEAST_RANKED,
  MOST_LISTED,
  type MonthFigures,
  type MonthlyDigest,
  type OverdueCase,
  type RankedFigures,
  type TargetMedian,
} from '../../schemas/digest.ts';
import { formatInstant } from '../core/instant.ts';
import type { Database, Parameters } from './database.ts';
import { DAY_FIGURES, OVERDUE_CASES } from './digest-day-sql.ts';
import { KEPT_COUNTS, KEPT_TARGETS, MONTH_FIGURES, TARGET_MEDIANS } from './digest-month-sql.ts';
import { DIGEST_ZONE, type DigestPeriod, dayPeriod, monthPeriod } from './digest-period.ts';
import { readCardFigures } from './read-digest-cards.ts';
import { instantParameter } from './read-indicators.ts';

export interface DigestQuestion {
  /** The day, YYYY-MM-DD, or the month, YYYY-MM, in Asia/Shanghai; it has begun by now. */
  readonly period: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Everything that happened in the period and nothing after it, nor after now. */
const lastInstant = ({ to }: DigestPeriod, now: number): number => Math.min(to - 1, now);

/** The instants that the statements ask by. */
export const edges = (period: DigestPeriod, now: number): Parameters => ({
  as_of: instantParameter(lastInstant(period, now)),
  as_of_before: instantParameter(period.from - 1),
  before: instantParameter(period.before),
  from: instantParameter(period.from),
  to: instantParameter(period.to),
  after: instantParameter(period.after),
});

const show = (at: number): string => formatInstant(at, DIGEST_ZONE);

const standing = (period: DigestPeriod, now: number) => ({
  asOf: show(lastInstant(period, now)),
  complete: now >= period.to,
});

export async function readDailyDigest(db: Database, question: DigestQuestion): Promise<DailyDigest> {
  const { now } = question;
  const day = dayPeriod(question.period);
  const asked = edges(day, now);
  const figures = await db.query<DayFigures>(DAY_FIGURES, asked);
  const overdue = await db.query<OverdueRow>(OVERDUE_CASES, { ...asked, most: MOST_LISTED });
  return {
    kind: 'daily',
    day: day.name,
    dayAfter: day.nameAfter,
    ...standing(day, now),
    total: figures.find(({ level }) => level === 'all')!,
    systems: figures.filter(({ level }) => level === 'system'),
    units: figures.filter(({ level }) => level === 'unit'),
    overdueCases: overdue.map(overdueCase),
    cards: await readCardFigures(db, day, asked),
  };
}

type OverdueRow = Omit<OverdueCase, 'begunAt' | 'deadline'> & {
  readonly begunAt: number;
  readonly deadlineAt: number;
  readonly due_day: string;
};

const overdueCase = ({ begunAt, deadlineAt, due_day: _, ...row }: OverdueRow): OverdueCase => ({
  ...row,
  begunAt: show(begunAt),
  deadline: show(deadlineAt),
});

interface KeptCount {
  readonly kept: number;
  readonly broken: number;
  readonly running: number;
  readonly keptShare: number | null;
}

export async function readMonthlyDigest(db: Database, question: DigestQuestion): Promise<MonthlyDigest> {
  const { now } = question;
  const month = monthPeriod(question.period);
  const days = { month: `${month.name}-01`, month_before: `${month.nameBefore}-01` };
  const asked = { ...edges(month, now), ...days, least: LEAST_RANKED };
  const figures = await db.query<RankedFigures>(MONTH_FIGURES, asked);
  const medians = await db.query<TargetMedian>(TARGET_MEDIANS, asked);
  const targets = await db.query<KeptTarget>(KEPT_TARGETS, asked);
  const counts = await db.query<KeptCount & { at: string; keptChange: number | null }>(KEPT_COUNTS, asked);
  const [before, current] = counts;
  const ofLevel = (level: MonthFigures['level']) => figures.filter((row) => row.level === level);
  return {
    kind: 'monthly',
    month: month.name,
    monthBefore: month.nameBefore,
    ...standing(month, now),
    leastRanked: LEAST_RANKED,
    total: unranked(ofLevel('all')[0]!),
    systems: ofLevel('system').map(unranked),
    jurisdictions: ofLevel('jurisdiction'),
    units: ofLevel('unit'),
    medians,
    targets,
    targetCounts: {
      now: keptCounts(current!),
      before: keptCounts(before!),
      keptChange: current!.keptChange,
    },
    cards: await readCardFigures(db, month, asked),
  };
}

const unranked = ({ place: _, placeBefore: __, ...figures }: RankedFigures): MonthFigures => figures;

const keptCounts = ({ kept, broken, running, keptShare }: KeptCount) => ({
  kept,
  broken,
  running,
  keptShare,
});
