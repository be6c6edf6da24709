// Brings a database to the shape this program expects; safe to repeat, and to be killed at any point.
import type { Problem } from '../../schemas/problem.ts';
import type { Database } from './database.ts';
import { type Journal, journalId, openJournal } from './migration-journal.ts';
import { type MigrationStatement, readMigrations } from './read-migrations.ts';
import { replaceViews, runStatement, shapeOf } from './replace-views.ts';

export interface MigrateOptions {
  tablesDir: string;
  viewsDir: string;
  now: () => Date;
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

const runTables = async (db: Database, tables: readonly MigrationStatement[], journal: Journal) => {
  const due = tables.filter(({ file, ordinal }) => !journal.finished.has(journalId(file, ordinal)));
  for (const statement of due) {
    const finish = await journal.begin(statement);
    await runStatement(db, statement);
    await finish();
  }
  return due.length;
};

export const migrate = async (db: Database, options: MigrateOptions): Promise<MigrateResult> => {
  const { tables, views, problems } = await readMigrations(options.tablesDir, options.viewsDir);
  if (problems.length > 0) return { ok: false, problems };
  const journal = await openJournal(db, options.now);
  const refused = journalProblems(tables, journal);
  if (refused.length > 0) return { ok: false, problems: refused };
  const statementsRun = await runTables(db, tables, journal);
  const viewsReplaced = await replaceViews(db, views, shapeOf([...tables, ...views]));
  return { ok: true, statementsRun, viewsReplaced };
};
