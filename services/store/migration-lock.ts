// Keeps two processes from migrating one server at once: who makes the table `migrating` may.
import { randomUUID } from 'node:crypto';
import type { Spread } from './cluster-statements.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

export interface LockTimes {
  /** A lock whose owner has not been heard of for so long is taken over. */
  readonly staleMs: number;
  readonly beatMs: number;
  /** How long another process's migration is waited for. */
  readonly patienceMs: number;
  readonly lookMs: number;
}

export const LOCK_TIMES: LockTimes = {
  staleMs: 60_000,
  beatMs: 10_000,
  patienceMs: 600_000,
  lookMs: 1_000,
};

export interface MigrationLock {
  /** Throws when another process has taken the lock over. */
  check(): Promise<void>;
  release(): Promise<void>;
}

interface Held {
  readonly owner: string;
  /** Names this very table, whoever makes the next of its name. */
  readonly id: string;
  readonly silentMs: number;
}

// The owner is the table's comment, so that it is told in the same step as the table is made.
const tableOf = (owner: string): string => `CREATE TABLE migrating (
  owner String,
  at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
) ENGINE = MergeTree ORDER BY at
COMMENT '${owner}'`;

const HOLDER = `SELECT comment AS owner, toString(uuid) AS id,
  1000 * dateDiff('second', metadata_modification_time, now()) AS age
FROM system.tables WHERE database = currentDatabase() AND name = 'migrating'`;
const BEAT = "SELECT dateDiff('millisecond', max(at), now64(3, 'UTC')) AS age FROM migrating";
const REMAINS = `SELECT name FROM system.tables WHERE database = currentDatabase()
  AND startsWith(name, 'migrating_stale_') AND metadata_modification_time < now() - 3600`;

const TABLE_EXISTS = 57;
const TABLE_UNKNOWN = 60;

const codeOf = (error: unknown): number =>
  Number((error as { code?: string }).code ?? /\bCode: (\d+)\b/.exec((error as Error).message)?.[1]);

/** What `work` answers; undefined when it fails with this code of ClickHouse's. */
async function unless<T>(code: number, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === code) return undefined;
    throw error;
  }
}

const readHolder = async (db: Database): Promise<Held | null> => {
  const [holder] = await db.query<{ owner: string; id: string; age: number }>(HOLDER);
  if (!holder) return null;
  const beats = await unless(TABLE_UNKNOWN, db.query<{ age: number }>(BEAT));
  if (!beats) return null;
  return { owner: holder.owner, id: holder.id, silentMs: Math.min(holder.age, beats[0]!.age) };
};

const run = async (db: Database, spread: Spread, sql: string): Promise<void> => {
  for (const statement of spread(sql)) await db.command(statement);
};

const make = async (db: Database, spread: Spread, owner: string): Promise<boolean> =>
  (await unless(
    TABLE_EXISTS,
    run(db, spread, tableOf(owner)).then(() => true),
  )) ?? false;

/** Of several that find the lock stale one alone succeeds: its new name comes from the old table and can be given once. */
const putAside = async (db: Database, spread: Spread, { id }: Held): Promise<void> => {
  const aside = `migrating_stale_${id.replaceAll('-', '_')}`;
  const renamed = run(db, spread, `RENAME TABLE migrating TO ${aside}`);
  await unless(TABLE_UNKNOWN, unless(TABLE_EXISTS, renamed));
};

const sweep = async (db: Database, spread: Spread): Promise<void> => {
  for (const { name } of await db.query<{ name: string }>(REMAINS))
    await run(db, spread, `DROP TABLE IF EXISTS ${name} SYNC`);
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const hold = (db: Database, spread: Spread, owner: string, times: LockTimes): MigrationLock => {
  const beat = () => writeRows(db, 'migrating', ['owner'], [[owner]]);
  let beating: Promise<void> = Promise.resolve();
  // A beat that fails is made up by the next; a lock lost meanwhile shows at the next check.
  const timer = setInterval(() => {
    beating = beating.then(beat).catch(() => undefined);
  }, times.beatMs);
  timer.unref();
  const owns = async () => (await readHolder(db))?.owner === owner;
  return {
    check: async () => {
      if (!(await owns())) throw new Error('another process has taken over this migration; run it again');
    },
    release: async () => {
      clearInterval(timer);
      await beating;
      if (await owns()) await run(db, spread, 'DROP TABLE IF EXISTS migrating SYNC');
    },
  };
};

/** Waits for its turn; the name of who has it when that did not come in time. */
export async function takeMigrationLock(
  db: Database,
  spread: Spread,
  times: LockTimes = LOCK_TIMES,
): Promise<MigrationLock | { readonly heldBy: string }> {
  const owner = `process ${process.pid} ${randomUUID()}`;
  const until = Date.now() + times.patienceMs;
  while (!(await make(db, spread, owner))) {
    const held = await readHolder(db);
    if (held === null) continue;
    if (held.silentMs >= times.staleMs) await putAside(db, spread, held);
    else if (Date.now() >= until) return { heldBy: held.owner };
    else await pause(times.lookMs);
  }
  await sweep(db, spread);
  return hold(db, spread, owner, times);
}
