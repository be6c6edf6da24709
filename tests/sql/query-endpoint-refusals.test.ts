// What a reader with the password may not do: each attempt is made for real, on the engine, with a file that must stay
// unread and a folder that must stay empty.
import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readersOver } from '../../services/platform/clickhouse-readers.ts';
import { readKnownWords } from '../../services/query/known-words.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { openTestEndpoint, type TestEndpoint } from '../support/query-endpoint.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let store: TestDatabase;
let endpoint: TestEndpoint;
let folder: TempFolder;
let outside: Server;
let visits = 0;
const SECRET = 'topmost,secret';

beforeAll(async () => {
  store = await openTestDatabase();
  folder = await tempFolder();
  await writeFile(join(folder.path, 'secret.csv'), `${SECRET}\n`);
  await mkdir(join(folder.path, 'out'));
  outside = createServer((_, response) => {
    visits += 1;
    response.end('1\n');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  await store.db.command("CREATE VIEW leak AS SELECT 'within' AS word");
  endpoint = await openTestEndpoint(store.dir);
});
afterAll(async () => {
  await endpoint.close();
  outside.close();
  await store.close();
  await folder.remove();
});

const file = () => join(folder.path, 'secret.csv');
const out = (name: string) => join(folder.path, 'out', name);
const web = () => `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;

/** Every attempt is refused with one of these: syntax, unknown, read-only, denied. */
const REFUSED = /^(?:46|60|62|73|164|497)$/;

const expectRefused = async (sql: string, address?: string): Promise<void> => {
  const { status, code, text } = await endpoint.ask(sql, address);
  expect({ sql, status: status >= 400, code }).toEqual({
    sql,
    status: true,
    code: expect.stringMatching(REFUSED),
  });
  expect(text).not.toContain(SECRET);
  expect(text).toMatch(/^Code: \d+\. DB::Exception: /);
};

describe('a file of the machine', () => {
  const readings = (): string[] => [
    `SELECT * FROM file('${file()}')`,
    `SELECT * FROM file('${file()}', 'CSV', 'a String, b String')`,
    `SELECT file('${file()}')`,
    `SELECT FILE('${file()}'), FiLe('${file()}')`,
    `SELECT \`file\`('${file()}')`,
    `SELECT "file" ('${file()}')`,
    `SELECT/**/file/**/('${file()}')`,
    `SELECT -- a comment\n file(\n'${file()}')`,
    `SELECT * APPLY file FROM (SELECT '${file()}')`,
    `SELECT * APPLY(x -> file(x)) FROM (SELECT '${file()}')`,
    `SELECT COLUMNS('a') APPLY file FROM (SELECT '${file()}' AS a)`,
    `SELECT arrayMap(file, ['${file()}'])`,
    `SELECT arrayMap(x -> file(x), ['${file()}'])`,
    `SELECT arrayFold((acc, x) -> file(x), ['${file()}'], '')`,
    `SELECT 1 WHERE (SELECT file('${file()}')) != ''`,
    `WITH (SELECT file('${file()}')) AS x SELECT x`,
    `WITH x AS (SELECT * FROM file('${file()}')) SELECT * FROM x`,
    `SELECT * FROM view(SELECT file('${file()}'))`,
    `SELECT * FROM (SELECT 1) AS a JOIN file('${file()}') AS b ON 1 = 1`,
    `SELECT throwIf(1, file('${file()}'))`,
    `SELECT 1 ORDER BY file('${file()}')`,
    `SELECT 1 LIMIT length(file('${file()}'))`,
    `SELECT sum(1) OVER (PARTITION BY file('${file()}'))`,
    `SELECT 1 UNION ALL SELECT 1 WHERE file('${file()}') = ''`,
    `SELECT number FROM numbers(length(file('${file()}')))`,
    `SELECT 1 SETTINGS additional_table_filters = {'leak': 'file(\\'${file()}\\') = \\'\\''}`,
    `SELECT * FROM leak SETTINGS additional_table_filters = {'leak': '1) OR (file(\\'${file()}\\') = \\'\\''}`,
    `SELECT * FROM default.\`${file()}\``,
    `SELECT * FROM \`default\`.'${file()}'`,
    `SELECT * FROM "DEFAULT"."${file()}"`,
    `SELECT * FROM '${file()}'`,
    `SELECT * FROM \`${file()}\``,
    `SELECT 1 WHERE 'topmost' IN default.\`${file()}\``,
    `SELECT * FROM eval('SELECT file(\\'${file()}\\')')`,
    `SELECT * FROM viewExplain('EXPLAIN', '', (SELECT file('${file()}')))`,
    `SELECT * FROM viewIfPermitted(SELECT file('${file()}') ELSE null('a String'))`,
    `SELECT * FROM merge('default', '.*')`,
    `SELECT * FROM merge(REGEXP('.*'), 'csv')`,
    `SELECT * FROM loop(file('${file()}'))`,
    `SELECT * FROM filesystem('${folder.path}')`,
    `SELECT * FROM fileCluster('default', '${file()}')`,
    `SELECT * FROM sqlite('${file()}', 'a')`,
    `SELECT * FROM icebergLocal('${folder.path}')`,
    `SELECT * FROM deltaLakeLocal('${folder.path}')`,
    `SELECT * FROM executable('cat ${file()}', 'CSV', 'a String')`,
    `SELECT * FROM dictionary('leak')`,
    `SELECT catboostEvaluate('${file()}', 1)`,
    `DESCRIBE TABLE file('${file()}')`,
    `DESC file('${file()}')`,
    `EXPLAIN SELECT file('${file()}')`,
    `EXPLAIN PIPELINE SELECT * FROM file('${file()}')`,
    `EXISTS TABLE default.\`${file()}\``,
    `SHOW CREATE TABLE default.\`${file()}\``,
    `SHOW COLUMNS FROM \`${file()}\` FROM default`,
    'SHOW TABLES FROM default',
  ];

  it('cannot be read, however it is asked for', async () => {
    for (const sql of readings()) await expectRefused(sql);
  });

  it('cannot be read through a name given as a parameter', async () => {
    const params = new URLSearchParams({ param_db: 'default', param_t: file(), param_f: 'file' });
    await expectRefused('SELECT * FROM {db:Identifier}.{t:Identifier}', `/?${params}`);
    await expectRefused('SELECT arrayMap({f:Identifier}, [{t:String}])', `/?${params}`);
  });

  it('stays unread when a parameter holds more than a value', async () => {
    const values = [
      `1, file('${file()}')`,
      `'), file('${file()}`,
      `\\', file(\\'${file()}\\')`,
      `{'a':file('x')}`,
    ];
    for (const value of values) {
      const address = `/?${new URLSearchParams({ param_x: value })}`;
      expect((await endpoint.ask('SELECT {x:String} AS x FORMAT JSONEachRow', address)).text).not.toContain(
        SECRET,
      );
      for (const type of ['UInt8', 'Array(String)', 'Map(String, String)', 'Tuple(String, String)']) {
        const { status, text } = await endpoint.ask(`SELECT {x:${type}}`, address);
        expect({ value, type, isRefused: status >= 400 }).toEqual({ value, type, isRefused: true });
        expect(text).not.toContain(SECRET);
      }
    }
  });

  it('cannot be written, neither by a statement nor by a setting', async () => {
    const writings = [
      `SELECT 1 INTO OUTFILE '${out('a')}'`,
      `SELECT 1 into outfile '${out('b')}' FORMAT CSV`,
      `SELECT 1 INTO/**/OUTFILE '${out('c')}' TRUNCATE`,
      `SELECT 1 INTO OUTFILE '${out('d')}' AND STDOUT COMPRESSION 'gzip'`,
      `EXPLAIN SELECT 1 INTO OUTFILE '${out('e')}'`,
      `SHOW TABLES INTO OUTFILE '${out('f')}'`,
      `DESCRIBE TABLE leak INTO OUTFILE '${out('g')}'`,
      `INSERT INTO FUNCTION file('${out('h')}', 'CSV', 'a Int8') SELECT 1`,
      `INSERT INTO TABLE FUNCTION file('${out('i')}', 'CSV', 'a Int8') SELECT 1`,
      `BACKUP DATABASE shixian TO File('${out('j')}')`,
      `SELECT 1 FORMAT Protobuf SETTINGS output_format_schema = '${out('k')}'`,
      `SELECT 1 SETTINGS output_format_schema = '${out('l')}'`,
    ];
    for (const sql of writings) await expectRefused(sql);
    await expectRefused(
      'SELECT 1 FORMAT JSON',
      `/?${new URLSearchParams({ output_format_schema: out('m') })}`,
    );
    const elsewhere = new URLSearchParams({ format_schema: file(), format_template_row: file() });
    await expectRefused('SELECT 1 FORMAT Template', `/?${elsewhere}`);
    expect(await readdir(join(folder.path, 'out'))).toEqual([]);
  });
});

