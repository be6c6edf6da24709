// The database's own record of which migration statements were begun and finished.
import type { Spread } from './cluster-statements.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

export interface JournalKey {
  file: string;
  ordinal: number;
  sha256: string;
}

export interface Journal {
  /** Finished statements' checksums by `file#ordinal`. */
  finished: ReadonlyMap<string, string>;
  /** Records the start; what it returns records the end. */
  begin(key: JournalKey): Promise<() => Promise<void>>;
}

// Grain: one row when a statement is begun and one more when it is finished; rows are only ever added.
export const JOURNAL_TABLE = `CREATE TABLE IF NOT EXISTS migration_statements (
  file String,
  ordinal UInt32,
  sha256 String,
  started_at DateTime64(3, 'UTC'),
  finished_at Nullable(DateTime64(3, 'UTC'))
) ENGINE = MergeTree ORDER BY (file, ordinal)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

const FINISHED =
  'SELECT DISTINCT file, ordinal, sha256 FROM migration_statements WHERE finished_at IS NOT NULL';

const COLUMNS = ['file', 'ordinal', 'sha256', 'started_at', 'finished_at'];

export const journalId = (file: string, ordinal: number): string => `${file}#${ordinal}`;

export const openJournal = async (db: Database, now: () => Date, spread: Spread): Promise<Journal> => {
  for (const statement of spread(JOURNAL_TABLE)) await db.command(statement);
  const rows = await db.query<JournalKey>(FINISHED);
  const record = ({ file, ordinal, sha256 }: JournalKey, started: Date, finished: Date | null) =>
    writeRows(db, 'migration_statements', COLUMNS, [[file, ordinal, sha256, started, finished]]);
  return {
    finished: new Map(rows.map(({ file, ordinal, sha256 }) => [journalId(file, ordinal), sha256])),
    begin: async (key) => {
      const started = now();
      await record(key, started, null);
      return () => record(key, started, now());
    },
  };
};
