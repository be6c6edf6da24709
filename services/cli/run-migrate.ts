// `shixian migrate`: prepares a store on a server for this very program; run once before its other commands.
import { createDatabase } from '../platform/clickhouse-server.ts';
import { openServerHouse, readServer, type ServerStore } from './open-server-house.ts';
import { makeLogger, say } from './serve.ts';

export async function runMigrate(options: ServerStore & { readonly log: string }): Promise<void> {
  const settings = await readServer(options);
  const { cluster, sharded } = settings;
  await createDatabase(settings);
  const house = await openServerHouse(settings, {
    now: Date.now,
    webDir: null,
    logger: makeLogger(options.log),
    ...(cluster === undefined ? {} : { cluster: { name: cluster, sharded } }),
  });
  const { storeId, rules, refreshed } = house.shixian;
  await house.close();
  say(`store ${storeId} is ready under rules ${rules.version}; ${refreshed} cases brought up to date`);
}
