// The program on a real ClickHouse server in a container, under the users it is meant to run as.
// Skipped, with the reason on standard error, where no container engine answers.
import { join } from 'node:path';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuleBook, openShixian, type RuleBook } from '../../services/main.ts';
import { createDatabase, openServer } from '../../services/platform/clickhouse-server.ts';
import { ClickhouseSettings } from '../../services/platform/clickhouse-settings.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { openAlertLease } from '../../services/store/alert-lease.ts';
import { CARDS, enterSince } from '../../services/store/alert-since.ts';
import type { Database } from '../../services/store/database.ts';
import { ALL_KNOWN, readIndicators } from '../../services/store/read-indicators.ts';
import { writeRows } from '../../services/store/write-rows.ts';
import { permitCase } from '../support/case-builder.ts';
import { asBatch } from '../support/test-intake.ts';

const IMAGE = process.env['SHIXIAN_TEST_CLICKHOUSE_IMAGE'] ?? 'clickhouse/clickhouse-server:26.7';
const USERS = ['shixian_migrate', 'shixian_ingest', 'shixian_alert', 'shixian_read', 'grafana'] as const;
type User = (typeof USERS)[number];
const VARIABLES: Record<User, string> = {
  shixian_migrate: 'SHIXIAN_MIGRATE_PASSWORD',
  shixian_ingest: 'SHIXIAN_INGEST_PASSWORD',
  shixian_alert: 'SHIXIAN_ALERT_PASSWORD',
  shixian_read: 'SHIXIAN_READ_PASSWORD',
  grafana: 'SHIXIAN_GRAFANA_PASSWORD',
};

const missing = await getContainerRuntimeClient().then(
  () => null,
  (error: Error) => error.message.split('\n')[0]!,
);
if (missing !== null)
  process.stderr.write(`clickhouse-container: skipped, no container engine answers (${missing})\n`);

