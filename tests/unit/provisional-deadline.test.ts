import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { CalendarDay, CalendarFacts } from '../../schemas/calendar.ts';
import { makeCalendar } from '../../services/core/calendar.ts';
import { caseCount } from '../support/compare-clocks.ts';
import { randomFacts } from '../support/random-calendar.ts';
import { ask, placePlan, randomPlan } from '../support/random-question.ts';
import { chinaCalendar, compiled, shippedFacts, textClock } from '../support/text-clock.ts';
import { walkerCalendar } from '../support/walker-calendar.ts';

vi.setConfig({ testTimeout: 120_000 + 2 * caseCount });

const DAY = 86_400_000;
const YEARS_LATER = 500;

/** The same calendar with a later end and some exceptions after the old one, as many a year as it allows. */
function published(facts: CalendarFacts, flips: readonly (readonly [number, boolean])[]): CalendarFacts {
  const end = Date.parse(facts.covered.to) / DAY;
  const left = new Map<string, number>();
  const days: CalendarDay[] = [];
  for (const [after, holiday] of flips) {
    const date = new Date((end + 1 + after) * DAY).toISOString().slice(0, 10);
    const rests = facts.weekend.includes(new Date(`${date}T00:00:00Z`).getUTCDay() || 7);
    const { weekdaysOffAtMost, restDaysWorkedAtMost } = facts.unpublishedYear;
    const key = `${date.slice(0, 4)}${holiday}`;
    const room = left.get(key) ?? (holiday ? weekdaysOffAtMost : restDaysWorkedAtMost);
    if (room === 0 || rests === holiday) continue;
    left.set(key, room - 1);
    days.push({ date, kind: holiday ? 'holiday' : 'makeup', name: 'x', notice: 'x' });
  }
  const to = new Date((end + YEARS_LATER) * DAY).toISOString().slice(0, 10);
  return { ...facts, covered: { ...facts.covered, to }, days: [...facts.days, ...days] };
}

const flips = fc.oneof(
  fc.uniqueArray(fc.tuple(fc.nat({ max: 60 }), fc.boolean()), { maxLength: 40, selector: ([day]) => day }),
  fc.uniqueArray(fc.tuple(fc.nat({ max: YEARS_LATER - 1 }), fc.boolean()), {
    maxLength: 60,
    selector: ([day]) => day,
  }),
);

test('whatever the next notice says within the bounds, the deadline settles inside its provisional interval', () => {
  let settled = 0;
  const plans = fc.array(randomPlan(undefined, { maxLength: 2 }), {
    minLength: 1,
    maxLength: 20,
    size: 'max',
  });
  const runs = Math.ceil(caseCount / 100);
  fc.assert(
    fc.property(randomFacts({ minDays: 3, maxDays: 40 }), flips, plans, (facts, later, drawn) => {
      const before = makeCalendar(facts);
      const after = makeCalendar(published(facts, later));
      if (!before.ok || !after.ok) return;
      const slow = walkerCalendar(facts);
      for (const plan of drawn) {
        const asked = placePlan(facts, slow, plan);
        const { provisional } = ask(before.calendar, asked);
        const { deadline } = ask(after.calendar, asked);
        if (provisional === null || deadline === null) continue;
        expect(deadline).toBeGreaterThanOrEqual(provisional.earliest);
        expect(deadline).toBeLessThanOrEqual(provisional.latest);
        settled++;
      }
    }),
    { numRuns: runs },
  );
  expect(settled).toBeGreaterThan(runs);
});

test('a deadline past the published days is never a plain date', () => {
  const plans = fc.array(randomPlan(undefined, { maxLength: 2 }), {
    minLength: 1,
    maxLength: 20,
    size: 'max',
  });
  let past = 0;
  fc.assert(
    fc.property(randomFacts({ minDays: 3, maxDays: 40 }), plans, (facts, drawn) => {
      const made = makeCalendar(facts);
      if (!made.ok) return;
      const end = made.calendar.midnight.at(-1)!;
      for (const plan of drawn) {
        const answer = ask(made.calendar, placePlan(facts, walkerCalendar(facts), plan));
        if (plan.method === 'cal_hours') continue;
        if (answer.deadline !== null) expect(answer.deadline).toBeLessThanOrEqual(end);
        else past++;
        if (answer.provisional) {
          expect(answer.deadline).toBeNull();
          expect(answer.problems.map(({ code }) => code)).toContain('provisional-deadline');
        }
      }
    }),
    { numRuns: Math.ceil(caseCount / 200) },
  );
  expect(past).toBeGreaterThan(0);
});

const china = textClock(await chinaCalendar());

describe('outside the published calendar of mainland China', () => {
  test('a deadline past it is an interval: every rest day worked at first, or every weekday off at first', () => {
    const answer = china({ start: '2026-12-28 10:00', limit: 20 });
    expect(answer).toMatchObject({ deadline: null, problems: ['provisional-deadline'] });
    expect(answer.provisional).toEqual(['2027-01-18T00:00:00+08:00', '2027-02-25T00:00:00+08:00']);
  });

  test('a calendar-day deadline may fall on holidays not yet published, in any season', () => {
    const answer = china({ method: 'cal_days', start: '2026-12-28 10:00', limit: 277 });
    expect(answer.provisional).toEqual(['2027-10-02T00:00:00+08:00', '2027-11-03T00:00:00+08:00']);
  });

  test('a calendar-day deadline on a Saturday may stay there, should that Saturday be worked', () => {
    const answer = china({ method: 'cal_days', start: '2026-12-28 10:00', limit: 12 });
    expect(answer.provisional).toEqual(['2027-01-10T00:00:00+08:00', '2027-02-11T00:00:00+08:00']);
  });

  test('a day of a season not yet published weighs as much as any other: 0.52 of one, 0.98 of the next', async () => {
    const facts = await shippedFacts('cn');
    const half = compiled({
      ...facts,
      covered: { from: '2026-01-01', to: '2026-05-31' },
      days: facts.days.filter(({ date }) => date >= '2026-01-01' && date <= '2026-05-31'),
      officeHours: [
        { from: '06-01', to: '09-30', hours: '08:30-12:00,14:30-18:00' },
        { hours: '09:00-12:00,14:00-17:15' },
      ],
      unpublishedYear: { weekdaysOffAtMost: 1, restDaysWorkedAtMost: 0 },
    });
    const answer = textClock(half)({ method: 'biz_time', start: '2026-05-29 14:00', limit: 1.5 });
    expect(answer.provisional).toEqual(['2026-06-01T17:51:36+08:00', '2026-06-02T17:51:36+08:00']);
  });

  test('a start before it leaves everything unknown that needs its days', () => {
    const early = { start: '2018-12-03 10:00', end: '2019-01-10 10:00', limit: 5 };
    expect(china(early)).toMatchObject({ elapsed: null, deadline: null, provisional: null });
    expect(china(early).problems).toEqual(['outside-calendar', 'outside-calendar']);
    expect(china({ ...early, method: 'cal_hours' })).toMatchObject({ elapsed: 912, problems: [] });
    expect(china({ ...early, method: 'cal_days' }).elapsed).toBe(38);
  });

  test('an end past it is unknown, not counted as Monday to Friday', () => {
    const answer = china({ start: '2026-12-28 10:00', end: '2027-01-04 10:00' });
    expect(answer).toMatchObject({ elapsed: null, problems: ['outside-calendar'] });
  });
});
