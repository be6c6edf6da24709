// Whatever breaks on the way, a batch sent again ends as if nothing had happened: nothing lost, nothing doubled.
import { describe, expect, test } from 'vitest';
import { refreshStaleCases } from '../../services/evaluate/refresh-cases.ts';
import type { Database } from '../../services/store/database.ts';
import {
  AFTER,
  asBatch,
  broken,
  count,
  day,
  emptyStore,
  evaluationOn,
  everything,
  intakeOn,
  one,
  two,
  useStore,
} from '../support/test-intake.ts';

const store = useStore();

interface Step {
  readonly what: 'write' | 'read';
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** A database that breaks once, at its nth write or read, before or after doing what it was asked. */
function breaking({ what, at, when }: Step) {
  let calls = 0;
  const state = { isBroken: false, isArmed: true };
  const run = async <T>(kind: Step['what'], work: () => Promise<T>): Promise<T> => {
    if (!state.isArmed || kind !== what) return work();
    calls += 1;
    if (calls !== at) return work();
    state.isBroken = true;
    if (when === 'after') await work();
    throw new Error('the store broke');
  };
  const double: Database = {
    ...store.db,
    insertRaw: (statement) => run('write', () => store.db.insertRaw(statement)),
    query: (sql, params) => run('read', () => store.db.query(sql, params)),
  };
  return { double, state };
}

const first = asBatch(one.messages());
const second = asBatch([...one.completed(day(9)).messages(), broken, ...two.messages()]);
const third = asBatch(two.reopened(day(12)).messages());

let cleanRows: Record<string, unknown[]> | null = null;
/** The rows when nothing breaks. */
async function cleanRun(): Promise<Record<string, unknown[]>> {
  if (cleanRows) return cleanRows;
  const takeIn = intakeOn(store.db);
  for (const batch of [first, second, third]) await takeIn(batch);
  cleanRows = await everything(store.db);
  await emptyStore(store.db);
  return cleanRows;
}

describe('when the store breaks', () => {
  const places = [1, 2, 3, 4, 5, 6].map((at) => ['write', at] as const);
  const steps: Step[] = [...places, ...[1, 2, 3, 4].map((at) => ['read', at] as const)].flatMap(
    ([what, at]) => [
      { what, at, when: 'before' },
      { what, at, when: 'after' },
    ],
  );

  test.each(steps)('$when $what $at: the batch sent again ends as if nothing had happened', async (step) => {
    const clean = await cleanRun();
    await intakeOn(store.db)(first);
    const { double, state } = breaking(step);
    const takeIn = intakeOn(double);
    await expect(takeIn(second)).rejects.toThrow('the store broke');
    state.isArmed = false;
    for (const batch of [second, third]) await takeIn(batch);
    expect(await everything(store.db)).toEqual(clean);
  });

  test.each(steps)('$when $what $at, and the process dies: so does a new start', async (step) => {
    const clean = await cleanRun();
    await intakeOn(store.db)(first);
    await expect(intakeOn(breaking(step).double)(second)).rejects.toThrow('the store broke');
    await refreshStaleCases(evaluationOn(store.db), AFTER + 1e6);
    const takeIn = intakeOn(store.db);
    for (const batch of [second, third]) await takeIn(batch);
    expect(await everything(store.db)).toEqual(clean);
  });

  test('twice, the second time while it mends: nothing is lost or doubled', async () => {
    const clean = await cleanRun();
    for (const at of [1, 2, 3]) {
      await emptyStore(store.db);
      await intakeOn(store.db)(first);
      const { double, state } = breaking({ what: 'write', at: 4, when: 'after' });
      const again = breaking({ what: 'write', at, when: 'before' });
      const both: Database = {
        ...store.db,
        insertRaw: (sql) => (state.isBroken ? again.double.insertRaw(sql) : double.insertRaw(sql)),
      };
      const takeIn = intakeOn(both);
      await expect(takeIn(second)).rejects.toThrow('the store broke');
      await takeIn(second).catch(() => {});
      again.state.isArmed = false;
      for (const batch of [second, third]) await takeIn(batch);
      expect(await everything(store.db)).toEqual(clean);
    }
  });

  test('nowhere else: the steps above are every write and every read of a batch', async () => {
    for (const [what, at] of [
      ['write', 7],
      ['read', 5],
    ] as const) {
      await emptyStore(store.db);
      await intakeOn(store.db)(first);
      const { double, state } = breaking({ what, at, when: 'before' });
      await intakeOn(double)(second);
      expect(state.isBroken).toBe(false);
    }
  });

  test('a case whose fold failed is folded by the next batch, whatever that holds', async () => {
    const { double } = breaking({ what: 'write', at: 2, when: 'before' });
    const takeIn = intakeOn(double);
    await expect(takeIn(first)).rejects.toThrow('the store broke');
    expect([await count(store.db, 'case_events'), await count(store.db, 'cases')]).toEqual([2, 0]);
    await takeIn(asBatch(two.messages()));
    expect(await store.db.query('SELECT case_id, events FROM cases FINAL ORDER BY case_id')).toEqual([
      { case_id: 'one', events: 2 },
      { case_id: 'two', events: 3 },
    ]);
  });
});
