// What the events of a case add up to: corrections, retractions, repeats, states and attributes.
import { describe, expect, test } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { type CaseHistory, foldHistory } from '../../services/core/case-history.ts';
import { identityOf } from '../../services/core/history-event.ts';
import { type CaseBuilder, instant, permitCase } from '../support/case-builder.ts';

const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const opened = permitCase('c').received(day(2), { attributes: { department: '住建局' } });
const fold = (told: CaseBuilder) => foldHistory(told.events());

const types = ({ events }: CaseHistory) => events.map(({ event }) => event.type.replace('permit.', ''));
const codes = ({ problems }: CaseHistory) => problems.map(({ code }) => code);
const states = ({ states: list }: CaseHistory) =>
  list.map(({ at, state }) => `${state} from ${new Date(at).toISOString().slice(5, 10)}`);
const replacedBy = (history: CaseHistory, id: string, source = '/desk') =>
  history.replaced.get(identityOf({ source, id }));

describe('order and repeats', () => {
  test('events stand in order of instant, sequence and effect, not of arrival', () => {
    const told = opened
      .completed(day(4))
      .begun('hearing', day(4))
      .step('second', day(3), { sequence: '10' })
      .step('first', day(3), { sequence: '9' });
    const events = told.events();
    const names = (list: AcceptedEvent[]) =>
      foldHistory(list).events.map(({ event }) => event.data['name'] ?? event.type.split('.').at(-1));
    expect(names(events)).toEqual(['received', 'first', 'second', 'begun', 'completed']);
    expect(names([...events].reverse())).toEqual(names(events));
  });

  test('a repeat changes nothing, whenever it was received', () => {
    const events = opened.completed(day(4)).events();
    const late = events.map((event) => ({ ...event, receivedAt: event.receivedAt + 1e9 }));
    expect(foldHistory([...late, ...events, ...late])).toEqual(foldHistory(events));
  });

  test('of two tellings under one id the first received stands, in whatever order they come', () => {
    const first = opened.step('first', day(5), { id: 'x', receivedAt: day(6) });
    const second = permitCase('c').step('second', day(3), { id: 'x', receivedAt: day(7) });
    const both = [...first.events(), ...second.events()];
    const steps = Array.from({ length: 30 }, (_, i) =>
      permitCase('s')
        .step('x', day(4), { id: `s${i}` })
        .events(),
    );
    const many = [...both, ...steps.flat()].reverse();
    for (const list of [both, [...both].reverse(), many]) {
      const named = foldHistory(list).events.filter(({ event }) => event.id === 'x');
      expect(named.map(({ data }) => data['name'])).toEqual(['first']);
    }
    expect(foldHistory(both).knowledge).toBe(2);
  });

  test('the same id of another source is another event', () => {
    const told = opened.step('a', day(3), { id: 'x' }).step('b', day(3), { id: 'x', source: '/other' });
    expect(fold(told).knowledge).toBe(3);
  });

  test('it is known since the last of its events was received', () => {
    const told = opened.step('a', day(3), { receivedAt: day(9) }).completed(day(4));
    expect(fold(told).knownAt).toBe(instant(day(9)));
  });
});

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

describe('the state of a case', () => {
  test('goes from open to ended and back', () => {
    const history = fold(
      opened.rejected(day(4)).reopened(day(5)).withdrawn(day(6)).reopened(day(7)).completed(day(8)),
    );
    expect(states(history)).toEqual([
      'open from 03-02',
      'ended from 03-04',
      'open from 03-05',
      'void from 03-06',
      'open from 03-07',
      'ended from 03-08',
    ]);
    expect(codes(history)).toEqual([]);
  });

  test('the first close stands until the case is reopened', () => {
    const history = fold(opened.completed(day(4)).withdrawn(day(6)));
    expect(states(history)).toEqual(['open from 03-02', 'ended from 03-04']);
    expect(codes(history)).toEqual(['closed-twice']);
  });

  test('a reopening of an open case changes nothing', () => {
    const history = fold(opened.reopened(day(4)));
    expect(states(history)).toEqual(['open from 03-02']);
    expect(codes(history)).toEqual(['reopened-while-open']);
  });

  test.each(['completed', 'withdrawn'] as const)('an end before the begin (%s) is reported', (end) => {
    const history = fold(permitCase('c')[end](day(1)).received(day(2)));
    expect(history.states).toHaveLength(1);
    expect(codes(history)).toEqual(['end-before-start']);
  });

  test('a case of which no application is known is reported, and begins with its first event', () => {
    const history = fold(permitCase('c').accepted(day(3)).completed(day(4)));
    expect(codes(history)).toContain('not-opened');
    expect(history.firstAt).toBe(instant(day(3)));
  });

  test('the first of two applications stands', () => {
    const history = fold(opened.received(day(3), { jurisdiction: 'cn/hubei/wuhan' }));
    expect(history.jurisdiction).toBe('cn/hubei/ezhou');
    expect(codes(history)).toEqual(['opened-twice']);
  });

  test('it begins with the first event that stands, not with one told by mistake', () => {
    const wrong = permitCase('c').received('2006-03-02T10:00+08:00', {}, { id: 'open' });
    expect(fold(wrong.corrected('open', { time: day(2) }, day(3))).firstAt).toBe(instant(day(2)));
    const slip = opened.step('x', '2006-03-02T10:00+08:00', { id: 'slip' });
    expect(fold(slip.retracted('slip', day(4))).firstAt).toBe(instant(day(2)));
  });
});

describe('attributes and tallies', () => {
  test('attributes stand from their telling on, and those not told again stay', () => {
    const { attributes } = fold(
      opened.changed({ channel: '窗口' }, day(4)).changed({ department: '规划局' }, day(6)),
    );
    expect(attributes.map(({ attributes: all }) => all)).toEqual([
      { department: '住建局' },
      { department: '住建局', channel: '窗口' },
      { department: '规划局', channel: '窗口' },
    ]);
  });

  test('amounts are added up, fees to the fen', () => {
    const told = opened
      .step('a', day(3))
      .step('b', day(3))
      .told('document.submitted', day(3), { name: 'plan', count: 3 })
      .told('document.submitted', day(3), { name: 'form' })
      .told('visit.made', day(3), {})
      .told('fee.charged', day(3), { yuan: '0.10' })
      .told('fee.charged', day(3), { yuan: '0.20' });
    expect(fold(told).tallies).toEqual({ steps: 2, materials: 4, errands: 1, fee: 30 });
  });
});
