// Samples the intake: writes what was counted since the last time, and how far behind it is, without harm to it.
import { endsWithin } from '../platform/wait-bounded.ts';
import type { IngestSample } from '../store/ingest-samples.ts';
import { type IngestTally, keyOf, type Place, zero } from './ingest-tally.ts';
import { shortError } from './short-error.ts';

/** How far one partition is behind; the same numbers as in the metrics. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly lagMessages: number;
  readonly lagSeconds: number;
}

export interface SamplingOptions {
  readonly tally: IngestTally;
  /** Of the partitions this process reads; absent where it reads none. */
  readonly lags?: () => Promise<readonly PartitionLag[]>;
  readonly write: (samples: readonly IngestSample[]) => Promise<void>;
  /** Says once that samples cannot be written, until one can be again. */
  readonly warn: (fields: object, message: string) => void;
  readonly everyMs?: number;
  /** Milliseconds that the last sample may take. */
  readonly lastWithinMs?: number;
}

export interface Sampling {
  /** Writes what came since the last sample; waits for the store no longer than is told. */
  readonly stop: () => Promise<void>;
}

const EVERY_MS = 15_000;
const LAST_WITHIN_MS = 3000;
/** So many quiet turns make a minute, after which the process says that it lives. */
const QUIET_TURNS = 4;

export function startSampling(options: SamplingOptions): Sampling {
  const { tally, everyMs = EVERY_MS } = options;
  const sample = sampler(options);
  let quiet = 0;
  let wrote = false;
  let under: Promise<void> | null = null;
  const turn = async (isDue: boolean): Promise<void> => {
    const counted = tally.drain();
    if (counted.length === 0 && !isDue) return;
    if (!(await sample(counted))) return;
    quiet = 0;
    wrote = true;
  };
  const timer = setInterval(() => {
    quiet += 1;
    under ??= turn(quiet >= QUIET_TURNS).finally(() => {
      under = null;
    });
  }, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      const last = (under ?? Promise.resolve()).then(() => turn(wrote));
      await endsWithin(options.lastWithinMs ?? LAST_WITHIN_MS, last);
    },
  };
}

/** Writes one sample; false when that failed, and then nothing is lost of what was counted. */
function sampler({
  tally,
  lags,
  write,
  warn,
}: SamplingOptions): (counted: IngestSample[]) => Promise<boolean> {
  let warned = false;
  return async (counted) => {
    try {
      await write(withLags(counted, (await lags?.()) ?? null));
      warned = false;
      return true;
    } catch (error) {
      tally.giveBack(counted);
      if (!warned) warn({ error: shortError(error as Error) }, 'samples of the intake cannot be written');
      warned = true;
      return false;
    }
  };
}

/** One row for each partition read and each way that anything came by; at least one, so that the process is seen. */
function withLags(counted: readonly IngestSample[], lags: readonly PartitionLag[] | null): IngestSample[] {
  const rows = new Map(counted.map((one) => [keyOf(one), one]));
  for (const lag of lags ?? []) {
    const place: Place = { origin: 'kafka', topic: lag.topic, partition: lag.partition };
    rows.set(keyOf(place), { ...(rows.get(keyOf(place)) ?? zero(place)), ...lag });
  }
  if (rows.size > 0) return [...rows.values()];
  return [zero({ origin: lags ? 'kafka' : 'http', topic: '', partition: -1 })];
}
