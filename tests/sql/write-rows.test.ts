// The one writer stores exactly what it is given, once a token, and leaves no setting behind.
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../services/store/database.ts';
import { writeRows } from '../../services/store/write-rows.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

const TABLE = `CREATE TABLE IF NOT EXISTS thing (
  n Int64, said String, at DateTime64(3, 'UTC') DEFAULT 0, list Array(String) DEFAULT []
) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 1000`;
const SETTINGS = `SELECT getSetting('insert_deduplication_token') AS token, getSetting('async_insert') AS async`;

let opened: TestDatabase;
let db: Database;

beforeAll(async () => {
  opened = await openTestDatabase({ migrated: false });
  db = opened.db;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await db.command('DROP TABLE IF EXISTS thing SYNC');
  await db.command(TABLE);
});

const count = async (): Promise<number> =>
  (await db.query<{ n: number }>('SELECT count() AS n FROM thing'))[0]!.n;
const recorder = (): { statements: string[]; double: Database } => {
  const statements: string[] = [];
  return { statements, double: { ...db, insertRaw: async (text) => void statements.push(text) } };
};

describe('tokens', () => {
  test('the same token twice stores once, another token stores again', async () => {
    for (const token of ['a', 'a', 'b']) await writeRows(db, 'thing', ['n', 'said'], [[1, 'x']], { token });
    expect(await count()).toBe(2);
  });

  test('equal rows without a token are all stored', async () => {
    for (let time = 0; time < 3; time += 1) await writeRows(db, 'thing', ['n', 'said'], [[1, 'x']]);
    expect(await count()).toBe(3);
  });

  test('a token of quotes, backslashes and SQL names its write and nothing more', async () => {
    const tokens = ["it's", 'it\\', "\\'; DROP TABLE thing; --", '办件\n"x"'];
    for (const token of [...tokens, ...tokens]) await writeRows(db, 'thing', ['n'], [[1]], { token });
    expect(await count()).toBe(tokens.length);
  });

  test('a later write without settings is not swallowed, nor made asynchronous', async () => {
    const lone = { ...db, insertRaw: db.command };
    const before = await writerSettings(lone);
    await writeRows(db, 'thing', ['n', 'said'], [[1, 'x']], { token: 'a' });
    await db.command("INSERT INTO thing (n, said) SETTINGS async_insert = 0 VALUES (2, 'y')");
    expect(await count()).toBe(2);
    expect(await writerSettings(lone)).toEqual(before);
  });

  test('an empty token is refused', async () => {
    await expect(writeRows(db, 'thing', ['n'], [[1]], { token: '' })).rejects.toThrow('empty token');
  });
});

// Asked through the connection that writes: each connection has settings of its own.
const writerSettings = async (by: Database): Promise<unknown> => {
  await by.command('DROP TABLE IF EXISTS seen SYNC');
  await by.command(`CREATE TABLE seen ENGINE = Memory AS ${SETTINGS}`);
  return by.query('SELECT * FROM seen');
};

describe('chunks', () => {
  test('rows are cut at 20 000 with tokens that name their range, the same every time', async () => {
    const rows = Array.from({ length: 45_000 }, (_, n) => [n]);
    const tokensOf = async () => {
      const { statements, double } = recorder();
      await writeRows(double, 'thing', ['n'], rows, { token: 't' });
      return statements.map((text) => /insert_deduplication_token='([^']*)'/.exec(text)?.[1]);
    };
    expect(await tokensOf()).toEqual(['t/0-20000', 't/20000-40000', 't/40000-45000']);
    expect(await tokensOf()).toEqual(['t/0-20000', 't/20000-40000', 't/40000-45000']);
  });

  test('long rows are cut at 16 MB and stored as one part a chunk', async () => {
    const rows = Array.from({ length: 5 }, (_, n) => [n, 'x'.repeat(6_000_000)]);
    const { statements, double } = recorder();
    await writeRows(double, 'thing', ['n', 'said'], rows, { token: 't' });
    expect(statements.map((text) => text.split('\n').length - 1)).toEqual([2, 2, 1]);
    for (const statement of [...statements, ...statements]) await db.insertRaw(statement);
    expect(await count()).toBe(5);
  });

  test('a replay after a crash between chunks stores only what is missing', async () => {
    const rows = Array.from({ length: 45_000 }, (_, n) => [n]);
    let left = 2;
    const failing = {
      ...db,
      insertRaw: async (text: string) => {
        if (left-- === 0) throw new Error('killed');
        await db.insertRaw(text);
      },
    };
    await expect(writeRows(failing, 'thing', ['n'], rows, { token: 't' })).rejects.toThrow('killed');
    expect(await count()).toBe(40_000);
    await writeRows(db, 'thing', ['n'], rows, { token: 't' });
    expect(await db.query('SELECT count() AS rows, uniqExact(n) AS distinct FROM thing')).toEqual([
      { rows: 45_000, distinct: 45_000 },
    ]);
  });

  test('no rows, no statement', async () => {
    const { statements, double } = recorder();
    await writeRows(double, 'thing', ['n'], [], { token: 't' });
    expect(statements).toEqual([]);
  });
});

