// Samples of the intake as rows of the store, through the real house and the real writer.
import { type Logger, pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FolderHouse, openHouse } from '../../services/cli/open-house.ts';
import { makeIngestMetrics } from '../../services/ingest/ingest-metrics.ts';
import { startSampling } from '../../services/ingest/ingest-samples.ts';
import type { Database } from '../../services/store/database.ts';
import { writeIngestSamples } from '../../services/store/ingest-samples.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { AFTER, asBatch, broken, two } from '../support/test-intake.ts';
import { permit, range } from '../support/told-ranges.ts';

/** Rows older than 90 days are let go, hence of now. */
const NOW = Math.max(Date.now(), AFTER);

const rowsOf = (db: Database) =>
  db.query<Record<string, unknown>>(
    `SELECT * EXCEPT at, toUnixTimestamp64Milli(at) AS told
     FROM ingest_samples ORDER BY told, origin, topic, partition`,
  );

describe('in a store', () => {
  let store: TestDatabase;
  beforeEach(async () => {
    store = await openTestDatabase();
  });
  afterEach(() => store.close());

  test('each sample holds the difference since the former, and the lag as it stood', async () => {
    const clock = { at: NOW };
    const metrics = makeIngestMetrics({ now: () => clock.at });
    metrics.watch.assigned(permit(0));
    const sample = async () => {
      const { stop } = startSampling({
        tally: metrics.tally,
        lags: metrics.lags,
        write: (samples) => writeIngestSamples(store.db, samples, { at: clock.at, process: 'host:7' }),
        warn: () => {},
      });
      await stop();
    };
    const ago = (ms: number) => ({ storedAt: clock.at, newestAt: clock.at - ms, oldestAt: clock.at - ms });
    metrics.watch.fetched('permit', 0, 50, 50);
    metrics.watch.done(range({ accepted: 8, duplicate: 1, rejected: 1, ...ago(4000), highWatermark: 50 }));
    await sample();
    clock.at += 15_000;
    metrics.watch.done(range({ from: 10, to: 49, accepted: 40, tookMs: 70, ...ago(900), highWatermark: 50 }));
    await sample();
    const place = { process: 'host:7', origin: 'kafka', topic: 'permit', partition: 0 };
    expect(await rowsOf(store.db)).toEqual([
      {
        ...{ told: NOW, ...place, events: 8, repeated: 1, rejected: 1, batches: 1 },
        ...{ store_ms: 200, latency_ms: 4000, lag_messages: 40, lag_seconds: 4 },
      },
      {
        ...{ told: NOW + 15_000, ...place, events: 40, repeated: 0, rejected: 0, batches: 1 },
        ...{ store_ms: 70, latency_ms: 900, lag_messages: 0, lag_seconds: 0 },
      },
    ]);
  });

  test('two samples that are alike are two rows; those of 91 days ago are let go', async () => {
    const { db } = store;
    const sample = {
      ...{
        origin: 'http' as const,
        topic: '',
        partition: -1,
        events: 0,
        repeated: 0,
        rejected: 0,
        batches: 0,
      },
      ...{ storeMs: 0, latencyMs: 0, lagMessages: 0, lagSeconds: 0 },
    };
    const write = (at: number) => writeIngestSamples(db, [sample], { at, process: 'host:7' });
    await write(NOW);
    await write(NOW);
    await write(Date.now() - 91 * 86_400_000);
    await db.command('OPTIMIZE TABLE ingest_samples FINAL');
    expect((await rowsOf(db)).map(({ told }) => told)).toEqual([NOW, NOW]);
  });
});

describe('of a house', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await tempFolder();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await folder.remove();
  });

  const open = async (logger: Logger | null = null): Promise<FolderHouse> => {
    const house = await openHouse({
      dir: folder.path,
      now: () => NOW,
      webDir: null,
      logger,
    });
    if ('owner' in house) throw new Error('the folder is in use');
    return house;
  };
  const post = ({ app }: FolderHouse, events: readonly object[]) =>
    app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });

  test('are of what comes by HTTP and from files, and of what is left when it closes', async () => {
    const house = await open();
    expect((await post(house, [...two.messages(), broken])).statusCode).toBe(200);
    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(async () => expect(await rowsOf(house.shixian.db)).toHaveLength(1));
    const told = await house.shixian.takeIn(asBatch(two.messages()));
    expect(told.duplicate).toBe(3);
    await post(house, two.messages().slice(0, 1));
    await house.close();

    const again = await open();
    const rows = await rowsOf(again.shixian.db);
    await again.close();
    const door = { topic: '', partition: -1, process: expect.stringMatching(/.:\d+$/) };
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...door, origin: 'http', events: 3, repeated: 0, rejected: 1, batches: 1 }),
        expect.objectContaining({ ...door, origin: 'file', events: 0, repeated: 3, rejected: 0, batches: 1 }),
        expect.objectContaining({ ...door, origin: 'http', events: 0, repeated: 1, rejected: 0, batches: 1 }),
      ]),
    );
  });

  test('are none when it is only asked', async () => {
    const asked = await open();
    expect((await asked.app.inject({ method: 'GET', url: '/v1/cases' })).statusCode).toBe(200);
    await asked.close();
    const again = await open();
    const rows = await rowsOf(again.shixian.db);
    await again.close();
    expect(rows).toEqual([]);
  });

  test('that cannot be written are spoken of once, and events are taken in as ever', async () => {
    const lines: string[] = [];
    const warnings = () => lines.filter((line) => line.includes('ingest_samples'));
    const house = await open(pino({ level: 'warn' }, { write: (line) => void lines.push(line) }));
    await house.shixian.db.command('DROP TABLE IF EXISTS ingest_samples');
    for (const message of two.messages()) {
      expect((await house.shixian.takeIn(asBatch([message]))).accepted).toBe(1);
      await vi.advanceTimersByTimeAsync(15_000);
      await vi.waitFor(() => expect(warnings()).toHaveLength(1));
    }
    await house.close();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'samples of the intake cannot be written' });
  });
});
