// What each statement of the migrations becomes on a cluster, with and without shards.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../services/platform/package-root.ts';
import { shardKeys, spreadOver } from '../../services/store/cluster-statements.ts';
import type { Database } from '../../services/store/database.ts';
import { migrate } from '../../services/store/migrate.ts';
import { JOURNAL_TABLE } from '../../services/store/migration-journal.ts';
import { type Migrations, readMigrations } from '../../services/store/read-migrations.ts';

const CASES = `-- One row a case; ENGINE = MergeTree.
CREATE TABLE IF NOT EXISTS cases (
    system LowCardinality(String), -- its system
    case_id String DEFAULT ' ENGINE = MergeTree ORDER BY rejection_id',
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (system, case_id)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1`;
const LOG = `CREATE TABLE IF NOT EXISTS case_log AS cases ENGINE = MergeTree ORDER BY (system, case_id, version)
SETTINGS non_replicated_deduplication_window = 10000`;
const REFUSED = `CREATE TABLE IF NOT EXISTS rejected_events (rejection_id String, updated_at DateTime)
ENGINE = ReplacingMergeTree(updated_at) ORDER BY rejection_id SETTINGS non_replicated_deduplication_window = 10000`;
const DAYS = `CREATE TABLE IF NOT EXISTS calendar_days (calendar String, loaded_at DateTime)
ENGINE = ReplacingMergeTree(loaded_at) ORDER BY calendar SETTINGS non_replicated_deduplication_window = 0`;
const ALL = [CASES, LOG, REFUSED, DAYS];

const over = (sharded: boolean) => spreadOver({ name: 'prod', sharded, database: 'town' }, ALL);
const plain = over(false);
const sharded = over(true);
const REMEMBERED =
  'replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800';

describe('a cluster of one shard', () => {
  it('keeps the version column, the columns and the other settings, and remembers tokens for a week', () => {
    expect(plain(CASES)).toEqual([
      `CREATE TABLE IF NOT EXISTS cases ON CLUSTER 'prod' ( system LowCardinality(String), case_id String DEFAULT ' ENGINE = MergeTree ORDER BY rejection_id', version UInt64 ) ENGINE = ReplicatedReplacingMergeTree(version) ORDER BY (system, case_id) SETTINGS ${REMEMBERED}, fsync_after_insert = 1`,
    ]);
  });

  it('copies a table as the same name', () => {
    expect(plain(LOG)).toEqual([
      `CREATE TABLE IF NOT EXISTS case_log ON CLUSTER 'prod' AS cases ENGINE = ReplicatedMergeTree ORDER BY (system, case_id, version) SETTINGS ${REMEMBERED}`,
    ]);
  });

  it('remembers nothing where nothing was remembered', () => {
    expect(plain(DAYS)[0]).toMatch(/ SETTINGS replicated_deduplication_window = 0$/);
  });

  it('changes and drops on every server', () => {
    expect(
      plain('ALTER TABLE cases ADD COLUMN IF NOT EXISTS a UInt8, ADD INDEX IF NOT EXISTS i a TYPE minmax'),
    ).toEqual([
      "ALTER TABLE cases ON CLUSTER 'prod' ADD COLUMN IF NOT EXISTS a UInt8, ADD INDEX IF NOT EXISTS i a TYPE minmax",
    ]);
    expect(plain('DROP TABLE IF EXISTS cases SYNC')).toEqual([
      "DROP TABLE IF EXISTS cases ON CLUSTER 'prod' SYNC",
    ]);
    expect(plain('RENAME TABLE IF EXISTS a TO b')).toEqual([
      "RENAME TABLE IF EXISTS a TO b ON CLUSTER 'prod'",
    ]);
  });
});

