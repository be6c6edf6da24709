// Writes enough table and view files for a kill to land among them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const writeManyMigrations = async (dir: string, count: number) => {
  const tablesDir = join(dir, 'tables');
  const viewsDir = join(dir, 'views');
  await Promise.all([mkdir(tablesDir), mkdir(viewsDir)]);
  for (let at = 1; at <= count; at += 1) {
    const number = String(at).padStart(3, '0');
    const table = `CREATE TABLE IF NOT EXISTS t${number} (n Int64) ENGINE = MergeTree ORDER BY n;\n`;
    await writeFile(join(tablesDir, `${number}_t.sql`), table);
    await writeFile(
      join(viewsDir, `v${number}.sql`),
      `CREATE OR REPLACE VIEW v${number} AS SELECT n FROM t${number}`,
    );
  }
  return { tablesDir, viewsDir };
};
