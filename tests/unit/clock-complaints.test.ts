// What users of other clocks suffer: one test for every complaint that arithmetic answers.
import { expect, test } from 'vitest';
import { makeCalendar } from '../../services/core/calendar.ts';
import { makeCounter } from '../../services/core/method.ts';
import { halt, newWalk, PAUSED, run, STOPPED, stopPaused } from '../../services/core/walk.ts';
import { chinaCalendar, compiled, shippedFacts, textClock } from '../support/text-clock.ts';

const calendar = await chinaCalendar();
const china = textClock(calendar);
const at = (text: string): number => Date.parse(`${text}+08:00`);

test('pause over the weekend credited as calendar time: it moves neither deadline nor count', () => {
  const weekend = [['2026-03-06 17:30', '2026-03-08 23:00']] as const;
  for (const method of ['wd_excl', 'wd_incl', 'biz_time', 'biz_hours', 'half_days'] as const) {
    const question = { method, start: '2026-03-05 10:00', end: '2026-03-10 11:00', limit: 3 };
    expect(china({ ...question, pauses: weekend })).toEqual(china(question));
  }
});

test('pause from Friday evening to Monday morning: office time loses nothing, whole days begin again the day after', () => {
  const overnight = [['2026-03-06 18:00', '2026-03-09 08:00']] as const;
  const question = { start: '2026-03-05 10:00', end: '2026-03-10 11:00', limit: 2 };
  const officeTime = { ...question, method: 'biz_time' } as const;
  expect(china({ ...officeTime, pauses: overnight })).toEqual(china(officeTime));
  expect(china(question)).toMatchObject({ elapsed: 3, deadline: '2026-03-10T00:00:00+08:00' });
  expect(china({ ...question, pauses: overnight })).toMatchObject({
    elapsed: 2,
    deadline: '2026-03-11T00:00:00+08:00',
  });
});

test('pause lost on a direct close from paused: the credit runs to the close', () => {
  const open = [['2026-03-03 11:00', null]] as const;
  const closed = { start: '2026-03-02 10:00', end: '2026-03-20 16:00', pauses: open };
  expect(china(closed)).toMatchObject({ elapsed: 1, problems: ['open-pause'] });
  expect(china({ ...closed, method: 'biz_hours' })).toMatchObject({ elapsed: 8, problems: ['open-pause'] });
  expect(china({ ...closed, method: 'cal_hours' })).toMatchObject({ elapsed: 25, problems: ['open-pause'] });
});

test('pause lost on a direct close from paused: nothing becomes late while the clock stands', () => {
  const counter = makeCounter('wd_excl', calendar, 'midnight');
  const walk = newWalk(2, Number.NaN);
  run(walk, counter, at('2026-03-02T10:00'));
  halt(walk, counter, at('2026-03-03T11:00'), PAUSED);
  stopPaused(walk, at('2026-03-20T16:00'));
  expect(walk.state.at(-1)).toBe(STOPPED);
  expect(walk.late.at(-1)).toBe(false);
  expect(walk.used).toBe(1);
});

test('a pause after the deadline makes nothing good: what was missed stays missed', () => {
  const counter = makeCounter('wd_excl', calendar, 'midnight');
  const walk = newWalk(2, Number.NaN);
  run(walk, counter, at('2026-03-02T10:00'));
  halt(walk, counter, at('2026-03-09T11:00'), PAUSED);
  run(walk, counter, at('2026-03-12T09:00'));
  halt(walk, counter, at('2026-03-12T10:00'), STOPPED);
  expect(walk.due.at(-1)).toBe(at('2026-03-05T00:00'));
  expect(walk.late.at(-1)).toBe(true);
});

