// Migrations run each statement once, survive a kill anywhere, and refuse what they cannot vouch for.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEmbedded } from '../../services/platform/clickhouse-embedded.ts';
import type { Database } from '../../services/store/database.ts';
import { type MigrateResult, migrate } from '../../services/store/migrate.ts';
import { splitStatements } from '../../services/store/split-statements.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const FIRST = `-- Which things are there? One row a thing; a repeat is dropped.
CREATE TABLE IF NOT EXISTS thing (n Int64, said String DEFAULT 'a;b''c' /* ; */) -- ; no
ENGINE = MergeTree ORDER BY n;

CREATE TABLE IF NOT EXISTS other (n Int64) ENGINE = MergeTree ORDER BY n;
`;
const SECOND = 'ALTER TABLE thing ADD COLUMN IF NOT EXISTS more UInt8 DEFAULT 7;\n';
const VIEW =
  'CREATE OR REPLACE VIEW things AS SELECT n, said FROM thing ORDER BY n SETTINGS max_threads = 1;\n';
const OUTER = 'CREATE OR REPLACE VIEW things_counted AS SELECT count() AS n FROM things -- all of them\n';

let folder: TempFolder;
let db: Database;

const put = (path: string, text: string) => writeFile(join(folder.path, path), text);
const run = (on: Database = db): Promise<MigrateResult> =>
  migrate(on, {
    tablesDir: join(folder.path, 'tables'),
    viewsDir: join(folder.path, 'views'),
    now: () => new Date('2026-03-02T01:02:03.004Z'),
  });
const problemsOf = (result: MigrateResult) => (result.ok ? [] : result.problems);
const names = async (): Promise<string[]> => {
  const rows = await db.query<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
  );
  return rows.map(({ name }) => name);
};

beforeEach(async () => {
  folder = await tempFolder();
  await mkdir(join(folder.path, 'tables'));
  await mkdir(join(folder.path, 'views'));
  await put('tables/001_thing.sql', FIRST);
  await put('tables/002_more.sql', SECOND);
  await put('views/a_things.sql', VIEW);
  await put('views/b_things_counted.sql', OUTER);
  db = await openEmbedded(join(folder.path, 'store'));
});
afterEach(async () => {
  await db.close();
  await folder.remove();
});

const ALL = ['migration_statements', 'other', 'thing', 'things', 'things_counted'];

describe('running', () => {
  test('the second run does nothing', async () => {
    expect(await run()).toEqual({ ok: true, statementsRun: 3, viewsReplaced: true });
    expect(await names()).toEqual(ALL);
    expect(await run()).toEqual({ ok: true, statementsRun: 0, viewsReplaced: false });
    const journal = await db.query(
      'SELECT file, ordinal, toString(max(finished_at)) AS at, count() AS rows FROM migration_statements GROUP BY file, ordinal ORDER BY file, ordinal',
    );
    const at = '2026-03-02 01:02:03.004';
    expect(journal).toEqual([
      { file: '001_thing.sql', ordinal: 0, at, rows: 2 },
      { file: '001_thing.sql', ordinal: 1, at, rows: 2 },
      { file: '002_more.sql', ordinal: 0, at, rows: 2 },
    ]);
  });

  test('a new file runs alone, and the views follow it', async () => {
    await run();
    await put(
      'tables/003_last.sql',
      'CREATE TABLE IF NOT EXISTS last (n Int64) ENGINE = MergeTree ORDER BY n',
    );
    expect(await run()).toEqual({ ok: true, statementsRun: 1, viewsReplaced: true });
  });

  test('a changed view and a view that was dropped are put back', async () => {
    await run();
    await put('views/a_things.sql', VIEW.replace('n, said', 'n, said, more'));
    expect(await run()).toEqual({ ok: true, statementsRun: 0, viewsReplaced: true });
    expect((await db.query<{ name: string }>('DESCRIBE things')).map(({ name }) => name)).toContain('more');
    await db.command('DROP VIEW things_counted');
    expect(await run()).toMatchObject({ viewsReplaced: true });
    expect(await names()).toEqual(ALL);
  });

  test('a comment or a line end may change, and nothing runs', async () => {
    await run();
    await put('tables/001_thing.sql', `-- other words\r\n${FIRST.replaceAll('\n', '\r\n')}`);
    expect(await run()).toEqual({ ok: true, statementsRun: 0, viewsReplaced: false });
  });

  test('a statement the engine refuses is named by file and line', async () => {
    await put('tables/002_more.sql', '\n\nALTER TABLE nothing ADD COLUMN IF NOT EXISTS more UInt8;');
    await expect(run()).rejects.toThrow(/002_more\.sql:3: .*nothing/);
  });
});

describe('a crash', () => {
  const dyingAfter = (writes: number): Database => {
    let left = writes;
    const mayDie = async (go: () => Promise<void>) => {
      if (left-- === 0) throw new Error('killed');
      await go();
    };
    return {
      ...db,
      command: (sql, params) => mayDie(() => db.command(sql, params)),
      insertRaw: (text) => mayDie(() => db.insertRaw(text)),
    };
  };

  test('before any write leaves a database that the next run completes', async () => {
    let crashes = 0;
    for (let writes = 0; ; writes += 1) {
      for (const name of await names()) await db.command(`DROP TABLE ${name} SYNC`);
      const died = await run(dyingAfter(writes)).then(
        () => false,
        (error: Error) => /killed/.test(error.message),
      );
      if (!died) break;
      crashes += 1;
      expect(await run()).toMatchObject({ ok: true, viewsReplaced: true });
      expect(await names()).toEqual(ALL);
      expect(await run()).toEqual({ ok: true, statementsRun: 0, viewsReplaced: false });
    }
    expect(crashes).toBe(12);
  });

  test('half way through changed views, followed by the former program, puts the former views back', async () => {
    await run();
    await put('views/a_things.sql', VIEW.replace('n, said', 'n'));
    await expect(run(dyingAfter(2))).rejects.toThrow('killed');
    await put('views/a_things.sql', VIEW);
    expect(await run()).toMatchObject({ viewsReplaced: true });
    expect((await db.query<{ name: string }>('DESCRIBE things')).map(({ name }) => name)).toEqual([
      'n',
      'said',
    ]);
  });
});

describe('refusals', () => {
  test('a changed statement that was finished, by file, line and number; nothing is run', async () => {
    await run();
    await put('tables/001_thing.sql', FIRST.replace('other (n Int64)', 'other (n Int32)'));
    await put(
      'tables/003_last.sql',
      'CREATE TABLE IF NOT EXISTS last (n Int64) ENGINE = MergeTree ORDER BY n',
    );
    const [problem] = problemsOf(await run());
    expect(problem).toMatchObject({ code: 'migration-changed', field: '001_thing.sql:5' });
    expect(problem?.message).toContain('001_thing.sql:5: statement 2 was changed');
    expect(await names()).not.toContain('last');
  });

  test('a database that has run what this program does not have', async () => {
    await run();
    await rm(join(folder.path, 'tables/002_more.sql'));
    expect(problemsOf(await run())).toMatchObject([
      { code: 'database-newer-than-program', field: '002_more.sql#0' },
    ]);
  });

  test.each([
    ['CREATE TABLE thing (n Int64) ENGINE = Memory', 'CREATE … IF NOT EXISTS'],
    ['create or replace table thing (n Int64) ENGINE = Memory', 'CREATE … IF NOT EXISTS'],
    ['CREATE MATERIALIZED VIEW v TO thing AS SELECT 1', 'CREATE … IF NOT EXISTS'],
    ["CREATE TABLE thing (n Int64 COMMENT 'IF NOT EXISTS') ENGINE = Memory", 'CREATE … IF NOT EXISTS'],
    ['DROP TABLE thing', 'DROP … IF EXISTS'],
    ['ALTER TABLE thing ADD COLUMN IF NOT EXISTS a UInt8, ADD COLUMN b UInt8', 'ADD … IF NOT EXISTS'],
    ['ALTER TABLE thing DROP COLUMN a', 'DROP … IF EXISTS'],
    ['ALTER TABLE thing UPDATE a = a + 1 WHERE 1', 'changes the shape, not the rows'],
    ['RENAME TABLE a TO b', 'RENAME TABLE IF EXISTS'],
    ['INSERT INTO thing VALUES (1)', 'CREATE, ALTER TABLE, RENAME or DROP'],
    ['EXCHANGE TABLES a AND b', 'CREATE, ALTER TABLE, RENAME or DROP'],
  ])('%s', async (statement, expected) => {
    await put('tables/002_more.sql', `-- a comment\n\n${statement};`);
    const problems = problemsOf(await run());
    expect(problems).toMatchObject([{ code: 'migration-not-repeatable', field: '002_more.sql:3' }]);
    expect(problems[0]?.message).toContain(expected);
    expect(await names()).toEqual([]);
  });

  test.each([
    'CREATE DATABASE IF NOT EXISTS more ENGINE = Atomic',
    'CREATE DICTIONARY IF NOT EXISTS d (n UInt64, m UInt64) PRIMARY KEY n SOURCE(NULL()) LAYOUT(FLAT()) LIFETIME(0)',
    'DROP TABLE IF EXISTS gone',
    'ALTER TABLE thing MODIFY COLUMN said LowCardinality(String)',
    'ALTER TABLE thing DROP COLUMN IF EXISTS said, ADD INDEX IF NOT EXISTS i n TYPE minmax',
    "ALTER TABLE thing COMMENT COLUMN n 'update, delete, add column x'",
  ])('accepts %s', async (statement) => {
    await put('tables/002_more.sql', statement);
    await put('views/a_things.sql', 'CREATE OR REPLACE VIEW things AS SELECT n FROM thing');
    expect(await run()).toMatchObject({ ok: true, statementsRun: 3 });
    for (let time = 0; time < 2; time += 1) await db.command(statement);
  });

  test('a view file of anything but views, and a badly named or numbered file', async () => {
    await put('views/a_things.sql', 'CREATE TABLE IF NOT EXISTS things (n Int64) ENGINE = Memory');
    await put('tables/002_twin.sql', SECOND);
    await put('tables/more.sql', SECOND);
    expect(problemsOf(await run()).map(({ code, field }) => `${code} ${field}`)).toEqual([
      'migration-number-taken 002_twin.sql',
      'migration-not-numbered more.sql',
      'migration-not-repeatable a_things.sql:1',
    ]);
  });
});

test('statements are cut at their own semicolons only', () => {
  const sql = `# first\nSELECT ';', ";", \`;\`, $x$;'$x$, 'it''s;', '\\';' -- ;\n;; /* ; */ SELECT\n  2 #! ;\n`;
  expect(splitStatements(sql)).toMatchObject([
    { line: 2, bare: `SELECT ';', ";", \`;\`, $x$;'$x$, 'it''s;', '\\';'` },
    { line: 3, bare: 'SELECT 2', skeleton: 'SELECT 2' },
  ]);
  expect(() => splitStatements("SELECT 1;\nSELECT 'open;\n")).toThrow("line 2: the quote ' is never closed");
});
