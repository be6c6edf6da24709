// Opens an embedded database in a folder of its own, shaped by the real migrations.
// One process can hold one chDB folder at a time: opening a second while the first is open is refused,
// several one after another work. Vitest gives each test file a process, so open one per file, or close
// the former first. Connections to the same folder may be many.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../services/platform/clickhouse-embedded.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import type { Database } from '../../services/store/database.ts';
import { migrate } from '../../services/store/migrate.ts';
import { tempFolder } from './temp-folder.ts';

export interface TestDatabase {
  db: Database;
  dir: string;
  close(): Promise<void>;
}

const migrateToSchema = async (db: Database): Promise<void> => {
  const tablesDir = join(packageRoot(), 'schemas/tables');
  const viewsDir = join(packageRoot(), 'schemas/views');
  if (!existsSync(tablesDir) || !existsSync(viewsDir)) return;
  const result = await migrate(db, { tablesDir, viewsDir, now: () => new Date() });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
};

/** With `migrated: false` the database is empty. */
export const openTestDatabase = async ({ migrated = true } = {}): Promise<TestDatabase> => {
  const folder = await tempFolder();
  const db = await openEmbedded(folder.path);
  const close = async () => {
    await db.close();
    await folder.remove();
  };
  try {
    if (migrated) await migrateToSchema(db);
    return { db, dir: folder.path, close };
  } catch (error) {
    await close();
    throw error;
  }
};

export interface SharedDatabase extends Omit<TestDatabase, 'dir'> {
  /** The same store by connections of its own, as another service has it. */
  other: Database;
}

/** As openTestDatabase, with the connections of a second service; closing closes both. */
export const openSharedDatabase = async (): Promise<SharedDatabase> => {
  const { db, dir, close } = await openTestDatabase();
  const other = await openEmbedded(dir);
  return {
    db,
    other,
    close: async () => {
      await other.close();
      await close();
    },
  };
};
