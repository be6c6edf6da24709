// The time range of a board: Grafana's spelling, read in the board's zone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  daysOf,
  intervalOf,
  quickRangeOf,
  quickRanges,
  rangeOf,
  rangeOfDays,
  readTime,
  stepMs,
} from '../../services/web/boards/time-range.ts';
import { addUnits, instantOf, startOfUnit, wallOf } from '../../services/web/boards/zone-time.ts';

const zone = 'Asia/Shanghai';
const now = Date.parse('2026-03-01T01:30:00+08:00');
const at = (text: string, isEnd = false) => {
  const read = readTime(text, now, zone, isEnd);
  return read === null ? null : new Date(read).toISOString();
};
const shanghai = (text: string) => new Date(`${text}+08:00`).toISOString();

describe('a time', () => {
  test('relative to now', () => {
    expect(at('now')).toBe(shanghai('2026-03-01T01:30:00'));
    expect(at('now-90d')).toBe(shanghai('2025-12-01T01:30:00'));
    expect(at('now+15m')).toBe(shanghai('2026-03-01T01:45:00'));
    expect(at('now-h')).toBe(shanghai('2026-03-01T00:30:00'));
    expect(at('now-1y-1d')).toBe(shanghai('2025-02-28T01:30:00'));
  });
  test('rounded is the beginning of a unit in Shanghai, though its UTC day is another', () => {
    expect(at('now/d')).toBe(shanghai('2026-03-01T00:00:00'));
    expect(at('now/M')).toBe(shanghai('2026-03-01T00:00:00'));
    expect(at('now-1M/M')).toBe(shanghai('2026-02-01T00:00:00'));
    expect(at('now/Q')).toBe(shanghai('2026-01-01T00:00:00'));
    expect(at('now-1y/y')).toBe(shanghai('2025-01-01T00:00:00'));
    expect(at('now/w'), '1 March 2026 is a Sunday').toBe(shanghai('2026-02-23T00:00:00'));
  });
  test('rounded at the end of a range is the last millisecond of the unit', () => {
    expect(at('now-1M/M', true)).toBe(shanghai('2026-02-28T23:59:59.999'));
    expect(at('now/y', true)).toBe(shanghai('2026-12-31T23:59:59.999'));
    expect(at('now/w', true)).toBe(shanghai('2026-03-01T23:59:59.999'));
  });
  test('a month before its 31st is the last day there is', () => {
    const late = Date.parse('2026-03-31T10:00:00+08:00');
    expect(new Date(readTime('now-1M', late, zone, false)!).toISOString()).toBe(
      shanghai('2026-02-28T10:00:00'),
    );
  });
  test('absolute: milliseconds, an instant, or wall time of the zone', () => {
    expect(at('1262275200000')).toBe('2009-12-31T16:00:00.000Z');
    expect(at('2010-01-01T00:00:00.000Z')).toBe('2010-01-01T00:00:00.000Z');
    expect(at('2010-01-01')).toBe('2009-12-31T16:00:00.000Z');
    expect(at('2010-01-01 08:30:00')).toBe('2010-01-01T00:30:00.000Z');
  });
  test('that is none is null', () => {
    for (const text of ['', 'soon', 'now-', 'now-90', 'now/x', '12', '2010-13-01'])
      expect(at(text)).toBeNull();
  });
});

describe('a range', () => {
  test('stands in order or is none', () => {
    expect(rangeOf({ from: 'now-1d', to: 'now' }, now, zone)).toEqual({ from: now - 86_400_000, to: now });
    expect(rangeOf({ from: 'now', to: 'now-1d' }, now, zone)).toBeNull();
    expect(rangeOf({ from: 'now', to: 'never' }, now, zone)).toBeNull();
  });
  test('of chosen days begins and ends with them in the zone, and shows the same days again', () => {
    const raw = rangeOfDays('2010-01-01', '2012-12-31', zone)!;
    expect(raw).toEqual({ from: '2009-12-31T16:00:00.000Z', to: '2012-12-31T15:59:59.999Z' });
    expect(daysOf(rangeOf(raw, now, zone)!, zone)).toEqual(['2010-01-01', '2012-12-31']);
    expect(rangeOfDays('2012-12-31', '2010-01-01', zone)).toBeNull();
    expect(rangeOfDays('', '2010-01-01', zone)).toBeNull();
  });
  test('every usual one can be read and is known again', () => {
    for (const { id, from, to } of quickRanges) {
      expect(quickRangeOf({ from, to })).toBe(id);
      const range = rangeOf({ from, to }, now, zone)!;
      expect(range.to, id).toBeGreaterThan(range.from);
    }
    expect(quickRangeOf({ from: 'now-8d', to: 'now' })).toBeNull();
  });
});

describe('wall time', () => {
  const instants = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) });
  test('goes there and back wherever the clocks are not set back', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(instantOf(wallOf(instant, zone), zone)).toBe(instant);
        expect(wallOf(instant, zone) - instant).toBe(8 * 3_600_000);
      }),
    );
  });
  test('follows the summer time of other zones', () => {
    const winter = Date.parse('2012-01-15T12:00:00Z');
    expect(wallOf(winter, 'Europe/Amsterdam') - winter).toBe(3_600_000);
    const summer = Date.parse('2012-07-15T12:00:00Z');
    expect(instantOf(summer + 7_200_000, 'Europe/Amsterdam')).toBe(summer);
  });
  test('the beginning of a unit is not after it, and the next one is', () => {
    const units = fc.constantFrom(...(['s', 'm', 'h', 'd', 'w', 'M', 'Q', 'y'] as const));
    fc.assert(
      fc.property(instants, units, (wall, unit) => {
        const start = startOfUnit(wall, unit);
        expect(start).toBeLessThanOrEqual(wall);
        expect(addUnits(start, 1, unit)).toBeGreaterThan(wall);
        expect(startOfUnit(start, unit)).toBe(start);
      }),
    );
  });
});

describe('the interval of a point', () => {
  const range = (ms: number) => ({ from: 0, to: ms });
  test('is the range over the points, rounded up to a usual step', () => {
    expect(intervalOf(range(90 * 86_400_000), 700)).toBe(21_600_000);
    expect(intervalOf(range(3_600_000), 3600)).toBe(1000);
    expect(intervalOf(range(0), 100)).toBe(1000);
  });
  test('is not less than the panel allows', () => {
    expect(intervalOf(range(3_600_000), 1000, stepMs('1d')!)).toBe(86_400_000);
  });
  test('is written as a number and a unit', () => {
    expect([stepMs('30s'), stepMs('>1m'), stepMs('250ms'), stepMs('soon'), stepMs('')]).toEqual([
      30_000,
      60_000,
      250,
      null,
      null,
    ]);
  });
});
