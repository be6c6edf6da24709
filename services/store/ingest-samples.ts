// Writes samples of the intake: what a process took in lately, and how far behind it is.
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

/** The way events come in by. */
export type SampleOrigin = 'kafka' | 'http' | 'file';

/** Of one origin, topic and partition, since the sample before. */
export interface IngestSample {
  readonly origin: SampleOrigin;
  /** Empty where events do not come from Kafka. */
  readonly topic: string;
  /** -1 where events do not come from Kafka. */
  readonly partition: number;
  readonly events: number;
  readonly repeated: number;
  readonly rejected: number;
  readonly batches: number;
  /** Milliseconds that the batches took to become durable, together. */
  readonly storeMs: number;
  /** The most milliseconds that any event waited for its verdict. */
  readonly latencyMs: number;
  readonly lagMessages: number;
  readonly lagSeconds: number;
}

const columns = [
  'at',
  'process',
  'origin',
  'topic',
  'partition',
  'events',
  'repeated',
  'rejected',
  'batches',
  'store_ms',
  'latency_ms',
  'lag_messages',
  'lag_seconds',
];

/** The samples of one process at one instant, in epoch milliseconds. */
export async function writeIngestSamples(
  db: Database,
  samples: readonly IngestSample[],
  { at, process }: { readonly at: number; readonly process: string },
): Promise<void> {
  const rows = samples.map((sample) => [
    instantText(at),
    process,
    sample.origin,
    sample.topic,
    sample.partition,
    sample.events,
    sample.repeated,
    sample.rejected,
    sample.batches,
    Math.round(sample.storeMs),
    Math.round(sample.latencyMs),
    sample.lagMessages,
    sample.lagSeconds,
  ]);
  await writeRows(db, 'ingest_samples', columns, rows);
}
