import { expect, test, vi } from 'vitest';
import type { Method } from '../../schemas/target.ts';
import type { Clock } from '../../services/core/clock.ts';
import { spansOf } from '../../services/core/spans.ts';
import { caseCount, difference, type LawCase, tryLaw } from '../support/compare-clocks.ts';
import { followClock } from '../support/follow-clock.ts';
import { type Asked, ask } from '../support/random-question.ts';
import { openTime, type Pause, runsOf } from '../support/walker.ts';
import { walkDeadline } from '../support/walker-deadline.ts';

vi.setConfig({ testTimeout: 120_000 + 4 * caseCount });

const continuous: readonly Method[] = ['biz_time', 'biz_hours', 'cal_hours'];
const wholeDay: readonly Method[] = ['wd_excl', 'wd_incl', 'cal_days', 'half_days'];
const byOffice: readonly Method[] = ['biz_time', 'biz_hours'];
const byWorkingDay: readonly Method[] = ['wd_excl', 'wd_incl', 'half_days'];

const elapsedTo = ({ calendar, asked }: LawCase, end: number): number | null =>
  ask(calendar, { ...asked, end }).elapsed;
const answer = ({ calendar, asked }: LawCase, changed: Partial<Asked> = {}) => {
  const { elapsed, deadline } = ask(calendar, { ...asked, ...changed });
  return { elapsed, deadline };
};

test('differential law: the core answers as the minute-by-minute walker does, under every method', () => {
  tryLaw({ share: 0.5 }, (one) => {
    expect(difference(one)).toBeNull();
    return true;
  });
});

/** 24:00 of the last covered day is the first instant outside, where nothing is counted any more. */
const isEndOfCalendar = ({ calendar, asked: { method } }: LawCase, at: number): boolean =>
  method !== 'cal_hours' && at === calendar.midnight.at(-1);

test('inverse law, continuous methods: the deadline is the least instant whose elapsed time reaches the limit', () => {
  tryLaw({ share: 0.08, methods: continuous }, (one) => {
    const { method, limit, start } = one.asked;
    const deadline = answer(one).deadline;
    if (deadline === null || isEndOfCalendar(one, deadline)) return false;
    const elapsed = elapsedTo(one, deadline);
    if (method === 'biz_time') expect(elapsed).toBeGreaterThanOrEqual(limit);
    else expect(elapsed).toBe(limit);
    if (limit > 0) {
      expect(deadline).toBeGreaterThan(start);
      expect(elapsedTo(one, deadline - 1)).toBeLessThan(limit);
    }
    return true;
  });
});

test('inverse law, whole-day methods: up to the last instant of the deadline day the count is the limit', () => {
  tryLaw({ share: 0.08, methods: wholeDay }, (one) => {
    const { method, limit, start, pauses, calendar } = one.asked;
    const deadline = answer(one).deadline;
    if (deadline === null || (method === 'wd_incl' && limit === 0)) return false;
    const before = elapsedTo(one, Math.max(start, deadline - 1))!;
    const last = calendar.dateOf(deadline - 1);
    const rolled = method === 'cal_days' && (pauses.length > 0 || !calendar.day(last - 1).working);
    if (rolled) expect(before).toBeGreaterThanOrEqual(limit);
    else expect([before, elapsedTo(one, deadline)]).toContain(limit);
    return true;
  });
});

test('inverse law, whole-day methods: no earlier day would do', () => {
  tryLaw({ share: 0.04, methods: wholeDay, mostPauses: 0 }, (one) => {
    const { limit, start, calendar } = one.asked;
    const deadline = answer(one).deadline;
    if (deadline === null || limit === 0) return false;
    const dayBefore = calendar.day(calendar.dateOf(deadline - 1)).begin - 1;
    if (dayBefore < start) return false;
    const restBefore = !calendar.day(calendar.dateOf(dayBefore)).working;
    if (one.asked.method !== 'cal_days' || !restBefore) expect(elapsedTo(one, dayBefore)).toBeLessThan(limit);
    return true;
  });
});

test('conservation law: running, paused and non-working time together are the whole span', () => {
  tryLaw({ share: 0.04, methods: ['biz_hours'] }, (one) => {
    const { start, end, calendar } = one.asked;
    const running = answer(one).elapsed;
    if (running === null || !calendar.covers(start) || !calendar.covers(end)) return false;
    const spans = spansOf(followClock(one.calendar, one.asked, end) as Clock, end);
    const sum = (kind: string) =>
      spans.reduce((total, span) => total + (span.kind === kind ? span.to - span.from : 0), 0);
    const runs = runsOf(one.asked)
      .filter(({ from }) => from < end)
      .map(({ from, to }) => ({ from, to: Math.min(to, end) }));
    const awake = openTime(runs, null);
    expect(sum('running') + sum('paused') + sum('non-working')).toBe(end - start);
    expect(sum('running') / 3_600_000).toBe(running);
    expect(sum('paused')).toBe(end - start - awake);
    expect(sum('non-working')).toBe(awake - openTime(runs, calendar));
    return true;
  });
});

