// What a missed deadline, a pause, its cap and an extension do to a clock.
import { describe, expect, test } from 'vitest';
import type { CaseBuilder } from '../support/case-builder.ts';
import {
  accepted,
  friday,
  inWords,
  monday,
  oneDay,
  received,
  target,
  thursday,
  tuesday,
  wednesday,
} from '../support/clock-in-words.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

/** One working day from Monday: the limit passed on Tuesday at 24:00. */
const overdue: Record<string, [(given: CaseBuilder) => CaseBuilder, string]> = {
  'nothing happens': [(given) => given, 'breached, 4 used, due 03-04 00:00'],
  'it pauses': [(given) => given.begun('hearing', wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it pauses and goes on': [
    (given) => given.begun('hearing', wednesday).ended('hearing', thursday),
    'breached, 3 used, due 03-04 00:00',
  ],
  'it is completed': [(given) => given.completed(wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it is withdrawn': [(given) => given.withdrawn(wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it is withdrawn while paused': [
    (given) => given.begun('hearing', wednesday).withdrawn(thursday),
    'breached, 2 used, due 03-04 00:00 (pause-without-end)',
  ],
  'it is extended': [
    (given) => given.extended(3, wednesday),
    'breached, 4 used, due 03-04 00:00 (extension-refused)',
  ],
  'it is extended while paused': [
    (given) => given.begun('hearing', wednesday).extended(3, thursday),
    'breached, 2 used, due 03-04 00:00 (extension-refused)',
  ],
};

describe('a clock that has missed its deadline stays breached when', () => {
  test.each(Object.entries(overdue))('%s', (_, [when, expected]) => {
    expect(inWords(when(accepted), friday, oneDay)).toBe(expected);
  });

  test('it pauses on the rest day after its last day, and goes on', () => {
    const told = received
      .accepted('2026-03-05T10:00+08:00')
      .begun('hearing', '2026-03-07T10:00+08:00')
      .ended('hearing', '2026-03-09T10:00+08:00');
    expect(inWords(told, '2026-03-07T11:00+08:00', oneDay)).toBe('breached, 1 used, due 03-07 00:00');
    expect(inWords(told, '2026-03-09T11:00+08:00', oneDay)).toBe('breached, 1 used, due 03-07 00:00');
  });
});

describe('pauses', () => {
  test('of two grounds are united', () => {
    const told = accepted
      .begun('hearing', tuesday)
      .begun('inspection', '2026-03-03T15:00+08:00')
      .ended('hearing', wednesday)
      .ended('inspection', thursday);
    expect(inWords(told, wednesday)).toBe('paused, 1 used, no deadline');
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('that begin and end in one moment change nothing and are not reported', () => {
    const told = accepted.begun('hearing', wednesday).ended('hearing', wednesday);
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-10 00:00');
  });

  test('that were begun before the start stop the clock from its start', () => {
    const told = received
      .begun('hearing', '2026-03-02T09:30+08:00')
      .accepted(monday)
      .ended('hearing', wednesday);
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('end with their cap; later spells share it, and the end told later is no error', () => {
    const told = accepted
      .begun('inspection', monday)
      .ended('inspection', '2026-03-11T10:00+08:00')
      .begun('inspection', '2026-03-11T11:00+08:00')
      .ended('inspection', '2026-03-12T10:00+08:00');
    expect(inWords(told, wednesday)).toBe('paused, 0 used, no deadline (pause-cap-used, pause-cap-used)');
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00 (pause-cap-used, pause-cap-used)');
    expect(inWords(told, '2026-03-12T09:00+08:00')).toContain('breached, 6 used');
  });

  test('before the start use up nothing of a cap', () => {
    const told = received
      .begun('inspection', '2026-02-02T09:00+08:00')
      .ended('inspection', '2026-02-27T09:00+08:00')
      .accepted(monday)
      .begun('inspection', monday)
      .ended('inspection', wednesday);
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('whose caps end at different times end with the last of them', () => {
    const promise = aTarget({
      measured: {
        pauses: [
          { ground: 'testing', atMost: { amount: 4, unit: 'working_day' } },
          { ground: 'inspection', atMost: { amount: 2, unit: 'working_day' } },
        ],
      },
    });
    const told = accepted.begun('testing', monday).begun('inspection', monday);
    expect(inWords(told, friday, promise)).toContain('paused, 0 used');
    expect(inWords(told, '2026-03-09T10:00+08:00', promise)).toContain('running, 1 used, due 03-14 00:00');
    expect(inWords(told, '2026-03-10T10:00+08:00', promise)).toContain('running, 2 used, due 03-14 00:00');
  });

  test('credit nothing where they lie wholly in rest days', () => {
    const told = accepted
      .begun('hearing', '2026-03-06T18:00+08:00')
      .ended('hearing', '2026-03-08T20:00+08:00');
    expect(inWords(told, '2026-03-09T10:00+08:00')).toBe('running, 5 used, due 03-10 00:00');
  });
});

describe('an extension', () => {
  test('is granted once and no more than the target allows', () => {
    const told = accepted.extended(30, tuesday).extended(1, wednesday);
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-13 00:00 (extension-refused)');
  });

  test('is refused where the target knows none', () => {
    expect(inWords(accepted.extended(3, tuesday), friday, aTarget())).toBe(
      'running, 4 used, due 03-10 00:00 (extension-refused)',
    );
  });

  test('is granted at the last instant and not a millisecond later', () => {
    const last = accepted.extended(3, '2026-03-10T00:00+08:00');
    expect(inWords(last, '2026-03-10T10:00+08:00')).toBe('running, 6 used, due 03-13 00:00');
    const late = accepted.extended(3, '2026-03-10T00:00:00.001+08:00');
    expect(inWords(late, '2026-03-10T10:00+08:00')).toContain('breached, 6 used, due 03-10 00:00');
  });

  test('of half a day gives a method of whole days nothing, and never a deadline between days', () => {
    const clock = clockOf(accepted.extended(1.5, tuesday).events(), target);
    expect(clock.walk.limit).toBe(6);
  });
});
