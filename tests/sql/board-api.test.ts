// The API lists boards and fills them from the store: rows, options and marks, for the choices told and no others.
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_CHOICE, Board, type BoardQuestion, type BoardTarget } from '../../schemas/board.ts';
import { createServer } from '../../services/api/create-server.ts';
import { MOST_ROWS } from '../../services/boards/read-frame.ts';
import { type BoardStore, boardTime, openBoardStore } from '../support/board-store.ts';

const ref = (name: string) => `\${${name}:singlequote}`;
const target = (rawSql: string, format: 0 | 1, refId = 'A') => ({ refId, rawSql, format });
const panel = (id: number, ...targets: BoardTarget[]) => ({
  id,
  type: 'table',
  title: `P${id}`,
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  targets,
});
const CATEGORIES = `SELECT DISTINCT category FROM cases FINAL
  WHERE $__conditionalAll(system = ${ref('system')}, $system) AND category != '' ORDER BY category`;
const fixture = Board.parse({
  uid: 'fixture',
  title: 'Fixture',
  description: 'of the test',
  tags: ['t'],
  time: { from: 'now-90d', to: 'now' },
  templating: {
    list: [
      { type: 'custom', name: 'system', query: 'Permits : permit, Power : power', includeAll: true },
      { type: 'query', name: 'category', query: { rawSql: CATEGORIES }, multi: true, includeAll: true },
    ],
  },
  annotations: {
    list: [
      { name: 'Annotations & Alerts', builtIn: 1 },
      {
        name: '标记',
        target: {
          rawSql:
            "SELECT toDateTime64('2026-10-01 00:00:00.250', 3, 'Asia/Shanghai') AS time, toDateTime('2026-10-02 00:00:00', 'UTC') AS timeEnd, '国庆' AS text, 'rest,cn' AS tags UNION ALL SELECT NULL, NULL, 'nowhen', ''",
        },
      },
    ],
  },
  panels: [
    panel(
      1,
      target(
        `SELECT count() AS n, countIf(category = 'low') AS low FROM cases FINAL
         WHERE $__conditionalAll(system = ${ref('system')}, $system)
           AND $__conditionalAll(category IN (${ref('category')}), $category)`,
        1,
      ),
      target(
        "SELECT toDateTime(60 * (3 - number), 'Asia/Shanghai') AS time, toString(number) AS k, number / 2 AS v FROM numbers(3)",
        0,
        'B',
      ),
      { ...target('SELECT throwIf(1)', 1, 'C'), hide: true },
    ),
    panel(2, target('SELECT no_such_column FROM cases', 1)),
    panel(3, target('SELECT number FROM numbers(20000) ORDER BY number DESC', 1)),
    panel(
      4,
      target(
        "SELECT toDate('2026-01-02') AS day, toUInt64(9007199254740991) AS big, toDecimal64(1.5, 2) AS d, CAST(NULL, 'Nullable(DateTime64(3))') AS none, [1, 2] AS list, map('a', 'b') AS m, true AS b, nan AS x, 'text' AS s, toLowCardinality('low') AS l, fromUnixTimestamp64Milli(1700000000123, 'UTC') AS at",
        1,
      ),
    ),
    {
      ...panel(10),
      type: 'row',
      collapsed: true,
      panels: [panel(11, target('SELECT 11 AS n -- last', 1))],
    },
    panel(12, target(`SELECT ${ref('nobody')}`, 1)),
    panel(13, target('SELECT * FROM (SELECT 1 AS n) WHERE n = 2;', 1)),
  ],
});
let store: BoardStore;
let app: FastifyInstance;
beforeAll(async () => {
  store = await openBoardStore(120);
  app = await createServer({
    shixian: store.shixian,
    boards: { zh: [fixture], en: [] },
    now: () => boardTime.to,
    zoneOf: () => 'Asia/Shanghai',
    version: '0',
    webDir: null,
    logger: null,
  });
}, 300_000);
afterAll(async () => {
  await app.close();
  await store.close();
});

const post = async (path: string, body: unknown) => {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url: `/v1/boards/${path}`, payload, headers });
  return { status: answer.statusCode, json: answer.json(), headers: answer.headers };
};
const fill = (panelId: number, variables: BoardQuestion['variables'] = {}) =>
  post('fixture/query', { panelId, ...boardTime, variables });
const naive = async (sql: string) => (await store.db.query<{ n: number }>(sql))[0]!.n;

it('lists the boards of a language and gives one whole', async () => {
  const list = await app.inject('/v1/boards');
  expect(list.headers['cache-control']).toBe('no-store');
  expect(list.json()).toEqual([
    { uid: 'fixture', title: 'Fixture', tags: ['t'], description: 'of the test' },
  ]);
  expect((await app.inject('/v1/boards?lang=en')).json()).toEqual([]);
  expect((await app.inject('/v1/boards?lang=fr')).statusCode).toBe(400);
  expect((await app.inject('/v1/boards/fixture')).json()).toEqual(JSON.parse(JSON.stringify(fixture)));
});

it('fills a panel by all its queries that are not hidden, time series in order of time', async () => {
  const { status, json, headers } = await fill(1);
  expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'no-store' });
  const n = await naive('SELECT count() AS n FROM cases FINAL');
  expect(json.frames).toEqual([
    {
      refId: 'A',
      format: 'table',
      columns: [
        { name: 'n', type: 'UInt64' },
        { name: 'low', type: 'UInt64' },
      ],
      rows: [[n, expect.any(Number)]],
      truncated: false,
    },
    {
      refId: 'B',
      format: 'timeseries',
      columns: [
        { name: 'time', type: "DateTime('Asia/Shanghai')" },
        { name: 'k', type: 'String' },
        { name: 'v', type: 'Float64' },
      ],
      rows: [
        [60_000, '2', 1],
        [120_000, '1', 0.5],
        [180_000, '0', 0],
      ],
      truncated: false,
    },
  ]);
});

