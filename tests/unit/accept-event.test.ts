// What the door lets in, and what it says of everything else: field, value and what was expected.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventTypes } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { type Acceptance, acceptEvent } from '../../services/core/accept-event.ts';

const NOW = Date.parse('2026-04-01T00:00:00Z');
const whole = {
  specversion: '1.0',
  id: 'e1',
  source: '/desk',
  type: 'permit.application.received',
  subject: 'c1',
  time: '2026-03-02T09:00:00+08:00',
  data: { jurisdiction: 'cn/hubei' },
};
const withData = (type: string, data: unknown) => ({ ...whole, type: `permit.${type}`, data });
const accept = (message: unknown) => acceptEvent(message, NOW);

function problems(result: Acceptance): readonly Problem[] {
  if (result.ok) throw new Error('it was accepted');
  return result.problems;
}
const refusal = (message: unknown): Problem => problems(accept(message))[0]!;

describe('a whole event', () => {
  test('is accepted with its instants in epoch milliseconds', () => {
    expect(accept(whole)).toEqual({
      ok: true,
      event: {
        system: 'permit',
        caseId: 'c1',
        source: '/desk',
        id: 'e1',
        type: 'permit.application.received',
        occurredAt: Date.parse('2026-03-02T01:00:00Z'),
        dayOnly: false,
        recordedAt: null,
        receivedAt: NOW,
        sequence: '',
        data: { jurisdiction: 'cn/hubei', attributes: {} },
      },
    });
  });

  test('may say when it was written down, its place in a sequence, and that only its day is known', () => {
    const told = {
      ...whole,
      recordedtime: '2026-03-05T09:00:00Z',
      sequence: '7',
      timeprecision: 'day',
      traceparent: 'x',
    };
    expect(accept(told)).toMatchObject({
      ok: true,
      event: { recordedAt: Date.parse('2026-03-05T09:00:00Z'), sequence: '7', dayOnly: true },
    });
  });

  test('digits finer than a millisecond are cut off', () => {
    expect(accept({ ...whole, time: '2026-03-02T09:00:00.123999+08:00' })).toMatchObject({
      event: { occurredAt: Date.parse('2026-03-02T01:00:00.123Z') },
    });
  });
});

