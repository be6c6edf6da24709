// Brings a database to the shape this program expects; safe to repeat, and to be killed at any point.
import type { Problem } from '../../schemas/problem.ts';
import { type Cluster, onOneServer, type Spread, spreadOver } from './cluster-statements.ts';
import type { Database } from './database.ts';
import { JOURNAL_TABLE, type Journal, journalId, openJournal } from './migration-journal.ts';
import { LOCK_TIMES, type LockTimes, takeMigrationLock } from './migration-lock.ts';
import { type MigrationStatement, type Migrations, readMigrations } from './read-migrations.ts';
import { replaceViews, runStatement, shapeOf } from './replace-views.ts';

export interface MigrateOptions {
  tablesDir: string;
  viewsDir: string;
  now: () => Date;
  /** Of the server's configuration; without it the server is one alone, or the engine embedded. */
  cluster?: Cluster;
  /** More that only one process may do at a time, such as writing the rules; done after tables and views. */
  afterwards?: () => Promise<void>;
  lockTimes?: LockTimes;
}

export type MigrateResult =
  | { ok: true; statementsRun: number; viewsReplaced: boolean }
  | { ok: false; problems: Problem[] };

const changedProblem = (statement: MigrationStatement, recorded: string): Problem => {
  const place = `${statement.file}:${statement.line}`;
  const message =
    `${place}: statement ${statement.ordinal + 1} was changed after this database had run it ` +
    `(sha256 ${recorded.slice(0, 12)} recorded, ${statement.sha256.slice(0, 12)} read); ` +
    'expected it as it was, with the change in a new numbered file.';
  return { code: 'migration-changed', message, field: place, value: statement.sha256 };
};

const newerProblem = (entry: string): Problem => {
  const message =
    `This database has run ${entry}, which this program does not have: ` +
    'the database is newer than the program; expected the newer program.';
  return { code: 'database-newer-than-program', message, field: entry };
};

const journalProblems = (tables: readonly MigrationStatement[], { finished }: Journal): Problem[] => {
  const known = new Set(tables.map(({ file, ordinal }) => journalId(file, ordinal)));
  const newer = [...finished.keys()].filter((entry) => !known.has(entry));
  const changed = tables.flatMap((statement) => {
    const recorded = finished.get(journalId(statement.file, statement.ordinal));
    return recorded === undefined || recorded === statement.sha256
      ? []
      : [changedProblem(statement, recorded)];
  });
  return [...newer.sort().map(newerProblem), ...changed];
};

const clusterProblem = (cluster: Cluster, shards: number): Problem | null => {
  const field = 'SHIXIAN_CLICKHOUSE_CLUSTER';
  const told = { field, value: cluster.name };
  if (shards === 0)
    return {
      code: 'cluster-unknown',
      message: `The server knows no cluster ${cluster.name}; expected one of system.clusters in ${field}.`,
      ...told,
    };
  if (shards === 1 || cluster.sharded) return null;
  const message =
    `Cluster ${cluster.name} has ${shards} shards, each of which would keep rows of its own unseen by the others; ` +
    'expected a cluster of one shard, or SHIXIAN_CLICKHOUSE_SHARDED=true.';
  return { code: 'cluster-has-shards', message, ...told };
};

/** How statements are run on this database, or why they cannot be. */
const spreadFor = async (
  db: Database,
  cluster: Cluster | undefined,
  tables: readonly MigrationStatement[],
): Promise<Spread | Problem> => {
  if (cluster === undefined) return onOneServer;
  const [found] = await db.query<{ shards: number; database: string }>(
    `SELECT uniqExact(shard_num) AS shards, currentDatabase() AS database
     FROM system.clusters WHERE cluster = {name:String}`,
    { name: cluster.name },
  );
  const { shards, database } = found!;
  const texts = [JOURNAL_TABLE, ...tables.map(({ text }) => text)];
  return clusterProblem(cluster, shards) ?? spreadOver({ ...cluster, database }, texts);
};

const runTables = async (
  db: Database,
  tables: readonly MigrationStatement[],
  journal: Journal,
  spread: Spread,
  check: () => Promise<void>,
) => {
  const due = tables.filter(({ file, ordinal }) => !journal.finished.has(journalId(file, ordinal)));
  for (const statement of due) {
    await check();
    const finish = await journal.begin(statement);
    await runStatement(db, statement, spread);
    await finish();
  }
  return due.length;
};

const runAll = async (
  db: Database,
  { tables, views }: Migrations,
  { now, cluster, afterwards }: MigrateOptions,
  spread: Spread,
  check: () => Promise<void>,
): Promise<MigrateResult> => {
  const journal = await openJournal(db, now, spread);
  const refused = journalProblems(tables, journal);
  if (refused.length > 0) return { ok: false, problems: refused };
  const statementsRun = await runTables(db, tables, journal, spread, check);
  await check();
  // Of a cluster's servers only one can be looked at, so that its views are always made anew.
  const anew = cluster !== undefined;
  const viewsReplaced = await replaceViews(db, views, shapeOf([...tables, ...views]), { spread, anew });
  await check();
  await afterwards?.();
  return { ok: true, statementsRun, viewsReplaced };
};

const heldProblem = (owner: string): Problem => ({
  code: 'migration-under-way',
  message: `Another process is migrating this database (${owner}); run this again when it has ended.`,
  value: owner,
});

/** On a server one process at a time; others wait. The embedded engine belongs to one process anyway. */
export const migrate = async (db: Database, options: MigrateOptions): Promise<MigrateResult> => {
  const read = await readMigrations(options.tablesDir, options.viewsDir);
  if (read.problems.length > 0) return { ok: false, problems: read.problems };
  const spread = await spreadFor(db, options.cluster, read.tables);
  if (typeof spread !== 'function') return { ok: false, problems: [spread] };
  if (db.engine === 'embedded') return runAll(db, read, options, spread, async () => undefined);
  const lock = await takeMigrationLock(db, spread, options.lockTimes ?? LOCK_TIMES);
  if ('heldBy' in lock) return { ok: false, problems: [heldProblem(lock.heldBy)] };
  try {
    return await runAll(db, read, options, spread, lock.check);
  } finally {
    await lock.release();
  }
};
