// How a partition is cut into ranges, what is noted of a range, and when a partition is stood still.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeBrake } from '../../services/ingest/brake.ts';
import { deadLetter } from '../../services/ingest/dead-letters.ts';
import { cutRanges } from '../../services/ingest/plan-ranges.ts';
import { nameOf, readMark, settledAt, writtenAhead } from '../../services/ingest/range-mark.ts';
import type { BusMessage } from '../../services/platform/event-bus.ts';

const message = (offset: number, size = 10): BusMessage => ({
  offset,
  key: null,
  value: Buffer.alloc(size),
  headers: {},
  timestamp: 0,
});

describe('ranges', () => {
  test('keep every message in order, within the limits unless one alone is larger', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 100 }),
        (sizes, messages, bytes) => {
          const all = sizes.map((size, offset) => message(offset, size));
          const ranges = [...cutRanges(all, { messages, bytes })];
          expect(ranges.flat()).toEqual(all);
          for (const range of ranges) {
            expect(range.length).toBeGreaterThan(0);
            expect(range.length).toBeLessThanOrEqual(messages);
            const size = range.reduce((sum, { value }) => sum + value!.length, 0);
            expect(size <= bytes || range.length === 1).toBe(true);
          }
        },
      ),
    );
  });
});

describe('the note of a range', () => {
  const mark = { from: 40, to: 52, messages: 12, checkedAt: 1_800_000_000_000 };

  test('is read back, and fits the 4,096 bytes a broker keeps', () => {
    const point = writtenAhead(mark);
    expect(point.offset).toBe(40);
    expect(readMark(point)).toEqual(mark);
    const far = { ...mark, from: 2 ** 52, to: 2 ** 53 - 1, messages: 10_000 };
    expect(Buffer.byteLength(writtenAhead(far).mark)).toBeLessThan(4096);
  });

  test('is absent from a settled point and from a group that never committed', () => {
    expect(readMark(settledAt(53))).toBeNull();
    expect(readMark(null)).toBeNull();
  });

  test.each([
    '{',
    '7',
    '{"v":2,"to":52,"n":1,"at":1}',
    '{"v":1,"to":39,"n":1,"at":1}',
    '{"v":1,"to":52,"n":-1,"at":1}',
  ])('of another program is refused, never guessed: %s', (note) => {
    expect(() => readMark({ offset: 40, mark: note })).toThrow(/offset 40 is not one this program writes/);
  });

  test('names the range by its place and first instant', () => {
    expect(nameOf('gas.applications', 2, mark)).toBe('v1:gas.applications:2:40-52:1800000000000');
  });
});

describe('the brake', () => {
  const good = (n: number) => new Array<boolean>(n).fill(false);
  const bad = (n: number) => new Array<boolean>(n).fill(true);

  test('lets 100 refusals in a row through, and not 101, across ranges too', () => {
    const brake = makeBrake();
    expect(brake.refuses(bad(100))).toBeNull();
    expect(brake.refuses(bad(101))).toMatch(/more than 100 messages in a row/);
    brake.record([...good(5), ...bad(60)]);
    expect(brake.refuses([...bad(40), false])).toBeNull();
    expect(brake.refuses(bad(41))).toMatch(/in a row/);
  });

  test('lets 1 % of the last 10,000 through, and not more', () => {
    const brake = makeBrake();
    const scattered = Array.from({ length: 10_000 }, (_, i) => i % 100 === 0);
    expect(brake.refuses(scattered)).toBeNull();
    brake.record(scattered);
    expect(brake.refuses([true])).toBeNull();
    expect(brake.refuses([...good(50), true, true])).toMatch(/more than 1 % of the last 10,000/);
  });

  test('does not judge the share of a short history', () => {
    const brake = makeBrake();
    brake.record([...bad(90), ...good(10), ...bad(90)]);
    expect(brake.refuses([false, ...bad(100)])).toBeNull();
  });

  test('remembers only what was let through', () => {
    const brake = makeBrake();
    brake.refuses(bad(101));
    expect(brake.refuses(bad(100))).toBeNull();
  });

  test('agrees with a plain count over the whole history', () => {
    const outcomes = fc.array(fc.array(fc.boolean(), { maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(outcomes, (ranges) => {
        const brake = makeBrake({ inARow: 3, window: 10, share: 0.3 });
        const past: boolean[] = [];
        for (const range of ranges) {
          const refused = brake.refuses(range) !== null;
          expect(refused).toBe(range.includes(true) && breaks([...past, ...range], past.length));
          if (refused) continue;
          brake.record(range);
          past.push(...range);
        }
      }),
    );
  });

  /** Whether some prefix that ends among the new ones has a run over 3, or a full window with over 3 refused. */
  function breaks(all: boolean[], known: number): boolean {
    for (let end = known + 1; end <= all.length; end += 1) {
      const run = all
        .slice(0, end)
        .reverse()
        .findIndex((one) => !one);
      if ((run === -1 ? end : run) > 3) return true;
      if (end >= 10 && all.slice(end - 10, end).filter(Boolean).length > 3) return true;
    }
    return false;
  }
});

describe('a dead letter', () => {
  const original: BusMessage = {
    offset: 12,
    key: Buffer.from([0xff, 1]),
    value: Buffer.from([0, 0xfe]),
    headers: { 'content-type': Buffer.from('application/json'), trace: Buffer.from([0xff]) },
    timestamp: 1_700_000_000_000,
  };
  const letter = deadLetter({
    topic: 'gas.applications',
    partition: 4,
    message: original,
    problems: [
      { code: 'bad-data', message: 'data.region: 地区 expected text', field: 'data.region' },
      { code: 'bad-data', message: 'data.kind: expected text', field: 'data.kind' },
    ],
    attempts: 2,
    firstFailedAt: 1_700_000_001_000,
    appVersion: '1.2.3',
  });

  test('keeps key, value and headers byte for byte', () => {
    expect(letter.topic).toBe('gas.applications.dlq');
    expect(letter.key).toBe(original.key);
    expect(letter.value).toBe(original.value);
    expect(letter.headers).toMatchObject(original.headers);
  });

  test('says where it stood, what is wrong and since when', () => {
    const told = Object.entries(letter.headers!).filter(([name]) => name.startsWith('x-dlq-'));
    expect(Object.fromEntries(told.map(([name, value]) => [name, value.toString('utf8')]))).toEqual({
      'x-dlq-topic': 'gas.applications',
      'x-dlq-partition': '4',
      'x-dlq-offset': '12',
      'x-dlq-timestamp': '1700000000000',
      'x-dlq-stage': 'schema',
      'x-dlq-code': 'bad-data',
      'x-dlq-reason': 'data.region: 地区 expected text',
      'x-dlq-paths': 'data.region,data.kind',
      'x-dlq-attempts': '2',
      'x-dlq-app-version': '1.2.3',
      'x-dlq-first-failed-at': '2023-11-14T22:13:21.000Z',
    });
  });
});
