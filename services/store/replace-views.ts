// Puts the views in place anew, unless those that stand were made from the very same files.
import { createHash } from 'node:crypto';
import type { Spread } from './cluster-statements.ts';
import type { Database } from './database.ts';
import type { MigrationStatement } from './read-migrations.ts';

const STANDING = 'SELECT name, comment FROM system.tables WHERE database = currentDatabase()';

/** One name for all the statements; each view carries it as its comment. */
export const shapeOf = (statements: readonly MigrationStatement[]): string => {
  const all = statements.map(({ file, sha256 }) => `${file} ${sha256}`).join('\n');
  return `shape ${createHash('sha256').update(all).digest('hex').slice(0, 16)}`;
};

export const runStatement = async (
  db: Database,
  statement: MigrationStatement,
  spread: Spread,
  suffix = '',
): Promise<void> => {
  try {
    for (const part of spread(statement.text + suffix)) await db.command(part);
  } catch (cause) {
    throw new Error(`${statement.file}:${statement.line}: ${(cause as Error).message}`, { cause });
  }
};

const allStand = async (
  db: Database,
  views: readonly MigrationStatement[],
  shape: string,
): Promise<boolean> => {
  const rows = await db.query<{ name: string; comment: string }>(STANDING);
  const comments = new Map(rows.map(({ name, comment }) => [name, comment]));
  return views.every(({ makes }) => makes !== null && comments.get(makes) === shape);
};

export interface ReplaceOptions {
  readonly spread: Spread;
  /** Also where the views that stand are the wanted ones. */
  readonly anew: boolean;
}

/**
 * Replaces all views or none, since a view keeps the columns its sources had when it was made.
 * Killed half way, the views not yet reached still carry the former shape and all are replaced next time.
 */
export const replaceViews = async (
  db: Database,
  views: readonly MigrationStatement[],
  shape: string,
  { spread, anew }: ReplaceOptions,
): Promise<boolean> => {
  if (!anew && (await allStand(db, views, shape))) return false;
  for (const view of views) await runStatement(db, view, spread, `\nCOMMENT '${shape}'`);
  return true;
};
