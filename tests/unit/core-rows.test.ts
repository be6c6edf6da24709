// Every measured core target judges a hand-made case that just keeps it and one that just breaks it as the clause says.
import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../schemas/events/effect.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import type { Clock } from '../../services/core/clock.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import {
  accepted,
  type CoreRow,
  changed,
  chineseTime,
  messagesOf,
  readCoreRows,
  wordsOf,
} from '../support/core-rows.ts';
import { shippedRules } from '../support/simulated.ts';

const rules = await shippedRules();
const rows = await readCoreRows();
const core = rules.targets.filter((target) => target.core);
const singles = rows.filter(({ group }) => !group);
const groups = rows.filter(({ group }) => group);
const whenAllIsOver = chineseTime('2026-12-31 12:00');

/** The clock of the row's target on a case told so, or undefined where the target does not apply. */
function clockOf(row: CoreRow, attributes: Attributes, words: string[]): Clock | undefined {
  const { clocks } = judgeCase(accepted(messagesOf(row, 'case', attributes, words)), rules.catalogue);
  return clocks.find(({ target }) => target.target.id === row.id);
}

function judged(row: CoreRow, side: 'keeps' | 'breaks') {
  const one = row[side]!;
  const clock = clockOf(row, { ...row.told, ...one.told }, wordsOf(one));
  if (!clock) throw new Error(`${row.id} does not apply to its own case`);
  const due = clock.walk.due.at(-1)!;
  const isTime = clock.target.counter.method !== 'count';
  return {
    verdict: verdictAt(clock, whenAllIsOver),
    counts: elapsedAt(clock, whenAllIsOver),
    until: isTime ? due : undefined,
  };
}

describe('the table of core targets', () => {
  test('has every measured core target of the catalogue once, and no other', () => {
    const measured = core.filter((target) => target.measured).map(({ id }) => id);
    expect(rows.map(({ id }) => id).sort()).toEqual(measured.sort());
  });

  test('judges groups where the clause speaks of an average or a share, and cases elsewhere', () => {
    const byGroup = core.filter((target) => target.measured && target.aggregation !== 'each_case');
    expect(groups.map(({ id }) => id).sort()).toEqual(byGroup.map(({ id }) => id).sort());
  });

  test('gives a deadline by hand for every time limit', () => {
    const untimed = singles.filter(({ id, keeps, breaks }) => {
      const isTime = rules.catalogue.byId.get(id)?.target.metric === 'elapsed_time';
      return isTime !== (keeps!.until !== undefined && breaks!.until !== undefined);
    });
    expect(untimed.map(({ id }) => id)).toEqual([]);
  });
});

describe.each(singles)('$id', (row) => {
  const until = (stamp: string | undefined) => (stamp === undefined ? undefined : chineseTime(stamp));

  test(`is kept: ${row.keeps!.why}`, () => {
    const { counts, until: deadline } = row.keeps!;
    expect(judged(row, 'keeps')).toEqual({ verdict: 'met', counts, until: until(deadline) });
  });

  test(`is broken: ${row.breaks!.why}`, () => {
    const { counts, until: deadline } = row.breaks!;
    expect(judged(row, 'breaks')).toEqual({ verdict: 'breached', counts, until: until(deadline) });
  });
});

describe.each(groups)('$id', (row) => {
  test.each(['keeps', 'breaks'] as const)('judges none of the cases of a group that %s it', (side) => {
    for (const { told, events, counts } of row.group![side].cases) {
      const clock = clockOf(row, { ...row.told, ...told }, events);
      if (!clock) throw new Error(`${row.id} does not apply to ${events.join(', ')}`);
      expect(verdictAt(clock, whenAllIsOver)).toBe('not-applicable');
      expect(elapsedAt(clock, whenAllIsOver), events.join(', ')).toBeCloseTo(counts, 9);
    }
  });
});

describe('a case beyond the words of the clause', () => {
  const beyond = rows.flatMap((row) => row.notFor.map((change) => ({ row, change, id: row.id })));
  test.each(beyond)('$id does not cover $change', ({ row, change }) => {
    const words = row.keeps ? wordsOf(row.keeps) : row.group!.keeps.cases[0]!.events;
    const isCovered = (told: Attributes) => clockOf(row, told, words) !== undefined;
    expect([isCovered(row.told), isCovered(changed(row.told, change))]).toEqual([true, false]);
  });
});

describe('core targets that are not measured', () => {
  const unmeasured = core.filter(({ measured }) => !measured);

  test('each say which kind of reason keeps them from it, and why', () => {
    const silent = unmeasured.filter(
      ({ notMeasured }) => !notMeasured?.reason || notMeasured.why.length < 20,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('are as many as are not in the table', () => {
    const counts = { core: core.length, measured: rows.length, ...reasonsOf(unmeasured) };
    console.log('core targets:', counts);
    expect(unmeasured.length + rows.length).toBe(core.length);
  });
});

function reasonsOf(targets: readonly CatalogueTarget[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { notMeasured } of targets) counts[notMeasured!.reason] = (counts[notMeasured!.reason] ?? 0) + 1;
  return counts;
}
