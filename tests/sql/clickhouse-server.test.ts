// A server reached by HTTP holds and answers what the embedded engine does, and its faults are told apart.
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRuleBook, openShixian } from '../../services/main.ts';
import { createDatabase, isRetriable, openServer } from '../../services/platform/clickhouse-server.ts';
import { ClickhouseSettings } from '../../services/platform/clickhouse-settings.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { onOneServer } from '../../services/store/cluster-statements.ts';
import type { Database } from '../../services/store/database.ts';
import { migrate } from '../../services/store/migrate.ts';
import { LOCK_TIMES, takeMigrationLock } from '../../services/store/migration-lock.ts';
import { ALL_KNOWN, readIndicators } from '../../services/store/read-indicators.ts';
import { writeRows } from '../../services/store/write-rows.ts';
import { permitCase } from '../support/case-builder.ts';
import { type ClickhouseFront, type FrontOptions, openFront } from '../support/clickhouse-front.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { asBatch } from '../support/test-intake.ts';

let embedded: TestDatabase;
let front: ClickhouseFront;
let server: Database;

const LOGIN = { user: 'shixian_ingest', password: "it's : a secret" };
const settingsFor = (more: Partial<ClickhouseSettings> = {}): ClickhouseSettings =>
  ClickhouseSettings.parse({ url: front.url, username: LOGIN.user, password: LOGIN.password, ...more });
const schemas = join(packageRoot(), 'schemas');
const wholeSchema = {
  tablesDir: join(schemas, 'tables'),
  viewsDir: join(schemas, 'views'),
  now: () => new Date(),
};

beforeAll(async () => {
  embedded = await openTestDatabase({ migrated: false });
  front = await openFront(embedded.db, LOGIN);
  server = await openServer(settingsFor());
});
afterAll(async () => {
  await server.close();
  await front.close();
  await embedded.close();
});
afterEach(() => front.heal());

const count = async (db: Database, table: string): Promise<number> =>
  (await db.query<{ n: number }>(`SELECT count() AS n FROM ${table}`))[0]!.n;
const tableNames = async (): Promise<string[]> =>
  (
    await server.query<{ name: string }>(
      'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
    )
  ).map(({ name }) => name);
const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('it went through')),
    (error: Error) => error,
  );

describe('the program on a server', () => {
  const attributes = {
    projectKind: 'general-industrial',
    investment: 'social',
    landWithScheme: false,
    riskClass: 'general',
  };
  const application = {
    jurisdiction: 'cn/hubei/ezhou/echeng',
    service: 'construction project approval',
    attributes,
  };
  const begun = (name: string) =>
    permitCase(name).received('2026-03-02T10:00+08:00', application).accepted('2026-03-02T10:00+08:00');
  // 20 working days from 2026-03-02 end with 2026-03-30.
  const town = [
    begun('in-time').completed('2026-03-30T23:59+08:00'),
    begun("late 办件 'x\\n").completed('2026-03-31T00:01+08:00'),
    begun('overdue'),
  ];
  const now = Date.parse('2026-04-09T09:00:00+08:00');

  it('migrates, takes events in and answers as the embedded engine does over the same data', async () => {
    const rules = await openRuleBook();
    if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
    const opened = await openShixian({ db: server, rules: rules.value, now: () => now });
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
    const receipts = await opened.value.takeIn(asBatch(town.flatMap((one) => one.messages())));
    expect(receipts).toMatchObject({ accepted: 8, rejected: 0 });
    const question = {
      system: 'permit',
      within: '',
      asOf: now,
      knownAt: ALL_KNOWN,
      groupBy: ['projectKind'],
      period: null,
    };
    const answered = await readIndicators(server, question);
    expect(answered).toEqual(await readIndicators(embedded.db, question));
    expect(Object.fromEntries(answered.map(({ indicator, value }) => [indicator, value]))).toMatchObject({
      cases: 3,
      ended_on_time: 1,
      ended_after_deadline: 1,
      open_overdue: 1,
    });
    const again = await openShixian({ db: server, rules: rules.value, now: () => now, prepared: true });
    expect(again).toMatchObject({ ok: true, value: { refreshed: 0 } });
  });

  it('states its database and UTC with every request, and keeps no settings of a write', async () => {
    const sent = front.requests.map(({ query }) => [query.get('database'), query.get('session_timezone')]);
    expect(new Set(sent.map((pair) => pair.join()))).toEqual(new Set(['shixian,UTC']));
    const inserts = front.requests.filter(({ sql }) => /^INSERT/.test(sql));
    expect(inserts.length).toBeGreaterThan(5);
    expect(inserts.filter(({ query }) => query.has('insert_deduplication_token'))).toEqual([]);
  });
});

