// Events come in once and are answered for one by one, whatever fails on the way and however often they are sent.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import {
  type Evaluation,
  mendCases,
  refreshCases,
  refreshStaleCases,
} from '../../services/evaluate/refresh-cases.ts';
import { createIntake } from '../../services/ingest/take-in.ts';
import { writeEvents } from '../../services/store/case-events.ts';
import type { Database } from '../../services/store/database.ts';
import { ALL_KNOWN, instantParameter } from '../../services/store/read-indicators.ts';
import { enterEpoch, writeCalendars } from '../../services/store/rules.ts';
import { instant, type Message, permitCase } from '../support/case-builder.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { aTarget, calendars, catalogueOf } from '../support/target-builder.ts';

const TABLES = ['case_events', 'rejected_events', 'cases', 'case_log', 'clocks', 'clock_log'];
const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const AFTER = instant(day(30));

let opened: TestDatabase;
let db: Database;
beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
  await writeCalendars(db, [...calendars.values()], AFTER);
});
afterAll(() => opened.close());
beforeEach(async () => {
  for (const table of [...TABLES, 'rule_epochs']) await db.command(`TRUNCATE TABLE ${table}`);
});

const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });

function evaluationOn(over: Database, targets: readonly CatalogueTarget[] = [target], epoch = 1): Evaluation {
  const rules = { epoch, catalogueVersion: `v${epoch}` };
  return { db: over, catalogue: catalogueOf(targets), rules, zoneOf: () => 'Asia/Shanghai' };
}

type TakeIn = (batch: readonly Incoming[]) => Promise<Receipts>;

function intakeOn(over: Database, now: () => number = () => AFTER): TakeIn {
  const evaluation = evaluationOn(over);
  return createIntake({
    db: over,
    now,
    refresh: (touched, token) => refreshCases(evaluation, touched, token),
    mend: (keys) => mendCases(evaluation, keys, now()),
  });
}

const asBatch = (messages: readonly Record<string, unknown>[]): Incoming[] =>
  messages.map((event, i) => ({ origin: `log.ndjson:${i + 1}`, event }));

/** Every row of every table, in one order. */
async function everything(): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of TABLES) all[table] = await db.query(`SELECT * FROM ${table} ORDER BY ALL`);
  return all;
}

const count = async (table: string): Promise<number> =>
  (await db.query<{ n: number }>(`SELECT count() AS n FROM ${table}`))[0]!.n;

const statusOf = ({ receipts }: Receipts) => receipts.map(({ status }) => status);

const one = permitCase('one').received(day(2)).accepted(day(3));
const two = permitCase('two').received(day(4)).accepted(day(5)).completed(day(6));
const broken = { ...one.messages()[0]!, id: 'broken', time: 'yesterday' };