test('deadline function ≠ elapsed function: for every limit up to 40 days the one gives back the other', () => {
  const pauses = [['2026-02-10 16:00', '2026-02-26 10:00']] as const;
  const start = '2026-01-28 15:12:07';
  for (let limit = 1; limit <= 40; limit++) {
    const whole = { start, pauses, limit };
    const lastInstant = new Date(Date.parse(china(whole).deadline!) - 1).toISOString();
    expect(china({ ...whole, end: lastInstant }).elapsed).toBe(limit);
    const time = { ...whole, method: 'biz_time' } as const;
    expect(china({ ...time, end: china(time).deadline! }).elapsed).toBe(limit);
  }
});

test('day = 24 h, or 1 d = 8 h: a day is as long as the office is open, and no unit stands for another', async () => {
  const span = { start: '2026-03-02 09:00', end: '2026-03-03 09:00' };
  const count = (method: 'biz_time' | 'biz_hours' | 'cal_hours') => china({ ...span, method }).elapsed;
  expect([count('biz_time'), count('biz_hours'), count('cal_hours')]).toEqual([1, 7, 24]);
  const shenzhen = textClock(await chinaCalendar('09:00-12:00,14:00-17:45'));
  expect(shenzhen({ ...span, method: 'biz_time' }).elapsed).toBe(1);
  expect(shenzhen({ ...span, method: 'biz_hours' }).elapsed).toBe(6.75);
  const days = makeCounter('biz_time', calendar, 'midnight');
  const hours = makeCounter('biz_hours', calendar, 'midnight');
  expect([days.unit, hours.unit]).toEqual(['working_day', 'hour']);
});

test('day = 24 h, or 1 d = 8 h: a day has the length of its own season', async () => {
  const seasons = textClock(
    await chinaCalendar([
      { from: '06-01', to: '09-30', hours: '08:00-12:00,15:00-18:00' },
      { hours: '09:00-12:00,14:00-17:00' },
    ]),
  );
  const turn = { start: '2026-05-29 14:00', end: '2026-06-01 11:30' };
  expect(seasons({ ...turn, method: 'biz_time' }).elapsed).toBe(0.5 + 0.5);
  expect(seasons({ ...turn, method: 'biz_hours' }).elapsed).toBe(6.5);
  expect(seasons({ start: turn.start, method: 'biz_time', limit: 1 }).deadline).toBe(
    '2026-06-01T11:30:00+08:00',
  );
});

test('rounding creates a breach: ten tenths of a day, each cut off by a pause, end exactly on the limit', () => {
  const minute = (n: number) => new Date(at('2026-03-02T09:00') + n * 60_000).toISOString();
  const pauses = [63, 75, 102, 117, 130].map((n) => [minute(n), minute(n + 3)] as const);
  const answer = china({ method: 'biz_time', start: '2026-03-02 09:00', pauses, limit: 0.3 });
  expect(answer.deadline).toBe('2026-03-02T11:21:00+08:00');
  const tenths = Array.from(
    { length: 10 },
    (_, i) => china({ method: 'biz_time', start: '2026-03-02 09:00', limit: (i + 1) / 10 }).deadline,
  );
  expect(tenths.at(-1)).toBe('2026-03-02T17:30:00+08:00');
  expect(tenths[2]).toBe('2026-03-02T11:06:00+08:00');
});

test('rounding creates a breach: a third of a day is rounded up to a whole millisecond, never down', () => {
  const third = { method: 'biz_time', start: '2026-03-02 09:00', limit: 1 / 3 } as const;
  const deadline = china(third).deadline!;
  expect(deadline).toBe('2026-03-02T11:20:00+08:00');
  expect(china({ ...third, end: deadline }).elapsed).toBe(1 / 3);
  const before = new Date(Date.parse(deadline) - 1).toISOString();
  expect(china({ ...third, end: before }).elapsed).toBeLessThan(1 / 3);
});

test('wrong time zone: one instant written in three zones is one answer, and a bare stamp is local', () => {
  const ends = [
    '2026-03-05T00:30:00+08:00',
    '2026-03-04T16:30:00Z',
    '2026-03-04T11:30:00-05:00',
    '2026-03-05 00:30',
  ];
  const answers = ends.map((end) => china({ start: '2026-03-02 10:00', end, limit: 2 }));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]!.elapsed).toBe(3);
});