/** The closed hours around the question's end: from closing, or from 00:00 of a rest day, to 24:00. */
function closedHours({ calendar, end }: Asked, restDaysOnly: boolean): Pause | null {
  const day = calendar.day(calendar.dateOf(end));
  if (!calendar.covers(end) || (restDaysOnly && day.working)) return null;
  return { from: day.working ? day.close : day.begin, to: day.end };
}

test('a pause wholly in non-working time moves nothing: office time', () => {
  tryLaw({ share: 0.04, methods: byOffice }, (one) => {
    const { asked } = one;
    const closed = closedHours(asked, false);
    if (closed === null || asked.limit === 0) return false;
    expect(answer(one, { pauses: [...asked.pauses, closed] })).toEqual(answer(one));
    return true;
  });
});

test('a pause wholly on rest days moves nothing: whole and half working days', () => {
  tryLaw({ share: 0.08, methods: byWorkingDay, mostPauses: 0 }, (one) => {
    const { asked } = one;
    const closed = closedHours(asked, true);
    if (closed === null || asked.limit === 0) return false;
    expect(answer(one, { pauses: [{ from: closed.from, to: closed.to - 1 }] })).toEqual(answer(one));
    return true;
  });
});

test('splitting, repeating or reordering pauses changes nothing', () => {
  tryLaw({ share: 0.04 }, (one) => {
    const { pauses, start } = one.asked;
    if (pauses.length === 0) return false;
    const halves = pauses.flatMap(({ from, to }) => {
      const middle = to === Number.POSITIVE_INFINITY ? from + 90_000_000 : Math.floor((from + to) / 2);
      return [
        { from: middle, to },
        { from, to: middle },
      ];
    });
    const nothing = { from: start + 5000, to: start + 5000 };
    const expected = answer(one);
    expect(answer(one, { pauses: halves })).toEqual(expected);
    expect(answer(one, { pauses: [...pauses, nothing, ...pauses] })).toEqual(expected);
    expect(answer(one, { pauses: [...pauses].reverse() })).toEqual(expected);
    return true;
  });
});

test('monotone: a later end is never less time, a larger limit never an earlier deadline, a pause never more time', () => {
  tryLaw({ share: 0.06 }, (one) => {
    const { end, limit, method } = one.asked;
    const { elapsed, deadline } = answer(one);
    const later = elapsedTo(one, end + 47_000_000);
    if (elapsed !== null && later !== null) expect(later).toBeGreaterThanOrEqual(elapsed);
    const larger = answer(one, { limit: limit + (method === 'half_days' ? 0.5 : 1) }).deadline;
    if (deadline !== null && larger !== null) expect(larger).toBeGreaterThanOrEqual(deadline);
    const whole = answer(one, { pauses: [] });
    if (elapsed !== null && whole.elapsed !== null) expect(elapsed).toBeLessThanOrEqual(whole.elapsed);
    if (deadline !== null && whole.deadline !== null) expect(deadline).toBeGreaterThanOrEqual(whole.deadline);
    return elapsed !== null;
  });
});

test('the clock followed event by event ends at the deadline and the count asked for at once', () => {
  tryLaw({ share: 0.08 }, (one) => {
    if (!one.asked.calendar.covers(one.asked.start)) return false;
    const { walk } = followClock(one.calendar, one.asked, Number.POSITIVE_INFINITY);
    const due = walk.due.at(-1)!;
    const isStillPaused = Number.isNaN(walk.runFrom) && !(due <= walk.t.at(-1)!);
    const expected = walkDeadline(one.asked, one.asked.limit);
    expect(isStillPaused || Number.isNaN(due) ? null : due).toBe(expected);
    return true;
  });
});

test('inside, time is whole numbers: every tick is a safe integer', () => {
  tryLaw({ share: 0.04 }, (one) => {
    const { walk } = followClock(one.calendar, one.asked, one.asked.end);
    const known = [...walk.w, walk.used].filter((ticks) => !Number.isNaN(ticks));
    expect(known.every(Number.isSafeInteger)).toBe(true);
    return known.length > 0;
  });
});