describe('every refusal names field, value and expectation', () => {
  test.each<[string, unknown, string, RegExp]>([
    ['no id', { ...whole, id: undefined }, 'id', /^id: expected string, got nothing/],
    ['an empty id', { ...whole, id: '' }, 'id', /^id: expected .*>=1 char.* got ""/],
    ['a number as id', { ...whole, id: 5 }, 'id', /^id: expected string, got 5/],
    ['an id with NUL', { ...whole, id: 'a\0b' }, 'id', /^id: expected text without NUL.* got "a\\u0000b"/],
    ['broken Unicode', { ...whole, subject: '办\ud800' }, 'subject', /^subject: expected text without/],
    ['another version', { ...whole, specversion: '0.3' }, 'specversion', /expected "1\.0", got "0\.3"/],
    [
      'data in XML',
      { ...whole, datacontenttype: 'text/xml' },
      'datacontenttype',
      /expected application\/json, got "text\/xml"/,
    ],
    ['data as text', { ...whole, data: 'x' }, 'data', /^data: expected record, got "x"/],
    ['data as list', { ...whole, data: [1] }, 'data', /^data: expected record, got \[1\]/],
    ['data null', { ...whole, data: null }, 'data', /^data: expected record, got null/],
    [
      'no time',
      { ...whole, time: undefined },
      'time',
      /^time: expected an instant with its offset.*got nothing/,
    ],
    [
      'time as number',
      { ...whole, time: 1234 },
      'time',
      /^time: expected an instant with its offset.*got 1234/,
    ],
    [
      'a stamp without zone',
      { ...whole, time: '2026-03-02T09:00:00' },
      'time',
      /^time: expected .*offset.* got "2026-03-02T09:00:00"/,
    ],
    ['a bare date', { ...whole, time: '2026-03-02' }, 'time', /^time: expected .*offset.* got "2026-03-02"/],
    [
      'a date that is none',
      { ...whole, time: '2026-02-30T09:00:00Z' },
      'time',
      /^time: expected .* got "2026-02-30/,
    ],
    ['an hour that is none', { ...whole, time: '2026-03-02T25:00:00Z' }, 'time', /^time: expected .* got/],
    [
      'an offset too far',
      { ...whole, time: '2026-03-02T09:00:00+15:00' },
      'time',
      /^time: .*\+15:00.*at most 14 hours; expected/,
    ],
    [
      'recorded without zone',
      { ...whole, recordedtime: '2026-03-02T09:00:00' },
      'recordedtime',
      /^recordedtime: expected/,
    ],
    ['a wrong precision', { ...whole, timeprecision: 'hour' }, 'timeprecision', /"day", got "hour"/],
    [
      'a missing field',
      withData('application.received', {}),
      'data.jurisdiction',
      /^data\.jurisdiction: expected string, got nothing/,
    ],
    [
      'a place that is none',
      withData('application.received', { jurisdiction: 'CN' }),
      'data.jurisdiction',
      /expected a path such as cn\/hubei\/ezhou, got "CN"/,
    ],
    [
      'a field too many',
      withData('completed', { extra: 1 }),
      'data.extra',
      /^data\.extra: .*expected, got 1/,
    ],
    [
      'a money amount as number',
      withData('fee.charged', { yuan: 12 }),
      'data.yuan',
      /^data\.yuan: expected string, got 12/,
    ],
    [
      'a third decimal',
      withData('fee.charged', { yuan: '1.234' }),
      'data.yuan',
      /expected yuan with at most two decimals.* got "1\.234"/,
    ],
    [
      'an extension of nothing',
      withData('extended', { amount: 0 }),
      'data.amount',
      /^data\.amount: expected .*>0, got 0/,
    ],
    [
      'a ground of another event',
      withData('special-procedure.begun', { ground: 'correction' }),
      'data.ground',
      /expected one of .*"hearing".* got "correction"/,
    ],
    [
      'an attribute null',
      withData('attributes.changed', { attributes: { x: null } }),
      'data.attributes.x',
      /expected string or number or boolean, got null/,
    ],
    [
      'an attribute of the wrong type',
      withData('attributes.changed', { attributes: { lineMetres: '5' } }),
      'data.attributes.lineMetres',
      /expected number, got "5"/,
    ],
    [
      'a corrected time without zone',
      withData('event.corrected', { corrects: 'x', time: '2026-03-02T09:00:00' }),
      'data.time',
      /^data\.time: expected an instant/,
    ],
  ])('%s', (_, message, field, words) => {
    const problem = refusal(message);
    expect(problem.field).toBe(field);
    expect(problem.message).toMatch(words);
  });

  test('all that is wrong is said at once', () => {
    const found = problems(
      accept(withData('application.received', { jurisdiction: 5, attributes: { riskClass: 'x' } })),
    );
    expect(found.map(({ field }) => field)).toEqual(['data.jurisdiction', 'data.attributes.riskClass']);
    expect(
      problems(accept({ ...whole, time: '2030-01-01T00:00:00Z', recordedtime: '1970-01-01T00:00:00Z' })),
    ).toHaveLength(2);
  });
});

describe('a type in no vocabulary', () => {
  test.each([
    ['permit.aplication.received', 'expected one of permit.application.received'],
    ['permit.application.recieved', 'permit.application.received'],
    ['Permit.Completed', 'expected permit.completed'],
    ['permit.reject', 'permit.rejected'],
  ])('%s: the nearest name is given', (type, words) => {
    const problem = refusal({ ...whole, type });
    expect(problem).toMatchObject({ code: 'unknown-type', field: 'type', value: type });
    expect(problem.message).toContain(`type: "${type}" is in no vocabulary`);
    expect(problem.message).toContain(words);
  });

  test('without any near name, the types of its system or the systems are given', () => {
    expect(refusal({ ...whole, type: 'permit.zzz' }).message).toContain('permit.stage.ended');
    expect(refusal({ ...whole, type: '__proto__' }).message).toMatch(/expected one of permit\.…/);
    expect(eventTypes).not.toContain('constructor');
    expect(refusal({ ...whole, type: 'constructor' }).code).toBe('unknown-type');
  });
});