describe('each event is answered for', () => {
  test('as accepted, duplicate or rejected, in the order sent', async () => {
    const takeIn = intakeOn(db);
    const [received, accepted] = one.messages() as [Message, Message];
    const answer = await takeIn(asBatch([received, broken, received, accepted]));
    expect(statusOf(answer)).toEqual(['accepted', 'rejected', 'duplicate', 'accepted']);
    expect(answer).toMatchObject({ accepted: 2, duplicate: 1, rejected: 1 });
    expect(answer.receipts.map(({ id }) => id)).toEqual(['one-1', 'broken', 'one-1', 'one-2']);
    expect(answer.receipts[1]!.problems[0]).toMatchObject({ field: 'time', value: 'yesterday' });
    expect(statusOf(await takeIn(asBatch([accepted, received])))).toEqual(['duplicate', 'duplicate']);
  });

  test('an id used twice for something else is refused, within a batch and across', async () => {
    const takeIn = intakeOn(db);
    const [received] = one.messages() as [Message];
    const other = { ...received, time: '2026-03-05T10:00:00+08:00' };
    const within = await takeIn(asBatch([received, other]));
    expect(statusOf(within)).toEqual(['accepted', 'rejected']);
    const across = await takeIn(asBatch([{ ...received, type: 'permit.completed', data: {} }]));
    for (const { receipts } of [within, across])
      expect(receipts.at(-1)!.problems[0]).toMatchObject({
        code: 'id-used-twice',
        field: 'id',
        value: 'one-1',
      });
    expect(await count('case_events')).toBe(1);
    expect(await count('rejected_events')).toBe(2);
  });

  test('the same content with its names in another order is a repeat', async () => {
    const takeIn = intakeOn(db);
    const attributes = { zone: 'a', channel: 'b', building: 3 };
    const told = (of: object) =>
      permitCase('x')
        .received(day(2), { attributes: { ...of } })
        .messages();
    await takeIn(asBatch(told(attributes)));
    const turned = Object.fromEntries(Object.entries(attributes).reverse());
    expect(statusOf(await takeIn(asBatch(told(turned))))).toEqual(['duplicate']);
  });

  test('what could not be read is kept with its text, once', async () => {
    const takeIn = intakeOn(db);
    const problem = { code: 'bad-json', message: 'not JSON' };
    const item = { origin: 'log.ndjson:7', raw: '{"id":', problem };
    expect((await takeIn([item, item])).receipts[0]).toEqual({
      id: null,
      status: 'rejected',
      problems: [problem],
    });
    expect(await db.query('SELECT origin, raw, code, status FROM rejected_events')).toEqual([
      { origin: 'log.ndjson:7', raw: '{"id":', code: 'bad-json', status: 'open' },
    ]);
  });

  test('nesting without end is refused and kept, and the rest of the batch comes in', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
    const correction = { ...one.messages()[1]!, id: 'deep', type: 'permit.event.corrected' };
    const messages = [...one.messages(), { ...correction, data: { corrects: 'one-1', data: { deep } } }];
    const answer = await intakeOn(db)([...asBatch(messages), { origin: 'http', event: deep }]);
    expect(statusOf(answer)).toEqual(['accepted', 'accepted', 'rejected', 'rejected']);
    expect(await count('rejected_events')).toBe(2);
  });

  test('broken Unicode in data is a repeat when it is told again', async () => {
    const takeIn = intakeOn(db);
    const told = permitCase('x')
      .received(day(2), { attributes: { channel: 'a\ud800b' } })
      .messages();
    expect(statusOf(await takeIn(asBatch(told)))).toEqual(['accepted']);
    expect(statusOf(await takeIn(asBatch(told)))).toEqual(['duplicate']);
  });

  test('thousands of cases with the longest ids come in at once', async () => {
    const messages = Array.from({ length: 2500 }, (_, i) =>
      permitCase(`${"办'".repeat(120)}${i}`)
        .received(day(2), {}, { id: `${'x'.repeat(250)}${i}` })
        .messages(),
    ).flat();
    const answer = await intakeOn(db)(asBatch([...messages, ...messages]));
    expect(answer).toMatchObject({ accepted: 2500, duplicate: 2500, rejected: 0 });
    expect(await count('cases')).toBe(2500);
  });

  test('batches sent at once are taken one after another', async () => {
    const takeIn = intakeOn(db);
    const batch = asBatch([...one.messages(), ...two.messages()]);
    const answers = await Promise.all([takeIn(batch), takeIn(batch), takeIn([...batch].reverse())]);
    expect(answers.map(({ accepted, duplicate }) => [accepted, duplicate])).toEqual([
      [5, 0],
      [0, 5],
      [0, 5],
    ]);
    expect(await count('case_events')).toBe(5);
  });
});

describe('the same batch twice', () => {
  test('changes nothing, rejections and what became of them included', async () => {
    let now = AFTER;
    const takeIn = intakeOn(db, () => now);
    const batch = asBatch([...one.messages(), broken, ...two.messages()]);
    await takeIn(batch);
    await db.command(
      "ALTER TABLE rejected_events UPDATE status = 'discarded' WHERE 1 SETTINGS mutations_sync = 1",
    );
    const before = await everything();
    now += 3_600_000;
    await takeIn(batch);
    expect(await everything()).toEqual(before);
  });
});

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
    ...db,
    insertRaw: (statement) => run('write', () => db.insertRaw(statement)),
    query: (sql, params) => run('read', () => db.query(sql, params)),
  };
  return { double, state };
}

const first = asBatch(one.messages());
const second = asBatch([...one.completed(day(9)).messages(), broken, ...two.messages()]);
const third = asBatch(two.reopened(day(12)).messages());

const emptied = async () => {
  for (const table of TABLES) await db.command(`TRUNCATE TABLE ${table}`);
};

