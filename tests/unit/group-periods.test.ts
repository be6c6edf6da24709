// Periods of groups and the midnights at which they are judged, in Chinese time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayEndingAt,
  midnightEnding,
  midnightsAfter,
  nextMidnight,
  periodAt,
  periodBefore,
  periodNamed,
} from '../../services/core/group-periods.ts';

const at = (stamp: string): number => Date.parse(`${stamp.replace(' ', 'T')}+08:00`);
const kinds = ['month', 'quarter', 'year'] as const;
const anyInstant = fc.integer({ min: at('1995-01-01 00:00'), max: at('2035-01-01 00:00') });

describe('a period', () => {
  test.each([
    ['month', '2026-10-31 23:59:59.999', '2026-10', '2026-10-01', '2026-11-01'],
    ['month', '2026-11-01 00:00', '2026-11', '2026-11-01', '2026-12-01'],
    ['month', '2026-12-31 12:00', '2026-12', '2026-12-01', '2027-01-01'],
    ['quarter', '2026-10-01 00:00', '2026-Q4', '2026-10-01', '2027-01-01'],
    ['quarter', '2026-09-30 23:59:59.999', '2026-Q3', '2026-07-01', '2026-10-01'],
    ['year', '2026-12-31 23:59:59.999', '2026', '2026-01-01', '2027-01-01'],
  ] as const)('%s of %s is %s', (kind, instant, name, from, to) => {
    const period = { kind, name, from: at(`${from} 00:00`), to: at(`${to} 00:00`) };
    expect(periodAt(kind, at(instant))).toEqual(period);
    expect(periodNamed(name)).toEqual(period);
  });

  test.each([
    ['month', '2026-01-15 00:00', '2025-12'],
    ['quarter', '2026-01-15 00:00', '2025-Q4'],
    ['year', '2026-01-15 00:00', '2025'],
  ] as const)('before the %s of %s is %s', (kind, instant, name) => {
    expect(periodBefore(periodAt(kind, at(instant))).name).toBe(name);
  });

  test.each(['', '2026-13', '2026-Q5', '26', '2026-10-01'])('is not named %j', (name) => {
    expect(periodNamed(name)).toBeNull();
  });

  test('holds its instant, follows the one before it without a gap, and is known by its name', () => {
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...kinds), (instant, kind) => {
        const period = periodAt(kind, instant);
        expect(period.from <= instant && instant < period.to).toBe(true);
        expect(periodBefore(period).to).toBe(period.from);
        expect(periodNamed(period.name)).toEqual(period);
      }),
    );
  });
});

describe('midnights', () => {
  test('come after an instant, and up to and with another', () => {
    const from = at('2026-02-27 10:00');
    expect(nextMidnight(from)).toBe(at('2026-02-28 00:00'));
    expect(nextMidnight(at('2026-02-28 00:00'))).toBe(at('2026-03-01 00:00'));
    expect(midnightsAfter(from, at('2026-03-01 00:00'))).toEqual([
      at('2026-02-28 00:00'),
      at('2026-03-01 00:00'),
    ]);
    expect(midnightsAfter(from, at('2026-02-28 00:00') - 1)).toEqual([]);
    expect(midnightsAfter(at('2026-03-01 00:00'), at('2026-03-01 09:00'))).toEqual([]);
    expect(midnightsAfter(at('2026-03-05 00:00'), at('2026-03-01 09:00'))).toEqual([]);
  });

  test('end the day they are named by', () => {
    expect(dayEndingAt(at('2026-03-01 00:00'))).toBe('2026-02-28');
    expect(midnightEnding('2026-02-28')).toBe(at('2026-03-01 00:00'));
  });

  test('are each the next one of the one before', () => {
    fc.assert(
      fc.property(anyInstant, fc.nat({ max: 40 }), (from, days) => {
        const found = midnightsAfter(from, from + days * 86_400_000);
        expect(found).toHaveLength(days);
        let last = from;
        for (const midnight of found) {
          expect(midnight).toBe(nextMidnight(last));
          last = midnight;
        }
      }),
    );
  });
});