describe('an instant that is not plausible', () => {
  test.each([
    ['time', '1970-01-01T00:00:00Z', 'time-too-early'],
    ['time', '1989-12-31T23:59:59Z', 'time-too-early'],
    ['time', '2026-04-01T00:10:00.001Z', 'time-in-future'],
    ['recordedtime', '2026-04-02T00:00:00Z', 'time-in-future'],
  ])('%s %s: %s', (field, value, code) => {
    const problem = refusal({ ...whole, [field]: value });
    expect(problem).toMatchObject({ code, field, value });
    expect(problem.message).toContain(`${field}: ${value}`);
    expect(problem.message).toContain('expected from 1990-01-01T00:00:00.000Z to 2026-04-01T00:10:00.000Z');
  });

  test('a clock that runs ahead by ten minutes is let in', () => {
    expect(accept({ ...whole, time: '2026-04-01T00:10:00Z' }).ok).toBe(true);
    expect(accept({ ...whole, time: '1990-01-01T00:00:00Z' }).ok).toBe(true);
  });

  test.each(['1970-01-01T00:00:00Z', '9999-12-31T00:00:00Z'])('a correction to %s is refused too', (time) => {
    const problem = refusal(withData('event.corrected', { corrects: 'x', time }));
    expect(problem).toMatchObject({ field: 'data.time', value: time });
  });
});

describe('hostile messages', () => {
  test.each([null, undefined, [], [whole], 5, Number.NaN, 'x', true, () => {}, Symbol('x')])(
    '%j',
    (message) => {
      const result = accept(message);
      expect(result).toMatchObject({ ok: false, id: null });
      expect(problems(result)[0]!.message).toMatch(/^event: expected object, got/);
    },
  );

  test('keys that touch prototypes change nothing', () => {
    const told = JSON.stringify(whole)
      .replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},')
      .replace('"data":{', '"data":{"__proto__":{"polluted":1},');
    const result = accept(JSON.parse(told));
    expect(result).toMatchObject({ ok: true });
    if (result.ok) expect(Object.keys(result.event.data)).toEqual(['jurisdiction', 'attributes']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const attributes = '{"attributes":{"__proto__":"x","constructor":"y","toString":"z"}}';
    const changed = accept(withData('attributes.changed', JSON.parse(attributes)));
    expect(changed).toMatchObject({
      ok: true,
      event: { data: { attributes: { constructor: 'y', toString: 'z' } } },
    });
  });

  test('huge strings are refused and not repeated whole', () => {
    const huge = 'x'.repeat(5_000_000);
    for (const field of ['id', 'source', 'subject', 'type', 'time', 'sequence', 'specversion']) {
      const result = accept({ ...whole, [field]: huge });
      expect(problems(result)[0]!.field).toBe(field);
      expect(JSON.stringify(result).length).toBeLessThan(2000);
    }
    const long = problems(accept(withData('rejected', { reason: huge })));
    expect(long[0]!.message).toMatch(/^data\.reason: expected .*2000 char/);
    expect(JSON.stringify(long).length).toBeLessThan(1000);
  });

  test('whatever JSON it is handed, it answers and never throws', () => {
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          specversion: fc.constantFrom('1.0', '0.3'),
          id: fc.string({ unit: 'binary' }),
          source: fc.string(),
          type: fc.constantFrom(...eventTypes, 'x'),
          subject: fc.string(),
          time: fc.oneof(
            fc.constant(whole.time),
            fc.string(),
            fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          ),
          data: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(message, (told) => {
        const result = accept(told);
        if (result.ok) return result.event.receivedAt === NOW;
        return (
          result.problems.length > 0 && result.problems.every(({ message }) => message.includes('expected'))
        );
      }),
      { numRuns: 2000 },
    );
  });
});
