// Claims a data folder and opens the whole program over it, or says who has it; samples what any house takes in.
import { hostname } from 'node:os';
import { startSampling } from '../ingest/ingest-samples.ts';
import { makeIngestTally } from '../ingest/ingest-tally.ts';
import { openRuleBook, type RuleBook } from '../main.ts';
import { openEmbedded } from '../platform/clickhouse-embedded.ts';
import { claimDataFolder, type DataFolder, type Owner } from '../platform/data-folder.ts';
import { writeIngestSamples } from '../store/ingest-samples.ts';
import { Failure } from './failure.ts';
import { type FurnishOptions, furnish, type House } from './furnish.ts';

/** The program open over its data folder. */
export interface FolderHouse extends House {
  readonly folder: DataFolder;
}

export interface HouseOptions extends FurnishOptions {
  readonly dir: string;
  /** Where they were read already. */
  readonly rules?: RuleBook;
}

/** Every rule the program judges by; any mistake in them is a Failure. */
export async function readRules(): Promise<RuleBook> {
  const rules = await openRuleBook();
  if (!rules.ok) throw new Failure(rules.problems);
  return rules.value;
}

/** The folder's house, or its live owner when another process has it. Rules are checked before anything is claimed. */
export async function openHouse(options: HouseOptions): Promise<FolderHouse | { readonly owner: Owner }> {
  const rules = options.rules ?? (await readRules());
  const claim = await claimDataFolder(options.dir);
  if (!claim.ok) {
    if (claim.owner) return { owner: claim.owner };
    throw new Failure([claim.problem]);
  }
  const { folder } = claim;
  try {
    const db = await openEmbedded(folder.storeDir);
    const house = await openSampled(options, (sampled) => furnish(db, rules, sampled));
    const close = async () => {
      await house.close();
      await folder.release();
    };
    return { ...house, folder, close };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** Opens a house that keeps samples of what it takes in, in its own store, until it closes. */
export async function openSampled(
  options: FurnishOptions,
  open: (options: FurnishOptions) => Promise<House>,
): Promise<House> {
  const { watched, takeInOf, logger, now } = options;
  const tally = watched?.metrics.tally ?? makeIngestTally(now);
  const house = await open({
    ...options,
    takeInOf: (opened) => tally.counting(takeInOf ? takeInOf(opened) : opened.takeIn),
  });
  const { db, takeIn } = house.shixian;
  const named = `${hostname()}:${process.pid}`;
  const sampling = startSampling({
    tally,
    write: (samples) => writeIngestSamples(db, samples, { at: now(), process: named }),
    warn: (fields, message) => logger?.warn(fields, message),
    ...(watched?.health ? { lags: watched.metrics.lags } : {}),
  });
  return {
    ...house,
    shixian: { ...house.shixian, takeIn: tally.counting(takeIn) },
    close: async () => {
      await house.app.close();
      await sampling.stop();
      await house.close();
    },
  };
}
