// What the door says of types it does not know, of instants nobody can mean, and of messages that mean harm.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventTypes } from '../../schemas/events/vocabulary.ts';
import { accept, NOW, problems, refusal, whole, withData } from '../support/door.ts';

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