let cleanRows: Record<string, unknown[]> | null = null;
/** The rows when nothing breaks. */
async function cleanRun(): Promise<Record<string, unknown[]>> {
  if (cleanRows) return cleanRows;
  const takeIn = intakeOn(db);
  for (const batch of [first, second, third]) await takeIn(batch);
  cleanRows = await everything();
  await emptied();
  return cleanRows;
}

describe('when the store breaks', () => {
  const places = [1, 2, 3, 4, 5, 6].map((at) => ['write', at] as const);
  const steps: Step[] = [...places, ...[1, 2, 3].map((at) => ['read', at] as const)].flatMap(([what, at]) => [
    { what, at, when: 'before' },
    { what, at, when: 'after' },
  ]);

  test.each(steps)('$when $what $at: the batch sent again ends as if nothing had happened', async (step) => {
    const clean = await cleanRun();
    await intakeOn(db)(first);
    const { double, state } = breaking(step);
    const takeIn = intakeOn(double);
    await expect(takeIn(second)).rejects.toThrow('the store broke');
    state.isArmed = false;
    for (const batch of [second, third]) await takeIn(batch);
    expect(await everything()).toEqual(clean);
  });

  test.each(steps)('$when $what $at, and the process dies: so does a new start', async (step) => {
    const clean = await cleanRun();
    await intakeOn(db)(first);
    await expect(intakeOn(breaking(step).double)(second)).rejects.toThrow('the store broke');
    await refreshStaleCases(evaluationOn(db), AFTER + 1e6);
    const takeIn = intakeOn(db);
    for (const batch of [second, third]) await takeIn(batch);
    expect(await everything()).toEqual(clean);
  });

  test('twice, the second time while it mends: nothing is lost or doubled', async () => {
    const clean = await cleanRun();
    for (const at of [1, 2, 3]) {
      await emptied();
      await intakeOn(db)(first);
      const { double, state } = breaking({ what: 'write', at: 4, when: 'after' });
      const again = breaking({ what: 'write', at, when: 'before' });
      const both: Database = {
        ...db,
        insertRaw: (sql) => (state.isBroken ? again.double.insertRaw(sql) : double.insertRaw(sql)),
      };
      const takeIn = intakeOn(both);
      await expect(takeIn(second)).rejects.toThrow('the store broke');
      await takeIn(second).catch(() => {});
      again.state.isArmed = false;
      for (const batch of [second, third]) await takeIn(batch);
      expect(await everything()).toEqual(clean);
    }
  });

  test('nowhere else: the steps above are every write and every read of a batch', async () => {
    await intakeOn(db)(first);
    for (const [what, at] of [
      ['write', 7],
      ['read', 4],
    ] as const) {
      const { double, state } = breaking({ what, at, when: 'before' });
      await intakeOn(double)(
        what === 'write'
          ? second
          : asBatch([...second.map(({ event }) => event as Message), { ...broken, time: 'x' }]),
      );
      expect(state.isBroken).toBe(false);
    }
  });

  test('a case whose fold failed is folded by the next batch, whatever that holds', async () => {
    const { double } = breaking({ what: 'write', at: 2, when: 'before' });
    const takeIn = intakeOn(double);
    await expect(takeIn(first)).rejects.toThrow('the store broke');
    expect([await count('case_events'), await count('cases')]).toEqual([2, 0]);
    await takeIn(asBatch(two.messages()));
    expect(await db.query('SELECT case_id, events FROM cases FINAL ORDER BY case_id')).toEqual([
      { case_id: 'one', events: 2 },
      { case_id: 'two', events: 3 },
    ]);
  });
});

