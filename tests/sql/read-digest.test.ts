// The figures of digests over a small town of hand-made cases, each of whose days can be read off a calendar.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DailyDigest, MonthlyDigest } from '../../schemas/digest.ts';
import { openRuleBook, openShixian } from '../../services/main.ts';
import { readDailyDigest, readMonthlyDigest } from '../../services/store/read-digest.ts';
import { ALL_KNOWN, readIndicators } from '../../services/store/read-indicators.ts';
import { readTargetIndicators } from '../../services/store/targets.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

/** Echeng promises a general industrial project's permits within 20 working days (2023 list, clause 20). */
const data = {
  jurisdiction: 'cn/hubei/ezhou/echeng',
  service: 'construction project approval',
};
const attributes = {
  projectKind: 'general-industrial',
  investment: 'social',
  landWithScheme: false,
  riskClass: 'general',
};

const told = (subject: string, type: string, time: string, more: object = {}) => ({
  origin: 'test',
  event: {
    specversion: '1.0',
    source: '/tests',
    subject,
    id: `${subject}-${type}-${time}`,
    type: `permit.${type}`,
    time: `${time}:00+08:00`,
    data: more,
  },
});

const begun = (subject: string, time: string, department: string) => [
  told(subject, 'application.received', time, { ...data, attributes: { ...attributes, department } }),
  told(subject, 'application.accepted', time),
];
const ended = (subject: string, time: string) => told(subject, 'completed', time);

const many = (name: string, n: number, from: string, to: string) =>
  Array.from({ length: n }, (_, i) => [
    ...begun(`${name}-${from}-${to}-${i}`, from, name),
    ended(`${name}-${from}-${to}-${i}`, to),
  ]).flat();

// 20 working days from 2026-03-02 end with 2026-03-30, from 2026-03-16 with 04-14, from 2026-04-01 with 04-30.
const town = [
  ...begun('in-time', '2026-03-02T10:00', 'planning'),
  ended('in-time', '2026-03-30T23:59'),
  ...begun('late', '2026-03-02T10:00', 'planning'),
  ended('late', '2026-03-31T00:01'),
  ...begun('overdue', '2026-03-02T10:00', 'works'),
  ...begun('at-risk', '2026-03-16T10:00', 'works'),
  ...begun('midnight', '2026-03-31T00:00', 'works'),
  ...begun('paused', '2026-03-02T10:00', 'works'),
  told('paused', 'special-procedure.begun', '2026-03-20T10:00', { ground: 'expert-review' }),
  ...begun('withdrawn', '2026-03-02T10:00', 'planning'),
  told('withdrawn', 'withdrawn', '2026-03-30T10:00'),
  ...begun('backwards', '2026-03-05T10:00', 'planning'),
  ended('backwards', '2026-03-04T10:00'),
  told('elsewhere', 'application.received', '2026-03-02T10:00', { ...data, jurisdiction: 'cn/hunan/loudi' }),
  // In April 5 of 10 in time, in May all; the others are told of in May alone.
  ...many('alpha', 5, '2026-03-02T10:00', '2026-04-10T10:00'),
  ...many('alpha', 5, '2026-04-01T10:00', '2026-04-15T10:00'),
  ...many('alpha', 10, '2026-05-06T10:00', '2026-05-12T10:00'),
  ...many('beta', 12, '2026-05-06T10:00', '2026-05-13T10:00'),
  ...many('gamma', 9, '2026-05-06T10:00', '2026-05-14T10:00'),
  ...many('gamma', 1, '2026-04-01T10:00', '2026-05-14T10:00'),
  ...many('delta', 9, '2026-05-06T10:00', '2026-05-15T10:00'),
];

const now = Date.parse('2026-06-10T09:00:00+08:00');
let database: TestDatabase;
let empty: Awaited<ReturnType<typeof readDailyDigest>>;
let emptyMonth: Awaited<ReturnType<typeof readMonthlyDigest>>;

beforeAll(async () => {
  database = await openTestDatabase();
  const rules = await openRuleBook();
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const opened = await openShixian({ db: database.db, rules: rules.value, now: () => now });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  empty = await daily('2026-03-30');
  emptyMonth = await monthly('2026-03');
  const receipts = await opened.value.takeIn(town);
  expect(receipts.rejected).toBe(0);
});
afterAll(() => database.close());

/** What leaves the house has the shape it promises. */
const daily = async (period: string, at = now) =>
  DailyDigest.parse(await readDailyDigest(database.db, { period, now: at }));
const monthly = async (period: string, at = now) =>
  MonthlyDigest.parse(await readMonthlyDigest(database.db, { period, now: at }));

