// Each sign of integrity_signs is shown by the cases that have it, and by no near miss.
import { beforeAll, describe, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { mendCases, refreshCases } from '../../services/evaluate/refresh-cases.ts';
import { createIntake } from '../../services/ingest/take-in.ts';
import type { Database } from '../../services/store/database.ts';
import { writeCalendars } from '../../services/store/rules.ts';
import { type CaseBuilder, instant, permitCase, type Telling } from '../support/case-builder.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { drawBatches, drawCalendars, everyTarget, fillStore } from '../support/random-store.ts';
import { aTarget, calendars } from '../support/target-builder.ts';
import { evaluationOn } from '../support/test-intake.ts';

/** March 2024: the 4th is a Monday, and ten working days from Tuesday the 5th end with the 19th. */
const day = (date: number, time = '10:00') => `2024-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const later = (date: string, time = '10:00') => `2024-${date}T${time}+08:00`;
const at = (stamp: string) => new Date(instant(stamp)).toISOString().replace('T', ' ').replace('Z', '');

const pauses = [{ ground: 'hearing' }, { ground: 'correction' }];
const targets: CatalogueTarget[] = [
  aTarget({ id: 'ten-days', value: 10, measured: { service: 'permit', pauses } }),
  aTarget({ id: 'twelve-hours', value: 12, measured: { service: 'quick', method: 'cal_hours', pauses } }),
  aTarget({
    id: 'restarting',
    value: 30,
    measured: { service: 'restarting', pauses, restarts: ['permit.stage.begun'] },
  }),
  aTarget({
    id: 'dated',
    value: null,
    measured: { service: 'dated', pauses, limitFromCase: 'promisedBy' },
  }),
];

const begun = (id: string, service = 'permit', telling: Telling = {}): CaseBuilder =>
  permitCase(id).received(day(4), { service }, telling).accepted(day(5), telling);
const heard = (one: CaseBuilder, from: string, to: string) => one.begun('hearing', from).ended('hearing', to);

interface Sign {
  readonly case_id: string;
  readonly sign: string;
  readonly at: string;
  readonly detail: string;
  readonly amount: number | null;
}

interface Told {
  readonly origin?: string;
  readonly receivedAt?: string;
}

/** Tells cases as a log file does, or as they are said to have come. */
async function tell(db: Database, cases: readonly CaseBuilder[], told: Told = {}): Promise<void> {
  const { origin = 'log.ndjson', receivedAt = later('12-01') } = told;
  const now = () => instant(receivedAt);
  const evaluation = evaluationOn(db, targets);
  const { takeIn } = createIntake({
    db,
    now,
    refresh: (touched, token, stored) => refreshCases(evaluation, touched, token, stored),
    mend: (keys) => mendCases(evaluation, keys, now()),
    appVersion: 'test',
  });
  const events = cases.flatMap((one) => one.messages());
  const { receipts } = await takeIn(events.map((event) => ({ origin, event })));
  const refused = receipts.flatMap(({ problems }) => problems);
  if (refused.length > 0) throw new Error(JSON.stringify(refused[0]));
}

let db: Database;

beforeAll(async () => {
  const opened = await openTestDatabase();
  db = opened.db;
  // Rows that stand no more stay, so that the view itself must leave them out.
  await db.command('SYSTEM STOP MERGES');
  await writeCalendars(db, [...calendars.values()], 0);
  await tell(db, [...ends, ...paused, ...problems, ...corrected, ...recorded]);
  await tell(db, [...crowd('crowd', 'queue', 10), ...crowd('small', 'other queue', 9)]);
  await tell(db, [...crowd('north', 'third', 5, 'cn/north'), ...crowd('south', 'third', 5, 'cn/south')]);
  await tell(db, small);
  await tell(
    db,
    mended.map(([first]) => first),
  );
  await tell(
    db,
    mended.map(([, second]) => second),
  );
  for (const [how, cases] of received) await tell(db, cases, how);
  return opened.close;
});

const shown = async (sign: string): Promise<Record<string, Omit<Sign, 'case_id' | 'sign'>>> => {
  const rows = await db.query<Sign>(
    `SELECT case_id, toString(sign) AS sign, toString(at) AS at, detail, amount
     FROM integrity_signs WHERE sign = {sign:String} ORDER BY case_id`,
    { sign },
  );
  expect(new Set(rows.map((row) => row.case_id)).size, `${sign} is told once of a case`).toBe(rows.length);
  return Object.fromEntries(rows.map(({ case_id, at, detail, amount }) => [case_id, { at, detail, amount }]));
};

const ends = [
  begun('closing hour').completed(day(19, '16:31')),
  begun('last evening').completed(day(19, '21:00')),
  begun('last afternoon').completed(day(19, '16:29')),
  begun('hour too late').completed(day(20, '16:45')),
  begun('last half hour', 'quick').completed(day(5, '21:35')),
  begun('last quarter', 'quick').completed(day(5, '21:29')),
  begun('saturday').completed(day(16, '10:30')),
  begun('late night').completed(day(14, '22:00')),
  begun('early morning').completed(day(14, '05:59')),
  begun('long day').completed(day(14, '21:59')),
  begun('early bird').completed(day(14, '06:00')),
  begun('worked sunday').completed(later('04-07')),
  begun('holiday').completed(later('04-04')),
  begun('a date, at night').completed(day(14, '23:00'), { dayOnly: true }),
  begun('a date, on a saturday').completed(day(16), { dayOnly: true }),
  begun('midnight').completed(day(14, '00:00')),
  begun('withdrawn on a saturday').withdrawn(day(16, '10:30')),
  permitCase('without a target')
    .received(day(4), { service: 'none', jurisdiction: 'cn/elsewhere' })
    .completed(day(16, '10:30')),
  permitCase('without a calendar')
    .received(day(4), { service: 'none', jurisdiction: 'xx' })
    .completed(day(16, '10:30')),
];

describe('the end of a case', () => {
  test('at the last moment', async () => {
    expect(await shown('ended-at-the-last-moment')).toEqual({
      'closing hour': { at: at(day(19, '16:31')), detail: 'ten-days', amount: 449 },
      'last evening': { at: at(day(19, '21:00')), detail: 'ten-days', amount: 180 },
      'last half hour': { at: at(day(5, '21:35')), detail: 'twelve-hours', amount: 25 },
    });
  });

  test('when no office works', async () => {
    const found = await shown('off-hours-end');
    expect(found).toEqual({
      saturday: { at: at(day(16, '10:30')), detail: 'rest-day', amount: 10.5 },
      'late night': { at: at(day(14, '22:00')), detail: 'night', amount: 22 },
      'early morning': { at: at(day(14, '05:59')), detail: 'night', amount: 5 + 59 / 60 },
      holiday: { at: at(later('04-04')), detail: 'rest-day', amount: 10 },
      'without a target': { at: at(day(16, '10:30')), detail: 'rest-day', amount: 10.5 },
    });
  });

  test('together with others', async () => {
    const expected = { at: at(day(14, '11:20')), detail: '', amount: 10 };
    const names = Array.from({ length: 10 }, (_, i) => [`crowd ${i}`, expected]);
    expect(await shown('batch-ended')).toEqual(Object.fromEntries(names));
  });
});

/** Ended in one minute, the first at its beginning and the last at its end. */
const crowd = (name: string, service: string, size: number, jurisdiction = 'cn/hubei/ezhou') =>
  Array.from({ length: size }, (_, i) =>
    permitCase(`${name} ${i}`)
      .received(day(4), { service, jurisdiction })
      .completed(`2024-03-14T11:20:${i === 0 ? '00' : '59'}+08:00`),
  );
/** A further row of each, which must not make nine ends eighteen; and a tenth end a moment later. */
const small = [
  ...Array.from({ length: 9 }, (_, i) =>
    permitCase(`small ${i}`).step('filed', day(15), { id: `filed ${i}` }),
  ),
  permitCase('small 9').received(day(4), { service: 'other queue' }).completed(day(14, '11:21')),
];

const paused = [
  heard(begun('paused at 80 %'), day(15), day(18)),
  heard(begun('paused at 70 %'), day(14), day(18)),
  heard(begun('paused too late'), day(20), day(21)),
  heard(
    permitCase('paused at 75 % of a date')
      .received(day(4), { service: 'dated', attributes: { promisedBy: '2024-03-09T10:00:00+08:00' } })
      .accepted(day(5)),
    day(8),
    day(8, '12:00'),
  ),
  heard(
    permitCase('paused at 70 % of a date')
      .received(day(4), { service: 'dated', attributes: { promisedBy: '2024-03-09T10:00:00+08:00' } })
      .accepted(day(5)),
    day(8, '05:00'),
    day(8, '12:00'),
  ),
  heard(begun('a month'), day(6), later('04-06')),
  heard(begun('a month, and again'), day(6), later('04-06')).begun('hearing', later('05-06')),
  begun('a month, begun again within', 'restarting')
    .begun('hearing', day(6))
    .stage('begun', 'construction-permit', day(7))
    .stage('begun', 'construction-plan', day(8))
    .ended('hearing', later('04-06')),
  heard(begun('29 days'), day(6), later('04-04')).completed(later('05-20')),
  begun('never resumed').begun('hearing', day(6)),
  heard(begun('most of it'), day(6), day(8, '11:00')).completed(day(8, '16:00')),
  heard(begun('less than half'), day(6), day(8, '11:00')).completed(day(12)),
  heard(begun('most of a day', 'quick'), day(5, '11:00'), day(6, '10:00')).completed(day(6, '11:00')),
  heard(
    heard(heard(begun('three times'), day(6), day(6, '11:00')), day(7), day(7, '12:00')),
    day(8),
    day(8, '13:00'),
  ),
  heard(heard(begun('twice'), day(6), day(6, '11:00')), day(7), day(7, '11:00')),
  begun('one pause, two grounds')
    .begun('hearing', day(6))
    .asked(day(7))
    .ended('hearing', day(8))
    .answered(day(9))
    .asked(day(11))
    .answered(day(12)),
  ['06', '07', '08', '11'].reduce(
    (one, date) => one.stage('begun', 'construction-permit', `2024-03-${date}T10:00+08:00`),
    begun('begun again four times', 'restarting'),
  ),
];

describe('pauses', () => {
  test('near the deadline', async () => {
    expect(await shown('paused-near-deadline')).toEqual({
      'paused at 80 %': { at: at(day(15)), detail: 'ten-days', amount: 80 },
      'paused at 75 % of a date': { at: at(day(8)), detail: 'dated', amount: 75 },
    });
  });

  test('of long', async () => {
    expect(await shown('long-pause')).toMatchObject({
      'a month': { at: at(later('04-05')), detail: 'ten-days', amount: 31 },
      'a month, and again': { at: at(later('06-05')), amount: expect.any(Number) },
      'a month, begun again within': { at: at(later('04-05')), detail: 'restarting', amount: 31 },
      'lasting 31 days': { amount: expect.closeTo(31, 1) },
      'most of it': { at: at(day(8, '16:00')), amount: 2 + 1 / 24 },
      'never resumed': { at: at(later('04-05')), amount: expect.any(Number) },
    });
    expect(Object.keys(await shown('long-pause'))).toEqual([
      'a month',
      'a month, and again',
      'a month, begun again within',
      'lasting 31 days',
      'most of it',
      'never resumed',
    ]);
  });

  test('of many', async () => {
    expect(await shown('many-pauses')).toEqual({
      'three times': { at: at(day(8)), detail: 'ten-days', amount: 3 },
    });
  });
});

const problems = [
  begun('reopened').completed(day(8)).reopened(day(11)).completed(day(12)).reopened(day(13)),
  begun('reopened while open').reopened(day(8)),
  begun('closed twice').completed(day(8)).completed(day(11)),
  begun('ended before its begin').completed('2024-03-01T10:00+08:00'),
  begun('extended in vain').extended(5, day(8)),
];
/** What a first telling showed and a second takes away. */
const mended: readonly (readonly [CaseBuilder, CaseBuilder])[] = [
  [
    begun('pause mended').begun('hearing', day(6)).completed(day(12)),
    permitCase('pause mended').ended('hearing', day(8), { id: 'the end' }),
  ],
  [
    begun('end mended').completed(day(16, '10:30'), { id: 'wrong end' }),
    permitCase('end mended').corrected('wrong end', { time: day(15, '10:30') }, day(16, '11:00'), {
      id: 'right end',
    }),
  ],
];

describe('contradictions', () => {
  test('a case that went on after its end', async () => {
    expect(await shown('reopened')).toEqual({ reopened: { at: at(day(13)), detail: '', amount: 2 } });
  });

  test('problems of the case and of its clocks, each once', async () => {
    const none = { detail: '', amount: null };
    expect(await shown('reopened-while-open')).toEqual({
      'reopened while open': { at: at(day(8)), ...none },
    });
    expect(await shown('closed-twice')).toEqual({ 'closed twice': { at: at(day(11)), ...none } });
    expect(Object.keys(await shown('end-before-start'))).toEqual(['ended before its begin']);
    expect(await shown('extension-refused')).toEqual({ 'extended in vain': { at: at(day(8)), ...none } });
  });

  test('those of rows that stand no more are gone before the rows are', async () => {
    const rows = await db.query<{ n: number }>(
      "SELECT count() AS n FROM clocks WHERE case_id = 'pause mended'",
    );
    expect(rows[0]!.n, 'the store still has the former row').toBe(2);
    expect(await shown('pause-without-end')).toEqual({});
    expect(Object.keys(await shown('off-hours-end'))).not.toContain('end mended');
  });
});

const corrected = [
  begun('made good')
    .completed(day(21), { id: 'late end' })
    .corrected('late end', { time: day(19, '15:00') }, day(22), { id: 'c1' }),
  begun('in time')
    .completed(day(14), { id: 'end' })
    .corrected('end', { time: day(13) }, day(18), { id: 'c2' }),
  begun('late all the same')
    .completed(day(22), { id: 'late end 3' })
    .corrected('late end 3', { time: day(21) }, day(25), { id: 'c3' }),
  begun('retracted')
    .completed(day(13))
    .step('by mistake', day(14), { id: 'step 4' })
    .retracted('step 4', day(20), { id: 'c4' }),
  begun('told later')
    .completed(day(14), { id: 'end 5' })
    .corrected('end 5', { time: day(13) }, day(18), { id: 'c5', recordedAt: day(20, '00:00') }),
  begun('told at once')
    .completed(day(14), { id: 'end 6' })
    .corrected('end 6', { time: day(13) }, day(18), { id: 'c6', recordedAt: day(19) }),
];

test('a correction told after the deadline of a clock that is met', async () => {
  const end = instant(day(20, '00:00'));
  const hours = (stamp: string) => (instant(stamp) - end) / 3_600_000;
  expect(await shown('corrected-after-deadline')).toEqual({
    'made good': { at: at(day(22)), detail: 'permit.event.corrected', amount: hours(day(22)) },
    retracted: { at: at(day(20)), detail: 'permit.event.retracted', amount: 10 },
  });
});

const recorded = [
  begun('recorded on the fourth day').completed(day(14), { recordedAt: day(18, '10:01') }),
  begun('recorded on the third day').completed(day(14), { recordedAt: day(17) }),
  begun('a date recorded within four days').completed(day(14), { dayOnly: true, recordedAt: day(18) }),
  begun('a date recorded after five days').completed(day(14), { dayOnly: true, recordedAt: day(19) }),
];
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const lasting = (days: number) =>
  permitCase(`lasting ${days} days`)
    .received(ago(days + 1), { service: 'permit' })
    .accepted(ago(days + 1))
    .begun('hearing', ago(days));
const backlog = (source: string, size: number) =>
  Array.from({ length: size }, (_, i) =>
    permitCase(`${source} ${i}`).received(day(4), {}, { source, id: `${source} ${i}` }),
  );
/** Cases told of more than once, some of it in a backlog. */
const partly: readonly (readonly [Told, readonly CaseBuilder[]])[] = [
  [{ origin: 'http', receivedAt: day(18) }, [permitCase('late twice').accepted(day(13), { id: 'second' })]],
  [{ origin: 'http', receivedAt: day(12) }, [permitCase('late twice').received(day(4))]],
  [{ origin: 'http', receivedAt: day(6) }, [permitCase('partly in a backlog').received(day(1))]],
  [
    { origin: 'kafka:permit/0', receivedAt: day(20) },
    [
      permitCase('partly in a backlog').accepted(day(2), { source: '/moved', id: 'moved' }),
      ...backlog('/moved', 100),
    ],
  ],
];
const received: readonly (readonly [Told, readonly CaseBuilder[]])[] = [
  ...partly,
  [{ receivedAt: ago(0) }, [lasting(29), lasting(31)]],
  [
    { origin: 'http', receivedAt: day(12) },
    [
      permitCase('by HTTP after eight days').received(day(4)),
      permitCase('by HTTP after three days').received(day(9)),
      permitCase('by HTTP, recorded at once').received(day(4), {}, { recordedAt: day(4) }),
    ],
  ],
  [
    { origin: 'kafka:permit/0', receivedAt: day(12) },
    [permitCase('by Kafka after eight days').received(day(4))],
  ],
  [
    { origin: 'kafka:permit/0', receivedAt: day(12) },
    [...backlog('/backlog', 100), ...backlog('/desk of few', 99)],
  ],
  [
    { origin: 'kafka:permit/0', receivedAt: day(13) },
    [
      ...backlog('/busy', 100),
      ...Array.from({ length: 100 }, (_, i) =>
        permitCase(`in time ${i}`).received(day(13), {}, { source: '/busy' }),
      ),
    ],
  ],
];

test('an event told more than three days after it occurred', async () => {
  const found = await shown('told-late');
  const names = Object.keys(found);
  expect(names.filter((name) => name.startsWith('/backlog'))).toEqual([]);
  expect(names.filter((name) => name.startsWith('/desk of few'))).toHaveLength(99);
  expect(names.filter((name) => name.startsWith('/busy'))).toHaveLength(100);
  expect(Object.fromEntries(Object.entries(found).filter(([name]) => !name.startsWith('/')))).toEqual({
    'recorded on the fourth day': { at: at(day(18, '10:01')), detail: 'permit.completed', amount: 4 },
    'a date recorded after five days': { at: at(day(19)), detail: 'permit.completed', amount: 4 },
    'by HTTP after eight days': { at: at(day(12)), detail: 'permit.application.received', amount: 8 },
    'late twice': { at: at(day(18)), detail: 'permit.application.received', amount: 8 },
    'partly in a backlog': { at: at(day(6)), detail: 'permit.application.received', amount: 5 },
    'by Kafka after eight days': { at: at(day(12)), detail: 'permit.application.received', amount: 8 },
  });
});

test('a sign carries the place of its case, and a range of time cuts signs by when they happened', async () => {
  const rows = await db.query(
    `SELECT system, case_id, jurisdiction, service, department, category FROM integrity_signs
     WHERE sign = 'reopened' AND at >= {from:DateTime64(3)} AND at < {to:DateTime64(3)}`,
    { from: at(day(13)), to: at(day(13, '10:01')) },
  );
  expect(rows).toEqual([
    {
      system: 'permit',
      case_id: 'reopened',
      jurisdiction: 'cn/hubei/ezhou',
      service: 'permit',
      department: '',
      category: '',
    },
  ]);
});

test('rows that two parts hold alike are told once', async () => {
  // What a pause that goes on has come to is not the same a second later.
  const all = () =>
    db.query(
      `SELECT * REPLACE (if(sign = 'long-pause', NULL, amount) AS amount)
       FROM integrity_signs ORDER BY case_id, sign`,
    );
  const before = await all();
  expect(before.length).toBeGreaterThan(200);
  const rows = async (of: string) => (await db.query<{ n: number }>(`SELECT count() AS n FROM ${of}`))[0]!.n;
  const expected = (await rows('cases')) + (await rows('cases FINAL'));
  await db.command('INSERT INTO cases SELECT * FROM cases FINAL');
  expect(await rows('cases')).toBe(expected);
  expect(await all()).toEqual(before);
});

interface Course {
  readonly id: string;
  readonly t: readonly number[];
  readonly state: readonly string[];
  readonly pauses: readonly (readonly [number, number])[];
}

/** The pauses of a course: stretches of time, never empty, in which it stood paused. */
function pausesOf({ t, state }: Course): (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [i, from] of t.entries()) {
    const to = t[i + 1] ?? NEVER;
    if (state[i] !== 'paused' || to <= from) continue;
    const last = found.at(-1);
    if (last?.[1] === from) last[1] = to;
    else found.push([from, to]);
  }
  return found;
}

const NEVER = Date.UTC(2299, 11, 31);

test('the pauses of random cases are the stretches in which their clock stood paused', async () => {
  const known = drawCalendars(5, 1);
  await fillStore(db, { known, catalogue: everyTarget(known), batches: drawBatches(5, 400, 4) });
  const courses = await db.query<Course>(
    `SELECT case_id AS id, arrayMap(x -> toUnixTimestamp64Milli(x), t) AS t, clock_state AS state,
       arrayMap(x -> [toUnixTimestamp64Milli(x.1), toUnixTimestamp64Milli(x.2)], pauses) AS pauses
     FROM cases FINAL WHERE startsWith(case_id, 'case ')`,
  );
  expect(courses.filter((course) => course.pauses.length > 1).length).toBeGreaterThan(5);
  for (const course of courses) expect(course.pauses, course.id).toEqual(pausesOf(course));
});