describe('what was left behind', () => {
  const store = (told: typeof one, receivedAt: number) =>
    writeEvents(
      db,
      told.events().map((event) => ({ event: { ...event, receivedAt }, origin: 'test' })),
      `test ${receivedAt}`,
    );

  test('events without clocks are folded, and known since they were received', async () => {
    const receivedAt = instant(day(20));
    await store(one, receivedAt);
    const progress: number[][] = [];
    const refreshed = await refreshStaleCases(evaluationOn(db), AFTER, (...seen) => progress.push(seen));
    expect([refreshed, progress]).toEqual([1, [[1, 1]]]);
    expect(await db.query('SELECT case_id, target_id FROM clocks')).toEqual([
      { case_id: 'one', target_id: 'promise' },
    ]);
    expect(await verdictsKnownAt(receivedAt)).toEqual([['one', 'breached']]);
    expect(await verdictsKnownAt(receivedAt - 1)).toEqual([]);
    expect(await refreshStaleCases(evaluationOn(db), AFTER)).toBe(0);
  });

  test('a changed catalogue refolds every case, and what was answered before stays as it was', async () => {
    await intakeOn(db, () => instant(day(20)))(asBatch([...one.messages(), ...two.messages()]));
    const before = await bytesKnownAt(instant(day(21)));
    const longer = aTarget({ value: 50 });
    expect(await refreshStaleCases(evaluationOn(db, [longer], 2), AFTER)).toBe(2);
    expect(await verdictsKnownAt(ALL_KNOWN)).toEqual([
      ['one', 'running'],
      ['two', 'met'],
    ]);
    expect(await verdictsKnownAt(instant(day(21)))).toEqual([
      ['one', 'breached'],
      ['two', 'met'],
    ]);
    expect(await bytesKnownAt(instant(day(21)))).toBe(before);
    expect(await refreshStaleCases(evaluationOn(db, [longer], 2), AFTER)).toBe(0);
    expect(await count('clock_log')).toBe(4);
  });

  test('a target that no longer applies takes its clock with it, but not from older answers', async () => {
    await intakeOn(db, () => instant(day(20)))(first);
    await refreshStaleCases(evaluationOn(db, [], 2), AFTER);
    expect(await verdictsKnownAt(ALL_KNOWN)).toEqual([['one', 'no-target']]);
    expect(await verdictsKnownAt(instant(day(21)))).toEqual([['one', 'breached']]);
  });

  test('the epoch rises with every change of the rules and only then', async () => {
    const epochs = [];
    for (const rules of ['a', 'a', 'b', 'a', 'a']) epochs.push(await enterEpoch(db, rules, AFTER));
    expect(epochs).toEqual([1, 1, 2, 3, 3]);
  });
});

const CASES = `SELECT * FROM case_at(as_of = {as_of:DateTime64(3, 'UTC')}, known_at = {known_at:DateTime64(3, 'UTC')}) ORDER BY case_id`;
const known = (knownAt: number) => ({ as_of: instantParameter(AFTER), known_at: instantParameter(knownAt) });
const bytesKnownAt = (knownAt: number) => db.queryText(CASES, known(knownAt), 'CSVWithNames');
const verdictsKnownAt = async (knownAt: number) =>
  (await db.query<{ case_id: string; verdict: string }>(CASES, known(knownAt))).map((row) => [
    row.case_id,
    row.verdict,
  ]);

describe('what was known at an instant', () => {
  test('is answered in the same bytes after any later correction, retraction, late event and repeat', async () => {
    const asked = instant(day(27));
    let now = asked;
    const takeIn = intakeOn(db, () => now);
    await takeIn(asBatch([...one.messages(), ...two.messages()]));
    const before = await bytesKnownAt(now);
    const changes = [
      one.corrected('one-2', { time: day(25) }, day(26)),
      two.retracted('two-3', day(26)),
      one.completed(day(8)),
      permitCase('three').received(day(4)).accepted(day(5)),
    ];
    const answers = [await verdictsKnownAt(ALL_KNOWN)];
    for (const told of changes) {
      now += 3_600_000;
      await takeIn(asBatch(told.messages().map((message) => ({ ...message, id: idOf(told, message) }))));
      answers.push(await verdictsKnownAt(ALL_KNOWN));
    }
    expect(await bytesKnownAt(asked)).toBe(before);
    expect(answers).toEqual([
      [
        ['one', 'breached'],
        ['two', 'met'],
      ],
      [
        ['one', 'running'],
        ['two', 'met'],
      ],
      [
        ['one', 'running'],
        ['two', 'breached'],
      ],
      [
        ['one', 'unknown'],
        ['two', 'breached'],
      ],
      [
        ['one', 'unknown'],
        ['three', 'breached'],
        ['two', 'breached'],
      ],
    ]);
  });

  /** The third event of case one differs between the changes above, so it is told under an id of its own. */
  const idOf = (told: typeof one, { id, type }: Message): string =>
    id === 'one-3' && type === 'permit.completed' && told !== two ? 'one-end' : id;
});
