// Samples of the intake: what they count, when they are written, and that they never stand in its way.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Receipts } from '../../schemas/receipt.ts';
import { makeIngestMetrics } from '../../services/ingest/ingest-metrics.ts';
import { type SamplingOptions, startSampling } from '../../services/ingest/ingest-samples.ts';
import { makeIngestTally } from '../../services/ingest/ingest-tally.ts';
import type { TakeIn } from '../../services/ingest/telling.ts';
import type { IngestSample } from '../../services/store/ingest-samples.ts';
import { permit, range } from '../support/told-ranges.ts';

const START = 100_000;
const TURN = 15_000;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const none = { events: 0, repeated: 0, rejected: 0, batches: 0, storeMs: 0, latencyMs: 0 };
const quiet = { ...none, lagMessages: 0, lagSeconds: 0 };
const door = { topic: '', partition: -1 };

const receipts = (accepted: number, duplicate = 0, rejected = 0): Receipts => ({
  accepted,
  duplicate,
  rejected,
  receipts: [],
});

/** A sampling that writes into `written`, and refuses while `fault` is set. */
function sampled(changes: Partial<SamplingOptions> = {}) {
  const store = { written: [] as (readonly IngestSample[])[], fault: null as Error | null, tries: 0 };
  const warned: object[] = [];
  const tally = changes.tally ?? makeIngestTally(Date.now);
  const sampling = startSampling({
    tally,
    write: async (samples) => {
      store.tries += 1;
      if (store.fault) throw store.fault;
      store.written.push(samples);
    },
    warn: (fields) => warned.push(fields),
    ...changes,
  });
  const pass = (turns: number) => vi.advanceTimersByTimeAsync(turns * TURN);
  return { store, warned, tally, sampling, pass };
}

const watched = () => {
  const metrics = makeIngestMetrics({ now: Date.now });
  metrics.watch.assigned(permit(0, 1));
  return { metrics, ...sampled({ tally: metrics.tally, lags: metrics.lags }) };
};

test('a process to which nothing comes says once a minute that it lives', async () => {
  const { store, pass } = sampled();
  await pass(3);
  expect(store.written).toEqual([]);
  await pass(1);
  expect(store.written).toEqual([[{ origin: 'http', ...door, ...quiet }]]);
  await pass(8);
  expect(store.written).toHaveLength(3);
});

test('what came is written a turn later, once, and the minute begins anew', async () => {
  const { metrics, store, pass } = watched();
  await pass(2);
  metrics.watch.done(range({ accepted: 7, duplicate: 2, rejected: 1 }));
  metrics.watch.done(range({ from: 10, to: 19, tookMs: 300, oldestAt: 70_000 }));
  expect(store.written).toEqual([]);
  await pass(1);
  expect(store.written).toHaveLength(1);
  expect(store.written[0]).toEqual([
    {
      ...{ origin: 'kafka', topic: 'permit', partition: 0, events: 17, repeated: 2, rejected: 1, batches: 2 },
      ...{ storeMs: 500, latencyMs: 30_000, lagMessages: 0, lagSeconds: 0 },
    },
    { origin: 'kafka', topic: 'permit', partition: 1, ...quiet },
  ]);
  await pass(3);
  expect(store.written).toHaveLength(1);
  await pass(1);
  expect(store.written[1]).toMatchObject([none, none]);
});

test('the lag is that of the metrics, while nothing becomes durable too', async () => {
  const { metrics, store, pass } = watched();
  metrics.watch.fetched('permit', 1, 20, 50);
  await pass(4);
  expect(store.written[0]).toMatchObject([
    { partition: 0, ...quiet },
    { partition: 1, ...none, lagMessages: 31, lagSeconds: 60 },
  ]);
  expect(await metrics.text()).toContain('shixian_ingest_lag_seconds{topic="permit",partition="1"} 60\n');
});

test('partitions given away are sampled no more, and a reader without any still lives', async () => {
  const { metrics, store, pass } = watched();
  metrics.watch.assigned([]);
  await pass(4);
  expect(store.written).toEqual([[{ origin: 'kafka', ...door, ...quiet }]]);
});

