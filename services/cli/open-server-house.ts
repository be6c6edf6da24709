// Opens the whole program over a ClickHouse server that the environment names.
import { openServer } from '../platform/clickhouse-server.ts';
import type { ClickhouseSettings } from '../platform/clickhouse-settings.ts';
import { readClickhouseSettings } from '../platform/read-clickhouse-settings.ts';
import { tellChangedCases } from '../store/changed-cases.ts';
import { Failure, failure } from './failure.ts';
import { type FurnishOptions, furnish, type House } from './furnish.ts';
import { readRules } from './open-house.ts';

export interface ServerStore {
  /** Address of the HTTP interface; the environment's when absent. */
  readonly clickhouse?: string;
}

export async function readServer({ clickhouse }: ServerStore): Promise<ClickhouseSettings> {
  const named = clickhouse === undefined ? {} : { SHIXIAN_CLICKHOUSE_URL: clickhouse };
  const read = await readClickhouseSettings({ ...process.env, ...named });
  if (!read.ok) throw new Failure(read.problems);
  if (read.settings === null)
    throw failure(
      'no-clickhouse',
      'this command works on a ClickHouse server; name it with --clickhouse or SHIXIAN_CLICKHOUSE_URL',
    );
  return read.settings;
}

/** Tells through the store of cases that this process takes in, for the one that looks after cards. */
export async function openServerHouse(settings: ClickhouseSettings, options: FurnishOptions): Promise<House> {
  const rules = await readRules();
  const house = await furnish(await openServer(settings), rules, options);
  const { db, whenChanged } = house.shixian;
  whenChanged((keys) => {
    tellChangedCases(db, keys).catch((error) =>
      options.logger?.warn(
        { err: error },
        'changed cases could not be told of; they are found by comparison',
      ),
    );
  });
  return house;
}