describe('parameters', () => {
  const ECHO = 'SELECT {said:String} AS said, {list:Array(String)} AS list, {none:Nullable(Int8)} AS none';

  it('are bound by the server, whatever they hold', async () => {
    const said = "it's \\ a\ttab\nline {said:String} 办件 -- ; ?&=+%";
    const params = { said, list: [said, '', "'"], none: null };
    expect(await server.query(ECHO, params)).toEqual([params]);
    const { query, sql } = front.requests.at(-1)!;
    expect(query.has('param_said')).toBe(true);
    expect(sql).toContain('{said:String}');
  });

  it('too long for an address go into the statement', async () => {
    const list = Array.from({ length: 2000 }, (_, i) => `办件-${i}`);
    const params = { said: '', list, none: 1 };
    expect(await server.query(ECHO, params)).toEqual([params]);
    expect(front.requests.at(-1)!.query.has('param_list')).toBe(false);
  });
});

describe('a write', () => {
  const COLUMNS = ['n', 'said'];
  const rows = Array.from({ length: 50 }, (_, i) => [i, `row ${i}`]);
  const write = (token: string) => writeRows(server, 'thing', COLUMNS, rows, { token });

  beforeEach(async () => {
    await server.command('DROP TABLE IF EXISTS thing SYNC');
    await server.command(`CREATE TABLE thing (n Int64, said String) ENGINE = MergeTree ORDER BY n
      SETTINGS non_replicated_deduplication_window = 100`);
  });

  it('whose answer was lost is stored once when it is told again under its token', async () => {
    const token = "v1:permit.applications:0:1-50:'thing'\n";
    front.fail(({ sql }) => (/^INSERT/.test(sql) ? { kind: 'cut-after' } : undefined));
    expect(isRetriable(await caught(write(token)))).toBe(true);
    front.heal();
    expect(await count(server, 'thing')).toBe(50);
    await write(token);
    expect(await count(server, 'thing')).toBe(50);
    await write(`${token}2`);
    expect(await count(server, 'thing')).toBe(100);
  });

  it('that was cut before the server had it is stored by the second try', async () => {
    front.fail(({ sql }) => (/^INSERT/.test(sql) ? { kind: 'cut' } : undefined));
    expect(isRetriable(await caught(write('t')))).toBe(true);
    front.heal();
    expect(await count(server, 'thing')).toBe(0);
    await write('t');
    expect(await count(server, 'thing')).toBe(50);
  });

  it('of a value that fits no column is refused for good, its code kept', async () => {
    const error = await caught(writeRows(server, 'thing', COLUMNS, [['no number', 'x']]));
    expect(error.name).toBe('RowsRefused');
    expect(isRetriable(error)).toBe(false);
  });

  it('to another machine is packed, one to this machine is not', async () => {
    await write('here');
    expect(front.requests.at(-1)).toMatchObject({ compressed: false });
    const remote = await openServer(settingsFor({ url: front.url.replace('127.0.0.1', '0.0.0.0') }));
    await writeRows(remote, 'thing', COLUMNS, rows, { token: 'there' });
    await remote.close();
    expect(front.requests.at(-1)).toMatchObject({ compressed: true });
    expect(await count(server, 'thing')).toBe(100);
  });

  it('goes through after the server was away for a while', async () => {
    await front.down();
    expect(isRetriable(await caught(write('t')))).toBe(true);
    await front.up();
    await write('t');
    expect(await count(server, 'thing')).toBe(50);
  });
});

