// The ClickHouse HTTP endpoint as clients meet it: the official Node.js client, a Go client's Native format, plain HTTP.
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  TupleParam,
} from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { readNative } from '../support/native-block.ts';
import { authorization, LOGIN, openTestEndpoint, type TestEndpoint } from '../support/query-endpoint.ts';

let store: TestDatabase;
let endpoint: TestEndpoint;
let client: ClickHouseClient;

const clientWith = (more: object = {}): ClickHouseClient =>
  createClient({
    url: endpoint.url,
    username: LOGIN.user,
    password: LOGIN.password,
    database: 'shixian',
    log: { level: ClickHouseLogLevel.OFF },
    ...more,
  });

beforeAll(async () => {
  store = await openTestDatabase();
  endpoint = await openTestEndpoint(store.dir);
  client = clientWith();
});
afterAll(async () => {
  await client.close();
  await endpoint.close();
  await store.close();
});

const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('it went through')),
    (error: Error) => error,
  );
const ENDLESS = 'SELECT sum(sipHash64(a.number, b.number)) FROM numbers(1000000) AS a, numbers(1000) AS b';
const isRunning = async (part: string): Promise<boolean> =>
  (
    await store.db.query<{ query: string }>(
      "SELECT query FROM system.processes WHERE query NOT LIKE '%processes%'",
    )
  ).some(({ query }) => query.includes(part));
