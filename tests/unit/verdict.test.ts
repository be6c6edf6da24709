// The verdict at every instant that decides it, and where the calendar ends.
import { describe, expect, test } from 'vitest';
import { elapsedAt, isOpenAt, verdictAt } from '../../services/core/verdict.ts';
import { type CaseBuilder, instant, permitCase } from '../support/case-builder.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

const accepted = (at: string) => permitCase('c').received(at).accepted(at);
const monday = accepted('2026-03-02T10:00+08:00');
const at = (told: CaseBuilder, asOf: string, target = aTarget()) =>
  verdictAt(clockOf(told.events(), target), instant(asOf));
const completedAt = (end: string) => at(monday.completed(end), '2026-04-01T10:00+08:00');

describe('the last instant', () => {
  test.each([
    ['2026-03-09T23:59:59.999+08:00', 'met'],
    ['2026-03-10T00:00:00.000+08:00', 'met'],
    ['2026-03-10T00:00:00.001+08:00', 'breached'],
  ])('5 working days from Monday, stopped %s: %s', (end, verdict) => {
    expect(completedAt(end)).toBe(verdict);
  });

  test.each([
    ['2026-03-10T00:00:00.000+08:00', 'running'],
    ['2026-03-10T00:00:00.001+08:00', 'breached'],
  ])('still open %s: %s', (asOf, verdict) => {
    expect(at(monday, asOf)).toBe(verdict);
  });

  test('a target may end its days at closing time', () => {
    const close = aTarget({ measured: { dayEnds: 'close' } });
    expect(at(monday, '2026-03-09T17:30+08:00', close)).toBe('running');
    expect(at(monday, '2026-03-09T17:31+08:00', close)).toBe('breached');
    expect(at(monday.completed('2026-03-09T17:30+08:00'), '2026-03-09T18:00+08:00', close)).toBe('met');
  });

  test('the host zone decides nothing: an offset of any kind is the same instant', () => {
    expect(completedAt('2026-03-09T16:00:00Z')).toBe('met');
    expect(completedAt('2026-03-09T11:00:00.001-05:00')).toBe('breached');
  });
});

describe('elapsed time is never judged', () => {
  test('on the rest days after the last day the limit is kept and the deadline has passed', () => {
    const clock = clockOf(accepted('2026-03-06T10:00+08:00').completed('2026-03-14T10:00+08:00').events());
    expect(elapsedAt(clock, instant('2026-03-14T10:00+08:00'))).toBe(5);
    expect(verdictAt(clock, instant('2026-03-14T10:00+08:00'))).toBe('breached');
  });

  test('at 24:00 the limit is exceeded and the deadline has not passed', () => {
    const clock = clockOf(monday.completed('2026-03-10T00:00+08:00').events());
    expect(elapsedAt(clock, instant('2026-03-10T00:00+08:00'))).toBe(6);
    expect(verdictAt(clock, instant('2026-03-10T00:00+08:00'))).toBe('met');
  });
});

describe('beyond the published calendar', () => {
  const december = accepted('2026-12-28T10:00+08:00');

  test('an open clock is running while the days are published, and unknown after', () => {
    expect(at(december, '2026-12-31T23:00+08:00')).toBe('running');
    expect(at(december, '2027-01-01T00:00+08:00')).toBe('unknown');
    expect(elapsedAt(clockOf(december.events()), instant('2027-01-01T00:00+08:00'))).toBeNull();
  });

  test('a clock stopped in the published days is met, one stopped after is unknown', () => {
    expect(at(december.completed('2026-12-31T10:00+08:00'), '2027-03-01T10:00+08:00')).toBe('met');
    expect(at(december.completed('2027-01-04T10:00+08:00'), '2027-03-01T10:00+08:00')).toBe('unknown');
  });

  test('a clock whose deadline is published can be breached after the calendar ends', () => {
    const one = aTarget({ value: 1 });
    expect(at(december, '2027-06-01T10:00+08:00', one)).toBe('breached');
    expect(at(december.completed('2027-06-01T10:00+08:00'), '2027-06-02T10:00+08:00', one)).toBe('breached');
  });

  test('a paused clock is paused and a withdrawn one void, whatever is published', () => {
    const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
    expect(at(december.begun('hearing', '2026-12-29T10:00+08:00'), '2027-06-01T10:00+08:00', target)).toBe(
      'paused',
    );
    expect(at(december.withdrawn('2027-01-04T10:00+08:00'), '2027-06-01T10:00+08:00')).toBe('void');
  });

  test('nothing is known of a clock that started before the calendar begins', () => {
    const early = accepted('2018-12-03T10:00+08:00');
    expect(at(early, '2019-03-01T10:00+08:00')).toBe('unknown');
    expect(at(early.completed('2018-12-05T10:00+08:00'), '2019-03-01T10:00+08:00')).toBe('unknown');
  });

  describe('calendar days are counted, but a deadline that may roll is not given', () => {
    const twenty = aTarget({ value: 20, measured: { method: 'cal_days' } });

    test.each([
      ['2018-11-01T10:00+08:00', '2018-11-10T10:00+08:00', 'met'],
      ['2018-11-01T10:00+08:00', '2018-12-30T10:00+08:00', 'unknown'],
      ['2026-12-20T10:00+08:00', '2027-01-05T10:00+08:00', 'met'],
      ['2026-12-20T10:00+08:00', '2027-03-01T10:00+08:00', 'unknown'],
    ])('from %s to %s: %s', (start, end, verdict) => {
      expect(at(accepted(start).completed(end), '2027-06-01T10:00+08:00', twenty)).toBe(verdict);
    });

    test('an open clock from before the calendar is unknown, not running for ever', () => {
      expect(at(accepted('2018-11-01T10:00+08:00'), '2020-03-02T10:00+08:00', twenty)).toBe('unknown');
    });
  });
});

describe('whether a clock is open', () => {
  const told = monday.begun('hearing', '2026-03-03T10:00+08:00').completed('2026-03-04T10:00+08:00');
  const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
  test.each([
    ['2026-03-02T09:59+08:00', false],
    ['2026-03-02T10:00+08:00', true],
    ['2026-03-03T10:00+08:00', true],
    ['2026-03-04T10:00+08:00', false],
  ])('%s: %s', (asOf, open) => {
    expect(isOpenAt(clockOf(told.events(), target), instant(asOf))).toBe(open);
  });
});