test('HTTP and files count by themselves; what has a name of its own, or is only queued, does not', async () => {
  const { tally, store, pass } = sampled();
  const takeIn: TakeIn = async (items) => {
    await new Promise((resolve) => setTimeout(resolve, items.length));
    return receipts(items.length, 1, 2);
  };
  const counting = tally.counting(takeIn);
  const items = (origin: string, count: number) =>
    Array.from({ length: count }, () => ({ origin, event: {} }));
  const telling = { name: 'permit/0', checkedAt: 0, again: false };
  const answers = Promise.all([
    counting(items('http', 30)),
    counting(items('http', 10)),
    counting(items('log.ndjson:1', 500)),
    counting(items('kafka:permit/0', 3), telling),
    tally.counting(async () => ({ ...receipts(0, 0, 1), queued: 9 }))(items('http', 10)),
  ]);
  await pass(1);
  expect((await answers).map(({ accepted }) => accepted)).toEqual([30, 10, 500, 3, 0]);
  expect(store.written).toEqual([
    [
      {
        ...{ origin: 'http', ...door, ...quiet, events: 40, repeated: 2, rejected: 5, batches: 3 },
        ...{ storeMs: 40, latencyMs: 30 },
      },
      {
        ...{ origin: 'file', ...door, ...quiet, events: 500, repeated: 1, rejected: 2, batches: 1 },
        ...{ storeMs: 500, latencyMs: 500 },
      },
    ],
  ]);
});

test('a store that fails is spoken of once, loses no count, and is spoken of again when it fails again', async () => {
  const { tally, store, warned, pass } = sampled();
  const counting = tally.counting(async () => receipts(5));
  store.fault = new Error('connect ECONNREFUSED 127.0.0.1:8123');
  for (let turn = 0; turn < 3; turn += 1) {
    await counting([{ origin: 'http', event: {} }]);
    await pass(1);
  }
  expect([store.tries, store.written.length, warned.length]).toEqual([3, 0, 1]);
  expect(warned[0]).toEqual({ error: expect.stringContaining('ECONNREFUSED') });
  store.fault = null;
  await pass(1);
  expect(store.written).toMatchObject([[{ events: 15, batches: 3 }]]);
  store.fault = new Error('again');
  await pass(4);
  expect(warned).toHaveLength(2);
});

test('a batch that throws is thrown on, and counts nothing', async () => {
  const { tally } = sampled();
  const counting = tally.counting(async () => Promise.reject(new Error('disk full')));
  await expect(counting([{ origin: 'http', event: {} }])).rejects.toThrow('disk full');
  expect(tally.drain()).toEqual([]);
});

test('while one sample is being written no other is begun', async () => {
  const write = vi.fn(() => new Promise<void>(() => {}));
  const { tally, pass } = sampled({ write });
  const counting = tally.counting(async () => receipts(1));
  for (let turn = 0; turn < 6; turn += 1) {
    await counting([{ origin: 'http', event: {} }]);
    await pass(1);
  }
  expect(write).toHaveBeenCalledTimes(1);
});

test('the last sample has what came since; a process that took in nothing and wrote nothing leaves none', async () => {
  const idle = sampled();
  await idle.sampling.stop();
  expect(idle.store.written).toEqual([]);
  const { tally, store, sampling, pass } = sampled();
  await tally.counting(async () => receipts(5))([{ origin: 'http', event: {} }]);
  await sampling.stop();
  expect(store.written).toMatchObject([[{ events: 5 }]]);
  await pass(8);
  expect(store.written).toHaveLength(1);
});

test('stopping waits for a store that does not answer no longer than is told, and never throws', async () => {
  const { tally, sampling } = sampled({ write: () => new Promise(() => {}), lastWithinMs: 20 });
  await tally.counting(async () => receipts(5))([{ origin: 'http', event: {} }]);
  await expect(sampling.stop()).resolves.toBeUndefined();
  const failing = sampled({ write: () => Promise.reject(new Error('gone')) });
  await failing.tally.counting(async () => receipts(5))([{ origin: 'http', event: {} }]);
  await expect(failing.sampling.stop()).resolves.toBeUndefined();
  expect(failing.warned).toHaveLength(1);
});