const until = async (wanted: () => Promise<boolean>): Promise<void> => {
  while (!(await wanted())) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('@clickhouse/client', () => {
  it('pings, with and without credentials', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
    const stranger = clientWith({ password: 'wrong' });
    expect(await stranger.ping()).toEqual({ success: true });
    expect(await stranger.ping({ select: true })).toMatchObject({ success: false, error: { code: '516' } });
    await stranger.close();
  });

  it('reads rows, whole and as a stream', async () => {
    const query = 'SELECT number AS n, toString(number) AS said FROM numbers(3)';
    const whole = await client.query({ query, format: 'JSONEachRow' });
    expect(await whole.json()).toEqual([0, 1, 2].map((n) => ({ n, said: String(n) })));
    expect(whole.query_id).toMatch(/^[\da-f-]{36}$/);
    expect(whole.response_headers['x-clickhouse-format']).toBe('JSONEachRow');
    const rows: unknown[] = [];
    const streamed = await client.query({
      query: 'SELECT number AS n FROM numbers(20000)',
      format: 'JSONEachRow',
    });
    for await (const part of streamed.stream<{ n: number }>()) rows.push(...part.map((row) => row.json()));
    expect(rows.length).toBe(20_000);
    expect(rows.at(-1)).toEqual({ n: 19999 });
    const raw = await client.exec({ query: 'SELECT 1 AS one FORMAT CSVWithNames' });
    expect(await text(raw.stream)).toBe('"one"\n1\n');
  });

  it('binds parameters of every kind, whatever they hold', async () => {
    const said = "it's \\ a\ttab\r\nline {said:String} 办件 -- ; ?&=+% `";
    const query_params = {
      said,
      n: -5,
      big: 18446744073709551615n,
      share: 0.25,
      yes: true,
      none: null,
      list: [said, '', "'", null],
      nested: [[1, 2], []],
      pair: new TupleParam([1, said]),
      map: new Map([[said, 1]]),
      day: '2026-03-02',
      at: new Date('2026-03-02T02:00:00.123Z'),
      table: 'store',
      wd: 'x',
    };
    const query = `SELECT {said:String} AS said, {n:Int32} AS n, toString({big:UInt64}) AS big, {share:Float64} AS share,
      {yes:Bool} AS yes, {none:Nullable(Int8)} AS none, {list:Array(Nullable(String))} AS list,
      {nested:Array(Array(UInt8))} AS nested, {pair:Tuple(UInt8, String)} AS pair, {map:Map(String, UInt8)} AS map,
      {day:Date} AS day, {at:DateTime64(3, 'UTC')} AS at, (SELECT count() >= 0 FROM {table:Identifier}) AS found`;
    const answer = await client.query({ query, query_params, format: 'JSONEachRow' });
    expect(await answer.json()).toEqual([
      {
        said,
        n: -5,
        big: '18446744073709551615',
        share: 0.25,
        yes: true,
        none: null,
        list: [said, '', "'", null],
        nested: [[1, 2], []],
        pair: [1, said],
        map: { [said]: 1 },
        day: '2026-03-02',
        at: '2026-03-02 02:00:00.123',
        found: 1,
      },
    ]);
    const unset = await caught(client.query({ query: 'SELECT {x:Int8}', query_params: { y: 1 } }));
    expect(unset).toMatchObject({ code: '456', type: 'UNKNOWN_QUERY_PARAMETER' });
  });

  it('sends parameters as a form where they are too long for an address', async () => {
    const list = Array.from({ length: 20_000 }, (_, i) => `办件-${i}`);
    const long = clientWith({ use_multipart_params_auto: true });
    const query = 'SELECT length({list:Array(String)}) AS n, {list:Array(String)}[20000] AS last';
    const answer = await long.query({ query, query_params: { list }, format: 'JSONEachRow' });
    expect(await answer.json()).toEqual([{ n: 20000, last: '办件-19999' }]);
    await long.close();
  });

  it('packs both ways', async () => {
    const packing = clientWith({ compression: { request: true, response: true } });
    const query = "SELECT number AS n, 'the same again' AS said FROM numbers(5000)";
    const answer = await packing.query({ query, format: 'JSONEachRow' });
    expect(answer.response_headers['content-encoding']).toBe('gzip');
    expect((await answer.json()).length).toBe(5000);
    await packing.close();
  });

  it('states settings with a question, which leave no trace in the next', async () => {
    const settings = {
      output_format_json_quote_64bit_integers: 1,
      session_timezone: 'Asia/Shanghai',
    } as const;
    const ask = async (clickhouse_settings: ClickHouseSettings) => {
      const query = 'SELECT toUInt64(1) AS n, toString(toDateTime(0)) AS at';
      return (await client.query({ query, format: 'JSONEachRow', clickhouse_settings })).json();
    };
    expect(await ask(settings)).toEqual([{ n: '1', at: '1970-01-01 08:00:00' }]);
    expect(await ask({})).toEqual([{ n: 1, at: '1970-01-01 00:00:00' }]);
    expect(await ask({ limit: '0' })).toHaveLength(1);
    const limited = await endpoint.ask('SELECT number FROM numbers(5)', '/?limit=2');
    expect(limited.text).toBe('0\n1\n');
    expect(await caught(ask({ async_insert: 1 }))).toMatchObject({ code: '164', type: 'READONLY' });
    expect(await caught(ask({ session_timezone: 'Nowhere' }))).toMatchObject({ code: '36' });
    expect(await caught(ask({ max_threads: -1 }))).toMatchObject({ code: '6' });
  });

  it('is told errors with number, name and words, none of them of what the endpoint does itself', async () => {
    const query = async (sql: string) => caught(client.query({ query: sql }));
    expect(await query('SELECT * FROM no_such')).toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    expect(await query('SELECT no_such')).toMatchObject({ code: '47', type: 'UNKNOWN_IDENTIFIER' });
    const syntax = await query('SELEC 1');
    expect(syntax).toMatchObject({ code: '62', type: 'SYNTAX_ERROR' });
    expect(syntax.message).not.toContain('formatQuery');
    expect(await query('SELECT toInt8(throwIf(1))')).toMatchObject({ code: '395' });
    const written = await caught(
      client.insert({ table: 'store', values: [{ id: 'x' }], format: 'JSONEachRow' }),
    );
    expect(written).toMatchObject({ code: '164' });
    expect(await caught(client.command({ query: 'DROP TABLE store' }))).toMatchObject({ code: '164' });
  });

  it('gets nothing of an answer that failed under way in the next', async () => {
    const fails = 'SELECT number, throwIf(number = 3) AS x FROM numbers(5)';
    for (const format of ['JSON', 'JSONCompact', 'XML', 'CSVWithNames', 'Native'])
      for (const next of ['SELECT 1', 'SELECT 2'])
        expect([
          (await endpoint.ask(`${fails} FORMAT ${format}`)).code,
          (await endpoint.ask(next)).text,
        ]).toEqual(['395', `${next.slice(-1)}\n`]);
  });

  it('that leaves frees its place, and the engine stops', async () => {
    const one = await openTestEndpoint(store.dir, { places: 1 });
    const leaving = clientWith({ url: one.url });
    const leave = new AbortController();
    const left = caught(leaving.query({ query: ENDLESS, abort_signal: leave.signal }));
    await until(() => isRunning('sipHash64'));
    const waits = leaving.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow' });
    expect((await one.ask('SELECT 1')).text).toBe('1\n');
    leave.abort();
    await left;
    expect(await (await waits).json()).toEqual([{ one: 1 }]);
    expect(await isRunning('sipHash64')).toBe(false);
    await leaving.close();
    await one.close();
  });
});