describe('a day', () => {
  test('has what is due at 24:00 as due on it, and as overdue on the next', async () => {
    const { total, overdueCases } = await daily('2026-03-30');
    // The five of alpha that end late in April are open and due with the others.
    expect(total).toMatchObject({
      begun: 0,
      ended: 1,
      endedOnTime: 1,
      endedLate: 0,
      voided: 1,
      overdue: 0,
      newlyOverdue: 0,
      dueToday: 8,
      dueTodayOpen: 7,
      dueTomorrow: 0,
      paused: 1,
    });
    expect(overdueCases).toEqual([]);
    const { total: before } = await daily('2026-03-29');
    // The withdrawn one with them, which is void the day after.
    expect(before).toMatchObject({ dueToday: 0, dueTomorrow: 9, ended: 0 });
  });

  test('has what happens on its first millisecond, and tells newly overdue from overdue', async () => {
    const { total, overdueCases } = await daily('2026-03-31');
    expect(total).toMatchObject({
      begun: 1,
      ended: 1,
      endedOnTime: 0,
      endedLate: 1,
      overdue: 6,
      newlyOverdue: 6,
      overdueBefore: 0,
      openNoTarget: 1,
    });
    expect(overdueCases.find(({ caseId }) => caseId === 'overdue')).toMatchObject({
      system: 'permit',
      department: 'works',
      clause: '20',
      begunAt: '2026-03-02T10:00:00+08:00',
      deadline: '2026-03-31T00:00:00+08:00',
      dueDay: '2026-03-30',
      limit: 20,
      unit: 'working_day',
      over: 1,
      daysOver: 1,
      isNew: true,
    });
    const next = await daily('2026-04-01');
    expect(next.total).toMatchObject({ overdue: 6, newlyOverdue: 0, overdueBefore: 6 });
    expect(next.overdueCases[0]).toMatchObject({ daysOver: 2, over: 2, isNew: false });
  });

  test('stocks and flows add up from day to day', async () => {
    let { open } = (await daily('2026-03-28')).total;
    for (const day of ['2026-03-29', '2026-03-30', '2026-03-31', '2026-04-01']) {
      const { total } = await daily(day);
      expect([day, total.open]).toEqual([day, open + total.begun - total.ended - total.voided]);
      open = total.open;
    }
    expect(open).toBeGreaterThan(5);
  });

  test('systems and units each add up to all', async () => {
    const { total, systems, units } = await daily('2026-04-10');
    for (const groups of [systems, units])
      for (const name of ['begun', 'ended', 'endedLate', 'open', 'overdue', 'overdueBefore'] as const)
        expect([name, groups.reduce((sum, row) => sum + row[name], 0)]).toEqual([name, total[name]]);
    expect(total.endedLate).toBe(5);
    const places = units.map(({ jurisdiction, department }) => `${jurisdiction} ${department}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toContain('cn/hunan/loudi ');
  });

  test('that is not over is as of now', async () => {
    const noon = Date.parse('2026-03-31T00:00:30+08:00');
    const { asOf, complete, total } = await daily('2026-03-31', noon);
    expect({ asOf, complete }).toEqual({ asOf: '2026-03-31T00:00:30+08:00', complete: false });
    // The late one ends half a minute later.
    expect(total).toMatchObject({ ended: 0, overdue: 7, begun: 1 });
    expect((await daily('2026-03-30', noon)).complete).toBe(true);
  });

  test('without any case is all zeros, and without any card ever tells of none', () => {
    expect(empty.total).toMatchObject({ level: 'all', open: 0, ended: 0, overdue: 0 });
    expect(empty).toMatchObject({ systems: [], units: [], overdueCases: [], cards: null });
  });
});

describe('a month', () => {
  test('counts what ended in it, and what cannot be judged', async () => {
    const { total, monthBefore, complete } = await monthly('2026-03');
    expect({ monthBefore, complete }).toEqual({ monthBefore: '2026-02', complete: true });
    expect(total).toMatchObject({
      ended: 3,
      endedOnTime: 1,
      endedLate: 1,
      unknown: 1,
      judged: 2,
      onTimeShare: 50,
      onTimeShareBefore: null,
      shareChange: null,
      overdue: 6,
      overdueBefore: 0,
    });
  });

  test('ranks by share: ties have one place, the next is left out, few cases have none', async () => {
    const { units, jurisdictions, leastRanked } = await monthly('2026-05');
    const standing = units.map(({ department, place, judged, onTimeShare }) => [
      department,
      place,
      judged,
      onTimeShare,
    ]);
    expect(leastRanked).toBe(10);
    expect(standing.slice(0, 4)).toEqual([
      ['beta', 1, 12, 100],
      ['alpha', 1, 10, 100],
      ['gamma', 3, 10, 90],
      ['delta', null, 9, 100],
    ]);
    expect(jurisdictions.map(({ jurisdiction, place }) => [jurisdiction, place])).toEqual([
      ['cn/hubei/ezhou/echeng', 1],
    ]);
  });

  test('tells the change against the month before, in points', async () => {
    const { units, total } = await monthly('2026-05');
    const alpha = units.find(({ department }) => department === 'alpha')!;
    expect(alpha).toMatchObject({ placeBefore: 1, judgedBefore: 10, onTimeShareBefore: 50, shareChange: 50 });
    const gamma = units.find(({ department }) => department === 'gamma')!;
    expect(gamma).toMatchObject({ placeBefore: null, onTimeShareBefore: null, shareChange: null });
    expect(total).toMatchObject({ endedBefore: 10, onTimeShareBefore: 50 });
  });

  test('has the very shares, medians and counts of the indicators', async () => {
    for (const month of ['2026-03', '2026-05']) {
      const { total } = await monthly(month);
      const [from, to] = [Date.parse(`${month}-01T00:00:00+08:00`), Date.parse(nextMonth(month))];
      const rows = await readIndicators(database.db, {
        system: 'permit',
        within: '',
        asOf: to - 1,
        knownAt: ALL_KNOWN,
        groupBy: [],
        period: { from, to, by: 'ended' },
      });
      const value = (id: string) => rows.find(({ indicator }) => indicator === id)!.value;
      const { ended, endedOnTime, endedLate, onTimeShare, median } = total;
      expect({ month, ended, endedOnTime, endedLate, onTimeShare, median }).toEqual({
        month,
        ended: value('ended'),
        endedOnTime: value('ended_on_time'),
        endedLate: value('ended_after_deadline'),
        onTimeShare: value('on_time_share'),
        median: value('elapsed_median'),
      });
    }
  });

  test('sets the median of each target against its limit, and each document over its targets', async () => {
    const { medians } = await monthly('2026-05');
    const target = medians.find(({ level, n }) => level === 'target' && n === 41)!;
    // 5, 6, 7 and 8 working days from 6 May, Saturday 9 May among them, and one of April; of 41 the 21st is one of beta.
    expect(target).toMatchObject({ limit: 20, unit: 'working_day', median: 6, met: 40, breached: 1 });
    expect(target.medianBefore).not.toBeNull();
    expect(target.usedMedian).toBe(30);
    const document = medians.find(
      ({ level, documentId }) => level === 'document' && documentId === target.documentId,
    )!;
    const parts = medians.filter(
      ({ level, documentId }) => level === 'target' && documentId === target.documentId,
    );
    expect(document.n).toBe(parts.reduce((sum, { n }) => sum + n, 0));
    expect(document.limit).toBeNull();
  });

  test('says of every target what its indicator says, and counts them', async () => {
    const { targets, targetCounts } = await monthly('2026-05');
    const asOf = Date.parse('2026-06-01T00:00:00+08:00') - 1;
    const rows = await readTargetIndicators(database.db, { system: 'permit', asOf, knownAt: ALL_KNOWN });
    const told = (id: string, from: string, ...rest: unknown[]) => [id, from, ...rest];
    expect(
      targets
        .map((row) => told(row.targetId, row.periodFrom, row.n, row.breached, row.actual, row.verdict))
        .sort(),
    ).toEqual(
      rows
        .map((row) => told(row.targetId, row.periodFrom, row.n, row.breached, row.actual, row.verdict))
        .sort(),
    );
    expect(targets[0]).toMatchObject({ verdict: 'breached', verdictBefore: 'breached' });
    const { kept, broken, running } = targetCounts.now;
    expect(kept + broken + running).toBe(targets.length);
    expect(broken).toBeGreaterThan(0);
  });

  test('without any case has zeros and nothing to rank', () => {
    expect(emptyMonth.total).toMatchObject({ ended: 0, onTimeShare: null, median: null });
    expect(emptyMonth).toMatchObject({ systems: [], jurisdictions: [], units: [], medians: [], targets: [] });
    expect(emptyMonth.targetCounts.now).toEqual({ kept: 0, broken: 0, running: 0, keptShare: null });
  });
});

const nextMonth = (month: string): string =>
  `${month.slice(0, 5)}${String(Number(month.slice(5)) + 1).padStart(2, '0')}-01T00:00:00+08:00`;