describe('another machine', () => {
  it('is not asked for anything', async () => {
    const host = web().slice('http://'.length, -1);
    const attempts = [
      `SELECT * FROM url('${web()}', 'CSV', 'a String')`,
      `SELECT * FROM \`url\`('${web()}')`,
      `SELECT * FROM urlCluster('default', '${web()}', 'CSV', 'a String')`,
      `SELECT * FROM s3('${web()}bucket/x.csv', 'CSV', 'a String')`,
      `SELECT * FROM gcs('${web()}bucket/x.csv')`,
      `SELECT * FROM azureBlobStorage('${web()}', 'c', 'x', 'a', 'a')`,
      `SELECT * FROM hdfs('hdfs://${host}/x', 'CSV', 'a String')`,
      `SELECT * FROM iceberg('${web()}')`,
      `SELECT * FROM remote('${host}', system, one)`,
      `SELECT * FROM remoteSecure('${host}', 'system.one')`,
      `SELECT * FROM cluster('default', system.one)`,
      `SELECT * FROM clusterAllReplicas('default', system.one)`,
      `SELECT * FROM mysql('${host}', 'a', 'b', 'c', 'd')`,
      `SELECT * FROM postgresql('${host}', 'a', 'b', 'c', 'd')`,
      `SELECT * FROM mongodb('${host}', 'a', 'b', 'c', 'd', 'e String')`,
      `SELECT * FROM redis('${host}', 'k', 'k String')`,
      `SELECT * FROM odbc('DSN=x', 'a', 'b')`,
      `SELECT * FROM jdbc('${web()}', 'a', 'b')`,
      `SELECT * FROM prometheusQuery('a', 'b', now())`,
      `SELECT aiGenerate('x')`,
      `SELECT AIGenerate('x', 'y')`,
      `EXPLAIN TABLE OVERRIDE mysql('${host}', 'a', 'b', 'c', 'd') COLUMNS (x Int8)`,
      'SELECT 1 FORMAT AvroConfluent',
    ];
    for (const sql of attempts) await expectRefused(sql);
    expect(visits).toBe(0);
  });
});

