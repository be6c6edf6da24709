// Batches that wait are stored together: few writes, each batch its own answer, and the fault of one harms no other.
import { describe, expect, test } from 'vitest';
import type { Database } from '../../services/store/database.ts';
import {
  asBatch,
  broken,
  count,
  one,
  statusOf,
  two,
  useStore,
  wholeIntakeOn,
} from '../support/test-intake.ts';

const store = useStore();
const telling = (name: string) => ({ name, checkedAt: Date.UTC(2026, 5, 1), again: false });

/** Counts the inserts into a table, and refuses those that hold a text as ClickHouse refuses a value. */
function watching(poison: string | null = null) {
  const inserts: string[] = [];
  const insertRaw: Database['insertRaw'] = async (statement) => {
    inserts.push(/INTO (\w+)/.exec(statement)![1]!);
    if (poison !== null && statement.includes(poison) && statement.includes('INTO case_events'))
      throw new Error('Code: 117. DB::Exception: Incorrect data. (INCORRECT_DATA)');
    await store.db.insertRaw(statement);
  };
  return { inserts, db: { ...store.db, insertRaw } };
}

describe('batches told at once', () => {
  test('are stored by one write a table, and each is answered for by itself', async () => {
    const { inserts, db } = watching();
    const { takeIn } = wholeIntakeOn(db);
    const answers = await Promise.all([
      takeIn(asBatch(one.messages()), telling('a')),
      takeIn(asBatch([broken]), telling('b')),
      takeIn(asBatch([...one.messages().slice(0, 1), ...two.messages()]), telling('c')),
    ]);
    expect(answers.map(statusOf)).toEqual([
      ['accepted', 'accepted'],
      ['rejected'],
      ['duplicate', 'accepted', 'accepted', 'accepted'],
    ]);
    expect(answers.map(({ accepted, duplicate, rejected }) => [accepted, duplicate, rejected])).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [3, 1, 0],
    ]);
    expect(inserts.filter((table) => table === 'case_events')).toHaveLength(1);
    expect(inserts.filter((table) => table === 'cases')).toHaveLength(1);
  });

  test('one whose values the store refuses harms no other', async () => {
    const { db } = watching('one-2');
    const { takeIn } = wholeIntakeOn(db);
    const [bad, good] = await Promise.allSettled([
      takeIn(asBatch(one.messages()), telling('a')),
      takeIn(asBatch(two.messages()), telling('b')),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { name: 'RowsRefused' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { accepted: 3 } });
    expect(await count(store.db, 'case_events')).toBe(3);
  });

  test('one that is not admitted is not stored, and the others are', async () => {
    const { takeIn } = wholeIntakeOn(store.db);
    const admit = () => {
      throw new Error('too many refused');
    };
    const [held, good] = await Promise.allSettled([
      takeIn(asBatch([...one.messages(), broken]), { ...telling('a'), admit }),
      takeIn(asBatch(two.messages()), telling('b')),
    ]);
    expect(held).toMatchObject({ status: 'rejected', reason: { message: 'too many refused' } });
    expect(good).toMatchObject({ status: 'fulfilled', value: { accepted: 3 } });
    expect(await count(store.db, 'rejected_events')).toBe(0);
    expect(await store.db.query('SELECT case_id FROM cases FINAL')).toEqual([{ case_id: 'two' }]);
  });

  test('a store that fails fails them all, and all may be told again', async () => {
    let isBroken = true;
    const insertRaw: Database['insertRaw'] = async (statement) => {
      if (isBroken) throw new Error('the store broke');
      await store.db.insertRaw(statement);
    };
    const { takeIn } = wholeIntakeOn({ ...store.db, insertRaw });
    const both = () =>
      Promise.allSettled([
        takeIn(asBatch(one.messages()), telling('a')),
        takeIn(asBatch(two.messages()), telling('b')),
      ]);
    expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect((await both()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await store.db.query('SELECT case_id, events FROM cases FINAL ORDER BY case_id')).toEqual([
      { case_id: 'one', events: 2 },
      { case_id: 'two', events: 3 },
    ]);
  });
});

test('what a process that told a batch before stores late, after the mending, is folded', async () => {
  const messages = one.messages();
  let isLate = true;
  const query: Database['query'] = async (sql, params) => {
    // The dead process's insert lands between the mending and the reading of this one.
    if (isLate && /FROM case_events AS e/.test(sql)) {
      isLate = false;
      const dead = wholeIntakeOn({
        ...store.db,
        insertRaw: async (statement) => {
          if (!statement.includes('INTO case_events')) throw new Error('killed');
          await store.db.insertRaw(statement);
        },
      });
      await dead.takeIn(asBatch(messages), telling('a')).catch(() => {});
    }
    return store.db.query(sql, params);
  };
  const { takeIn } = wholeIntakeOn({ ...store.db, query });
  const answer = await takeIn(asBatch(messages), { ...telling('a'), again: true });
  expect(statusOf(answer)).toEqual(['duplicate', 'duplicate']);
  expect(isLate).toBe(false);
  expect(await store.db.query('SELECT case_id, events FROM cases FINAL')).toEqual([
    { case_id: 'one', events: 2 },
  ]);
});