describe('errors', () => {
  it.each([3, 107, 159, 164, 202, 203, 209, 210, 225, 241, 242, 252, 279, 285, 319, 425, 999])(
    '%i may pass',
    async (code) => {
      front.fail(() => ({ kind: 'error', code }));
      expect(isRetriable(await caught(server.query('SELECT 1')))).toBe(true);
    },
  );

  it.each([27, 53, 60, 62, 81, 117, 497, 516])('%i never will', async (code) => {
    front.fail(() => ({ kind: 'error', code }));
    const error = await caught(server.query('SELECT 1'));
    expect(isRetriable(error)).toBe(false);
    expect((error as { code?: string }).code).toBe(String(code));
  });

  it("of a proxy may pass, a mistake of the program's own never will", async () => {
    front.fail(() => ({ kind: 'proxy', status: 503 }));
    expect(isRetriable(await caught(server.query('SELECT 1')))).toBe(true);
    expect(isRetriable(new TypeError('x is not a function'))).toBe(false);
    expect(isRetriable('Code: 241')).toBe(false);
  });

  it('are found beneath what wraps them', () => {
    const inner = Object.assign(new Error('too much memory'), { code: '241' });
    expect(isRetriable(new Error('001_case_events.sql:3: failed', { cause: inner }))).toBe(true);
    expect(isRetriable(new Error('outer', { cause: Object.assign(new Error(), { code: 'EPIPE' }) }))).toBe(
      true,
    );
  });

  it('of the engine keep code and words', async () => {
    const error = await caught(server.query('SELECT * FROM no_such_table'));
    expect(error).toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    expect(error.message).toContain('no_such_table');
  });

  it('end a reading that nobody answers in time, and a running one when the database is closed', async () => {
    const hasty = await openServer(settingsFor({ requestTimeoutMs: 300 }));
    front.fail(() => ({ kind: 'slow', ms: 3_600_000 }));
    const late = await caught(hasty.query('SELECT 1'));
    expect(late.message).toContain('no answer within 0.3 s');
    expect(isRetriable(late)).toBe(true);
    front.fail(() => ({ kind: 'dribble', everyMs: 20 }));
    expect((await caught(hasty.query('SELECT 1'))).message).toContain('no answer within 0.3 s');
    await hasty.close();
    front.heal();
    const other = await openServer(settingsFor());
    front.fail(() => ({ kind: 'slow', ms: 3_600_000 }));
    const running = caught(other.query('SELECT 1'));
    await other.close();
    expect(isRetriable(await running)).toBe(true);
  });
});