describe('the store', () => {
  it('cannot be changed, nor can the engine be told anything', async () => {
    const before = await store.db.query(
      'SELECT name, engine FROM system.tables WHERE database = currentDatabase()',
    );
    const attempts = [
      'INSERT INTO calendar_days SELECT * FROM calendar_days',
      'INSERT INTO calendar_days FORMAT JSONEachRow {}',
      'WITH x AS (SELECT 1) INSERT INTO calendar_days SELECT * FROM x',
      'CREATE TABLE x (n Int8) ENGINE = Memory',
      'CREATE TEMPORARY TABLE x (n Int8)',
      'CREATE VIEW x AS SELECT 1',
      'CREATE FUNCTION f AS x -> x',
      'CREATE USER u',
      'DROP VIEW leak',
      'DROP DATABASE shixian',
      'TRUNCATE TABLE calendar_days',
      'ALTER TABLE calendar_days DELETE WHERE 1',
      'DELETE FROM calendar_days WHERE 1',
      'UPDATE calendar_days SET zone = 1 WHERE 1',
      'OPTIMIZE TABLE calendar_days FINAL',
      'RENAME TABLE calendar_days TO x',
      'DETACH TABLE calendar_days',
      'SYSTEM SHUTDOWN',
      'SYSTEM STOP MERGES',
      'KILL QUERY WHERE 1',
      'GRANT ALL ON *.* TO default',
      'EXECUTE AS default SELECT 1',
      'USE default',
      'SET readonly = 0',
      'SET max_memory_usage = 0',
      'BEGIN TRANSACTION',
      'SHOW PROCESSLIST',
      'SHOW GRANTS',
      'SHOW USERS',
      'SHOW ACCESS',
      'CHECK TABLE calendar_days',
      'EXPLAIN AST INSERT INTO calendar_days SELECT * FROM calendar_days',
      'EXPLAIN DROP TABLE calendar_days',
      'SELECT 1; DROP VIEW leak',
      'SELECT 1;SELECT 2',
      'SELECT 1 /* ; */; DROP VIEW leak --',
      'SELECT 1 PARALLEL WITH DROP VIEW leak',
      'DROP VIEW leak PARALLEL WITH SELECT 1',
    ];
    for (const sql of attempts) await expectRefused(sql);
    expect(
      await store.db.query('SELECT name, engine FROM system.tables WHERE database = currentDatabase()'),
    ).toEqual(before);
  });

  it('is the only database; of system only what describes tables and functions', async () => {
    const attempts = [
      'SELECT * FROM system.processes',
      'SELECT * FROM `system`.`processes`',
      'SELECT * FROM SYSTEM.processes',
      'SELECT 1 WHERE 1 IN system.users',
      'SELECT * FROM system.server_settings',
      'SELECT * FROM system.disks',
      'SELECT * FROM system.parts',
      'SELECT * FROM system.query_log',
      'SELECT * FROM system.user_directories',
      'SELECT * FROM system.named_collections',
      'SELECT * FROM system.environment',
      'SELECT * FROM _temporary_and_external_tables.x',
      'SELECT * FROM system.tables',
      'SELECT t.* FROM system.tables AS t',
      'SELECT data_paths FROM system.tables',
      'SELECT t.metadata_path FROM system.tables AS t',
      "SELECT COLUMNS('path') FROM system.tables",
      'SELECT data_path FROM system.databases',
      "SELECT getServerSetting('path'), getMacro('x')",
      "SELECT joinGet('system.users', 'name', 1)",
      "SELECT hasColumnInTable('system', 'users', 'name')",
      'SELECT hostName(), serverUUID(), filesystemAvailable()',
    ];
    for (const sql of attempts) await expectRefused(sql);
    await expectRefused('SELECT * FROM users', '/?database=system');
    await expectRefused(`SELECT * FROM \`${file()}\``, '/?database=default');
  });

  it('shows its own views and tables, and what describes them', async () => {
    const tables = await endpoint.ask(
      "SELECT name FROM system.tables WHERE database = 'shixian' ORDER BY name",
    );
    expect(tables.text.split('\n')).toContain('case_at');
    expect((await endpoint.ask("SELECT name, type FROM system.columns WHERE table = 'leak'")).text).toBe(
      'word\tString\n',
    );
    expect((await endpoint.ask('SHOW TABLES')).text).toContain('leak');
    expect((await endpoint.ask('DESC TABLE leak')).text).toMatch(/^word\tString/);
    expect((await endpoint.ask('EXISTS leak')).text).toBe('1\n');
    expect((await endpoint.ask('SHOW CREATE VIEW leak')).text).toContain('CREATE VIEW shixian.leak');
    expect((await endpoint.ask('EXPLAIN indexes = 1 SELECT * FROM leak')).status).toBe(200);
    expect(
      (await endpoint.ask("SELECT table_name FROM information_schema.tables WHERE table_name = 'leak'")).text,
    ).toBe('leak\n');
  });
});