test('daylight saving: days of 23 and 25 hours are days, and hours are those that passed', async () => {
  const facts = await shippedFacts('nl');
  const dutch = textClock(compiled(facts));
  const spring = { start: '2012-03-24 09:00', end: '2012-03-26 09:00' };
  expect(dutch({ ...spring, method: 'cal_hours' }).elapsed).toBe(47);
  expect(dutch({ ...spring, method: 'cal_days', limit: 2 })).toMatchObject({
    elapsed: 2,
    deadline: '2012-03-27T00:00:00+02:00',
  });
  expect(dutch({ start: '2012-10-26 16:00', method: 'biz_hours', limit: 2 }).deadline).toBe(
    '2012-10-29T10:00:00+01:00',
  );
  const always = textClock(compiled({ ...facts, weekend: [], days: [], officeHours: '00:00-24:00' }));
  const longDay = { start: '2012-10-28 00:00', end: '2012-10-29 00:00' };
  expect(always({ ...longDay, method: 'biz_time' }).elapsed).toBe(1);
  expect(always({ ...longDay, method: 'biz_hours' }).elapsed).toBe(25);
});

test('daylight saving: the afternoon begins at noon by the wall clock, an hour sooner or later in the day', async () => {
  const facts = await shippedFacts('nl');
  const halves = '00:00-12:00,12:00-24:00';
  const always = textClock(compiled({ ...facts, weekend: [], days: [], officeHours: halves }));
  const spring = { method: 'half_days', start: '2012-03-25 09:00', end: '2012-03-25 12:00' } as const;
  expect(always({ ...spring, limit: 0 })).toMatchObject({
    elapsed: 0.5,
    deadline: '2012-03-25T12:00:00+02:00',
  });
  const autumn = { ...spring, start: '2012-10-28 09:00', end: '2012-10-28 11:59' };
  expect(always(autumn).elapsed).toBe(0);
});

test('calendar runs out silently: past the published days there is an interval or nothing, never a plain date', () => {
  for (const method of ['wd_excl', 'wd_incl', 'biz_time', 'biz_hours', 'cal_days', 'half_days'] as const) {
    const answer = china({ method, start: '2026-12-30 10:00', limit: 30 });
    expect(answer.deadline).toBeNull();
    expect(answer.provisional).not.toBeNull();
    expect(answer.problems).toEqual(['provisional-deadline']);
    expect(china({ method, start: '2031-03-03 10:00', limit: 3 })).toMatchObject({
      deadline: null,
      provisional: null,
    });
  }
});

test('calendar fails and all days work: broken office hours are refused, and no limit hangs the machine', async () => {
  const facts = await shippedFacts('cn');
  for (const officeHours of ['09:00-12:00,11:00-17:00', '17:00-09:00', '09:75-12:00', '', '09:00-25:00'])
    expect(makeCalendar({ ...facts, officeHours })).toMatchObject({
      ok: false,
      problem: { code: 'bad-office-hours' },
    });
  const everyDay = compiled({ ...facts, weekend: [], days: [] });
  expect(textClock(everyDay)({ start: '2026-12-31 10:00', limit: 1 }).provisional).toEqual([
    '2027-01-02T00:00:00+08:00',
    '2027-01-24T00:00:00+08:00',
  ]);
});

test('elapsed and deadline differ in one known place: finished on a rest day after the last working day', () => {
  const saturday = china({ start: '2026-03-05 10:00', end: '2026-03-07 10:00', limit: 1 });
  expect(saturday).toMatchObject({ elapsed: 1, deadline: '2026-03-07T00:00:00+08:00' });
  const evening = { start: '2026-03-05 10:00', end: '2026-03-06 20:00', limit: 1, dayEnds: 'close' } as const;
  expect(china(evening)).toMatchObject({ elapsed: 1, deadline: '2026-03-06T17:30:00+08:00' });
});
