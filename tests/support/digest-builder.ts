// Builds digests for tests.
import {
  type CardCounts,
  CardFigures,
  DailyDigest,
  type DayFigures,
  MonthlyDigest,
  type OverdueCase,
  type RankedFigures,
} from '../../schemas/digest.ts';

export const dayFigures = (change: Partial<DayFigures> = {}): DayFigures => ({
  level: 'all',
  system: '',
  jurisdiction: '',
  department: '',
  begun: 5,
  ended: 4,
  endedOnTime: 2,
  endedLate: 1,
  endedUnjudged: 1,
  voided: 0,
  open: 1234,
  overdue: 3,
  overdueBefore: 2,
  newlyOverdue: 1,
  atRisk: 6,
  paused: 0,
  dueToday: 2,
  dueTodayOpen: 1,
  dueTomorrow: 7,
  openUnknown: 0,
  openNoTarget: 0,
  openNotApplicable: 0,
  ...change,
});

export const overdueCase = (change: Partial<OverdueCase> = {}): OverdueCase => ({
  caseId: 'W-2026-0117',
  system: 'water',
  jurisdiction: 'cn/jiangxi/jian',
  department: '吉安市水务公司',
  service: 'new water connection',
  category: 'enterprise',
  targetId: 'jian-water-1',
  documentTitle: '吉安市2023年优化营商环境工作要点',
  documentNumber: '吉府办字〔2023〕12号',
  clause: '第三条第（二）项',
  begunAt: '2026-10-12T09:05:00+08:00',
  deadline: '2026-10-28T00:00:00+08:00',
  dueDay: '2026-10-27',
  limit: 8,
  unit: 'working_day',
  over: 2,
  daysOver: 2,
  isNew: true,
  ...change,
});

export const dailyDigest = (change: Partial<DailyDigest> = {}): DailyDigest =>
  DailyDigest.parse({
    kind: 'daily',
    day: '2026-10-29',
    dayAfter: '2026-10-30',
    asOf: '2026-10-29T23:59:59.999+08:00',
    complete: true,
    total: dayFigures(),
    systems: [dayFigures({ level: 'system', system: 'water' })],
    units: [
      dayFigures({
        level: 'unit',
        system: 'water',
        jurisdiction: 'cn/jiangxi/jian',
        department: '吉安市水务公司',
      }),
      dayFigures({ level: 'unit', system: 'water', jurisdiction: '', department: '' }),
    ],
    overdueCases: [overdueCase()],
    cards: null,
    ...change,
  });

export const monthFigures = (change: Partial<RankedFigures> = {}): RankedFigures => ({
  level: 'jurisdiction',
  system: '',
  jurisdiction: 'cn/jiangxi/jian',
  department: '',
  begun: 40,
  ended: 36,
  endedOnTime: 30,
  endedLate: 2,
  unknown: 1,
  noTarget: 2,
  notApplicable: 1,
  judged: 32,
  onTimeShare: 93.75,
  shareChange: -3.25,
  median: 6.5,
  medianBefore: 7,
  open: 20,
  overdue: 2,
  overdueBefore: 1,
  endedBefore: 33,
  judgedBefore: 33,
  onTimeShareBefore: 97,
  place: 1,
  placeBefore: 2,
  ...change,
});

export function monthlyDigest(change: Partial<MonthlyDigest> = {}): MonthlyDigest {
  const { place: _, placeBefore: __, ...figures } = monthFigures({ jurisdiction: '' });
  return MonthlyDigest.parse({
    kind: 'monthly',
    month: '2026-10',
    monthBefore: '2026-09',
    asOf: '2026-10-31T23:59:59.999+08:00',
    complete: true,
    leastRanked: 10,
    total: { ...figures, level: 'all' },
    systems: [{ ...figures, level: 'system', system: 'water' }],
    jurisdictions: [
      monthFigures(),
      monthFigures({ jurisdiction: 'cn/jiangxi/yichun', judged: 9, place: null, placeBefore: null }),
    ],
    units: [monthFigures({ level: 'unit', system: 'water', department: '吉安市水务公司' })],
    medians: [
      {
        level: 'target',
        documentId: 'jian-2023',
        documentTitle: '吉安市2023年优化营商环境工作要点',
        documentNumber: '',
        targetId: 'jian-water-1',
        clause: '3',
        system: 'water',
        service: 'new water connection',
        category: '',
        limit: 8,
        unit: 'working_day',
        n: 32,
        median: 6.5,
        p90: 8,
        medianBefore: 7,
        usedMedian: 81.25,
        met: 30,
        breached: 2,
      },
    ],
    targets: [],
    targetCounts: {
      now: { kept: 3, broken: 1, running: 0, keptShare: 75 },
      before: { kept: 4, broken: 0, running: 0, keptShare: 100 },
      keptChange: -25,
    },
    cards: null,
    ...change,
  });
}

const cardCounts = (change: Partial<CardCounts['before']> = {}): CardCounts['before'] => ({
  raised: 0,
  reinstated: 0,
  withdrawn: 0,
  replied: 0,
  repliedLate: 0,
  closed: 0,
  upheld: 0,
  open: 0,
  repliesMissing: 0,
  ...change,
});

const total = cardCounts({
  raised: 9,
  reinstated: 1,
  withdrawn: 1,
  replied: 5,
  repliedLate: 2,
  open: 6,
  repliesMissing: 2,
});
const totalBefore = cardCounts({ raised: 7, replied: 3, closed: 4, upheld: 1, open: 4 });

export const cardFigures = (change: Partial<CardFigures> = {}): CardFigures =>
  CardFigures.parse({
    since: null,
    total: { ...total, before: totalBefore },
    rungs: [
      {
        rung: 'warning',
        ...cardCounts({ raised: 4, replied: 1, open: 2 }),
        before: cardCounts({ raised: 5 }),
      },
      {
        rung: 'yellow',
        ...cardCounts({ raised: 3, replied: 2, withdrawn: 1, open: 2 }),
        before: cardCounts(),
      },
      {
        rung: 'red',
        ...cardCounts({ raised: 1, replied: 2, repliedLate: 2, open: 1, repliesMissing: 1 }),
        before: cardCounts(),
      },
      {
        rung: 'escalation',
        ...cardCounts({ raised: 1, reinstated: 1, open: 1, repliesMissing: 1 }),
        before: cardCounts(),
      },
    ],
    units: [
      {
        system: 'water',
        jurisdiction: 'cn/jiangxi/jian',
        department: '吉安市水务公司',
        raisedByRung: { warning: 4, yellow: 3, red: 1, escalation: 1 },
        ...total,
        before: totalBefore,
      },
    ],
    ...change,
  });