describe('a cluster of shards', () => {
  it('places cases by the case, and refusals by their id', () => {
    const [stored, spread] = sharded(CASES);
    expect(stored).toMatch(
      /^CREATE TABLE IF NOT EXISTS cases_local ON CLUSTER 'prod' \(.* ENGINE = ReplicatedReplacingMergeTree\(version\) ORDER BY/,
    );
    expect(spread).toBe(
      "CREATE TABLE IF NOT EXISTS cases ON CLUSTER 'prod' AS cases_local ENGINE = Distributed('prod', 'town', 'cases_local', cityHash64(system, case_id))",
    );
    expect(sharded(REFUSED)[1]).toContain("'rejected_events_local', cityHash64(rejection_id))");
  });

  it('copies what is stored on the shard, not what spreads it', () => {
    expect(sharded(LOG)).toEqual([
      `CREATE TABLE IF NOT EXISTS case_log_local ON CLUSTER 'prod' AS cases_local ENGINE = ReplicatedMergeTree ORDER BY (system, case_id, version) SETTINGS ${REMEMBERED}`,
      "CREATE TABLE IF NOT EXISTS case_log ON CLUSTER 'prod' AS case_log_local ENGINE = Distributed('prod', 'town', 'case_log_local', cityHash64(system, case_id))",
    ]);
  });

  it('keeps rules whole on every shard, as replicas of one table', () => {
    expect(sharded(DAYS)).toEqual([
      "CREATE TABLE IF NOT EXISTS calendar_days ON CLUSTER 'prod' (calendar String, loaded_at DateTime) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/whole', '{shard}-{replica}', loaded_at) ORDER BY calendar SETTINGS replicated_deduplication_window = 0",
    ]);
  });

  it('adds a column below before above, takes it away above before below, and names columns alone above', () => {
    const parts = [
      "ADD COLUMN IF NOT EXISTS said Enum8('a,b' = 1, 'c' = 2)",
      'ADD INDEX IF NOT EXISTS i said TYPE set(10)',
      'DROP COLUMN IF EXISTS old',
    ];
    expect(sharded(`ALTER TABLE rejected_events ${parts.join(',\n')}`)).toEqual([
      `ALTER TABLE rejected_events ON CLUSTER 'prod' ${parts[2]}`,
      `ALTER TABLE rejected_events_local ON CLUSTER 'prod' ${parts.join(', ')}`,
      `ALTER TABLE rejected_events ON CLUSTER 'prod' ${parts[0]}`,
    ]);
    expect(sharded('ALTER TABLE cases MODIFY SETTING fsync_after_insert = 0')).toEqual([
      "ALTER TABLE cases_local ON CLUSTER 'prod' MODIFY SETTING fsync_after_insert = 0",
    ]);
    expect(sharded('ALTER TABLE calendar_days ADD COLUMN IF NOT EXISTS a UInt8')).toHaveLength(1);
  });

  it('drops both of a pair', () => {
    expect(sharded('DROP TABLE IF EXISTS cases')).toEqual([
      "DROP TABLE IF EXISTS cases ON CLUSTER 'prod'",
      "DROP TABLE IF EXISTS cases_local ON CLUSTER 'prod'",
    ]);
  });
});

describe('views', () => {
  it.each([
    [
      "CREATE OR REPLACE VIEW v AS SELECT {a:String} AS a -- last\nCOMMENT 'shape 1'",
      "CREATE OR REPLACE VIEW v ON CLUSTER 'prod' AS SELECT {a:String} AS a COMMENT 'shape 1'",
    ],
    [
      'CREATE DATABASE IF NOT EXISTS d ENGINE = Atomic',
      "CREATE DATABASE IF NOT EXISTS d ON CLUSTER 'prod' ENGINE = Atomic",
    ],
    ['DROP VIEW IF EXISTS v', "DROP VIEW IF EXISTS v ON CLUSTER 'prod'"],
  ])('%s', (sql, expected) => {
    expect(sharded(sql)).toEqual([expected]);
    expect(plain(sql)).toEqual([expected]);
  });
});

it.each([
  'CREATE TABLE IF NOT EXISTS m (a UInt8) ENGINE = Memory',
  "CREATE TABLE IF NOT EXISTS m (a UInt8) ENGINE = ReplicatedMergeTree('/a', 'b') ORDER BY a",
  'CREATE MATERIALIZED VIEW IF NOT EXISTS m TO cases AS SELECT 1',
  'RENAME TABLE IF EXISTS cases TO old_cases',
  'OPTIMIZE TABLE cases FINAL',
])('%s is refused rather than run on one server only', (sql) => {
  expect(() => sharded(sql)).toThrow('has no form for a cluster');
});

describe('the migrations of this program', () => {
  let read: Migrations;
  beforeAll(async () => {
    const schemas = join(packageRoot(), 'schemas');
    read = await readMigrations(join(schemas, 'tables'), join(schemas, 'views'));
  });

  it.each([true, false])(
    'all have a form, and none is left on one server or unreplicated; sharded: %s',
    (spread) => {
      const texts = [JOURNAL_TABLE, ...read.tables.map(({ text }) => text)];
      const on = spreadOver({ name: 'prod', sharded: spread, database: 'town' }, texts);
      const statements = [...texts, ...read.views.map(({ text }) => text)].flatMap(on);
      expect(statements.length).toBeGreaterThanOrEqual(texts.length + read.views.length);
      expect(statements.filter((sql) => !sql.includes(" ON CLUSTER 'prod'"))).toEqual([]);
      expect(statements.filter((sql) => /ENGINE = (?!Replicated|Distributed)/.test(sql))).toEqual([]);
      expect(statements.filter((sql) => /non_replicated/.test(sql))).toEqual([]);
    },
  );

  it('spread what grows with cases, and nothing that a shard must have whole', () => {
    const keys = shardKeys(read.tables.map(({ text }) => text));
    expect(Object.fromEntries(keys)).toMatchObject({
      case_events: 'system, case_id',
      cases: 'system, case_id',
      case_log: 'system, case_id',
      clocks: 'system, case_id',
      clock_log: 'system, case_id',
      rejected_events: 'rejection_id',
    });
    for (const whole of ['calendar_days', 'rule_epochs', 'targets', 'store', 'migration_statements'])
      expect(keys.has(whole)).toBe(false);
  });
});

describe('migrating a cluster', () => {
  const schemas = join(packageRoot(), 'schemas');

  /** A server that has nothing yet and takes every statement. */
  const emptyServer = (shards: number) => {
    const commands: string[] = [];
    let owner: string | undefined;
    const answers: [RegExp, () => unknown[]][] = [
      [/FROM system\.clusters/, () => [{ shards, database: 'town' }]],
      [/comment AS owner/, () => [{ owner, id: '0-1', age: 0 }]],
      [/max\(at\)/, () => [{ age: 0 }]],
    ];
    const db: Database = {
      engine: 'server',
      query: async <T>(sql: string) => (answers.find(([asked]) => asked.test(sql))?.[1]() ?? []) as T[],
      queryText: async () => '',
      command: async (sql) => {
        owner ??= /COMMENT '(.*)'$/.exec(sql)?.[1];
        commands.push(sql);
      },
      insertRaw: async () => undefined,
      close: async () => undefined,
    };
    return { db, commands };
  };
  const migrateOn = (db: Database, spread: boolean) =>
    migrate(db, {
      tablesDir: join(schemas, 'tables'),
      viewsDir: join(schemas, 'views'),
      now: () => new Date(0),
      cluster: { name: 'prod', sharded: spread },
    });

  it.each([
    [0, true, 'cluster-unknown', 'knows no cluster prod'],
    [2, false, 'cluster-has-shards', 'has 2 shards'],
  ])('of %i shards, sharded %s, is refused before anything is done', async (shards, spread, code, said) => {
    const { db, commands } = emptyServer(shards);
    const result = await migrateOn(db, spread);
    expect(result).toMatchObject({ ok: false, problems: [{ code }] });
    expect(result.ok ? '' : result.problems[0]?.message).toContain(said);
    expect(commands).toEqual([]);
  });

  it.each([
    [1, false],
    [1, true],
    [3, true],
  ])('of %i shards, sharded %s, locks, makes and unlocks on every server', async (shards, spread) => {
    const { db, commands } = emptyServer(shards);
    expect(await migrateOn(db, spread)).toMatchObject({ ok: true, viewsReplaced: true });
    expect(commands.filter((sql) => !sql.includes(" ON CLUSTER 'prod'"))).toEqual([]);
    expect(commands[0]).toMatch(/^CREATE TABLE migrating ON CLUSTER 'prod' .* ENGINE = ReplicatedMergeTree/);
    expect(commands.at(-1)).toBe("DROP TABLE IF EXISTS migrating ON CLUSTER 'prod' SYNC");
    expect(commands.filter((sql) => sql.includes('ENGINE = Distributed')).length).toBe(spread ? 7 : 0);
  });
});
