// What the events of a case add up to: order, repeats, states, attributes and tallies.
import { describe, expect, test } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { foldHistory } from '../../services/core/case-history.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { codes, day, fold, opened, states } from '../support/history-in-words.ts';

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
