// Examples counted by hand on the published calendar of mainland China; office hours 09:00-12:00 and 13:30-17:30.
import { describe, expect, test } from 'vitest';
import { readStamp } from '../../services/core/instant.ts';
import {
  chinaCalendar,
  compiled,
  shippedFacts,
  type TextQuestion,
  textClock,
} from '../support/text-clock.ts';

const china = textClock(await chinaCalendar());
const elapsed = (question: TextQuestion) => china(question).elapsed;
const deadline = (question: TextQuestion) => china(question).deadline;

describe('half days, the three readings side by side (a day of 7 hours)', () => {
  const overnight = { start: '2026-03-02 15:00', end: '2026-03-03 11:00', limit: 0.5 };
  const sameDay = { start: '2026-03-02 09:30', end: '2026-03-02 14:30', limit: 0.5 };

  test('accepted 15:00, done 11:00 next working day: 1 whole day, 0.64 of office time, one session', () => {
    expect(elapsed({ ...overnight, method: 'wd_excl' })).toBe(1);
    expect(elapsed({ ...overnight, method: 'biz_time' })).toBe(270 / 420);
    expect(elapsed({ ...overnight, method: 'half_days' })).toBe(0.5);
  });

  test('against half a day: late, late, on time', () => {
    expect(elapsed({ ...overnight, method: 'wd_excl' })).toBeGreaterThan(0.5);
    expect(deadline({ ...overnight, method: 'biz_time' })).toBe('2026-03-03T10:00:00+08:00');
    expect(deadline({ ...overnight, method: 'half_days' })).toBe('2026-03-03T13:30:00+08:00');
  });

  test('accepted 09:30, done 14:30 the same day: 0, half of office time, one session; all on time', () => {
    expect(elapsed({ ...sameDay, method: 'wd_excl' })).toBe(0);
    expect(elapsed({ ...sameDay, method: 'biz_time' })).toBe(0.5);
    expect(elapsed({ ...sameDay, method: 'half_days' })).toBe(0.5);
    expect(deadline({ ...sameDay, method: 'biz_time' })).toBe('2026-03-02T14:30:00+08:00');
    expect(deadline({ ...sameDay, method: 'half_days' })).toBe('2026-03-03T00:00:00+08:00');
  });

  test('a morning session ends at the morning close where the day ends at closing', () => {
    const close = { ...overnight, method: 'half_days', dayEnds: 'close' } as const;
    expect(deadline(close)).toBe('2026-03-03T12:00:00+08:00');
    expect(deadline({ ...close, limit: 1 })).toBe('2026-03-03T17:30:00+08:00');
  });

  test('office hours without an afternoon opening cannot be halved', async () => {
    const straight = textClock(await chinaCalendar('09:00-17:00'));
    const answer = straight({ ...sameDay, method: 'half_days' });
    expect(answer).toMatchObject({ elapsed: null, deadline: null, problems: ['no-afternoon-opening'] });
  });
});

describe('make-up days and holidays of 2026', () => {
  test('before Spring Festival the make-up Saturday is the first day, the second comes after nine days off', () => {
    const accepted = { start: '2026-02-13 10:00', end: '2026-02-25 17:00' };
    expect(deadline({ ...accepted, limit: 1 })).toBe('2026-02-15T00:00:00+08:00');
    expect(deadline({ ...accepted, limit: 2 })).toBe('2026-02-25T00:00:00+08:00');
    expect(elapsed(accepted)).toBe(3);
  });

  test('after Spring Festival the make-up Saturday is the fourth day', () => {
    const accepted = { start: '2026-02-24 10:00' };
    expect(deadline({ ...accepted, limit: 4 })).toBe('2026-03-01T00:00:00+08:00');
    expect(deadline({ ...accepted, limit: 5 })).toBe('2026-03-03T00:00:00+08:00');
  });

  test('the make-up Sunday before and the make-up Saturday after National Day count', () => {
    expect(deadline({ start: '2026-09-18 10:00', limit: 1 })).toBe('2026-09-21T00:00:00+08:00');
    expect(deadline({ start: '2026-09-30 10:00', limit: 2 })).toBe('2026-10-10T00:00:00+08:00');
    expect(deadline({ start: '2026-09-30 10:00', limit: 3 })).toBe('2026-10-11T00:00:00+08:00');
    expect(elapsed({ start: '2026-09-18 10:00', end: '2026-10-10 09:00' })).toBe(11);
  });

  test('a make-up Saturday has full office hours', () => {
    const question = { method: 'biz_hours', start: '2026-02-14 08:00', end: '2026-02-14 20:00' } as const;
    expect(elapsed(question)).toBe(7);
  });

  test('calendar days roll off the holiday to the end of the next working day', () => {
    const accepted = { method: 'cal_days', start: '2026-09-28 10:00' } as const;
    expect(deadline({ ...accepted, limit: 2 })).toBe('2026-10-01T00:00:00+08:00');
    expect(deadline({ ...accepted, limit: 3 })).toBe('2026-10-09T00:00:00+08:00');
    expect(deadline({ ...accepted, limit: 3, dayEnds: 'close' })).toBe('2026-10-08T17:30:00+08:00');
  });

  test('across the year end the first working day of 2026 is a Sunday', () => {
    expect(deadline({ start: '2025-12-31 15:00', limit: 1 })).toBe('2026-01-05T00:00:00+08:00');
    expect(elapsed({ start: '2025-12-31 15:00', end: '2026-01-05 09:00' })).toBe(2);
  });
});

