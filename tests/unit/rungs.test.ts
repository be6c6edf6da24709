// Rungs counted by hand on the published calendar of mainland China; office hours 09:00-12:00 and 13:30-17:30.
import { describe, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { chooseLadder, ladderUseOf } from '../../services/core/choose-ladder.ts';
import { type GroupFigures, groupRungs } from '../../services/core/group-rungs.ts';
import { type CaseBuilder, permitCase } from '../support/case-builder.ts';
import { ladderOf, ladders, rungsOf } from '../support/ladders.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

const text = (at: number) => new Date(at + 28_800_000).toISOString().slice(0, 23).replace('T', ' ');
const rungs = (story: CaseBuilder, target?: CatalogueTarget) =>
  Object.fromEntries(
    Object.entries(rungsOf(clockOf(story.events(), target))).map(([rung, at]) => [rung, text(at)]),
  );
const march = (day: number, time = '10:00') => `2026-03-${String(day).padStart(2, '0')}T${time}+08:00`;

/** Monday 2 March 2026; the limit of 5 working days ends on Monday 9 March. */
const begun = permitCase('r').received(march(2, '09:00')).accepted(march(2));
const five = {
  warning: '2026-03-06 00:00:00.000',
  yellow: '2026-03-07 00:00:00.001',
  red: '2026-03-10 00:00:00.001',
  escalation: '2026-03-13 00:00:00.001',
};

describe('five working days', () => {
  test('warn when the fourth begins, yellow when one is left, red once over, escalate three later', () => {
    expect(rungs(begun)).toEqual(five);
  });

  test('a stop keeps what was reached and raises no more; red is reached by what stops it', () => {
    const { warning, yellow, red } = five;
    expect(rungs(begun.completed(march(9)))).toEqual({ warning, yellow });
    expect(rungs(begun.completed('2026-03-10T00:00:00+08:00'))).toEqual({ warning, yellow });
    expect(rungs(begun.completed('2026-03-10T00:00:00.001+08:00'))).toEqual({ warning, yellow, red });
  });

  test('a paused clock reaches nothing, and goes on where it was', () => {
    const { warning } = five;
    const paused = begun.begun('hearing', march(6));
    const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
    expect(rungs(paused, target)).toEqual({ warning });
    expect(rungs(paused.ended('hearing', march(16)), target)).toEqual({
      warning,
      yellow: '2026-03-17 00:00:00.001',
      red: '2026-03-18 00:00:00.001',
      escalation: '2026-03-21 00:00:00.001',
    });
  });

  test('a pause that begins in the very millisecond of a rung puts it off; of the deadline it does not', () => {
    const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
    const paused = (at: string) => begun.begun('hearing', at).ended('hearing', march(16));
    expect(rungs(paused('2026-03-07T00:00:00.001+08:00'), target).yellow).toBe('2026-03-16 10:00:00.000');
    expect(rungs(paused('2026-03-07T00:00:00.002+08:00'), target).yellow).toBe(five.yellow);
    expect(rungs(paused('2026-03-10T00:00:00.001+08:00'), target).red).toBe(five.red);
  });

  test('what is paused after the deadline does not count towards the escalation', () => {
    const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
    const paused = begun.begun('hearing', march(11)).ended('hearing', march(18));
    expect(rungs(paused, target)).toEqual({ ...five, escalation: '2026-03-20 00:00:00.001' });
  });

  test('an extension moves the rungs that were not reached; those reached stay', () => {
    const target = aTarget({ measured: { extension: { atMost: 5 } } });
    expect(rungs(begun.extended(5, march(6)), target)).toEqual({
      warning: five.warning,
      yellow: '2026-03-14 00:00:00.001',
      red: '2026-03-17 00:00:00.001',
      escalation: '2026-03-20 00:00:00.001',
    });
    expect(rungs(begun.extended(5, march(5)), target).warning).toBe('2026-03-12 00:00:00.000');
  });

  test('a restart begins the rungs again but for those reached', () => {
    const target = aTarget({ measured: { restarts: ['permit.correction.received'] } });
    const early = begun.asked(march(4)).answered(march(5));
    expect(rungs(early, target)).toEqual({
      warning: '2026-03-11 00:00:00.000',
      yellow: '2026-03-12 00:00:00.001',
      red: '2026-03-13 00:00:00.001',
      escalation: '2026-03-18 00:00:00.001',
    });
    expect(rungs(begun.asked(march(5)).answered(march(6)), target).warning).toBe(five.warning);
  });

  test('a correction takes back what it takes the ground from', () => {
    const told = begun.told('completed', march(10), {}, { id: 'done' });
    expect(rungs(told)).toEqual({ warning: five.warning, yellow: five.yellow, red: five.red });
    const corrected = told.corrected('done', { time: march(5) }, march(11));
    expect(rungs(corrected)).toEqual({});
  });

  test('an undone close: what fell due meanwhile is reached when the case is reopened', () => {
    const reopened = begun.completed(march(4)).reopened(march(11));
    const at = '2026-03-11 10:00:00.000';
    expect(rungs(reopened)).toEqual({ yellow: at, red: at, escalation: five.escalation });
  });

  test('a withdrawn case has none, unless its deadline had been missed', () => {
    expect(rungs(begun.withdrawn(march(9)))).toEqual({});
    const { escalation: _, ...missed } = five;
    expect(rungs(begun.withdrawn(march(10)))).toEqual(missed);
  });
});

describe('other limits', () => {
  test('a limit of one day has no rung with one day left', () => {
    expect(rungs(begun, aTarget({ value: 1 }))).toEqual({
      warning: '2026-03-03 00:00:00.000',
      red: '2026-03-04 00:00:00.001',
      escalation: '2026-03-07 00:00:00.001',
    });
  });

  test('half a day of office time is warned of by the hour', () => {
    expect(rungs(begun, aTarget({ value: 1.5, measured: { method: 'biz_time' } }))).toEqual({
      yellow: '2026-03-02 15:00:00.001',
      warning: '2026-03-03 10:52:30.000',
      red: '2026-03-03 15:00:00.001',
      escalation: '2026-03-06 15:00:00.001',
    });
  });

  test('half days are sessions', () => {
    expect(rungs(begun, aTarget({ value: 1, measured: { method: 'half_days' } }))).toEqual({
      warning: '2026-03-03 00:00:00.000',
      yellow: '2026-03-03 00:00:00.001',
      red: '2026-03-03 13:30:00.001',
      escalation: '2026-03-06 13:30:00.001',
    });
  });

  test('hours run through the night', () => {
    expect(rungs(begun, aTarget({ value: 24, measured: { method: 'cal_hours' } }))).toEqual({
      warning: '2026-03-03 04:00:00.000',
      yellow: '2026-03-03 09:00:00.001',
      red: '2026-03-03 10:00:00.001',
      escalation: '2026-03-04 10:00:00.001',
    });
  });

  test('calendar days are counted from the deadline that was moved off rest days', () => {
    const holiday = permitCase('h').received('2026-02-10T09:00+08:00').accepted('2026-02-10T10:00+08:00');
    expect(rungs(holiday, aTarget({ value: 6, measured: { method: 'cal_days' } }))).toEqual({
      warning: '2026-02-15 00:00:00.000',
      yellow: '2026-02-24 00:00:00.001',
      red: '2026-02-25 00:00:00.001',
      escalation: '2026-02-28 00:00:00.001',
    });
  });

  const dated = aTarget({
    value: null,
    measured: {
      limitFromCase: 'promisedBy',
      starts: ['permit.application.received'],
      pauses: [{ ground: 'hearing' }],
    },
  });
  const promised = (date: string) => permitCase('d').received(march(2), { attributes: { promisedBy: date } });

  test('a date of the case: one working day before it, the date, three after it', () => {
    const monday = {
      yellow: '2026-03-07 00:00:00.001',
      red: '2026-03-10 00:00:00.001',
      escalation: '2026-03-13 00:00:00.001',
    };
    expect(rungs(promised('2026-03-09'), dated)).toEqual(monday);
    expect(rungs(promised('2026-03-04'), dated).yellow).toBe('2026-03-04 00:00:00.001');
    expect(rungs(promised('2026-03-03'), dated).yellow).toBeUndefined();
  });

  test('a date passes while the clock is paused, and is told when it runs again', () => {
    const paused = promised('2026-03-09').begun('hearing', march(5));
    expect(rungs(paused, dated)).toEqual({});
    const at = '2026-03-11 10:00:00.000';
    expect(rungs(paused.ended('hearing', march(11)), dated)).toEqual({
      yellow: at,
      red: at,
      escalation: five.escalation,
    });
  });

  test('a date that is moved takes its rungs along', () => {
    const moved = promised('2026-03-09').changed({ promisedBy: '2026-03-16' }, march(5));
    expect(rungs(moved, dated)).toMatchObject({
      yellow: '2026-03-14 00:00:00.001',
      red: '2026-03-17 00:00:00.001',
    });
  });

  test('what the published calendar does not reach has no instant', () => {
    const late = permitCase('l').received('2026-12-28T09:00+08:00').accepted('2026-12-28T10:00+08:00');
    expect(rungs(late)).toEqual({});
    expect(rungs(late, aTarget({ value: 4 }))).toEqual({
      warning: '2026-12-31 00:00:00.000',
      yellow: '2027-01-01 00:00:00.001',
    });
  });
});

describe('things counted', () => {
  const noVisits = aTarget({
    metric: 'errands',
    comparator: '=',
    value: 0,
    unit: 'count',
    measured: { starts: ['permit.application.received'], counts: { tally: 'errands' } },
  });

  test('red with the event that breaks the promise, whenever it is told', () => {
    const visited = begun.told('visit.made', march(4), {});
    expect(rungs(begun, noVisits)).toEqual({});
    expect(rungs(visited, noVisits)).toEqual({ red: '2026-03-04 10:00:00.000' });
    expect(rungs(begun.completed(march(3)).told('visit.made', march(4), {}), noVisits)).toEqual({
      red: '2026-03-04 10:00:00.000',
    });
  });

  test('one case of a group has no rung of its own', () => {
    expect(rungs(begun, aTarget({ aggregation: 'average' }))).toEqual({});
  });
});

describe('which ladder', () => {
  const use = (change: Parameters<typeof aTarget>[0]) => ladderUseOf(aTarget(change));

  test.each([
    [{}, 'working_day'],
    [{ measured: { method: 'biz_time' } }, 'working_day'],
    [{ measured: { method: 'half_days' } }, 'half_days'],
    [{ measured: { method: 'cal_days' } }, 'calendar_day'],
    [{ measured: { method: 'biz_hours' } }, 'hour'],
    [{ value: null, measured: { limitFromCase: 'promisedBy' } }, 'date'],
    [{ aggregation: 'average' }, 'average'],
    [
      {
        aggregation: 'count_per_year',
        metric: 'outage_count',
        unit: 'count',
        measured: { counts: { tally: 'steps' } },
      },
      'average',
    ],
    [{ aggregation: 'share', unit: 'percent', measured: { counts: { casesWithout: 'errands' } } }, 'share'],
    [{ metric: 'fee', unit: 'yuan', measured: { counts: { tally: 'fee' } } }, 'counts'],
  ] as const)('%j has the default for %s', (change, expected) => {
    expect(use(change as Parameters<typeof aTarget>[0])).toBe(expected);
  });

  test('the one a target names stands before the default', () => {
    const own = ladderOf({ rung: 'red', left: 0 });
    const file = { ...ladders, ladders: { ...ladders.ladders, own } };
    expect(chooseLadder(aTarget({ measured: { ladder: 'own' } }), file)).toBe(own);
    expect(chooseLadder(aTarget(), file)).toBe(ladders.ladders['working-days']);
    expect(() => chooseLadder(aTarget({ measured: { ladder: 'none' } }), file)).toThrow('no ladder "none"');
  });
});

describe('groups', () => {
  const average: GroupFigures = {
    aggregation: 'average',
    comparator: '<=',
    limit: 3,
    actual: 2,
    verdict: 'met',
  };
  const share: GroupFigures = {
    aggregation: 'share',
    comparator: '>=',
    limit: 90,
    actual: 97,
    verdict: 'met',
  };
  const averages = ladders.ladders['averages']!;
  const shares = ladders.ladders['shares']!;

  test.each([
    [2.69, 'met', []],
    [2.7, 'met', ['warning']],
    [3, 'met', ['warning']],
    [3.1, 'breached', ['warning', 'red']],
  ] as const)('an average of %d against 3', (actual, verdict, reached) => {
    expect(groupRungs({ ...average, actual, verdict }, averages)).toEqual(reached);
  });

  test.each([
    [95.1, 'met', []],
    [95, 'met', ['warning']],
    [89.9, 'breached', ['warning', 'red']],
  ] as const)('a share of %d %% against 90', (actual, verdict, reached) => {
    expect(groupRungs({ ...share, actual, verdict }, shares)).toEqual(reached);
  });

  test('five points are no warning where fewer can be had', () => {
    expect(groupRungs({ ...share, limit: 98, actual: 98.5 }, shares)).toEqual([]);
    expect(
      groupRungs({ ...share, comparator: '=', limit: 100, actual: 99, verdict: 'breached' }, shares),
    ).toEqual(['red']);
  });

  test('an amount over is passed, not come to, on either side of a limit', () => {
    const ladder = ladderOf({ rung: 'escalation', over: 2 });
    const broken = { verdict: 'breached' } as const;
    expect(groupRungs({ ...average, ...broken, actual: 5 }, ladder)).toEqual([]);
    expect(groupRungs({ ...average, ...broken, actual: 5.1 }, ladder)).toEqual(['escalation']);
    expect(groupRungs({ ...share, ...broken, actual: 88 }, ladder)).toEqual([]);
    expect(groupRungs({ ...share, ...broken, actual: 87 }, ladder)).toEqual(['escalation']);
  });

  test('a limit that is a floor cannot be used up', () => {
    expect(groupRungs({ ...average, comparator: '>=', actual: 100 }, averages)).toEqual([]);
  });

  test('without cases there is nothing to tell', () => {
    expect(groupRungs({ ...average, actual: null, verdict: 'running' }, averages)).toEqual([]);
  });
});
