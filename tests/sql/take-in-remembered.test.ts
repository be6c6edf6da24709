// What is remembered of hot cases spares reads and changes no answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Receipts } from '../../schemas/receipt.ts';
import { USUAL_MEMORY } from '../../services/ingest/known-cases.ts';
import type { Database } from '../../services/store/database.ts';
import { type Message, permitCase } from '../support/case-builder.ts';
import {
  AFTER,
  asBatch,
  broken,
  count,
  day,
  emptyStore,
  one,
  statusOf,
  two,
  useStore,
  wholeIntakeOn,
} from '../support/test-intake.ts';

const store = useStore();
const NOTHING = { events: 0, characters: 0 };
const FEW = { events: 6, characters: 2000 };

const three = permitCase('three').received(day(5)).accepted(day(6)).begun('hearing', day(9));
/** Told in any order and number: repeats, corrections, ids used for something else or by another case, bad ones. */
const messages: readonly Message[] = [
  ...one
    .corrected('one-2', { time: day(4) }, day(10))
    .completed(day(12))
    .messages(),
  ...two.retracted('two-3', day(12)).messages(),
  ...three.ended('hearing', day(16)).retracted('three-1', day(20)).messages(),
  { ...one.messages()[1]!, time: '2026-03-07T10:00:00+08:00' },
  { ...two.messages()[0]!, subject: 'three' },
  { ...three.messages()[2]!, subject: 'one' },
  broken,
];
const told = fc.array(fc.array(fc.nat(messages.length - 1), { minLength: 1, maxLength: 5 }), {
  minLength: 2,
  maxLength: 6,
});
const batchesOf = (numbers: readonly number[][]) =>
  numbers.map((batch) => asBatch(batch.map((n) => messages[n]!)));

const rowsOf = async (db: Database, selections: readonly string[]): Promise<unknown[]> =>
  Promise.all(selections.map((selection) => db.query(`SELECT ${selection} ORDER BY ALL`)));

/** Whatever the engine has merged by now. */
const everyRow = (db: Database) =>
  rowsOf(db, [
    ...['case_events', 'rejected_events', 'cases', 'clocks'].map((table) => `* FROM ${table} FINAL`),
    ...['case_log', 'clock_log'].map((table) => `* FROM ${table}`),
  ]);

/** What stands now. Batches that wait are stored together, so that there are fewer steps and versions between. */
const standing = (db: Database) =>
  rowsOf(db, [
    ...['case_events', 'rejected_events', 'cases'].map((table) => `* FROM ${table} FINAL`),
    '* EXCEPT version FROM clocks FINAL WHERE applies',
  ]);

type Told = ReturnType<typeof batchesOf>;

/** Tells each batch while the one before is being stored: as soon as that has sent its events, or was answered. */
async function tellOverlapping(
  db: Database,
  batches: Told,
  limits = USUAL_MEMORY,
): Promise<PromiseSettledResult<Receipts>[]> {
  let go = () => {};
  const insertRaw: Database['insertRaw'] = (statement) => {
    if (statement.startsWith('INSERT INTO case_events')) go();
    return db.insertRaw(statement);
  };
  const { takeIn } = wholeIntakeOn({ ...db, insertRaw }, () => AFTER, limits);
  const answers: Promise<Receipts>[] = [];
  for (const batch of batches) {
    const begun = new Promise<void>((resolve) => {
      go = resolve;
    });
    const answer = takeIn(batch);
    answers.push(answer);
    await Promise.race([begun, answer.then(go, go)]);
  }
  return Promise.allSettled(answers);
}

async function tellInTurn(batches: Told, limits: typeof FEW): Promise<PromiseSettledResult<Receipts>[]> {
  const { takeIn } = wholeIntakeOn(store.db, () => AFTER, limits);
  const answers = [];
  for (const batch of batches) answers.push((await Promise.allSettled([takeIn(batch)]))[0]);
  return answers;
}

