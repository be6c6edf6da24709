// Since when cards are raised, and each channel is told; written once a name, and the earliest stands.
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { instantOf } from './read-rejected.ts';
import { writeRows } from './write-rows.ts';

/** Since when rungs raise cards. */
export const CARDS = 'cards';
export const channelName = (channel: string): string => `channel/${channel}`;

const READ = 'SELECT name, since FROM alert_since FINAL WHERE name IN {names:Array(String)}';

/** The instants, in epoch milliseconds, of those of the names that have one. */
export async function readSince(db: Database, names: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ name: string; since: string }>(READ, { names });
  return new Map(rows.map(({ name, since }) => [name, instantOf(since)]));
}

/** As readSince, after those that had none were given `at`. */
export async function enterSince(
  db: Database,
  names: readonly string[],
  at: number,
): Promise<Map<string, number>> {
  const known = await readSince(db, names);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return known;
  const rows = unknown.map((name) => [name, instantText(at)]);
  await writeRows(db, 'alert_since', ['name', 'since'], rows);
  return readSince(db, names);
}
