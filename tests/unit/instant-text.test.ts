// Instants as text are those of the runtime, at any instant it knows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantText } from '../../services/store/case-events.ts';

const LAST = 8_640_000_000_000_000;

test('an instant is written as the runtime writes it', () => {
  const near = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2300, 0, 1) });
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        fc.maxSafeInteger().map((n) => n % (LAST + 1)),
      ),
      (at) => {
        expect(instantText(at)).toBe(new Date(at).toISOString());
      },
    ),
    {
      numRuns: 2000,
      examples: [[0], [-1], [999], [LAST], [-LAST], [Date.UTC(2024, 1, 29, 23, 59, 59, 999)]],
    },
  );
});

test('what is no instant is refused', () => {
  expect(() => instantText(Number.NaN)).toThrow(RangeError);
});
