// What the door lets in, and what it says of everything else: field, value and what was expected.
import { describe, expect, test } from 'vitest';
import { accept, NOW, problems, refusal, whole, withData } from '../support/door.ts';

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
