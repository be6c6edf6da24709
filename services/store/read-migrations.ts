// Reads the numbered table files and the view files, each cut into statements and checked.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../schemas/problem.ts';
import { lintTableFile, lintViewFile } from './lint-migration.ts';
import { splitStatements } from './split-statements.ts';

export interface MigrationStatement {
  file: string;
  /** 0-based place within its file. */
  ordinal: number;
  line: number;
  text: string;
  sha256: string;
  /** The table or view it makes, where it makes one. */
  makes: string | null;
}

export interface Migrations {
  tables: MigrationStatement[];
  views: MigrationStatement[];
  problems: Problem[];
}

type Lint = typeof lintTableFile;

const NUMBERED = /^\d{3,4}_[a-z0-9_]+\.sql$/;
const MAKES =
  /^CREATE (?:OR REPLACE )?(?:TABLE|VIEW|MATERIALIZED VIEW|DICTIONARY|FUNCTION) (?:IF NOT EXISTS )?`?(\w+)/i;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const sqlFiles = async (dir: string): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();

const PART = /^\{\{(\w+)\}\}(;?)$/gm;

/** A line {{name}} of a view stands for parts/name.sql, so that views which say the same say it in the same words. */
const withParts = async (dir: string, text: string): Promise<string> => {
  const names = [...new Set([...text.matchAll(PART)].map(([, name]) => name!))];
  if (names.length === 0) return text;
  const read = names.map(async (name) =>
    withParts(dir, await readFile(join(dir, 'parts', `${name}.sql`), 'utf8')),
  );
  const parts = new Map((await Promise.all(read)).map((part, i) => [names[i]!, part.trimEnd()]));
  return text.replace(PART, (_, name: string, end: string) => parts.get(name)! + end);
};

const readStatements = async (dir: string, file: string, lint: Lint) => {
  try {
    const found = splitStatements(await withParts(dir, await readFile(join(dir, file), 'utf8')));
    const statements = found.map(({ line, text, bare }, ordinal): MigrationStatement => {
      return { file, ordinal, line, text, sha256: sha256(bare), makes: MAKES.exec(bare)?.[1] ?? null };
    });
    return { statements, problems: lint(file, found) };
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
};

const readAll = async (dir: string, files: readonly string[], lint: Lint) => {
  const read = await Promise.all(files.map((file) => readStatements(dir, file, lint)));
  return {
    statements: read.flatMap(({ statements }) => statements),
    problems: read.flatMap(({ problems }) => problems),
  };
};

const namingProblems = (files: readonly string[]): Problem[] =>
  files.flatMap((file, at) => {
    const number = file.split('_')[0];
    const twin = files.find((other, before) => before < at && other.split('_')[0] === number);
    if (twin) {
      const message = `${file} and ${twin} bear the same number; expected one file a number.`;
      return [{ code: 'migration-number-taken', message, field: file }];
    }
    if (NUMBERED.test(file)) return [];
    const message = `${file} is not a migration's name; expected a number, an underscore and a name, as in 001_events.sql.`;
    return [{ code: 'migration-not-numbered', message, field: file }];
  });

/** The statements of the view files alone. */
export const readViews = async (dir: string): Promise<readonly MigrationStatement[]> =>
  (await readAll(dir, await sqlFiles(dir), lintViewFile)).statements;

export const readMigrations = async (tablesDir: string, viewsDir: string): Promise<Migrations> => {
  const [tableFiles, viewFiles] = await Promise.all([sqlFiles(tablesDir), sqlFiles(viewsDir)]);
  const [tables, views] = await Promise.all([
    readAll(tablesDir, tableFiles, lintTableFile),
    readAll(viewsDir, viewFiles, lintViewFile),
  ]);
  const problems = [...namingProblems(tableFiles), ...tables.problems, ...views.problems];
  return { tables: tables.statements, views: views.statements, problems };
};
