// What a card of a group says, and why it is withdrawn.
import { describe, expect, test } from 'vitest';
import type { TargetRow } from '../../schemas/target-row.ts';
import {
  type GroupTarget,
  groupFacts,
  groupTargets,
  groupWithdrawal,
} from '../../services/core/group-grounds.ts';
import { anAverage, at } from '../support/group-house.ts';
import { ladders } from '../support/ladders.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';

const figures = (actual: number | null): TargetRow => ({
  targetId: 'average',
  periodFrom: '2026-03-01',
  aggregation: 'average',
  comparator: '<=',
  limit: 5,
  unit: 'working_day',
  n: 4,
  open: 0,
  met: 0,
  breached: 0,
  actual,
  verdict: (actual ?? 0) > 5 ? 'breached' : 'met',
});

const groupOf = (target = anAverage(), file = ladders): GroupTarget =>
  groupTargets(catalogueOf([target]), file).get(target.id)!;

const midnight = at('2026-03-11 00:00');
const facts = groupFacts(groupOf(), figures(6.5), 'red', midnight, midnight + 2_000);

test('targets on groups are watched, targets on each case are not', () => {
  const share = anAverage({
    id: 'share',
    aggregation: 'share',
    unit: 'percent',
    value: 90,
    comparator: '>=',
  });
  const found = groupTargets(catalogueOf([aTarget(), anAverage(), share]), ladders);
  expect([...found].map(([id, { kind, ladder }]) => [id, kind, ladder])).toEqual([
    ['average', 'month', ladders.ladders['averages']],
    ['share', 'month', ladders.ladders['shares']],
  ]);
});

describe('a card', () => {
  test('says what was found, and by when to reply', () => {
    expect(facts).toEqual({
      rung: 'red',
      system: 'permit',
      caseId: null,
      group: '2026-03',
      targetId: 'average',
      jurisdiction: 'cn/hubei/ezhou',
      department: '',
      service: 'permit',
      documentTitle: '测试任务清单',
      documentNumber: '测试〔2024〕1号',
      clause: '1',
      limit: 5,
      unit: 'working_day',
      elapsed: 6.5,
      deadline: null,
      reachedAt: midnight,
      raisedLate: false,
      replyDueAt: at('2026-03-13 00:00'),
      zone: 'Asia/Shanghai',
    });
  });

  test('of the first midnight of a period is of the period that it ends', () => {
    const april = at('2026-04-01 00:00');
    expect(groupFacts(groupOf(), figures(6), 'red', april, april).group).toBe('2026-03');
  });

  test('is late when raised more than a minute after its midnight', () => {
    const lateBy = (ms: number) =>
      groupFacts(groupOf(), figures(6), 'red', midnight, midnight + ms).raisedLate;
    expect([lateBy(60_000), lateBy(60_001)]).toEqual([false, true]);
  });

  test('asks for no reply where its rung does not', () => {
    expect(groupFacts(groupOf(), figures(6), 'warning', midnight, midnight).replyDueAt).toBeNull();
  });
});

describe('a card is withdrawn', () => {
  test('for what was told since, naming the figure it had and the one it has', () => {
    const cause = { cause: 'event', eventId: null, eventType: null };
    expect(groupWithdrawal(facts, groupOf(), figures(13 / 3))).toEqual({
      ...cause,
      detail: '6.5 working_day when raised, 4.333333 working_day by what is known now; limit 5 working_day',
    });
    expect(groupWithdrawal(facts, groupOf(), figures(null)).detail).toContain(
      ', nothing by what is known now',
    );
    expect(groupWithdrawal(facts, groupOf(), null).detail).toContain(', nothing by what is known now');
  });

  test.each([
    ['that judge it no more', null, 'average judges no such group any more'],
    ['of another limit', groupOf(anAverage({ value: 8 })), 'limit 5 working_day, now 8 working_day'],
    [
      'of another ladder',
      groupOf(anAverage(), {
        ...ladders,
        defaults: { ...ladders.defaults, average: 'warnings' },
        ladders: { ...ladders.ladders, warnings: { rungs: [{ rung: 'warning', used: 90 }] } },
      }),
      'comparator or ladder changed: 6.5 working_day is no red any more',
    ],
    [
      'that compare another way',
      groupOf(anAverage({ comparator: '>=' })),
      'comparator or ladder changed: 6.5 working_day is no red any more',
    ],
  ])('for rules %s', (_name, target, detail) => {
    const withdrawal = { cause: 'rules', eventId: null, eventType: null, detail };
    expect(groupWithdrawal(facts, target, figures(6.5))).toEqual(withdrawal);
  });
});