describe.skipIf(missing !== null)(`on ${IMAGE}`, () => {
  const now = Date.parse('2026-04-09T09:00:00+08:00');
  let container: StartedTestContainer;
  let rules: RuleBook;
  const opened = new Map<User, Database>();

  const settingsOf = (username: User): ClickhouseSettings =>
    ClickhouseSettings.parse({
      url: `http://${container.getHost()}:${container.getMappedPort(8123)}`,
      username,
      password: `of ${username}: '"\\`,
    });
  const as = async (user: User): Promise<Database> => {
    const db = opened.get(user) ?? (await openServer(settingsOf(user)));
    opened.set(user, db);
    return db;
  };

  beforeAll(async () => {
    const clickhouse = join(packageRoot(), 'infra/clickhouse');
    container = await new GenericContainer(IMAGE)
      .withExposedPorts(8123)
      .withEnvironment(Object.fromEntries(USERS.map((user) => [VARIABLES[user], `of ${user}: '"\\`])))
      .withCopyFilesToContainer([
        {
          source: join(clickhouse, 'users.d/shixian.xml'),
          target: '/etc/clickhouse-server/users.d/shixian.xml',
        },
        {
          source: join(clickhouse, 'config.d/shixian.xml'),
          target: '/etc/clickhouse-server/config.d/shixian.xml',
        },
      ])
      .withWaitStrategy(Wait.forHttp('/ping', 8123))
      .start();
    const book = await openRuleBook();
    if (!book.ok) throw new Error(JSON.stringify(book.problems));
    rules = book.value;
    await createDatabase(settingsOf('shixian_migrate'));
    const migrated = await openShixian({ db: await as('shixian_migrate'), rules, now: () => now });
    if (!migrated.ok) throw new Error(JSON.stringify(migrated.problems));
  }, 300_000);
  afterAll(async () => {
    for (const db of opened.values()) await db.close();
    await container?.stop();
  });

  it('takes events in as the user that may only add, and reads indicators as the user that may only read', async () => {
    const ingest = await openShixian({
      db: await as('shixian_ingest'),
      rules,
      now: () => now,
      prepared: true,
    });
    if (!ingest.ok) throw new Error(JSON.stringify(ingest.problems));
    const begun = (name: string) =>
      permitCase(name)
        .received('2026-03-02T10:00+08:00', {
          jurisdiction: 'cn/hubei/ezhou/echeng',
          service: 'construction project approval',
          attributes: {
            projectKind: 'general-industrial',
            investment: 'social',
            landWithScheme: false,
            riskClass: 'general',
          },
        })
        .accepted('2026-03-02T10:00+08:00');
    const town = [
      begun('in-time').completed('2026-03-30T23:59+08:00'),
      begun('late').completed('2026-03-31T00:01+08:00'),
    ];
    const receipts = await ingest.value.takeIn(asBatch(town.flatMap((one) => one.messages())));
    expect(receipts).toMatchObject({ accepted: 6, rejected: 0 });
    const rows = await readIndicators(await as('shixian_read'), {
      system: 'permit',
      within: '',
      asOf: now,
      knownAt: ALL_KNOWN,
      groupBy: [],
      period: null,
    });
    expect(Object.fromEntries(rows.map(({ indicator, value }) => [indicator, value]))).toMatchObject({
      cases: 2,
      ended_on_time: 1,
      ended_after_deadline: 1,
    });
  });

  it('opens the store and leads as the user that looks after cards', async () => {
    const db = await as('shixian_alert');
    const opened = await openShixian({ db, rules, now: () => now, prepared: true, mends: false });
    expect(opened).toMatchObject({ ok: true });
    const lease = openAlertLease(db);
    expect([await lease.beat(), await lease.holds()]).toEqual([true, true]);
    await lease.release();
    expect((await enterSince(db, [CARDS], now)).get(CARDS)).toBe(now);
  });

  it('stores a write told twice once', async () => {
    const db = await as('shixian_ingest');
    const row = [['2199-01-01T00:00:00.000Z', 'once', 'twice.test']];
    const columns = ['received_at', 'rejection_id', 'origin'];
    for (let time = 0; time < 2; time += 1)
      await writeRows(db, 'rejected_events', columns, row, { token: 'told twice' });
    const stored = await db.query("SELECT count() AS n FROM rejected_events WHERE origin = 'twice.test'");
    expect(stored).toEqual([{ n: 1 }]);
  });

  it.each([
    ['shixian_ingest', 'DROP TABLE case_events'],
    ['shixian_ingest', 'TRUNCATE TABLE case_events'],
    ['shixian_ingest', 'ALTER TABLE case_events DELETE WHERE 1'],
    ['shixian_alert', "INSERT INTO cases (case_id) VALUES ('x')"],
    ['shixian_alert', "INSERT INTO case_events (case_id) VALUES ('x')"],
    ['shixian_alert', 'TRUNCATE TABLE card_events'],
    ['shixian_read', "INSERT INTO store (id) VALUES ('x')"],
    ['grafana', 'DROP VIEW case_at'],
    ['grafana', 'CREATE TABLE mine (a UInt8) ENGINE = MergeTree ORDER BY a'],
    ['shixian_migrate', 'DROP DATABASE shixian'],
  ] as [User, string][])('lets %s not do: %s', async (user, sql) => {
    const db = await as(user);
    await expect(db.command(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:164|497)$/) });
  });

  it.each(['max_memory_usage = 0', 'max_execution_time = 3600', 'readonly = 0', 'max_result_rows = 0'])(
    'lets Grafana not set %s',
    async (setting) => {
      const db = await as('grafana');
      await expect(db.query(`SELECT 1 AS one SETTINGS ${setting}`)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:164|452)$/),
      });
    },
  );

  it('lets Grafana set the time limit it sends with each query', async () => {
    const db = await as('grafana');
    expect(await db.query('SELECT 1 AS one SETTINGS max_execution_time = 65')).toEqual([{ one: 1 }]);
  });
});
