// What a clock that counts things shows when its case ends, reopens, is withdrawn, or goes on costing after its end.
import { describe, expect, test } from 'vitest';
import { elapsedAt, isOpenAt, verdictAt } from '../../services/core/verdict.ts';
import { type CaseBuilder, instant, permitCase } from '../support/case-builder.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

const starts = ['permit.application.received'];
const noVisits = aTarget({
  metric: 'errands',
  comparator: '=',
  value: 0,
  unit: 'count',
  measured: { starts, counts: { tally: 'errands' } },
});
const share = (counts: object) =>
  aTarget({
    metric: 'rate',
    comparator: '>=',
    value: 95,
    unit: 'percent',
    aggregation: 'share',
    measured: { starts, counts },
  });
const withoutVisits = share({ casesWithout: 'errands' });
const online = share({ casesWith: { channel: 'online' } });

const march = (day: number) => `2026-03-${String(day).padStart(2, '0')}T10:00+08:00`;
const opened = permitCase('t').received(march(2), { attributes: { channel: 'online' } });
const visited = (story: CaseBuilder, day: number) => story.told('visit.made', march(day), {});

/** Verdict, count and whether it is open at noon of a day. */
function seen(story: CaseBuilder, target: typeof noVisits, day: number): [string, number | null, boolean] {
  const clock = clockOf(story.events(), target);
  const at = instant(march(day)) + 7_200_000;
  return [verdictAt(clock, at), elapsedAt(clock, at), isOpenAt(clock, at)];
}

describe('a count', () => {
  test('that passes its limit is broken from that event on, and its deadline stays there', () => {
    const story = visited(visited(opened, 4), 6);
    expect(seen(story, noVisits, 3)).toEqual(['running', 0, true]);
    expect(seen(story, noVisits, 4)).toEqual(['breached', 1, true]);
    expect(seen(story, noVisits, 6)).toEqual(['breached', 2, true]);
    expect(clockOf(story.events(), noVisits).walk.due.at(-1)).toBe(instant(march(4)) - 1);
  });

  test('goes on after the end of the case, which stays ended', () => {
    const story = visited(opened.completed(march(4)), 6);
    expect(seen(story, noVisits, 5)).toEqual(['met', 0, false]);
    expect(seen(story, noVisits, 6)).toEqual(['breached', 1, false]);
  });

  test('of a withdrawn case is void, whatever comes after; a promise broken before stays broken', () => {
    const story = visited(opened.withdrawn(march(4)), 6);
    expect(seen(story, noVisits, 6)).toEqual(['void', 1, false]);
    expect(seen(visited(opened, 3).withdrawn(march(4)), noVisits, 6)).toEqual(['breached', 1, false]);
  });

  test('runs again when the case is reopened', () => {
    const story = opened.completed(march(4)).reopened(march(5));
    expect(seen(story, noVisits, 5)).toEqual(['running', 0, true]);
    expect(seen(visited(story, 6).completed(march(9)), noVisits, 9)).toEqual(['breached', 1, false]);
  });

  test('of a case that ended before it began cannot be judged', () => {
    const story = permitCase('t').completed(march(2)).received(march(3));
    expect(seen(story, noVisits, 5)).toEqual(['unknown', null, false]);
  });

  test('of a case that ended in the moment it began has ended', () => {
    const first = { sequence: '1' };
    const second = { sequence: '2' };
    const story = permitCase('t').completed(march(3), first).received(march(3), {}, second);
    expect(seen(story, noVisits, 3)).toEqual(['met', 0, false]);
    const onDay = permitCase('t').completed('2026-03-03T00:00+08:00', { dayOnly: true }).received(march(3));
    expect(seen(onDay, noVisits, 3)).toEqual(['met', 0, false]);
  });
});

describe('a case in a share', () => {
  test('counts once it has ended, and once only when it ends again', () => {
    const again = opened.completed(march(4)).reopened(march(5)).completed(march(6));
    for (const target of [online, withoutVisits]) {
      expect(seen(again, target, 3)).toEqual(['not-applicable', 0, true]);
      expect(seen(again, target, 4)).toEqual(['not-applicable', 1, false]);
      expect(seen(again, target, 5)).toEqual(['not-applicable', 0, true]);
      expect(seen(again, target, 6)).toEqual(['not-applicable', 1, false]);
    }
  });

  test('without visits no longer counts from the first visit on, and not before it', () => {
    const story = visited(opened.completed(march(4)), 6);
    expect(seen(story, withoutVisits, 5)).toEqual(['not-applicable', 1, false]);
    expect(seen(story, withoutVisits, 6)).toEqual(['not-applicable', 0, false]);
  });

  test('is what its attributes were when it ended', () => {
    const story = opened.changed({ channel: 'counter' }, march(3)).completed(march(4));
    expect(seen(story, online, 4)).toEqual(['not-applicable', 0, false]);
    const later = opened.completed(march(4)).changed({ channel: 'counter' }, march(5));
    expect(seen(later, online, 5)).toEqual(['not-applicable', 1, false]);
  });
});
