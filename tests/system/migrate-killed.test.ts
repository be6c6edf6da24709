// A process killed while it migrates leaves a store that the next start completes.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEmbedded } from '../../services/platform/clickhouse-embedded.ts';
import { migrate } from '../../services/store/migrate.ts';
import { startBuilt } from '../support/built-process.ts';
import { writeManyMigrations } from '../support/many-migrations.ts';
import { tempFolder } from '../support/temp-folder.ts';

const MIGRATING = `
const { openEmbedded } = await load('services/platform/clickhouse-embedded');
const { migrate } = await load('services/store/migrate');
const [store, tablesDir, viewsDir] = args;
const db = await openEmbedded(store);
console.log('opened');
await migrate(db, { tablesDir, viewsDir, now: () => new Date() });
console.log('migrated');
setInterval(() => {}, 1000);
`;
const COUNTS = `SELECT countIf(engine = 'MergeTree') AS tables, countIf(engine = 'View') AS views
FROM system.tables WHERE database = currentDatabase()`;

const killAfter = async (store: string, dirs: { tablesDir: string; viewsDir: string }, delay: number) => {
  const child = startBuilt(MIGRATING, [store, dirs.tablesDir, dirs.viewsDir]);
  expect(await child.nextLine()).toBe('opened');
  await new Promise((resolve) => setTimeout(resolve, delay));
  await child.kill('SIGKILL');
  return (await child.nextLine()) === 'migrated';
};

test('kill -9 at any moment of a migration is made good by the next run', async () => {
  const folder = await tempFolder();
  const store = join(folder.path, 'store');
  const dirs = await writeManyMigrations(folder.path, 20);
  const completed: number[] = [];
  for (const delay of [1, 20, 40, 80, 120, 160]) {
    await rm(store, { recursive: true, force: true });
    await killAfter(store, dirs, delay);
    const db = await openEmbedded(store);
    const result = await migrate(db, { ...dirs, now: () => new Date() });
    if (result.ok) completed.push(result.statementsRun);
    expect(await db.query(COUNTS)).toEqual([{ tables: 21, views: 20 }]);
    expect(await migrate(db, { ...dirs, now: () => new Date() })).toEqual({
      ok: true,
      statementsRun: 0,
      viewsReplaced: false,
    });
    await db.close();
  }
  expect(completed).toHaveLength(6);
  expect(Math.max(...completed), 'no kill came before the end').toBeGreaterThan(0);
  await folder.remove();
});
