// Claims a data folder and opens the whole program over it, or says who has it.
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createServer } from '../api/create-server.ts';
import { openRuleBook, openShixian, type Shixian, zoneOfCase } from '../main.ts';
import { openEmbedded } from '../platform/clickhouse-embedded.ts';
import { claimDataFolder, type DataFolder, type Owner } from '../platform/data-folder.ts';
import { programVersion } from '../platform/program-version.ts';
import { Failure } from './failure.ts';

/** The program open over its data folder. */
export interface House {
  readonly shixian: Shixian;
  readonly app: FastifyInstance;
  readonly folder: DataFolder;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly dir: string;
  readonly now: () => number;
  /** Serve the page and the API's description; null answers the API alone. */
  readonly webDir: string | null;
  readonly logger: Logger | null;
}

/** The folder's house, or its live owner when another process has it. Rules are checked before anything is claimed. */
export async function openHouse(options: HouseOptions): Promise<House | { readonly owner: Owner }> {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Failure(rules.problems);
  const claim = await claimDataFolder(options.dir);
  if (!claim.ok) {
    if (claim.owner) return { owner: claim.owner };
    throw new Failure([claim.problem]);
  }
  try {
    return await furnish(claim.folder, rules.value, options);
  } catch (error) {
    await claim.folder.release();
    throw error;
  }
}

async function furnish(
  folder: DataFolder,
  rules: Shixian['rules'],
  { now, webDir, logger }: HouseOptions,
): Promise<House> {
  const db = await openEmbedded(folder.storeDir);
  const opened = await openShixian({ db, rules, now });
  if (!opened.ok) {
    await db.close();
    throw new Failure(opened.problems);
  }
  const app = await createServer({
    shixian: opened.value,
    now,
    zoneOf: ({ clocks, history }) =>
      zoneOfCase(rules.calendars, clocks[0]?.target.counter.calendar, history.jurisdiction),
    version: programVersion(),
    webDir,
    logger,
  });
  const close = async () => {
    await app.close();
    await db.close();
    await folder.release();
  };
  return { shixian: opened.value, app, folder, close };
}