describe('the spans', () => {
  test('of eight years hold the working days published', () => {
    const years = { start: '2019-01-01 00:00', end: '2026-12-31 23:59' };
    expect(elapsed({ ...years, method: 'wd_incl' })).toBe(1994);
    expect(elapsed({ ...years, method: 'biz_time' })).toBe(1994);
    expect(elapsed({ ...years, method: 'biz_hours' })).toBe(1994 * 7);
    expect(elapsed({ ...years, method: 'half_days' })).toBe(1994);
  });

  test('of ten years hold 522 weeks of five days, and every leap day', async () => {
    const facts = await shippedFacts('cn');
    const covered = { from: '2015-01-01', to: '2025-12-31' };
    const decade = textClock(compiled({ ...facts, covered, days: [] }));
    const span = { start: '2015-03-02 09:00', end: '2025-03-03 09:00' };
    expect(decade({ ...span, limit: 2610 })).toMatchObject({
      elapsed: 2610,
      deadline: '2025-03-04T00:00:00+08:00',
    });
    expect(decade({ ...span, method: 'cal_days' }).elapsed).toBe(3654);
    expect(decade({ ...span, method: 'cal_hours' }).elapsed).toBe(87_696);
  });

  test('of no length hold nothing, but the inclusive count holds its day', () => {
    const instant = { start: '2026-03-02 10:00', end: '2026-03-02 10:00' };
    const methods = ['wd_excl', 'biz_time', 'biz_hours', 'cal_days', 'cal_hours', 'half_days'] as const;
    expect(methods.map((method) => elapsed({ ...instant, method }))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(elapsed({ ...instant, method: 'wd_incl' })).toBe(1);
    expect(elapsed({ method: 'wd_incl', start: '2026-03-01 10:00', end: '2026-03-01 10:00' })).toBe(0);
  });
});

describe('pauses', () => {
  const accepted = { start: '2026-03-02 10:00', limit: 2 } as const;

  test('after a correction the count begins again from the day after', () => {
    const corrected = [['2026-03-03 14:00', '2026-03-05 09:00']] as const;
    const answer = china({ ...accepted, end: '2026-03-06 11:00', pauses: corrected });
    expect(answer).toMatchObject({ elapsed: 2, deadline: '2026-03-07T00:00:00+08:00' });
  });

  test('a pause within one day costs nothing in whole days, and its length in office time', () => {
    const pauses = [['2026-03-03 10:00', '2026-03-03 11:00']] as const;
    expect(deadline({ ...accepted, pauses })).toBe('2026-03-05T00:00:00+08:00');
    expect(deadline({ ...accepted, method: 'biz_time', pauses })).toBe('2026-03-04T11:00:00+08:00');
  });

  test('an interrupted last day is made good on the day of the resume', () => {
    const pauses = [['2026-03-04 14:00', '2026-03-09 09:00']] as const;
    expect(deadline({ ...accepted, pauses })).toBe('2026-03-10T00:00:00+08:00');
    expect(deadline({ ...accepted, pauses, dayEnds: 'close' })).toBe('2026-03-09T17:30:00+08:00');
  });

  test('a clock resumed after closing has until 24:00', () => {
    const pauses = [['2026-03-04 14:00', '2026-03-09 18:00']] as const;
    expect(deadline({ ...accepted, pauses, dayEnds: 'close' })).toBe('2026-03-10T00:00:00+08:00');
  });

  test('under the inclusive count a day spent is spent: a later resume moves nothing', () => {
    const pauses = [['2026-03-03 14:00', '2026-03-09 09:00']] as const;
    const answer = china({ ...accepted, method: 'wd_incl', pauses, end: '2026-03-09 10:00' });
    expect(answer).toMatchObject({ elapsed: 3, deadline: '2026-03-04T00:00:00+08:00' });
    const atRest = [['2026-03-06 14:00', '2026-03-07 09:00']] as const;
    const resumed = { method: 'wd_incl', start: '2026-03-05 10:00', limit: 2, pauses: atRest } as const;
    expect(deadline(resumed)).toBe('2026-03-07T00:00:00+08:00');
  });

  test('an end at the very resume finds the clock running, one at the very pause does not', () => {
    const pauses = [['2026-03-03 00:00', '2026-03-05 09:00']] as const;
    const inclusive = { method: 'wd_incl', start: '2026-03-02 10:00', pauses } as const;
    expect(elapsed({ ...inclusive, end: '2026-03-05 09:00' })).toBe(2);
    expect(elapsed({ ...inclusive, end: '2026-03-03 00:00' })).toBe(1);
  });

  test('a pause that has not ended leaves no deadline, unless it had passed', () => {
    const open = (from: string) => china({ ...accepted, pauses: [[from, null]] });
    expect(open('2026-03-04 14:00')).toMatchObject({ deadline: null, problems: ['paused'] });
    expect(open('2026-03-05 00:00')).toMatchObject({ deadline: '2026-03-05T00:00:00+08:00', problems: [] });
  });
});

describe('limits', () => {
  test('of nothing: the end of the start day in whole days, the start itself in time', () => {
    const onTheSpot = { start: '2026-03-02 10:00', limit: 0 };
    expect(deadline(onTheSpot)).toBe('2026-03-03T00:00:00+08:00');
    expect(deadline({ ...onTheSpot, dayEnds: 'close' })).toBe('2026-03-02T17:30:00+08:00');
    expect(deadline({ ...onTheSpot, method: 'cal_days' })).toBe('2026-03-03T00:00:00+08:00');
    expect(deadline({ ...onTheSpot, start: '2026-03-01 10:00' })).toBe('2026-03-02T00:00:00+08:00');
    for (const method of ['biz_time', 'biz_hours', 'cal_hours'] as const)
      expect(deadline({ ...onTheSpot, method })).toBe('2026-03-02T10:00:00+08:00');
  });

  test('of one day of office time from opening end at closing, not at the next opening', () => {
    expect(deadline({ method: 'biz_time', start: '2026-03-02 09:00', limit: 1 })).toBe(
      '2026-03-02T17:30:00+08:00',
    );
  });

  test('with a fraction of a whole day are refused a deadline, and the time is still counted', () => {
    for (const method of ['wd_excl', 'wd_incl', 'cal_days'] as const) {
      const answer = china({ method, start: '2026-03-02 10:00', end: '2026-03-02 15:00', limit: 0.5 });
      expect(answer).toMatchObject({ deadline: null, problems: ['fractional-limit'] });
      expect(answer.elapsed).toBe(method === 'wd_incl' ? 1 : 0);
    }
    const quarter = china({ method: 'half_days', start: '2026-03-02 10:00', limit: 0.25 });
    expect(quarter).toMatchObject({ deadline: null, problems: ['fractional-limit'] });
  });

  test('below zero or not a number are refused', () => {
    for (const limit of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(china({ start: '2026-03-02 10:00', limit }).problems).toEqual(['bad-limit']);
  });
});

describe('stamps and their faults', () => {
  test('a date alone is enough for dates and never for hours', () => {
    const dates = { start: '2026-03-02', end: '2026-03-04', limit: 2 };
    expect(china(dates)).toMatchObject({ elapsed: 2, deadline: '2026-03-05T00:00:00+08:00', problems: [] });
    expect(elapsed({ ...dates, method: 'wd_incl' })).toBe(3);
    expect(elapsed({ ...dates, method: 'cal_days' })).toBe(2);
    for (const method of ['biz_time', 'biz_hours', 'cal_hours', 'half_days'] as const)
      expect(china({ ...dates, method })).toMatchObject({ elapsed: null, problems: ['date-only-stamp'] });
  });

  test('a date alone never stands before a time of the same day', () => {
    expect(china({ start: '2026-03-02 16:00', end: '2026-03-02' })).toMatchObject({
      elapsed: 0,
      problems: [],
    });
  });

  test('an end before the start and a pause turned round are errors, not zero and not negative', () => {
    const reversed = china({ start: '2026-03-03 10:00', end: '2026-03-02 10:00' });
    expect(reversed).toMatchObject({ elapsed: null, problems: ['end-before-start'] });
    const pauses = [['2026-03-05 10:00', '2026-03-04 10:00']] as const;
    const turned = china({ start: '2026-03-02 10:00', end: '2026-03-06 10:00', pauses, limit: 3 });
    expect(turned).toMatchObject({ elapsed: null, deadline: null, problems: ['reversed-pause'] });
  });

  test('24:00 is the next 00:00; an offset has whole minutes below 60', () => {
    expect(elapsed({ method: 'cal_hours', start: '2026-03-02T24:00', end: '2026-03-03T00:00' })).toBe(0);
    expect(readStamp('2026-03-02T10:00:00+08:75', 'Asia/Shanghai').ok).toBe(false);
    expect(readStamp('2026-02-29', 'Asia/Shanghai').ok).toBe(false);
  });
});