describe('a Go client', () => {
  const REVISION = 54_460;
  const address = `/?database=shixian&default_format=Native&client_protocol_version=${REVISION}&max_execution_time=65`;
  const post = async (sql: string) => {
    const answer = await endpoint.fetch(address, { method: 'POST', body: sql });
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('is greeted in the framing it asks for and told to read all else by revision 0', async () => {
    const { answer, bytes } = await post('SELECT displayName(), version(), revision(), timezone()');
    expect(answer.headers.get('x-clickhouse-format')).toBe('Native');
    const [hello, ...more] = readNative(bytes, REVISION);
    expect(more).toEqual([]);
    const columns = hello!.columns.map(({ name, type, values }) => [name, type, values[0]]);
    expect(columns).toEqual([
      ['displayName()', 'String', 'shixian'],
      ['version()', 'String', expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)],
      ['revision()', 'UInt32', 0],
      ['timezone()', 'String', 'UTC'],
    ]);
  });

  it('reads blocks as the engine writes them', async () => {
    expect((await post('SELECT 1')).bytes).toEqual(Buffer.from('010101310555496e743801', 'hex'));
    const { bytes } =
      await post(`SELECT 'a办件' AS said, toInt32(-7) AS n, CAST(NULL, 'Nullable(String)') AS none,
      toNullable(0.5) AS half, [1, 2] AS list, toDateTime64('2026-03-02 02:00:00.123', 3, 'UTC') AS at`);
    expect(readNative(bytes, 0)).toEqual([
      {
        columns: [
          { name: 'said', type: 'String', values: ['a办件'] },
          { name: 'n', type: 'Int32', values: [-7] },
          { name: 'none', type: 'Nullable(String)', values: [null] },
          { name: 'half', type: 'Nullable(Float64)', values: [0.5] },
          { name: 'list', type: 'Array(UInt8)', values: [[1, 2]] },
          { name: 'at', type: "DateTime64(3, 'UTC')", values: [Date.parse('2026-03-02T02:00:00.123Z')] },
        ],
      },
    ]);
    const many = readNative((await post('SELECT number FROM numbers(200000)')).bytes, 0);
    const numbers = many.flatMap(({ columns }) => columns[0]!.values);
    expect(numbers.length).toBe(200_000);
    expect(new Set(numbers).size).toBe(200_000);
  });

  it('gets no bytes for no rows, and errors as text', async () => {
    const { answer, bytes } = await post('SELECT 1 WHERE 0');
    expect([answer.status, bytes.length, answer.headers.get('content-length')]).toEqual([200, 0, '0']);
    const wrong = await post('SELECT nope');
    expect(wrong.answer.status).toBe(404);
    expect(wrong.bytes.toString()).toMatch(/^Code: 47\. DB::Exception: .*\(UNKNOWN_IDENTIFIER\) \(version /);
  });

  it('may leave ad hoc filters empty, or filter by them', async () => {
    const filtered = async (filters: string) =>
      (await endpoint.ask(`SELECT count() FROM numbers(10) SETTINGS additional_table_filters={${filters}}`))
        .text;
    expect(await filtered('')).toBe('10\n');
    expect(await filtered("'system.numbers': ' number < 3 AND \\'a\\' = \\'a\\' '")).toBe('10\n');
    const days = (filters: string) =>
      endpoint.ask(`SELECT count() FROM rule_epochs SETTINGS additional_table_filters={${filters}}`);
    await store.db.command(
      'CREATE TABLE IF NOT EXISTS picked (n Int8) ENGINE = MergeTree ORDER BY n AS SELECT number FROM numbers(10)',
    );
    const picked = await endpoint.ask(
      "SELECT count() FROM picked SETTINGS additional_table_filters={'picked': 'n < 3'}",
    );
    expect(picked.text).toBe('3\n');
    expect((await days("'picked': 'n < (SELECT 3)'")).status).toBe(200);
  });
});

describe('plain HTTP', () => {
  it('takes a question in the address or the body or both, by GET and POST', async () => {
    const get = await endpoint.fetch(`/?query=${encodeURIComponent('SELECT 1, 2 FORMAT TSV')}`);
    expect([await get.text(), get.headers.get('content-type')]).toEqual([
      '1\t2\n',
      'text/tab-separated-values; charset=UTF-8',
    ]);
    const both = await endpoint.fetch(`/?query=${encodeURIComponent('SELECT 1')}`, {
      method: 'POST',
      body: ', 3',
    });
    expect(await both.text()).toBe('1\t3\n');
    const head = await endpoint.fetch('/?query=SELECT%201', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await endpoint.ask('')).code).toBe('62');
    expect((await endpoint.ask('SELECT 1;')).text).toBe('1\n');
    expect((await endpoint.ask('SELECT 1 -- and that is all')).text).toBe('1\n');
  });

  it('answers without a question, and nowhere else', async () => {
    expect(await (await fetch(`${endpoint.url}/ping`)).text()).toBe('Ok.\n');
    expect(await (await fetch(endpoint.url)).text()).toBe('Ok.\n');
    expect((await endpoint.fetch('/play')).status).toBe(404);
    expect((await endpoint.fetch('/', { method: 'DELETE' })).status).toBe(501);
    expect((await endpoint.fetch('/', { method: 'PUT', body: 'SELECT 1' })).status).toBe(501);
  });

  it('chooses the format by the statement, then the address, then the header', async () => {
    const ask = async (sql: string, address: string, headers: Record<string, string> = {}) =>
      (await endpoint.fetch(address, { method: 'POST', body: sql, headers })).text();
    const header = { 'x-clickhouse-format': 'CSV' };
    expect(await ask("SELECT 'a' FORMAT Values", '/?default_format=TSKV', header)).toBe("('a')");
    expect(await ask("SELECT 'a' AS a", '/?default_format=TSKV', header)).toBe('a=a\n');
    expect(await ask("SELECT 'a'", '/', header)).toBe('"a"\n');
    expect(await ask("SELECT 'a'", '/')).toBe('a\n');
    expect((await endpoint.ask('SELECT 1', '/?default_format=MySQLWire')).code).toBe('73');
  });

  it('lets the user in by any of the ways clients have', async () => {
    const status = async (address: string, headers: Record<string, string>) =>
      (await fetch(`${endpoint.url}${address}`, { method: 'POST', body: 'SELECT 1', headers })).status;
    const { user, password } = LOGIN;
    const inAddress = `/?${new URLSearchParams({ user, password })}`;
    expect(await status('/', { authorization: authorization() })).toBe(200);
    expect(await status(inAddress, {})).toBe(200);
    const ascii = await openTestEndpoint(store.dir);
    const key = { 'x-clickhouse-user': user, 'x-clickhouse-key': encodeURIComponent(password) };
    expect(await status('/', key)).toBe(403);
    await ascii.close();
    for (const wrong of [
      { user, password: '' },
      { user, password: `${password} ` },
      { user: 'default', password },
      { user: '', password: '' },
    ])
      expect(await status('/', { authorization: authorization(wrong) })).toBe(403);
    const none = await fetch(endpoint.url, { method: 'POST', body: 'SELECT 1' });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic /),
    ]);
    const bearer = await fetch(endpoint.url, { method: 'POST', headers: { authorization: 'Bearer x' } });
    expect(bearer.status).toBe(401);
  });

  it('unpacks bodies, refuses what it cannot read and what is too long', async () => {
    const send = (body: string | Buffer, headers: Record<string, string>) =>
      endpoint.fetch('/', { method: 'POST', body, headers });
    const packed = await send(gzipSync('SELECT 5'), { 'content-encoding': 'gzip' });
    expect(await packed.text()).toBe('5\n');
    const bomb = await send(gzipSync(Buffer.alloc(50_000_000, ' ')), { 'content-encoding': 'gzip' });
    expect([bomb.status, bomb.headers.get('x-clickhouse-exception-code')]).toEqual([413, '307']);
    expect((await send('SELECT 1', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await send('SELECT 1', { 'content-encoding': 'lz4' })).status).toBe(501);
    expect((await send(`SELECT 1 ${' '.repeat(1_100_000)}`, {})).status).toBe(413);
    expect((await send(`SELECT 1 ${' '.repeat(300_000)}`, {})).status).toBe(400);
    expect((await send('SELECT \0 1', {})).status).toBe(400);
    expect((await endpoint.ask('SELECT 1', '/?compress=1')).code).toBe('344');
    expect((await endpoint.ask('SELECT 1', '/?session_id=a')).code).toBe('344');
    expect((await endpoint.ask('SELECT 1', '/?param_a%20b=1')).code).toBe('62');
  });

  it('packs only for who can unpack', async () => {
    const bytes = async (headers: Record<string, string>, address = '/') => {
      const { request } = await import('node:http');
      const options = { method: 'POST', headers: { authorization: authorization(), ...headers } };
      return new Promise<[string | undefined, Buffer]>((resolve, reject) => {
        const asked = request(`${endpoint.url}${address}`, options, async (answer) => {
          const chunks: Buffer[] = [];
          for await (const chunk of answer) chunks.push(chunk as Buffer);
          resolve([answer.headers['content-encoding'], Buffer.concat(chunks)]);
        });
        asked.on('error', reject);
        asked.end("SELECT 'again and again' FROM numbers(1000)");
      });
    };
    const [, plain] = await bytes({});
    const [encoding, packed] = await bytes({ 'accept-encoding': 'deflate, gzip;q=0.5' });
    expect(encoding).toBe('gzip');
    expect(gunzipSync(packed)).toEqual(plain);
    expect((await bytes({ 'accept-encoding': 'gzip;q=0' }))[0]).toBeUndefined();
    expect((await bytes({ 'accept-encoding': 'gzip' }, '/?enable_http_compression=0'))[0]).toBeUndefined();
  });

  it('tells of each question what became of it, and nothing it said', async () => {
    const before = endpoint.told.length;
    await endpoint.ask("SELECT 'a secret'", '/?query_id=mine-1');
    await endpoint.ask('SELECT nope', '/?query_id=bad%0Aid');
    expect(endpoint.told.slice(before)).toMatchObject([
      { id: 'mine-1', code: 0, bytes: 9 },
      { id: expect.stringMatching(/^[\da-f-]{36}$/), code: 47, bytes: 0 },
    ]);
    expect(JSON.stringify(endpoint.told)).not.toContain('secret');
  });
});

