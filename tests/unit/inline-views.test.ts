// Where a question calls a view with parameters its text stands instead, and only where that means the same.
import { describe, expect, test } from 'vitest';
import { inlineViews } from '../../services/store/inline-views.ts';
import type { MigrationStatement } from '../../services/store/read-migrations.ts';

const view = (makes: string, text: string): MigrationStatement => ({
  file: `${makes}.sql`,
  ordinal: 0,
  line: 1,
  text,
  sha256: '',
  makes,
});
const inline = inlineViews([
  view('plain', 'CREATE OR REPLACE VIEW plain AS SELECT * FROM cases;'),
  view(
    'case_at',
    `CREATE OR REPLACE VIEW case_at AS
     -- Told by {nobody:String}.
     WITH told AS (SELECT * FROM cases WHERE at <= {as_of:DateTime64(3, 'UTC')})
     SELECT case_id, {as_of:DateTime64(3, 'UTC')} AS at FROM told`,
  ),
  view(
    'grouped',
    'CREATE OR REPLACE VIEW grouped AS SELECT {keys:Array(String)} AS keys FROM cases WHERE system = {system:String}',
  ),
]);

const caseAt = (value: string) =>
  `(WITH CAST(${value}, 'DateTime64(3, \\'UTC\\')') AS given_as_of SELECT * FROM (WITH told AS (SELECT * FROM cases WHERE at <= given_as_of) SELECT case_id, given_as_of AS at FROM told))`;

describe('a call', () => {
  test('is the text of its view, with its value bound once', () => {
    expect(inline('SELECT count() FROM case_at(as_of = now64(3)) WHERE 1')).toBe(
      `SELECT count() FROM ${caseAt('now64(3)')} AS case_at WHERE 1`,
    );
  });

  test.each([
    ['FROM case_at(as_of = 1)', `FROM ${caseAt('1')} AS case_at`],
    ['FROM case_at(as_of = 1) AS c', `FROM ${caseAt('1')} AS c`],
    ['FROM case_at(as_of = 1) c WHERE 1', `FROM ${caseAt('1')} c WHERE 1`],
    ['FROM (SELECT * FROM case_at(as_of = 1))', `FROM (SELECT * FROM ${caseAt('1')} AS case_at)`],
    ['FROM t JOIN case_at(as_of = 1) USING (id)', `FROM t JOIN ${caseAt('1')} AS case_at USING (id)`],
    ['from case_at ( as_of=1 ) where 1', `from ${caseAt('1')} AS case_at where 1`],
  ])('keeps the name it is known by: %s', (called, written) => {
    expect(inline(`SELECT * ${called}`)).toBe(`SELECT * ${written}`);
  });

  test('takes any value that names nothing of the question', () => {
    for (const value of [
      "'2026-01-01 00:00:00'",
      "least(now64(3), toDateTime64('2026-01-01, 00:00)', 3))",
      'fromUnixTimestamp64Milli(5) - INTERVAL 1 DAY',
      "{at:DateTime64(3, 'UTC')}",
      'CAST(5 AS String)',
    ])
      expect(inline(`SELECT * FROM case_at(as_of = ${value})`)).toBe(
        `SELECT * FROM ${caseAt(value)} AS case_at`,
      );
  });

  test('takes several values in any order', () => {
    const bound = "WITH CAST([], 'Array(String)') AS given_keys, CAST('a', 'String') AS given_system";
    expect(inline("SELECT * FROM grouped(system = 'a', keys = [])")).toBe(
      `SELECT * FROM (${bound} SELECT * FROM (SELECT given_keys AS keys FROM cases WHERE system = given_system)) AS grouped`,
    );
  });

  test('is found as often as it is there', () => {
    expect(inline('SELECT * FROM case_at(as_of = 1) UNION ALL SELECT * FROM case_at(as_of = 2)')).toBe(
      `SELECT * FROM ${caseAt('1')} AS case_at UNION ALL SELECT * FROM ${caseAt('2')} AS case_at`,
    );
  });
});

describe('stays as it is', () => {
  test.each([
    ['a question that calls no view', 'SELECT * FROM plain WHERE case_at = 1'],
    ['a name in a text', "SELECT 'FROM case_at(as_of = 1)'"],
    ['a name in a comment', 'SELECT 1 -- FROM case_at(as_of = 1)'],
    ['a function of that name', 'SELECT case_at(as_of = 1)'],
    ['a view of another database', 'SELECT * FROM other.case_at(as_of = 1)'],
    ['a value that is an alias of the question', 'WITH 1 AS x SELECT * FROM case_at(as_of = x)'],
    ['a value that is a quoted name', 'WITH 1 AS x SELECT * FROM case_at(as_of = `x`)'],
    ['a value that is a question', 'SELECT * FROM case_at(as_of = (SELECT max(at) FROM cases))'],
    ['a parameter that the view does not have', 'SELECT * FROM case_at(of = 1)'],
    ['a parameter too many', 'SELECT * FROM case_at(as_of = 1, known_at = 2)'],
    ['a parameter given twice', 'SELECT * FROM case_at(as_of = 1, as_of = 2)'],
    ['a parameter missing', "SELECT * FROM grouped(system = 'a')"],
    ['a parameter without a value', 'SELECT * FROM case_at(as_of = )'],
    ['a call without parameters', 'SELECT * FROM case_at()'],
    ['a call that never ends', 'SELECT * FROM case_at(as_of = 1'],
    [
      'a question that calls something else by the name of a table of the view',
      'WITH cases AS (SELECT 1) SELECT * FROM case_at(as_of = 1)',
    ],
    ['the same, otherwise written', 'with `cases`  as(select 1) SELECT * FROM case_at(as_of = 1)'],
  ])('%s', (_what, sql) => {
    expect(inline(sql)).toBe(sql);
  });

  test('everything, where there is no such view', () => {
    const sql = 'SELECT * FROM case_at(as_of = 1)';
    expect(inlineViews([])(sql)).toBe(sql);
  });
});

test('names that only the view has may be defined by the question too', () => {
  expect(inline('WITH told AS (SELECT 1) SELECT * FROM case_at(as_of = 1), told')).toBe(
    `WITH told AS (SELECT 1) SELECT * FROM ${caseAt('1')} AS case_at, told`,
  );
});
