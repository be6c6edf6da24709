// The reports over two shards are those over one table. The engine plans and runs a real two-shard query in this process:
// both shards read the same tables, and a filter gives each of them the cases whose hash is its own.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRuleBook, openShixian } from '../../services/main.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { findStaleCases } from '../../services/store/case-events.ts';
import { type Spread, spreadOver } from '../../services/store/cluster-statements.ts';
import type { Database } from '../../services/store/database.ts';
import { JOURNAL_TABLE } from '../../services/store/migration-journal.ts';
import { readCases } from '../../services/store/read-cases.ts';
import { ALL_KNOWN, readIndicators } from '../../services/store/read-indicators.ts';
import { type Migrations, readMigrations } from '../../services/store/read-migrations.ts';
import { readTargetIndicators } from '../../services/store/targets.ts';
import { permitCase } from '../support/case-builder.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { asBatch } from '../support/test-intake.ts';

const PAIRS = ['case_events', 'cases', 'case_log', 'clocks', 'clock_log', 'rejected_events'];
const now = Date.parse('2026-04-09T09:00:00+08:00');

let store: TestDatabase;
let migrations: Migrations;
let spread: Spread;
/** The same database, read as an initiator of two shards would read it. */
let initiator: Database;

const hash = (table: string) => (table === 'rejected_events' ? 'rejection_id' : 'system, case_id');
const SHARE = `additional_table_filters = {${PAIRS.map(
  (table) => `'shixian.${table}_local': 'cityHash64(${hash(table)}) % 2 = shardNum() - 1'`,
).join(', ')}}`;

const asInitiator = (db: Database): Database => ({
  ...db,
  query: async <T>(sql: string, params?: Parameters<Database['query']>[1]) => {
    const text = await db.queryText(`${sql} SETTINGS ${SHARE}`, params, 'JSONEachRow');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  },
});

/** Twelve cases of many courses, enough for both shards. */
const town = Array.from({ length: 12 }, (_, i) => {
  const application = {
    jurisdiction: 'cn/hubei/ezhou/echeng',
    service: 'construction project approval',
    attributes: {
      projectKind: 'general-industrial',
      investment: 'social',
      landWithScheme: false,
      riskClass: 'general',
    },
  };
  const begun = permitCase(`case ${i}`)
    .received('2026-03-02T10:00+08:00', application)
    .accepted('2026-03-02T10:00+08:00');
  if (i % 3 === 0) return begun;
  return begun.completed(`2026-0${i % 2 === 0 ? '3-20' : '4-07'}T10:00+08:00`);
});

beforeAll(async () => {
  store = await openTestDatabase({ migrated: false });
  const schemas = join(packageRoot(), 'schemas');
  migrations = await readMigrations(join(schemas, 'tables'), join(schemas, 'views'));
  const texts = [JOURNAL_TABLE, ...migrations.tables.map(({ text }) => text)];
  spread = spreadOver({ name: 'prod', sharded: true, database: 'shixian' }, texts);
  initiator = asInitiator(store.db);
  const rules = await openRuleBook();
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const opened = await openShixian({ db: store.db, rules: rules.value, now: () => now });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  // Each case in batches of its own, so that FINAL has rows to replace.
  for (const one of town) for (const message of one.messages()) await opened.value.takeIn(asBatch([message]));
});
afterAll(() => store.close());

const question = { system: 'permit', within: '', asOf: now, knownAt: ALL_KNOWN };
const answers = async (db: Database, knownAt = ALL_KNOWN) => ({
  indicators: await readIndicators(db, { ...question, knownAt, groupBy: ['projectKind'], period: null }),
  targets: await readTargetIndicators(db, { ...question, knownAt }),
  cases: await readCases(db, {
    ...question,
    knownAt,
    sort: 'id',
    search: '',
    having: {},
    state: 'all',
    limit: 100,
    offset: 0,
  }),
  stale: await findStaleCases(db, 99),
  signs: await db.query('SELECT * FROM integrity_signs ORDER BY case_id, sign'),
  steps: await db.query('SELECT * FROM case_steps ORDER BY ALL'),
});

describe('every statement for a cluster', () => {
  it('is one that the engine can parse', async () => {
    const all = [JOURNAL_TABLE, ...[...migrations.tables, ...migrations.views].map(({ text }) => text)];
    for (const sql of all.flatMap(spread))
      await expect(store.db.queryText(`EXPLAIN AST ${sql}`, undefined, 'TSV')).resolves.toContain('Query');
  });
});

describe('reports over two shards', () => {
  it('are those over one table', async () => {
    const { db } = store;
    const whole = [await answers(db), await answers(db, now - 1), await answers(db, now)];
    expect(whole[0]!.cases.rows).toHaveLength(12);
    expect(whole[0]!.stale).toHaveLength(12);
    expect(whole[0]!.steps.length).toBeGreaterThan(12);
    for (const table of PAIRS) {
      await db.command(`RENAME TABLE ${table} TO ${table}_local`);
      await db.command(`CREATE TABLE ${table} AS remote('localhost,localhost', shixian, ${table}_local)`);
    }
    const shares = await initiator.query<{ shard: number; n: number }>(
      'SELECT shardNum() AS shard, count() AS n FROM cases FINAL GROUP BY shard ORDER BY shard',
    );
    expect(shares.map(({ shard }) => shard)).toEqual([1, 2]);
    expect(shares.reduce((sum, { n }) => sum + n, 0)).toBe(12);
    expect([
      await answers(initiator),
      await answers(initiator, now - 1),
      await answers(initiator, now),
    ]).toEqual(whole);
  });
});
