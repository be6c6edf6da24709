// The metrics of the ingestion: what each of them says, and that a scraper can read them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { tooDeep } from '../../services/core/short-value.ts';
import { makeIngestMetrics } from '../../services/ingest/ingest-metrics.ts';
import type { PartitionPosition } from '../../services/platform/event-bus.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { completed, received } from '../support/permit-events.ts';
import { readMetrics, samplesOf } from '../support/prometheus-text.ts';
import { failedRange, permit, range } from '../support/told-ranges.ts';

const ZERO = 'topic="permit",partition="0"';

function metricsAt(positions?: () => Promise<readonly PartitionPosition[]>) {
  const clock = { at: 100_000 };
  const metrics = makeIngestMetrics({ now: () => clock.at, ...(positions ? { positions } : {}) });
  const read = async (name: string) => samplesOf(await metrics.text(), `shixian_${name}`);
  return { metrics, watch: metrics.watch, clock, read };
}

const position = (changes: Partial<PartitionPosition> = {}): PartitionPosition => ({
  topic: 'permit',
  partition: 0,
  low: 0,
  high: 10,
  committed: { offset: 10, mark: '' },
  ...changes,
});

describe('the text', () => {
  test('is what Prometheus reads: every metric helped and typed, every name valid, every value a number', async () => {
    const { metrics, watch } = metricsAt(async () => [position()]);
    await metrics.text();
    watch.assigned(permit(0, 1));
    watch.fetched('permit', 0, 10, 40);
    watch.done(range({ rejected: 2, codes: { 'bad-json': 1, '张三"\n': 1 }, highWatermark: 40 }));
    watch.failed(failedRange());
    watch.missing('permit', 0, 20, 29);
    metrics.countHttp({ accepted: 1, duplicate: 0, rejected: 0 });
    const found = readMetrics(await metrics.text());
    const ours = [...found.keys()].filter((name) => name.startsWith('shixian_'));
    const doc = await readFile(join(packageRoot(), 'docs/how-to/watch-ingestion.md'), 'utf8');
    const described = doc.match(/(?<=\| `)shixian_\w+/g) ?? [];
    expect(described.sort(), 'the guide describes what there is').toEqual(ours.sort());
    for (const name of ours) {
      const { type, samples } = found.get(name)!;
      expect(name.endsWith('_total'), `${name} is a ${type}`).toBe(type === 'counter');
      expect(samples.size, `${name} has no sample`).toBeGreaterThan(0);
    }
    expect([...found.keys()]).toEqual(
      expect.arrayContaining(['process_cpu_seconds_total', 'nodejs_heap_size_used_bytes']),
    );
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('two programs in one process count apart', async () => {
    const [one, other] = [metricsAt(), metricsAt()];
    one.metrics.countHttp({ accepted: 3, duplicate: 0, rejected: 0 });
    expect(await one.read('http_batches_total')).toEqual({ '': 1 });
    expect(await other.read('http_batches_total')).toEqual({ '': 0 });
  });
});

describe('lag', () => {
  test('counts what is not durable, from the oldest of it on, and is 0 when nothing waits', async () => {
    const { watch, clock, read } = metricsAt();
    watch.assigned(permit(0));
    watch.fetched('permit', 0, 20, 50);
    watch.done(range({ highWatermark: 50 }));
    clock.at = 107_000;
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 40 });
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 8 });
    watch.fetched('permit', 0, 50, 50);
    watch.done(range({ from: 10, to: 49, highWatermark: 50, newestAt: 106_000, storedAt: 107_000 }));
    clock.at = 9_000_000;
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 0 });
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 0 });
  });

  test('grows with time while tries fail, also before anything became durable', async () => {
    const { watch, clock, read } = metricsAt();
    watch.assigned(permit(0));
    watch.fetched('permit', 0, 20, 50);
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 31 });
    watch.failed(failedRange());
    clock.at = 400_000;
    watch.fetched('permit', 0, 20, 50);
    watch.failed(failedRange());
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 40 });
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 300 });
    expect(await read('ingest_retries_total')).toEqual({ 'topic="permit"': 2 });
  });

  test('is never negative when the clock of the source runs ahead, and does not hide behind it', async () => {
    const { watch, clock, read } = metricsAt();
    watch.assigned(permit(0));
    watch.fetched('permit', 0, 20, 20);
    watch.done(range({ oldestAt: 3_700_000, newestAt: 3_700_000, highWatermark: 20 }));
    clock.at = 99_000;
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 0 });
    clock.at = 160_000;
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 60 });
    const latency = await read('ingest_event_to_verdict_seconds');
    expect(latency['topic="permit"']).toBe(10);
    expect(latency['le="0.1",topic="permit"']).toBe(10);
  });

  test('of a topic long quiet begins when the broker was last asked, not at its last record', async () => {
    let high = 10;
    const { watch, clock, read } = metricsAt(async () => [position({ high })]);
    watch.assigned(permit(0));
    watch.fetched('permit', 0, 10, 10);
    watch.done(range());
    clock.at = 7_200_000;
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 0 });
    clock.at = 7_215_000;
    high = 11;
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 15 });
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 1 });
  });

  test('shows records that are never fetched, and none that retention deleted', async () => {
    let low = 0;
    const at = () => position({ low, high: 500, committed: { offset: 100, mark: '{"from":100}' } });
    const { watch, clock, read } = metricsAt(async () => [at()]);
    watch.assigned(permit(0));
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 400 });
    clock.at += 90_000;
    expect(await read('ingest_lag_seconds')).toEqual({ [ZERO]: 90 });
    low = 450;
    expect(await read('ingest_lag_offsets')).toEqual({ [ZERO]: 50 });
  });

  test('of partitions given away or of others is not shown', async () => {
    const { watch, read } = metricsAt(async () => [0, 1, 2].map((partition) => position({ partition })));
    watch.assigned(permit(0, 1));
    watch.braked({ topic: 'permit', partition: 1, from: 3, reason: 'refused' });
    expect(Object.keys(await read('ingest_lag_offsets'))).toEqual([ZERO, 'topic="permit",partition="1"']);
    expect(await read('ingest_braked')).toEqual({ [ZERO]: 0, 'topic="permit",partition="1"': 1 });
    expect(await read('ingest_assigned_partitions')).toEqual({ '': 2 });
    watch.assigned(permit(0));
    watch.done(range({ partition: 1 }));
    expect(Object.keys(await read('ingest_lag_offsets'))).toEqual([ZERO]);
    expect(Object.keys(await read('ingest_last_progress_timestamp_seconds'))).toEqual([]);
    expect(await read('ingest_braked')).toEqual({ [ZERO]: 0 });
  });
});

describe('the broker asked for positions', () => {
  test('that fails or does not answer leaves the metrics as they were, and is said', async () => {
    const answers: (() => Promise<PartitionPosition[]>)[] = [
      async () => [position({ high: 30 })],
      async () => Promise.reject(new Error('no broker')),
      () => new Promise(() => {}),
    ];
    const ask = vi.fn(() => answers.shift()!());
    const metrics = makeIngestMetrics({ now: () => 100_000, positions: ask, positionsWithinMs: 20 });
    metrics.watch.assigned(permit(0));
    const up: (number | undefined)[] = [];
    for (let fetches = 0; fetches < 4; fetches++) {
      const text = await metrics.text();
      up.push(samplesOf(text, 'shixian_broker_up')['']);
      expect(samplesOf(text, 'shixian_ingest_lag_offsets')).toEqual({ [ZERO]: 20 });
    }
    expect(up).toEqual([1, 0, 0, 0]);
    expect(ask, 'it was asked again while it still owed an answer').toHaveBeenCalledTimes(3);
  });
});

describe('counts', () => {
  test('outcomes begin at zero with the assignment and follow the batches', async () => {
    const { watch, read } = metricsAt();
    watch.assigned(permit(0));
    const outcome = (name: string) => `topic="permit",outcome="${name}"`;
    const events = { [outcome('accepted')]: 0, [outcome('duplicate')]: 0, [outcome('rejected')]: 0 };
    expect(await read('ingest_events_total')).toEqual(events);
    expect(await read('ingest_missing_offsets_total')).toEqual({ [ZERO]: 0 });
    watch.done(range({ accepted: 5, duplicate: 3, rejected: 2, codes: { 'bad-data': 2 }, replayed: true }));
    expect(await read('ingest_events_total')).toEqual({
      [outcome('accepted')]: 5,
      [outcome('duplicate')]: 3,
      [outcome('rejected')]: 2,
    });
    expect(await read('ingest_replayed_ranges_total')).toEqual({ 'topic="permit"': 1 });
    expect((await read('ingest_batch_rows'))['topic="permit"']).toBe(1);
    watch.missing('permit', 0, 20, 29);
    expect(await read('ingest_missing_offsets_total')).toEqual({ [ZERO]: 10 });
    expect(await read('ingest_last_progress_timestamp_seconds')).toEqual({ [ZERO]: 100 });
  });

  test('latency is one observation a message, as old as the oldest of its batch', async () => {
    const { watch, read } = metricsAt();
    watch.assigned(permit(0));
    watch.done(range({ accepted: 90, duplicate: 5, rejected: 5, oldestAt: 96_000, newestAt: 99_990 }));
    watch.done(range({ accepted: 1, oldestAt: 99_800, newestAt: 99_990 }));
    const latency = await read('ingest_event_to_verdict_seconds');
    expect(latency['le="2.5",topic="permit"']).toBe(1);
    expect(latency['le="5",topic="permit"']).toBe(101);
  });

  test('what came over HTTP', async () => {
    const { metrics, read } = metricsAt();
    metrics.countHttp({ accepted: 2, duplicate: 1, rejected: 3 });
    metrics.countHttp({ accepted: 0, duplicate: 0, rejected: 0, queued: 4 });
    expect(await read('http_batches_total')).toEqual({ '': 2 });
    expect(await read('http_events_total')).toEqual({
      'outcome="accepted"': 2,
      'outcome="duplicate"': 1,
      'outcome="rejected"': 3,
      'outcome="queued"': 4,
    });
  });
});

describe('codes of rejections', () => {
  const refusals = [
    completed({ id: 7 }),
    completed({ type: 'permit.demolished' }),
    completed({ data: { a: 1 } }),
    received({ time: '2999-01-01T00:00:00Z' }),
    received({ time: '1970-01-01T00:00:00Z' }),
  ].map((event) => acceptEvent(event, Date.UTC(2026, 10, 1)));
  const codes = refusals.map((refusal) => (refusal.ok ? 'accepted' : refusal.problems[0]!.code));
  let deep: unknown = 1;
  for (let level = 0; level < 100; level++) deep = [deep];

  test('that the program gives are labels of their own; any other is other', async () => {
    const { watch, read } = metricsAt();
    const known = [...codes, tooDeep(deep)!.code, 'bad-json', 'id-used-twice', 'bad-key', 'not-stored'];
    for (const code of [...known, '110101199003070000', 'from the message'])
      watch.done(range({ accepted: 0, rejected: 1, codes: { [code]: 1 } }));
    const found = await read('ingest_rejected_events_total');
    expect(found).toEqual({
      ...Object.fromEntries(known.map((code) => [`topic="permit",code="${code}"`, 1])),
      'topic="permit",code="other"': 2,
    });
    expect(new Set(known).size).toBe(10);
  });
});
