// A table as it was made: emptied, it would still remember the tokens of its inserts.
import type { Database } from '../../services/store/database.ts';

export async function newTable(db: Database, name: string): Promise<void> {
  const [row] = await db.query<{ sql: string }>(
    'SELECT create_table_query AS sql FROM system.tables WHERE database = currentDatabase() AND name = {name:String}',
    { name },
  );
  await db.command(`DROP TABLE ${name} SYNC`);
  await db.command(row!.sql);
}