describe('opening', () => {
  const problemAt = async (more: Partial<ClickhouseSettings>) =>
    (await caught(openServer(settingsFor(more)))) as Error & { problem?: { code: string } };

  it.each([
    [{ password: 'wrong-secret' }, 'clickhouse-login-refused', 'refuses user shixian_ingest'],
    [
      { database: 'nowhere' },
      'clickhouse-database-missing',
      'has no database nowhere; run "shixian migrate"',
    ],
    [{ url: 'http://127.0.0.1:1' }, 'clickhouse-unreachable', 'nothing listens there'],
    [{ url: 'http://no-such-host.invalid:8123' }, 'clickhouse-unreachable', 'its host name is not known'],
  ])('%j is said in words to act on', async (more, code, said) => {
    const error = await problemAt(more);
    expect(error.problem?.code).toBe(code);
    expect(error.message).toContain(said);
    expect(error.message).not.toContain('secret');
  });

  it('a TLS address of a plain server', async () => {
    const error = await problemAt({ url: front.url.replace('http:', 'https:') });
    expect(error.message).toContain('does not speak TLS');
  });

  it('a server older than the program knows', async () => {
    const old = await openFront(embedded.db, { version: '24.8.4.13' } satisfies FrontOptions);
    const error = await problemAt({ url: old.url });
    await old.close();
    expect(error.message).toContain('is 24.8.4.13; expected 26 or newer');
  });

  it('makes the database first where it is asked to', async () => {
    await createDatabase(settingsFor({ database: 'town' }));
    const town = await openServer(settingsFor({ database: 'town' }));
    expect(await town.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await town.close();
  });
});

describe('migrating', () => {
  const dropAll = async () => {
    for (const name of await tableNames()) await server.command(`DROP TABLE ${name} SYNC`);
  };
  const times = { ...LOCK_TIMES, lookMs: 20 };
  beforeEach(dropAll);

  it('by two processes at once is done by one of them, and leaves no lock', async () => {
    const other = await openServer(settingsFor());
    const done = await Promise.all(
      [server, other].map((db) => migrate(db, { ...wholeSchema, lockTimes: times })),
    );
    await other.close();
    const ran = done.map((result) => (result.ok ? result.statementsRun : Number.NaN)).sort((a, b) => a - b);
    expect(ran[0]).toBe(0);
    expect(ran[1]).toBeGreaterThan(9);
    expect(await tableNames()).toContain('clock_at');
    expect((await tableNames()).filter((name) => /^migrating/.test(name))).toEqual([]);
  });

  it('does what belongs to it while it has the lock, and lets go of it after an error', async () => {
    const seen: string[][] = [];
    const afterwards = async () => void seen.push(await tableNames());
    await migrate(server, { ...wholeSchema, afterwards });
    expect(seen[0]).toContain('migrating');
    expect(await tableNames()).not.toContain('migrating');
    await caught(migrate(server, { ...wholeSchema, afterwards: () => Promise.reject(new Error('no')) }));
    expect(await tableNames()).not.toContain('migrating');
  });

  it('waits for another, and says who it is when that takes too long', async () => {
    const lock = await takeMigrationLock(server, onOneServer);
    const result = await migrate(server, { ...wholeSchema, lockTimes: { ...times, patienceMs: 50 } });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'migration-under-way' }] });
    expect(result.ok ? '' : result.problems[0]?.message).toContain(`process ${process.pid}`);
    if ('release' in lock) await lock.release();
    expect(await migrate(server, wholeSchema)).toMatchObject({ ok: true });
  });

  it('takes over from one that is not heard of any more, which then stops and disturbs nobody', async () => {
    const dead = await takeMigrationLock(server, onOneServer, { ...times, beatMs: 3_600_000 });
    const heir = await takeMigrationLock(server, onOneServer, { ...times, staleMs: 0 });
    if (!('check' in dead) || !('check' in heir)) throw new Error('no lock');
    await expect(dead.check()).rejects.toThrow('another process has taken over');
    await dead.release();
    await expect(heir.check()).resolves.toBeUndefined();
    await heir.release();
    expect(await tableNames()).not.toContain('migrating');
  });

  it('that finds a dead owner but comes second to it leaves the first alone', async () => {
    await takeMigrationLock(server, onOneServer, { ...times, beatMs: 3_600_000 });
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    const lasting = { ...times, staleMs: 3_000, beatMs: 100, patienceMs: 0 };
    let first: Awaited<ReturnType<typeof takeMigrationLock>> | undefined;
    const overtaken: Database = {
      ...server,
      command: async (sql, params) => {
        if (!/^CREATE/.test(sql)) first ??= await takeMigrationLock(server, onOneServer, lasting);
        return server.command(sql, params);
      },
    };
    const second = await takeMigrationLock(overtaken, onOneServer, lasting);
    expect(second).toMatchObject({ heldBy: expect.stringContaining('process') });
    if (!first || !('check' in first)) throw new Error('no lock');
    await first.check();
    await first.release();
  });
});