describe('a statement', () => {
  const QUESTIONS = [
    "SELECT 1 + 2 * 3 AS a, (1 + 2) * 3 AS b, -(-1) AS c, NOT 1 = 2 AS d, 1 IN (1, 2) AS e, [1, 2][1] AS f, (1, 'x').2 AS g",
    "SELECT CASE WHEN number > 1 THEN 'x' ELSE 'y' END AS k, if(number = 0, NULL, number) AS v FROM numbers(3) ORDER BY number DESC",
    "SELECT toStartOfDay(toDateTime('2026-03-02 20:00:00'), 'Asia/Shanghai') AS d, now() > toDateTime(0) AS n, date '2026-01-01' + INTERVAL 1 MONTH AS m",
    'WITH x AS (SELECT number AS n FROM numbers(5)), (SELECT max(n) FROM x) AS top SELECT n, top FROM x WHERE n BETWEEN 1 AND 3 LIMIT 1 BY n LIMIT 10 OFFSET 1',
    'SELECT sum(n) OVER (PARTITION BY n % 2 ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM (SELECT number AS n FROM numbers(6)) ORDER BY n',
    "SELECT arrayMap((x, y) -> x + y, [1, 2], [3, 4]) AS a, arrayExists(place -> startsWith('cn/hubei/', concat(place, '/')), ['cn']) AS e",
    'SELECT n, count() AS c FROM (SELECT number % 3 AS n FROM numbers(10)) GROUP BY ROLLUP(n) HAVING c > 1 ORDER BY n, c',
    "SELECT 'it''s \\\\ \\'q\\' \\n 办件' AS said, \"quoted name\", `another``one` FROM (SELECT 1 AS \"quoted name\", 2 AS `another``one`)",
    'SELECT number AS n FROM numbers(3) ORDER BY n WITH FILL FROM 0 TO 6 STEP 1',
    'SELECT a.number, b.number FROM numbers(3) AS a LEFT JOIN numbers(2) AS b ON a.number = b.number ORDER BY ALL',
    'SELECT * FROM (SELECT 1 AS x UNION ALL (SELECT 2 UNION DISTINCT SELECT 2)) ORDER BY x',
    'SELECT * EXCEPT (b) REPLACE (a + 1 AS a) FROM (SELECT 1 AS a, 2 AS b, 3 AS c)',
    'SELECT quantile(0.9)(number) AS q, sumIf(number, number > 2) AS s, uniqExact(number) FILTER (WHERE number > 1) AS u FROM numbers(10)',
    'SELECT * FROM (VALUES (1, 2), (3, 4)) AS t (a, b)',
    "SELECT CAST('5' AS Decimal(9, 2)) AS d, '7'::UInt8 AS u, 1e-3 AS e, 0x1F AS h, 10 DIV 3 AS q",
  ];

  it('means the same in the form in which it is looked at and run', async () => {
    for (const sql of QUESTIONS) {
      const plain = await store.db.queryText(sql, undefined, 'TSVWithNamesAndTypes');
      expect({ sql, text: (await endpoint.ask(`${sql} FORMAT TSVWithNamesAndTypes`)).text }).toEqual({
        sql,
        text: plain,
      });
    }
  });

  it('asks the views of the store, with settings and format at its end', async () => {
    const at = "as_of = now64(3), known_at = toDateTime64('2299-12-31 00:00:00', 3, 'UTC')";
    const cases = `SELECT count() AS n, sum(is_open) AS open FROM case_at(${at})`;
    const { text: answer } = await endpoint.ask(
      `${cases} SETTINGS max_threads = 1, join_use_nulls = 0 FORMAT JSONEachRow`,
    );
    expect(JSON.parse(answer)).toEqual({ n: 0, open: 0 });
    const params = new URLSearchParams({ param_t: '2026-01-01 00:00:00.000' });
    const bound = "as_of = {t:DateTime64(3, 'UTC')}, known_at = {t:DateTime64(3, 'UTC')}";
    expect((await endpoint.ask(`SELECT count() FROM shixian.case_at(${bound})`, `/?${params}`)).text).toBe(
      '0\n',
    );
  });
});

