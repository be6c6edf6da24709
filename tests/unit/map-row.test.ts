// A row becomes events as its mapping says, or a problem that says why not.
import { expect, test } from 'vitest';
import { Envelope } from '../../schemas/envelope.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { compileMapping } from '../../services/ingest/map-row.ts';

const step = { type: 'permit.step.done', id: '{n}', time: 't', data: { name: 'x' } };
const mapper = (rows: object[], extra: object = {}) =>
  compileMapping(
    Mapping.parse({ system: 'permit', source: 'urn:t', zone: 'Asia/Shanghai', case: 'c', rows, ...extra }),
  );
const map = (rule: object, row: Record<string, string>, extra: object = {}) =>
  mapper([{ ...step, ...rule }], extra).mapRow({ c: 'K1', n: '7', t: '2024-03-04 10:30:00', ...row });
const dataOf = (data: object, row: Record<string, string>) => map({ data }, row);

test('a row becomes a CloudEvent that the envelope accepts', () => {
  const mapped = map({ id: 's-{n}', data: { name: '{a} / {b}' } }, { a: '收件', b: '窗口' });
  expect(mapped).toEqual({
    ok: true,
    event: {
      specversion: '1.0',
      id: 's-7',
      source: 'urn:t',
      type: 'permit.step.done',
      subject: 'K1',
      time: '2024-03-04T10:30:00+08:00',
      data: { name: '收件 / 窗口' },
    },
  });
  expect(mapped?.ok && Envelope.safeParse(mapped.event).success).toBe(true);
});

test.each([
  ['2011-10-11 13:45:40.276000+02:00', '2011-10-11T13:45:40.276+02:00'],
  ['2011-10-11T13:45:40Z', '2011-10-11T13:45:40Z'],
  ['2011-10-11T13:45:40.120+0100', '2011-10-11T13:45:40.12+01:00'],
  ['2011-10-11 13:45+02', '2011-10-11T13:45:00+02:00'],
  ['2011-10-11 13:45:40', '2011-10-11T13:45:40+02:00'],
  ['2011-11-11 13:45:40.5', '2011-11-11T13:45:40.500+01:00'],
  ['2011-10-11 24:00:00+02:00', '2011-10-12T00:00:00+02:00'],
])('the stamp %s is told as %s', (t, time) => {
  const mapped = map({}, { t }, { zone: 'Europe/Amsterdam' });
  expect(mapped).toMatchObject({ ok: true, event: { time } });
  expect(mapped?.ok && Envelope.safeParse(mapped.event).success).toBe(true);
});

test('a bare date stands at local noon and says that only the day is known', () => {
  const event = { time: '2024-03-04T12:00:00+08:00', timeprecision: 'day' };
  expect(map({}, { t: '2024-03-04' })).toMatchObject({ ok: true, event });
  expect(map({}, {})).not.toHaveProperty('event.timeprecision');
});

test('recorded time and sequence are told where the row has them', () => {
  const rule = { recordedTime: 'r', sequence: '{q}' };
  const event = { recordedtime: '2024-03-05T00:00:00Z', sequence: '3' };
  expect(map(rule, { r: '2024-03-05T00:00:00Z', q: '3' })).toMatchObject({ ok: true, event });
  expect(map(rule, { r: '', q: '3' })).not.toHaveProperty('event.recordedtime');
  expect(map(rule, { r: '2024-03-05T00:00:00Z', q: '' })).toMatchObject({ problem: { field: 'q' } });
});

