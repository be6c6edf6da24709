// What the quick reading of an envelope lets through, the schema lets through with the same contents.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Envelope } from '../../schemas/envelope.ts';
import { quickEnvelope } from '../../services/core/quick-envelope.ts';

const usual = {
  specversion: '1.0',
  id: 'e-1',
  source: 'https://permits.example',
  type: 'permit.application.received',
  subject: '2026-0001',
  time: '2026-11-02T09:00:00+08:00',
  data: { service: '施工许可', attributes: { n: 1 } },
};
const optional = {
  recordedtime: '2026-11-02T09:00:05Z',
  datacontenttype: 'application/json',
  timeprecision: 'day',
  sequence: '17',
  traceparent: '00-4bf9-01',
};

const text = fc.oneof(
  fc.constantFrom('', ' ', 'a\u0000b', '\ud800', '办件', 'x'.repeat(129), 'x'.repeat(257), 'a\n', '1.0'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const stamp = fc
  .tuple(
    fc.integer({ min: 0, max: 9999 }),
    ...[13, 32, 25, 61, 61].map((max) => fc.integer({ min: 0, max })),
    fc.constantFrom('Z', 'z', '+08:00', '-24:00', '+8:00', '', '.5Z'),
  )
  .map(([year, month, day, h, m, s, offset]) => {
    const [mo, d, hh, mm, ss] = [month, day, h, m, s].map((n) => String(n).padStart(2, '0'));
    return `${String(year).padStart(4, '0')}-${mo}-${d}T${hh}:${mm}:${ss}${offset}`;
  });
const odd = fc.oneof(
  text,
  stamp,
  fc.constantFrom(null, undefined, 7, true, [], {}, { a: [1] }, Object.create(null)),
);
const changes = fc.dictionary(fc.constantFrom(...Object.keys({ ...usual, ...optional })), odd, {
  maxKeys: 3,
});
const more = fc.subarray(Object.keys(optional) as (keyof typeof optional)[]);

test('on whole, varied and broken envelopes', () => {
  let quick = 0;
  let slow = 0;
  fc.assert(
    fc.property(changes, more, (changed, added) => {
      const extra = Object.fromEntries(added.map((name) => [name, optional[name]]));
      const message = { ...usual, ...extra, ...changed };
      const found = quickEnvelope(message);
      const read = Envelope.safeParse(message);
      if (found === null) {
        slow += 1;
        return;
      }
      quick += 1;
      expect(read.success, JSON.stringify(message)).toBe(true);
      expect(found).toEqual(read.data);
    }),
    { numRuns: 20_000 },
  );
  expect(quick, 'the quick way is never taken').toBeGreaterThan(500);
  expect(slow).toBeGreaterThan(5_000);
});

test('a message with a prototype of its own is left to the schema', () => {
  expect(quickEnvelope(usual)).toBe(usual);
  expect(quickEnvelope(JSON.parse(`{"__proto__":{},${JSON.stringify(usual).slice(1)}`))).toBeNull();
  expect(quickEnvelope({ ...usual, data: JSON.parse('{"__proto__":1}') })).toBeNull();
  for (const message of [null, [], 'text', 7]) expect(quickEnvelope(message)).toBeNull();
});