describe('limits', () => {
  it('hold against the address, the end of a statement and a subquery', async () => {
    for (const setting of [
      'max_threads',
      'max_memory_usage',
      'max_execution_time',
      'readonly',
      'max_result_rows',
    ])
      await expectRefused(`SELECT * FROM (SELECT 1 SETTINGS ${setting} = 0)`);
    for (const setting of ['readonly', 'allow_ddl', 'log_comment', 'result_overflow_mode', 'use_query_cache'])
      await expectRefused(`SELECT 1 SETTINGS ${setting} = 0, x = 1`);
    for (const setting of ['allow_ddl', 'use_query_cache', 'format_schema', 'nonsense', 'USE%20x'])
      await expectRefused('SELECT 1', `/?${setting}=1`);
    const rows = 'SELECT number FROM numbers(1000001) FORMAT Null';
    for (const address of ['/', '/?max_result_rows=0', '/?max_result_rows=99999999&readonly=0'])
      expect((await endpoint.ask(rows, address)).code).toBe('396');
    expect((await endpoint.ask(`${rows} SETTINGS max_result_rows = 0`)).code).toBe('396');
    expect((await endpoint.ask('SELECT count() FROM numbers(10)', '/?max_execution_time=700')).text).toBe(
      '10\n',
    );
  });

  it('end a question that runs too long', async () => {
    const slow = 'SELECT sum(sipHash64(a.number, b.number)) FROM numbers(100000) AS a, numbers(1000000) AS b';
    expect((await endpoint.ask(slow, '/?max_execution_time=1')).code).toBe('159');
    expect((await endpoint.ask(`${slow} SETTINGS max_execution_time = 0.5`)).code).toBe('159');
  });

  it('bound memory and the bytes of an answer', async () => {
    const small = await openTestEndpoint(store.dir, {
      limits: { max_memory_usage: 50_000_000, max_result_bytes: 1_000_000 },
    });
    const code = async (sql: string) => (await small.ask(sql)).code;
    expect(await code('SELECT groupArray(number) FROM numbers(100000000)')).toBe('241');
    expect(await code("SELECT number, 'a longer text' AS said FROM numbers(900000)")).toBe('396');
    // The engine counts a constant once; here what it writes of it counts.
    expect(await code("SELECT repeat('x', 1000) AS x FROM numbers(2000)")).toBe('396');
    await small.close();
  });

  it('leave the connections of the program as they were', async () => {
    const [row] = await store.db.query<Record<string, string>>(
      "SELECT toString(getSetting('readonly')) AS readonly, toString(getSetting('max_result_rows')) AS rows, getSetting('log_comment') AS name",
    );
    expect(row).toEqual({ readonly: '0', rows: '0', name: '' });
    await store.db.command('CREATE TABLE afterwards (n Int8) ENGINE = MergeTree ORDER BY n');
    await store.db.command('DROP TABLE afterwards');
  });
});

describe('words', () => {
  it('none of the columns of the store is refused', async () => {
    const columns = await store.db.query<{ table: string; name: string }>(
      "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND table NOT LIKE '%\\_at'",
    );
    expect(columns.length).toBeGreaterThan(50);
    for (const { name } of columns) {
      const { text } = await endpoint.ask(`SELECT \`${name}\` FROM (SELECT 1 AS \`${name}\`)`);
      expect({ name, text }).toEqual({ name, text: '1\n' });
    }
  });

  // Functions of this engine that a question may use. When an engine brings others, look at what they do before this
  // digest is renewed: they came in by their category.
  it('the functions allowed are those somebody has looked at', async () => {
    const reader = await readersOver(store.dir)();
    const { allowed } = await readKnownWords(reader, 'shixian');
    reader.close();
    expect(
      allowed
        .filter((name) => /file|http|system|dictGet|exec|sleep|serverUUID|setting|host/i.test(name))
        .sort(),
    ).toEqual([]);
    expect(
      createHash('sha256')
        .update([...allowed].sort().join())
        .digest('hex')
        .slice(0, 16),
    ).toBe('42cb615d14b36125');
  });
});
