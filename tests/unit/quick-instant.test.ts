// The quick reading of a valid stamp is the slow one, and everything unusual is left to the slow one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OffsetInstant } from '../../schemas/envelope.ts';
import { formatInstant, quickInstant, readStamp } from '../../services/core/instant.ts';

const slow = (text: string) => {
  const read = readStamp(text, 'UTC');
  return read.ok ? read.at : null;
};

const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
const offset = fc.oneof(
  fc.constant('Z'),
  fc
    .tuple(fc.constantFrom('+', '-'), two(23), two(59))
    .map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
);
const anyText = fc
  .tuple(fc.integer({ min: 1900, max: 2199 }), two(13), two(32), two(24), two(60), two(60), offset)
  .map(([year, month, day, h, m, s, at]) => `${year}-${month}-${day}T${h}:${m}:${s}${at}`);

test('on every text that the envelope lets through, the quick reading agrees or leaves it', () => {
  let agreed = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      if (!OffsetInstant.safeParse(text).success) return;
      const quick = quickInstant(text);
      if (quick === null) return;
      expect(quick, text).toBe(slow(text));
      agreed += 1;
    }),
    { numRuns: 20_000 },
  );
  expect(agreed).toBeGreaterThan(2_000);
});

test('instants written in any zone are read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_800 }),
      fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu'),
      (seconds, zone) => {
        expect(quickInstant(formatInstant(seconds * 1000, zone))).toBe(seconds * 1000);
      },
    ),
  );
});

test.each([
  '2026-03-02T09:00:00.5+08:00',
  '2026-03-02T09:00+08:00',
  '2026-03-02T09:00:00+14:00',
  '2026-03-02',
])('%s is left to the slow reading', (text) => expect(quickInstant(text)).toBeNull());