test('columns are read as what the mapping says', () => {
  const data = {
    text: { column: 'x' },
    number: { column: 'x', as: 'number' },
    boolean: { column: 'y', as: 'boolean' },
    instant: { column: 'i', as: 'instant' },
    date: { column: 'i', as: 'date' },
    mapped: { column: 'z', map: { 是: true, 否: false } },
    absent: { column: 'e', optional: true },
    literal: 5,
    nested: { list: ['{x}', { column: 'y' }], braces: '{{x}}' },
  };
  const row = { x: '01.50', y: 'True', i: '2024-03-04 23:30:00Z', z: '否', e: '' };
  expect(dataOf(data, row)).toMatchObject({ ok: true });
  expect(dataOf(data, row)).toHaveProperty('event.data', {
    text: '01.50',
    number: 1.5,
    boolean: true,
    instant: '2024-03-04T23:30:00Z',
    date: '2024-03-05',
    mapped: false,
    literal: 5,
    nested: { list: ['01.50', 'True'], braces: '{x}' },
  });
});

test.each([
  [{ column: 'x', as: 'number' }, '1,5', 'bad-number'],
  [{ column: 'x', as: 'number' }, '0x10', 'bad-number'],
  [{ column: 'x', as: 'boolean' }, 'ja', 'bad-boolean'],
  [{ column: 'x', as: 'instant' }, '2024-03-04', 'bad-stamp'],
  [{ column: 'x', as: 'instant' }, '2024-02-30 10:00:00', 'bad-stamp'],
  [{ column: 'x', as: 'date' }, '4 March', 'bad-stamp'],
  [{ column: 'x', map: { a: 1 } }, 'constructor', 'value-not-mapped'],
  [{ column: 'x' }, '', 'column-empty'],
  ['no {x}', '', 'column-empty'],
])('%j refuses %j as %s, naming column and value', (value, x, code) => {
  const mapped = dataOf({ name: value }, { x });
  expect(mapped).toMatchObject({ ok: false, problem: { code, field: 'x' } });
  expect(mapped?.ok === false && mapped.problem.message).toContain(x === '' ? 'column x is empty' : `"${x}"`);
});

test('a time that is empty or no stamp is a problem of its column', () => {
  expect(map({}, { t: '' })).toMatchObject({ ok: false, problem: { code: 'column-empty', field: 't' } });
  expect(map({}, { t: '昨天' })).toMatchObject({
    ok: false,
    problem: { code: 'bad-stamp', field: 't', value: '昨天' },
  });
});

test('the first rule that matches tells the event', () => {
  const rules = [
    { ...step, when: { kind: ['a', 'b'], state: 'done' }, id: 'first-{n}' },
    { ...step, when: { kind: 'a' }, id: 'second-{n}' },
  ];
  const ignore = [{ kind: 'note' }];
  const { mapRow, columns } = mapper(rules, { ignore });
  const row = { c: 'K1', n: '7', t: '2024-03-04' };
  expect(mapRow({ ...row, kind: 'b', state: 'done' })).toMatchObject({ event: { id: 'first-7' } });
  expect(mapRow({ ...row, kind: 'a', state: 'done' })).toMatchObject({ event: { id: 'first-7' } });
  expect(mapRow({ ...row, kind: 'a', state: 'begun' })).toMatchObject({ event: { id: 'second-7' } });
  expect(mapRow({ ...row, kind: 'note', state: '' })).toBeNull();
  const unmatched = mapRow({ ...row, kind: 'b', state: 'begun' });
  expect(unmatched).toMatchObject({
    ok: false,
    problem: { code: 'row-not-mapped', value: 'kind = "b", state = "begun"' },
  });
  expect(new Set(columns)).toEqual(new Set(['c', 't', 'n', 'kind', 'state']));
});

test('a mapping without row rules tells case events only', () => {
  const { mapRow, caseEvents } = mapper([], { caseEvents: [{ ...step, id: '{c}#x', time: 'end' }] });
  expect(mapRow({ c: 'K1' })).toBeNull();
  expect(caseEvents[0]!.key({ c: 'K1', end: '' })).toBe('');
  expect(caseEvents[0]!.map({ c: 'K1', end: '2024-03-04' })).toMatchObject({
    ok: true,
    event: { id: 'K1#x' },
  });
});
