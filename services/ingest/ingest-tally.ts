// Counts what comes in by each way, for the samples of the intake.
import type { Receipts } from '../../schemas/receipt.ts';
import type { IngestSample, SampleOrigin } from '../store/ingest-samples.ts';
import type { IngestWatch, RangeDone } from './ingest-watch.ts';
import type { Item } from './sort-batch.ts';
import type { TakeIn } from './telling.ts';

/** Counts what came in since it was last drained. */
export interface IngestTally {
  /** Hears of what is read from Kafka. */
  readonly watch: IngestWatch;
  /** Counts what is told by HTTP and from files; what comes with a name of its own is told by Kafka, or told again. */
  readonly counting: (takeIn: TakeIn) => TakeIn;
  readonly drain: () => IngestSample[];
  /** Puts back what was drained and could not be written. */
  readonly giveBack: (samples: readonly IngestSample[]) => void;
}

export type Place = Pick<IngestSample, 'origin' | 'topic' | 'partition'>;

const nothing = {
  events: 0,
  repeated: 0,
  rejected: 0,
  batches: 0,
  storeMs: 0,
  latencyMs: 0,
  lagMessages: 0,
  lagSeconds: 0,
};

/** A sample of nothing. */
export const zero = (place: Place): IngestSample => ({ ...place, ...nothing });
export const keyOf = ({ origin, topic, partition }: Place): string => `${origin} ${partition} ${topic}`;

export function makeIngestTally(now: () => number): IngestTally {
  let counted = new Map<string, IngestSample>();
  const add = (sample: IngestSample) => {
    const key = keyOf(sample);
    counted.set(key, summed(counted.get(key) ?? zero(sample), sample));
  };
  return {
    watch: { ...silent, done: (range) => add(ofRange(range)) },
    counting: (takeIn) => async (items, telling) => {
      if (telling !== undefined) return takeIn(items, telling);
      const startedAt = now();
      const receipts = await takeIn(items);
      add(ofBatch(originOf(items), receipts, now() - startedAt));
      return receipts;
    },
    drain: () => {
      const drained = [...counted.values()];
      counted = new Map();
      return drained;
    },
    giveBack: (samples) => samples.forEach(add),
  };
}

const silent: IngestWatch = {
  assigned: () => {},
  fetched: () => {},
  done: () => {},
  failed: () => {},
  braked: () => {},
  missing: () => {},
};

/** The lags are no counts: the next sample has its own. */
const summed = (a: IngestSample, b: IngestSample): IngestSample => ({
  ...a,
  events: a.events + b.events,
  repeated: a.repeated + b.repeated,
  rejected: a.rejected + b.rejected,
  batches: a.batches + b.batches,
  storeMs: a.storeMs + b.storeMs,
  latencyMs: Math.max(a.latencyMs, b.latencyMs),
});

const ofRange = (range: RangeDone): IngestSample => ({
  ...zero({ origin: 'kafka', topic: range.topic, partition: range.partition }),
  events: range.accepted,
  repeated: range.duplicate,
  rejected: range.rejected,
  batches: 1,
  storeMs: range.tookMs,
  latencyMs: Math.max(0, range.storedAt - range.oldestAt),
});

/** What was queued in Kafka is counted where it is read. */
const ofBatch = (
  origin: SampleOrigin,
  { accepted, duplicate, rejected }: Receipts,
  tookMs: number,
): IngestSample => ({
  ...zero({ origin, topic: '', partition: -1 }),
  events: accepted,
  repeated: duplicate,
  rejected,
  batches: 1,
  storeMs: Math.max(0, tookMs),
  latencyMs: Math.max(0, tookMs),
});

/** Whatever names a place in a file, or a program that made it up, came as a file does. */
const originOf = (items: readonly Item[]): SampleOrigin => (items[0]?.origin === 'http' ? 'http' : 'file');
