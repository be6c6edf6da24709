// Counts what the ingestion does, for Prometheus to fetch; nothing is kept outside the registry made here.
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Receipts } from '../../schemas/receipt.ts';
import type { PartitionPosition } from '../platform/event-bus.ts';
import { followPartitions, lagMs, lagOffsets, type PartitionFollower } from './follow-partitions.ts';
import type { PartitionLag } from './ingest-samples.ts';
import { type IngestSeries, makeIngestSeries } from './ingest-series.ts';
import { type IngestTally, makeIngestTally } from './ingest-tally.ts';
import type { IngestWatch, RangeDone } from './ingest-watch.ts';
import { watchAll } from './watch-all.ts';

export interface IngestMetrics {
  readonly watch: IngestWatch;
  /** Counts a batch that was answered for over HTTP. */
  readonly countHttp: (receipts: Omit<Receipts, 'receipts'>) => void;
  /** The text format of Prometheus. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
  /** What is counted for the samples kept in the store. */
  readonly tally: IngestTally;
  /** How far each partition is behind, as the text has it; asks the broker too. */
  readonly lags: () => Promise<readonly PartitionLag[]>;
}

export interface IngestMetricsOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Asks the broker where the group stands; called once a fetch of the metrics. */
  readonly positions?: () => Promise<readonly PartitionPosition[]>;
  /** Milliseconds that the broker may take to answer. */
  readonly positionsWithinMs?: number;
}

const OUTCOMES = ['accepted', 'duplicate', 'rejected'] as const;
const HTTP_OUTCOMES = [...OUTCOMES, 'queued'] as const;

/** The codes that a message can be refused with; a label must never take values from a message. */
const CODES: ReadonlySet<string> = new Set([
  'bad-message',
  'bad-json',
  'nested-too-deep',
  'bad-key',
  'wrong-topic',
  'bad-envelope',
  'unknown-type',
  'bad-data',
  'bad-stamp',
  'time-in-future',
  'time-too-early',
  'id-used-twice',
  'not-stored',
]);

export function makeIngestMetrics({
  now,
  positions,
  positionsWithinMs = 2000,
}: IngestMetricsOptions): IngestMetrics {
  const registry = new Registry();
  const series = makeIngestSeries(registry);
  const follower = followPartitions(now);
  for (const outcome of HTTP_OUTCOMES) series.httpEvents.inc({ outcome }, 0);
  addProcessMetrics(registry);
  const hear = positions
    ? hearing(registry, follower, positions, { now, withinMs: positionsWithinMs })
    : null;
  const tally = makeIngestTally(now);
  return {
    watch: watchAll(follower.watch, counting(series), tally.watch),
    tally,
    lags: async () => {
      await hear?.();
      return lagsOf(follower, now());
    },
    countHttp: (receipts) => {
      series.httpBatches.inc();
      for (const outcome of HTTP_OUTCOMES) series.httpEvents.inc({ outcome }, receipts[outcome] ?? 0);
    },
    text: async () => {
      await hear?.();
      showProgress(series, follower, now());
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

const counting = (series: IngestSeries): IngestWatch => ({
  assigned: (partitions) => {
    for (const { topic, partition } of partitions) startAtZero(series, topic, partition);
  },
  fetched: () => {},
  done: (range) => countDone(series, range),
  failed: ({ topic }) => series.retries.inc({ topic }),
  braked: () => {},
  missing: (topic, partition, from, to) => series.missing.inc({ topic, partition }, to - from + 1),
});

/** A counter that appears with its first event hides that event from rate() and increase(). */
function startAtZero(series: IngestSeries, topic: string, partition: number): void {
  for (const outcome of OUTCOMES) series.events.inc({ topic, outcome }, 0);
  series.retries.inc({ topic }, 0);
  series.replayed.inc({ topic }, 0);
  series.missing.inc({ topic, partition }, 0);
}

function countDone(series: IngestSeries, range: RangeDone): void {
  const { topic, oldestAt, storedAt } = range;
  const rows = range.accepted + range.duplicate + range.rejected;
  for (const outcome of OUTCOMES) series.events.inc({ topic, outcome }, range[outcome]);
  for (const [code, count] of Object.entries(range.codes))
    series.rejected.inc({ topic, code: CODES.has(code) ? code : 'other' }, count);
  if (range.replayed) series.replayed.inc({ topic });
  series.rows.observe({ topic }, rows);
  series.bytes.observe({ topic }, range.bytes);
  series.seconds.observe({ topic }, Math.max(0, range.tookMs / 1000));
  const waited = Math.max(0, storedAt - oldestAt) / 1000;
  const latency = series.eventToVerdict.labels(topic);
  for (let row = 0; row < rows; row++) latency.observe(waited);
}

const lagsOf = (follower: PartitionFollower, now: number): PartitionLag[] =>
  (follower.partitions() ?? []).map((progress) => ({
    topic: progress.topic,
    partition: progress.partition,
    lagMessages: lagOffsets(progress),
    lagSeconds: lagMs(progress, now) / 1000,
  }));

/** Gauges are written anew, so that partitions given away are shown no more. */
function showProgress(series: IngestSeries, follower: PartitionFollower, now: number): void {
  for (const gauge of [series.lagOffsets, series.lagSeconds, series.braked, series.lastProgress])
    gauge.reset();
  const partitions = follower.partitions() ?? [];
  series.assigned.set(partitions.length);
  for (const { topic, partition, lagMessages, lagSeconds } of lagsOf(follower, now)) {
    series.lagOffsets.set({ topic, partition }, lagMessages);
    series.lagSeconds.set({ topic, partition }, lagSeconds);
  }
  for (const { topic, partition, doneAt, brake } of partitions) {
    series.braked.set({ topic, partition }, brake === null ? 0 : 1);
    if (doneAt !== null) series.lastProgress.set({ topic, partition }, doneAt / 1000);
  }
}

/** Asks the broker at most once at a time; without an answer in time, what was last known is shown. */
function hearing(
  registry: Registry,
  follower: PartitionFollower,
  ask: () => Promise<readonly PartitionPosition[]>,
  { now, withinMs }: { readonly now: () => number; readonly withinMs: number },
): () => Promise<void> {
  const isUp = new Gauge({
    name: 'shixian_broker_up',
    help: 'Whether the broker answered in time when asked for these metrics: 1 or 0.',
    registers: [registry],
  });
  let asking: Promise<boolean> | null = null;
  const heard = async () => {
    const askedAt = now();
    try {
      follower.heard(await ask(), askedAt);
      return true;
    } catch {
      return false;
    } finally {
      asking = null;
    }
  };
  return async () => {
    asking ??= heard();
    isUp.set((await inTime(asking, withinMs)) ? 1 : 0);
  };
}

async function inTime(answer: Promise<boolean>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, withinMs, false);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of the process itself: memory, processor time, the event loop. */
export function addProcessMetrics(register: Registry): void {
  collectDefaultMetrics({ register });
  // Without a sample since the last fetch these three are not numbers, or 292 years.
  for (const name of ['min', 'mean', 'stddev'])
    register.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`);
}