describe('the program beside it', () => {
  it('writes and reads while all places are taken and more wait', async () => {
    const leave = new AbortController();
    const long = Array.from({ length: 4 }, () =>
      caught(client.query({ query: ENDLESS, abort_signal: leave.signal })),
    );
    await until(() => isRunning('sipHash64'));
    await store.db.command('CREATE TABLE beside (n Int8) ENGINE = MergeTree ORDER BY n');
    await store.db.command('DROP TABLE beside');
    expect(await store.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await isRunning('sipHash64')).toBe(true);
    leave.abort();
    await Promise.all(long);
    await until(async () => !(await isRunning('sipHash64')));
  });

  it('is closed in time: who waits is sent away, what runs on is stopped', async () => {
    const closing = await openTestEndpoint(store.dir, { places: 1, graceMs: 100 });
    const runs = closing.ask(ENDLESS);
    await until(() => isRunning('sipHash64'));
    const waits = closing.ask('SELECT 2');
    await until(async () => (await fetch(`${closing.url}/ping`)).ok);
    await closing.close();
    expect([(await runs).code, (await waits).code]).toEqual(['394', '236']);
    expect(await isRunning('sipHash64')).toBe(false);
    expect(await caught(fetch(closing.url))).toBeInstanceOf(TypeError);
    expect(await store.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