describe('answers and rows are the same', () => {
  test('with and without memory, one after another, overlapping and all at once', {
    timeout: 120_000,
  }, async () => {
    const outcomeOf = async (
      tell: () => Promise<PromiseSettledResult<Receipts>[]>,
      rowsOf: typeof everyRow,
    ) => {
      await emptyStore(store.db);
      return { answers: await tell(), rows: await rowsOf(store.db) };
    };
    await fc.assert(
      fc.asyncProperty(told, async (numbers) => {
        const batches = batchesOf(numbers);
        const plain = await outcomeOf(() => tellInTurn(batches, NOTHING), everyRow);
        const { answers } = plain;
        expect(answers.every(({ status }) => status === 'fulfilled')).toBe(true);
        const stands = await standing(store.db);
        expect(await outcomeOf(() => tellInTurn(batches, USUAL_MEMORY), everyRow)).toEqual(plain);
        for (const limits of [USUAL_MEMORY, FEW])
          expect(await outcomeOf(() => tellOverlapping(store.db, batches, limits), everyRow)).toEqual(plain);
        const { takeIn } = wholeIntakeOn(store.db, () => AFTER);
        const atOnce = () => Promise.allSettled(batches.map((batch) => takeIn(batch)));
        expect(await outcomeOf(atOnce, standing)).toEqual({ answers, rows: stands });
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});

/** Counts what is read of the events and clocks of cases. */
function counting(db: Database) {
  const reads = { cases: 0 };
  const query: Database['query'] = (sql, params) => {
    if (/FROM (case_events AS e|clocks FINAL)/.test(sql)) reads.cases += 1;
    return db.query(sql, params);
  };
  return { reads, double: { ...db, query } };
}

describe('a case told of again', () => {
  test('is not read again', async () => {
    const { reads, double } = counting(store.db);
    const { takeIn } = wholeIntakeOn(double);
    await takeIn(asBatch([...one.messages(), ...two.messages()]));
    reads.cases = 0;
    const { accepted, duplicate } = await takeIn(
      asBatch(one.step('survey', day(7)).completed(day(9)).messages()),
    );
    expect([accepted, duplicate, reads.cases]).toEqual([2, 2, 0]);
    await takeIn(asBatch(three.messages()));
    expect(reads.cases).toBeGreaterThan(0);
  });

  test('is read again once all was forgotten, so that what another process told is known', async () => {
    const { takeIn, forget } = wholeIntakeOn(store.db);
    await takeIn(asBatch(one.messages()));
    await wholeIntakeOn(store.db).takeIn(asBatch(one.completed(day(9)).messages()));
    forget();
    expect(statusOf(await takeIn(asBatch(one.completed(day(9)).messages())))).toEqual(
      Array(3).fill('duplicate'),
    );
    await takeIn(asBatch(one.completed(day(9)).reopened(day(12)).messages()));
    expect(await store.db.query('SELECT events FROM cases FINAL')).toEqual([{ events: 4 }]);
  });

  test('is read again when its batch may have been stored in part by another process', async () => {
    const { takeIn } = wholeIntakeOn(store.db);
    await takeIn(asBatch(one.messages()));
    const batch = asBatch(one.completed(day(9)).messages());
    await wholeIntakeOn(store.db).takeIn(batch);
    const answer = await takeIn(batch, { name: 'a range', checkedAt: AFTER, again: true });
    expect(statusOf(answer)).toEqual(Array(3).fill('duplicate'));
  });

  test('is read again when all was forgotten while it was being stored, or waited', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isHolding = false;
    const insertRaw: Database['insertRaw'] = async (statement) => {
      if (isHolding) await held;
      await store.db.insertRaw(statement);
    };
    const { takeIn, forget } = wholeIntakeOn({ ...store.db, insertRaw });
    await takeIn(asBatch(two.messages()));
    isHolding = true;
    const running = takeIn(asBatch(one.messages()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const waiting = takeIn(asBatch(two.reopened(day(12)).messages()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await wholeIntakeOn(store.db).takeIn(
      asBatch([...one.completed(day(9)).messages().slice(2), ...two.reopened(day(12)).messages()]),
    );
    forget();
    release();
    await running;
    expect(statusOf(await waiting)).toEqual(Array(4).fill('duplicate'));
    expect(statusOf(await takeIn(asBatch(one.completed(day(9)).messages())))).toEqual(
      Array(3).fill('duplicate'),
    );
  });
});

describe('the batch after one that broke off', () => {
  /** Breaks at its nth write, after storing it or not at all. */
  const breaking = (at: number, isStored: boolean): Database => {
    let writes = 0;
    const insertRaw: Database['insertRaw'] = async (statement) => {
      writes += 1;
      const isBroken = writes === at;
      if (!isBroken || isStored) await store.db.insertRaw(statement);
      if (isBroken) throw new Error('the store broke');
    };
    return { ...store.db, insertRaw };
  };
  const steps = [1, 2, 3, 4, 5].flatMap((at) => [true, false].map((isStored) => [at, isStored] as const));

  test.each(steps)('at write %i, stored: %s, is stored as if told alone', async (at, isStored) => {
    const first = asBatch(one.messages());
    const second = asBatch([...one.completed(day(9)).messages().slice(2), ...two.messages()]);
    const ended = await tellOverlapping(breaking(at, isStored), [first, second]);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    await wholeIntakeOn(store.db).takeIn(first);
    expect(await count(store.db, 'case_events')).toBe(6);
    expect(await store.db.query('SELECT case_id, events FROM cases FINAL ORDER BY case_id')).toEqual([
      { case_id: 'one', events: 3 },
      { case_id: 'two', events: 3 },
    ]);
    const rows = 'SELECT * FROM clocks FINAL ORDER BY case_id';
    const clocks = await store.db.query(rows);
    await emptyStore(store.db);
    await wholeIntakeOn(store.db).takeIn(asBatch([...one.completed(day(9)).messages(), ...two.messages()]));
    expect(clocks).toEqual(await store.db.query(rows));
  });
});

describe('an id that the batch before gave to a case', () => {
  test('is refused to another case, although it was not stored yet when it was asked about', async () => {
    const [received] = one.messages() as [Message];
    const answers = await tellOverlapping(store.db, [
      asBatch(one.messages()),
      asBatch([{ ...received, subject: 'another case' }]),
    ]);
    expect(answers).toMatchObject([{ value: { accepted: 2 } }, { value: { accepted: 0, rejected: 1 } }]);
  });

  test('is refused to another case by a process that never heard of it, whatever its letters', async () => {
    const told = (subject: string, id: string) =>
      asBatch([{ ...one.messages()[0]!, subject, id: `${id} 办件 é 😀` }]);
    await wholeIntakeOn(store.db).takeIn(told('one', 'x'));
    expect(statusOf(await wholeIntakeOn(store.db).takeIn(told('another case', 'x')))).toEqual(['rejected']);
  });

  test('is not mistaken for another of the same sum', async () => {
    const told = (subject: string, id: string) => asBatch([{ ...one.messages()[0]!, subject, id }]);
    await wholeIntakeOn(store.db).takeIn(told('one', 'plumless'));
    const answer = await wholeIntakeOn(store.db).takeIn(told('another case', 'buckeroo'));
    expect(statusOf(answer)).toEqual(['accepted']);
  });
});
