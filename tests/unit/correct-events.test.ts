// Corrections and retractions: what stands when a source takes back or mends what it told.
import { describe, expect, test } from 'vitest';
import { foldHistory } from '../../services/core/case-history.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { codes, day, fold, opened, replacedBy, states, types } from '../support/history-in-words.ts';

describe('a correction', () => {
  test('gives an event another time', () => {
    const history = fold(opened.completed(day(9), { id: 'end' }).corrected('end', { time: day(5) }, day(10)));
    expect(states(history)).toEqual(['open from 03-02', 'ended from 03-05']);
    expect(replacedBy(history, 'end')).toBe('c-3');
  });

  test('gives an event other data, as a whole', () => {
    const change = { data: { jurisdiction: 'cn/hubei/wuhan', attributes: { channel: '网上' } } };
    const history = fold(
      permitCase('c').received(day(2), {}, { id: 'open' }).corrected('open', change, day(3)),
    );
    expect(history.jurisdiction).toBe('cn/hubei/wuhan');
    expect(history.service).toBeNull();
    expect(history.attributes.at(-1)!.attributes).toEqual({ channel: '网上' });
  });

  test.each([
    ['in order', day(10), day(11)],
    ['told the other way round', day(11), day(10)],
  ])('the last one wins: %s', (_, first, second) => {
    const told = opened
      .completed(day(9), { id: 'end' })
      .corrected('end', { time: day(5) }, first)
      .corrected('end', { time: day(6) }, second);
    expect(states(fold(told)).at(-1)).toBe(first < second ? 'ended from 03-06' : 'ended from 03-05');
  });

  test('of the time leaves an earlier correction of the data as it is', () => {
    const told = opened
      .extended(3, day(4), { id: 'x' })
      .corrected('x', { data: { amount: 8 } }, day(5))
      .corrected('x', { time: day(3) }, day(6));
    const { at, data } = fold(told).events.at(-1)!;
    expect([at, data]).toEqual([instant(day(3)), { amount: 8 }]);
  });

  test('with data the event does not allow changes nothing and is reported', () => {
    const history = fold(
      opened.extended(3, day(4), { id: 'x' }).corrected('x', { data: { amount: -1 } }, day(5)),
    );
    expect(history.events.at(-1)!.data).toEqual({ amount: 3 });
    expect(history.problems[0]).toMatchObject({
      code: 'correction-does-not-fit',
      message: expect.stringMatching(/event c-3 corrects x with data that permit\.extended does not allow/),
    });
  });

  test('of another source or of an event unknown changes nothing until that event comes', () => {
    const other = opened.completed(day(9), { id: 'end' }).corrected('end', { time: day(5) }, day(10), {
      source: '/other',
    });
    expect(states(fold(other)).at(-1)).toBe('ended from 03-09');
    expect(codes(fold(other))).toEqual(['correction-without-event']);
    const early = opened.corrected('end', { time: day(5) }, day(6));
    expect(codes(fold(early))).toEqual(['correction-without-event']);
    const late = fold(early.completed(day(9), { id: 'end' }));
    expect([states(late).at(-1), codes(late)]).toEqual(['ended from 03-05', []]);
  });

  test('of a correction changes nothing and is reported', () => {
    const told = opened
      .completed(day(9), { id: 'end' })
      .corrected('end', { time: day(5) }, day(10), { id: 'one' })
      .corrected('one', { time: day(11) }, day(12));
    const history = fold(told);
    expect(states(history).at(-1)).toBe('ended from 03-05');
    expect(codes(history)).toEqual(['correction-of-correction']);
    expect(replacedBy(history, 'one')).toBeUndefined();
  });
});

describe('a retraction', () => {
  const ended = opened.completed(day(9), { id: 'end' });

  test('removes an event, but not what was known of it', () => {
    const history = fold(ended.retracted('end', day(10), { id: 'r' }));
    expect(types(history)).toEqual(['application.received']);
    expect(replacedBy(history, 'end')).toBe('r');
    expect(history.knowledge).toBe(3);
  });

  test('of a correction brings back what was corrected', () => {
    const told = ended.corrected('end', { time: day(5) }, day(10), { id: 'one' }).retracted('one', day(11));
    expect(states(fold(told)).at(-1)).toBe('ended from 03-09');
    const twice = ended
      .corrected('end', { time: day(5) }, day(10))
      .corrected('end', { time: day(6) }, day(11), { id: 'two' })
      .retracted('two', day(12));
    expect(states(fold(twice)).at(-1)).toBe('ended from 03-05');
  });

  test('of a retraction brings the event back, and so on down the chain', () => {
    let told = ended.retracted('end', day(10), { id: 'r0' });
    for (let i = 1; i <= 5; i++) {
      told = told.retracted(`r${i - 1}`, day(10 + i), { id: `r${i}` });
      expect(types(fold(told)).includes('completed')).toBe(i % 2 === 1);
    }
  });

  test('a chain of thousands is followed to its end', () => {
    const events = ended.retracted('end', day(10), { id: 'r0' }).events();
    const model = events.at(-1)!;
    for (let i = 1; i <= 20_001; i++) events.push({ ...model, id: `r${i}`, data: { retracts: `r${i - 1}` } });
    expect(types(foldHistory(events))).toEqual(['application.received', 'completed']);
  });

  test('stands above every correction of the same event', () => {
    const told = ended.retracted('end', day(10)).corrected('end', { time: day(5) }, day(11));
    expect(types(fold(told))).toEqual(['application.received']);
  });

  test('retractions that speak of each other change nothing and are reported', () => {
    const told = ended.retracted('b', day(10), { id: 'a' }).retracted('a', day(10), { id: 'b' });
    expect(codes(fold(told))).toEqual(['correction-in-circle', 'correction-in-circle']);
    expect(types(fold(told))).toEqual(['application.received', 'completed']);
  });

  test('of the application makes the case void from when it was told', () => {
    const history = fold(permitCase('c').received(day(2), {}, { id: 'open' }).retracted('open', day(9)));
    expect(states(history)).toEqual(['void from 03-02']);
    expect(history.jurisdiction).toBeNull();
  });
});
