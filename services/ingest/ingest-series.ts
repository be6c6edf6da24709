// The Prometheus metrics of the ingestion: names, units, labels and what each of them says.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PARTITION = ['topic', 'partition'] as const;

export type IngestSeries = ReturnType<typeof makeIngestSeries>;

export function makeIngestSeries(registry: Registry) {
  const registers = [registry];
  return {
    ...gauges(registers),
    ...histograms(registers),
    ...counters(registers),
    ...httpCounters(registers),
  };
}

const gauges = (registers: Registry[]) => ({
  lagOffsets: new Gauge({
    name: 'shixian_ingest_lag_offsets',
    help: 'High watermark less the first offset not durable, for each partition assigned to this process. At least 1 when records were fetched of which none is durable yet.',
    labelNames: PARTITION,
    registers,
  }),
  lagSeconds: new Gauge({
    name: 'shixian_ingest_lag_seconds',
    help: 'Seconds that the oldest record not durable has waited at the most: now less the broker timestamp of the last durable record, or less the last instant at which nothing waited. 0 when nothing waits. Before the first durable record it counts from when this process first saw records wait.',
    labelNames: PARTITION,
    registers,
  }),
  braked: new Gauge({
    name: 'shixian_ingest_braked',
    help: '1 while the partition stands still because too many of its messages are refused, else 0.',
    labelNames: PARTITION,
    registers,
  }),
  lastProgress: new Gauge({
    name: 'shixian_ingest_last_progress_timestamp_seconds',
    help: 'Unix time at which the last batch of the partition became durable; absent before the first.',
    labelNames: PARTITION,
    registers,
  }),
  assigned: new Gauge({
    name: 'shixian_ingest_assigned_partitions',
    help: 'Partitions assigned to this process.',
    registers,
  }),
});

const histograms = (registers: Registry[]) => ({
  rows: new Histogram({
    name: 'shixian_ingest_batch_rows',
    help: 'Messages in a batch made durable.',
    labelNames: ['topic'] as const,
    buckets: [1, 10, 100, 500, 1000, 2500, 5000, 10_000, 50_000],
    registers,
  }),
  bytes: new Histogram({
    name: 'shixian_ingest_batch_bytes',
    help: 'Bytes of a batch made durable.',
    labelNames: ['topic'] as const,
    buckets: [1, 4, 16, 64, 256, 1024, 4096, 8192, 16_384, 65_536].map((kib) => kib * 1024),
    registers,
  }),
  seconds: new Histogram({
    name: 'shixian_ingest_batch_duration_seconds',
    help: 'Seconds that the try which made a batch durable took, its commit included.',
    labelNames: ['topic'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  }),
  eventToVerdict: new Histogram({
    name: 'shixian_ingest_event_to_verdict_seconds',
    help: 'Seconds from the broker timestamp of a message to the instant at which its verdicts, or its refusal, were stored; one observation a message. Each counts as being as old as the oldest of its batch, so that every quantile is at least the true one.',
    labelNames: ['topic'] as const,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400],
    registers,
  }),
});

const counters = (registers: Registry[]) => ({
  events: new Counter({
    name: 'shixian_ingest_events_total',
    help: 'Messages settled, by outcome: accepted, duplicate (told before, changes nothing) or rejected (kept with the reason).',
    labelNames: ['topic', 'outcome'] as const,
    registers,
  }),
  rejected: new Counter({
    name: 'shixian_ingest_rejected_events_total',
    help: 'Messages rejected, by the code of their first problem; a code that is not of the fixed set counts as other.',
    labelNames: ['topic', 'code'] as const,
    registers,
  }),
  retries: new Counter({
    name: 'shixian_ingest_retries_total',
    help: 'Tries of a batch that failed and are made again.',
    labelNames: ['topic'] as const,
    registers,
  }),
  replayed: new Counter({
    name: 'shixian_ingest_replayed_ranges_total',
    help: 'Batches made durable that had been begun before: after a failure, a crash or a change of owner.',
    labelNames: ['topic'] as const,
    registers,
  }),
  missing: new Counter({
    name: 'shixian_ingest_missing_offsets_total',
    help: 'Offsets that the retention of the topic deleted before they were read. Anything above 0 is lost data.',
    labelNames: PARTITION,
    registers,
  }),
});

const httpCounters = (registers: Registry[]) => ({
  httpBatches: new Counter({
    name: 'shixian_http_batches_total',
    help: 'Batches of events answered for over HTTP.',
    registers,
  }),
  httpEvents: new Counter({
    name: 'shixian_http_events_total',
    help: 'Events answered for over HTTP, by outcome: accepted, duplicate, rejected, or queued (durable in Kafka, judged when read from there).',
    labelNames: ['outcome'] as const,
    registers,
  }),
});