describe('values', () => {
  test('text of any kind comes back as it went', async () => {
    const said = [
      'x; SELECT 1;',
      'it\'s "quoted" \\ /* -- ',
      '办件\n\t\r\u2028',
      '\u0000nul',
      '😀',
      '',
      '{"a":[1]}',
    ];
    await writeRows(
      db,
      'thing',
      ['n', 'said'],
      said.map((text, n) => [n, text]),
    );
    const rows = await db.query<{ said: string }>('SELECT said FROM thing ORDER BY n');
    expect(rows.map((row) => row.said)).toEqual(said);
  });

  test('half a character becomes the replacement character and holds up nobody', async () => {
    await writeRows(db, 'thing', ['n', 'said', 'list'], [[1, 'a\ud800b\udc00', ['\ud83d']]]);
    expect(await db.query('SELECT said, list FROM thing')).toEqual([
      { said: 'a\ufffdb\ufffd', list: ['\ufffd'] },
    ]);
  });

  test('instants with offsets, big integers and lists keep their value', async () => {
    await writeRows(
      db,
      'thing',
      ['n', 'at', 'list'],
      [
        [9007199254740993n, '2026-01-01T00:00:00.123+08:00', ['a', "b'"]],
        [2, new Date('2026-01-02T03:04:05.678Z'), []],
      ],
    );
    const rows = await db.query(
      'SELECT toString(n) AS n, toString(at) AS at, list FROM thing ORDER BY thing.n DESC',
    );
    expect(rows).toEqual([
      { n: '9007199254740993', at: '2025-12-31 16:00:00.123', list: ['a', "b'"] },
      { n: '2', at: '2026-01-02 03:04:05.678', list: [] },
    ]);
  });

  test.each([
    ['NaN', Number.NaN, 'thing.n row 1: NaN is not a finite number'],
    ['an unsafe integer', 2 ** 60, 'thing.n row 1: 1152921504606847000 is beyond 2^53'],
    ['undefined', undefined, 'thing.n row 1: a value of type undefined cannot be stored'],
  ])('%s is refused by column and row', async (_, value, message) => {
    await expect(writeRows(db, 'thing', ['n'], [[1], [value]])).rejects.toThrow(message);
    expect(await count()).toBe(0);
  });

  test('null is never turned into a default', async () => {
    await expect(writeRows(db, 'thing', ['n', 'said'], [[1, null]])).rejects.toThrow();
    expect(await count()).toBe(0);
  });

  test('a row of the wrong width is refused', async () => {
    await expect(writeRows(db, 'thing', ['n', 'said'], [[1]])).rejects.toThrow(
      'row 0 has 1 values, expected 2',
    );
  });

  test('a name that is not a name is refused', async () => {
    await expect(writeRows(db, 'thing; DROP', ['n'], [[1]])).rejects.toThrow('not a column or table name');
  });
});

describe('the embedded engine by itself', () => {
  test('settings sent beside the text stay in the session and swallow the next insert', async () => {
    const connection = createChdbConnection({ path: opened.dir });
    const client = createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
    try {
      const insert = (n: number, beside: Record<string, string | number>) =>
        client.insert({
          table: 'shixian.thing',
          columns: ['n'],
          values: [[n]],
          format: 'JSONCompactEachRow',
          clickhouse_settings: beside,
        });
      await insert(1, { insert_deduplication_token: 'A', async_insert: 0 });
      await insert(2, {});
      expect(await count()).toBe(1);
      const left = await client.query({ query: SETTINGS, format: 'JSONEachRow' });
      expect(await left.json()).toEqual([{ token: 'A', async: false }]);
    } finally {
      await client.close();
    }
  });

  test('its session is in UTC and in our own Atomic database', async () => {
    const [row] = await db.query(
      'SELECT timezone() AS zone, name, engine FROM system.databases WHERE name = currentDatabase()',
    );
    expect(row).toEqual({ zone: 'UTC', name: 'shixian', engine: 'Atomic' });
  });

  test('a report does not hold up the writer, nor another report', async () => {
    const order: string[] = [];
    const long = db.query('SELECT sleep(1)').then(() => order.push('long'));
    await writeRows(db, 'thing', ['n'], [[1]]).then(() => order.push('write'));
    await db.query('SELECT 1').then(() => order.push('short'));
    await long;
    expect(order).toEqual(['write', 'short', 'long']);
  });
});

describe('the database port', () => {
  test("64-bit integers come as numbers, parameters are bound, formats are the engine's", async () => {
    const sql = 'SELECT toUInt64(5) AS n, {said:String} AS said';
    expect(await db.query(`${sql} -- end`, { said: "a'b\n" })).toEqual([{ n: 5, said: "a'b\n" }]);
    expect(await db.queryText(`${sql};`, { said: 'x' }, 'CSVWithNames')).toBe('"n","said"\n5,"x"\n');
    expect(await db.query('SELECT 1 AS n WHERE 0')).toEqual([]);
  });

  test('closing waits for what runs, and another folder may follow', async () => {
    const running = db.query('SELECT sleep(0.3) AS slept');
    await opened.close();
    expect(await running).toEqual([{ slept: 0 }]);
    opened = await openTestDatabase({ migrated: false });
    db = opened.db;
    expect(await db.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});
