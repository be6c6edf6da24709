// The indicators of a small town of hand-made cases, each of whose verdicts can be read off a calendar.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IndicatorRow } from '../../schemas/indicator.ts';
import { openRuleBook, openShixian, type Shixian } from '../../services/main.ts';
import { readCases } from '../../services/store/read-cases.ts';
import { ALL_KNOWN, type IndicatorQuestion, readIndicators } from '../../services/store/read-indicators.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

/** Echeng promises a general industrial project's permits within 20 working days (2023 list, clause 20). */
const attributes = {
  projectKind: 'general-industrial',
  investment: 'social',
  landWithScheme: false,
  riskClass: 'general',
};
const data = { jurisdiction: 'cn/hubei/ezhou/echeng', service: 'construction project approval', attributes };

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

/** Received and accepted at once, in the department and at the instant given. */
const begun = (subject: string, time: string, department: string) => [
  told(subject, 'application.received', time, { ...data, attributes: { ...attributes, department } }),
  told(subject, 'application.accepted', time),
];

// 20 working days from 2026-03-02 end with 2026-03-30; Qingming (6 April) is the next day off.
const town = [
  ...begun('in-time', '2026-03-02T10:00', 'planning'),
  told('in-time', 'completed', '2026-03-30T23:59'),
  ...begun('late', '2026-03-02T10:00', 'planning'),
  told('late', 'completed', '2026-03-31T00:01'),
  ...begun('overdue', '2026-03-02T10:00', 'works'),
  ...begun('at-risk', '2026-03-16T10:00', 'works'),
  ...begun('fresh', '2026-04-07T10:00', 'works'),
  ...begun('paused', '2026-03-02T10:00', 'works'),
  told('paused', 'special-procedure.begun', '2026-03-20T10:00', { ground: 'expert-review' }),
  ...begun('withdrawn', '2026-03-02T10:00', 'planning'),
  told('withdrawn', 'withdrawn', '2026-03-05T10:00'),
  ...begun('backwards', '2026-03-05T10:00', 'planning'),
  told('backwards', 'completed', '2026-03-04T10:00'),
  told('elsewhere', 'application.received', '2026-03-02T10:00', { ...data, jurisdiction: 'cn/hunan/loudi' }),
];

const asOf = Date.parse('2026-04-08T12:00:00+08:00');
const now = Date.parse('2026-04-09T09:00:00+08:00');

let database: TestDatabase;
let shixian: Shixian;

beforeAll(async () => {
  database = await openTestDatabase();
  const rules = await openRuleBook();
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const opened = await openShixian({ db: database.db, rules: rules.value, now: () => now });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  shixian = opened.value;
  const receipts = await shixian.takeIn(town);
  expect(receipts.rejected).toBe(0);
});
afterAll(() => database.close());

const ask = (change: Partial<IndicatorQuestion> = {}): Promise<IndicatorRow[]> =>
  readIndicators(database.db, {
    within: '',
    system: 'permit',
    asOf,
    knownAt: ALL_KNOWN,
    groupBy: [],
    period: null,
    ...change,
  });

const values = (rows: readonly IndicatorRow[]) =>
  Object.fromEntries(rows.map(({ indicator, value }) => [indicator, value]));

const listed = async (state: Parameters<typeof readCases>[1]['state']) => {
  const question = {
    system: 'permit',
    within: '',
    asOf,
    knownAt: ALL_KNOWN,
    sort: 'id' as const,
    search: '',
    having: {},
  };
  const { rows } = await readCases(database.db, { ...question, state, limit: 100, offset: 0 });
  return rows.map(({ case_id }) => case_id);
};

describe('the indicators of the town', () => {
  it('are those read off the calendar by hand', async () => {
    expect(values(await ask())).toMatchObject({
      cases: 9,
      ended: 3,
      open: 5,
      void: 1,
      ended_on_time: 1,
      ended_after_deadline: 1,
      open_overdue: 1,
      at_risk: 1,
      paused: 1,
      unknown: 1,
      no_target: 1,
      on_time_share: 50,
    });
  });

  it('list the very cases they count', async () => {
    expect(await listed('overdue')).toEqual(['overdue']);
    expect(await listed('late')).toEqual(['late']);
    expect(await listed('at-risk')).toEqual(['at-risk']);
    expect(await listed('paused')).toEqual(['paused']);
    expect(await listed('unknown')).toEqual(['backwards']);
    expect(await listed('void')).toEqual(['withdrawn']);
    expect(await listed('all')).toHaveLength(9);
  });

  it('leave no case out: every case is ended, open or void', async () => {
    const { cases, ended, open, void: none } = values(await ask());
    expect(ended! + open! + none!).toBe(cases);
  });

  it('add up over groups to the whole', async () => {
    const whole = values(await ask());
    const groups = await ask({ groupBy: ['department'] });
    for (const id of ['cases', 'ended', 'open', 'ended_after_deadline', 'open_overdue', 'unknown']) {
      const sum = groups
        .filter(({ indicator }) => indicator === id)
        .reduce((total, { value }) => total + value!, 0);
      expect([id, sum]).toEqual([id, whole[id]]);
    }
  });

  it('of a past instant know nothing of what came after', async () => {
    const then = values(await ask({ asOf: Date.parse('2026-03-30T12:00:00+08:00') }));
    expect(then).toMatchObject({ ended: 1, ended_on_time: 0, ended_after_deadline: 0, open_overdue: 0 });
    const later = values(await ask({ asOf: Date.parse('2026-03-31T00:00:00.001+08:00') }));
    expect(later).toMatchObject({ ended: 2, ended_on_time: 1, open_overdue: 2 });
  });

  it('of a period hold the cases that began in it, its start included and its end not', async () => {
    const from = Date.parse('2026-03-16T10:00:00+08:00');
    const to = Date.parse('2026-04-07T10:00:00+08:00');
    expect(values(await ask({ period: { from, to, by: 'begun' } }))).toMatchObject({ cases: 1, open: 1 });
    expect(values(await ask({ period: { from, to, by: 'ended' } }))).toMatchObject({ cases: 2, ended: 2 });
  });

  it('by what was known before anything was told are all nothing', async () => {
    expect(values(await ask({ knownAt: now - 1 }))).toMatchObject({ cases: 0, on_time_share: null });
    expect(values(await ask({ knownAt: now }))).toEqual(values(await ask()));
  });

  it('change no row when they are read', async () => {
    const count = () => database.db.query('SELECT count() AS n, max(version) AS v FROM clock_log');
    const before = await count();
    await ask({ groupBy: ['department', 'channel'] });
    await listed('all');
    expect(await count()).toEqual(before);
  });
});
