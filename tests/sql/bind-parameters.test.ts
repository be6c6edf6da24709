// Values reach the embedded engine with their type and meaning, and never as SQL.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../services/store/database.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

let opened: TestDatabase;
let db: Database;

beforeAll(async () => {
  opened = await openTestDatabase({ migrated: false });
  db = opened.db;
});
afterAll(() => opened.close());

const echo = async (type: string, value: unknown) =>
  (await db.query(`SELECT {v:${type}} AS v, toTypeName(v) AS type`, { v: value }))[0];

test.each([
  ['String', "it's \\ \n\t; -- {v:String} 办件"],
  ['String', ''],
  ['UInt64', 5],
  ['Int64', -5],
  ['Float64', 1.5],
  ['Bool', true],
  ['Nullable(String)', null],
  ['Nullable(Int64)', 3],
  ['Array(String)', ['a', "b'\\c", '']],
  ['Array(Nullable(Int64))', [1, null]],
  ['Array(Array(String))', [['a'], []]],
  ['LowCardinality(String)', 'x'],
  ["Enum8('met' = 1, 'void' = 2)", 'void'],
])('%s %j', async (type, value) => {
  expect(await echo(type, value)).toEqual({ v: value, type });
});

test('instants and dates', async () => {
  expect(await echo("DateTime64(3, 'UTC')", '2026-01-02 03:04:05.678')).toMatchObject({
    v: '2026-01-02 03:04:05.678',
  });
  expect(await echo('Date', '2026-01-02')).toMatchObject({ v: '2026-01-02' });
  expect((await db.query('SELECT toString({v:Int64}) AS v', { v: 9007199254740993n }))[0]).toEqual({
    v: '9007199254740993',
  });
});

test('in LIMIT, IN, a name, and beside quotes and comments', async () => {
  const sql = `SELECT number AS n, '{a:String}' AS "{b:String}" -- {c:String}
FROM {table:Identifier} /* {d:String} */ WHERE number IN {some:Array(UInt64)} ORDER BY n LIMIT {most:UInt32}`;
  await db.command('CREATE VIEW IF NOT EXISTS `odd``name` AS SELECT number FROM numbers(10)');
  const rows = await db.query(sql, { table: 'odd`name', some: [3, 5, 7], most: 2 });
  expect(rows).toEqual([3, 5].map((n) => ({ n, '{b:String}': '{a:String}' })));
});

test('a parameter reads no more of a table than a value written out', async () => {
  await db.command(
    'CREATE TABLE IF NOT EXISTS keyed (id String) ENGINE = MergeTree ORDER BY id SETTINGS index_granularity = 100',
  );
  const plan = (where: string, params?: Record<string, unknown>) =>
    db.query<{ explain: string }>(`EXPLAIN indexes = 1 SELECT count() FROM keyed WHERE id ${where}`, params);
  await db.command(
    'CREATE OR REPLACE TABLE keyed (id String) ENGINE = MergeTree ORDER BY id SETTINGS index_granularity = 100 AS SELECT toString(number) FROM numbers(10000)',
  );
  const bound = await plan('= {id:String}', { id: '77' });
  expect(bound.some(({ explain }) => explain.includes('Granules: 1/100'))).toBe(true);
  expect(bound).toEqual(await plan("= '77'"));
});

test('a value that is missing or of no such kind is named', async () => {
  await expect(echo('String', undefined)).rejects.toThrow('parameter {v:String}: it has no value');
  await expect(echo('Float64', Number.NaN)).rejects.toThrow('parameter {v:Float64}: expected text');
  await expect(echo('UInt8', 'x')).rejects.toThrow();
});

test('a slow statement with a parameter holds up no other', async () => {
  const order: string[] = [];
  const slow = db.query('SELECT sleep({s:Float64})', { s: 0.5 }).then(() => order.push('slow'));
  await db.query('SELECT {n:UInt8} AS n', { n: 1 }).then(() => order.push('quick'));
  await slow;
  expect(order).toEqual(['quick', 'slow']);
});