it('fills it for the choices told', async () => {
  const of = async (variables: BoardQuestion['variables']) =>
    (await fill(1, variables)).json.frames[0].rows[0] as number[];
  const power = await naive("SELECT count() AS n FROM cases FINAL WHERE system = 'power'");
  expect((await of({ system: ['power'] }))[0]).toBe(power);
  const [n, low] = await of({ system: ['power'], category: ['low'] });
  expect(low).toBe(n);
  expect(low).toBeGreaterThan(0);
  expect(n).toBeLessThan(power);
  expect((await of({ category: [ALL_CHOICE] }))[0]).toBe(await naive('SELECT count() AS n FROM cases FINAL'));
});

it('gives times in epoch milliseconds, whole numbers as numbers, and lists and maps as JSON text', async () => {
  const { json } = await fill(4);
  expect(json.frames[0].rows).toEqual([
    [
      Date.UTC(2026, 0, 2),
      9007199254740991,
      1.5,
      null,
      '[1,2]',
      '{"a":"b"}',
      true,
      null,
      'text',
      'low',
      1_700_000_000_123,
    ],
  ]);
});

it('keeps the order of rows and stops after 10,000', async () => {
  const { json } = await fill(3);
  const [{ rows, truncated }] = json.frames;
  expect(truncated).toBe(true);
  expect(rows).toHaveLength(MOST_ROWS);
  expect(rows.slice(0, 2)).toEqual([[19_999], [19_998]]);
  expect(rows.at(-1)).toEqual([10_000]);
});

it('finds panels in collapsed rows, and tells the columns of no rows', async () => {
  expect((await fill(11)).json.frames[0].rows).toEqual([[11]]);
  const [frame] = (await fill(13)).json.frames;
  expect(frame).toMatchObject({ columns: [{ name: 'n', type: 'UInt8' }], rows: [] });
});

it('gives the options of variables for what the others have chosen', async () => {
  const options = async (name: string, variables: BoardQuestion['variables'] = {}) =>
    (await post(`fixture/variables/${name}`, { ...boardTime, variables })).json.options;
  expect(await options('system')).toEqual([
    { value: 'permit', text: 'Permits' },
    { value: 'power', text: 'Power' },
  ]);
  const every: { value: string }[] = await options('category');
  const ofPower: { value: string }[] = await options('category', { system: ['power'] });
  expect(every.map(({ value }) => value)).toContain('residential');
  expect(ofPower.map(({ value }) => value)).not.toContain('residential');
  expect(ofPower.length).toBeGreaterThan(0);
});

it('gives marks, those without a time left out', async () => {
  const { json } = await post(`fixture/annotations/${encodeURIComponent('标记')}`, boardTime);
  expect(json.marks).toEqual([
    {
      time: Date.parse('2026-10-01T00:00:00.250+08:00'),
      timeEnd: Date.UTC(2026, 9, 2),
      text: '国庆',
      tags: ['rest', 'cn'],
    },
  ]);
});

it.each<[string, unknown, number, string]>([
  ['none/query', { panelId: 1, ...boardTime }, 404, 'board-not-found'],
  ['fixture/query', { panelId: 99, ...boardTime }, 404, 'panel-not-found'],
  ['fixture/variables/none', boardTime, 404, 'variable-not-found'],
  ['fixture/annotations/none', boardTime, 404, 'annotation-not-found'],
  ['fixture/annotations/Annotations%20%26%20Alerts', boardTime, 404, 'annotation-not-found'],
  ['fixture/query', { panelId: 2, ...boardTime }, 500, 'query-failed'],
  ['fixture/query', { panelId: 12, ...boardTime }, 500, 'query-not-expanded'],
  ['fixture/query', '{', 400, 'bad-json'],
  ['fixture/query', { ...boardTime }, 400, 'bad-question'],
  ['fixture/query', { panelId: 1, ...boardTime, to: boardTime.from - 1 }, 400, 'bad-question'],
  ['fixture/query', { panelId: 1, ...boardTime, from: '1; DROP' }, 400, 'bad-question'],
  ['fixture/query', { panelId: 1, ...boardTime, rawSql: 'SELECT 1' }, 400, 'bad-question'],
  ['fixture/query', { panelId: 1, ...boardTime, variables: { system: ['gas'] } }, 400, 'bad-variable'],
])('%s %j is %d %s', async (path, body, status, code) => {
  const answer = await post(path, body);
  expect({ status: answer.status, code: answer.json.problems?.[0]?.code }).toEqual({ status, code });
});

it("tells a failed query's panel and reason", async () => {
  const { json } = await fill(2);
  expect(json.problems[0].message).toMatch(/^panel 2 "P2" query A: .*no_such_column/);
});

it('lets no value change a query', async () => {
  const hostile = [
    "x') OR 1=1 --",
    "x\\') OR 1=1 --",
    '\\',
    "'",
    "low' OR 'a'='a",
    "x'); DROP TABLE cases; --",
    '$__timeFilter(',
    ref('system'),
    "x' UNION ALL SELECT 1, 1 --",
  ];
  const before = await naive('SELECT count() AS n FROM cases');
  for (const value of hostile) {
    const { status, json } = await fill(1, { category: [value] });
    expect([value, status, json.problems?.[0]?.code]).toEqual([value, 400, 'bad-variable']);
  }
  expect(await naive('SELECT count() AS n FROM cases')).toBe(before);
});
