// The commands that work on Kafka, as a person runs them: start --kafka, migrate, ingest, gateway, simulate --to kafka.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ClickhouseFront, openFront } from '../support/clickhouse-front.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { sharedBroker } from '../support/kafka-bus.ts';
import { type Ended, endServers, type Server, shixian, startCommand } from '../support/shixian-process.ts';
import { emptyDisk, fillDisk, onSmallDisk } from '../support/small-disk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const broker = sharedBroker();

let prefixes = 0;
/** Each test has topics of its own. */
const environment = (more: Record<string, string> = {}) => ({
  SHIXIAN_KAFKA_BROKERS: broker!.brokers.join(','),
  SHIXIAN_KAFKA_TOPIC_PREFIX: `commands.${process.pid}.${prefixes}.`,
  ...more,
});

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at by hand
const json = async (address: string, path: string): Promise<any> =>
  (await fetch(new URL(path, address))).json();

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean): Promise<T> {
  for (const end = Date.now() + 60_000; ; ) {
    const found = await ask();
    if (enough(found)) return found;
    if (Date.now() > end) throw new Error(`not in a minute: ${JSON.stringify(found).slice(0, 500)}`);
    await sleep(100);
  }
}

const casesAt = (server: Server, cases: number) =>
  until(
    () => json(server.address, '/v1/status'),
    (status) => status.cases >= cases,
  );

const event = (id: string, more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id,
  source: '/tests',
  subject: `case-${id}`,
  type: 'water.application.received',
  time: '2026-03-02T09:00:00+08:00',
  data: { jurisdiction: 'cn/hubei/ezhou', service: 'water connection', attributes: {} },
  ...more,
});

const post = (server: Server, events: readonly unknown[]) =>
  fetch(new URL('/v1/events', server.address), {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });

afterEach(async () => {
  await endServers();
  prefixes += 1;
});

describe.skipIf(broker === null)('shixian start --kafka', () => {
  test('reads what is written to Kafka, says how it is, and stops in good order', async () => {
    const folder = await tempFolder();
    const env = environment();
    const server = await startCommand(['start', '--port', '0', '--data', folder.path, '--no-sample'], {
      env,
    });
    const told = await shixian(['simulate', '--to', 'kafka', '--cases', '40', '--faults', 'none'], { env });
    expect(told.stdout).toMatch(/events written to Kafka in/);
    const status = await casesAt(server, 40);
    expect(status.cases).toBe(40);
    expect(await json(server.address, '/readyz')).toMatchObject({ status: 'ready' });
    const metrics = await (await fetch(new URL('/metrics', server.address))).text();
    expect(metrics).toMatch(/^shixian_ingest_events_total\{.*outcome="accepted"\} \d+$/m);
    expect(await server.stop()).toBe(0);
    const again = await startCommand(['start', '--port', '0', '--data', folder.path, '--no-sample'], { env });
    expect((await json(again.address, '/v1/status')).events).toBe(status.events);
    expect(await again.stop()).toBe(0);
    await folder.remove();
  });

  test('on a disk that is full nothing is passed over; with room again everything is stored', async ({
    skip,
  }) => {
    const folder = await tempFolder();
    const env = environment();
    await onSmallDisk(folder.path, 'size=96m', skip, async () => {
      const start = ['start', '--port', '0', '--data', folder.path, '--no-sample', '--log', 'warn'];
      const server = await startCommand(start, { env });
      fillDisk(folder.path);
      await shixian(['simulate', '--to', 'kafka', '--cases', '20', '--faults', 'none'], { env });
      const failing = async () => server.output().stderr.includes('not enough space');
      await until(failing, (isFailing) => isFailing);
      expect((await json(server.address, '/v1/status')).cases).toBeLessThan(20);
      emptyDisk(folder.path);
      expect((await casesAt(server, 20)).rejected).toBe(0);
      expect(await server.stop()).toBe(0);
    });
    await folder.remove();
  });

  test('another store reads the topics from their beginning', async () => {
    const [one, two] = [await tempFolder(), await tempFolder()];
    const env = environment();
    await shixian(['simulate', '--to', 'kafka', '--cases', '5', '--faults', 'none'], { env });
    for (const { path } of [one, two]) {
      const server = await startCommand(['start', '--port', '0', '--data', path, '--no-sample'], { env });
      expect((await casesAt(server, 5)).cases).toBe(5);
      expect(await server.stop()).toBe(0);
    }
    await one.remove();
    await two.remove();
  });
});

describe.skipIf(broker === null)('a store on a server', () => {
  let store: TestDatabase;
  let front: ClickhouseFront;
  beforeAll(async () => {
    store = await openTestDatabase({ migrated: false });
    front = await openFront(store.db);
  });
  afterAll(async () => {
    await front?.close();
    await store?.close();
  });
  const onServer = () => environment({ SHIXIAN_CLICKHOUSE_URL: front.url });
  const ended = (args: readonly string[], env: Record<string, string>): Promise<Ended> =>
    shixian(args, { env });

  test('is refused before it is prepared, and says what to do', async () => {
    const { code, stderr } = await ended(['ingest', '--port', '0'], onServer());
    expect(code).toBe(1);
    expect(stderr).toMatch(/shixian: store-not-ready: .*run shixian migrate/);
  });

  test('migrate prepares it; two ingest processes and a gateway share the work', async () => {
    const env = onServer();
    expect(await ended(['migrate'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is ready under rules/),
    });
    const first = await startCommand(['ingest', '--port', '0', '--log', 'warn'], { env });
    const second = await startCommand(['ingest', '--port', '0', '--log', 'warn'], { env });
    const gateway = await startCommand(['gateway', '--port', '0'], { env });
    const answer = await post(gateway, [event('1'), event('2'), event('3', { type: 'water.nothing' })]);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ queued: 2, rejected: 1, accepted: 0 });
    await casesAt(gateway, 2);
    await shixian(['simulate', '--to', 'kafka', '--cases', '30', '--faults', 'none'], { env });
    await casesAt(gateway, 32);
    for (const server of [first, second])
      await until(
        () => json(server.address, '/readyz'),
        ({ status }) => status === 'ready',
      );
    expect((await json(gateway.address, '/v1/rejected')).rejected).toHaveLength(1);
    expect(await first.stop()).toBe(0);
    await post(gateway, [event('4')]);
    await casesAt(gateway, 33);
    expect([await second.stop(), await gateway.stop()]).toEqual([0, 0]);
  });

  test('a store under other rules is refused', async () => {
    const env = onServer();
    await store.db.command(
      "INSERT INTO rule_epochs SELECT max(epoch) + 1, 'of another program', now64(3) FROM rule_epochs",
    );
    const { code, stderr } = await ended(['gateway', '--port', '0'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/shixian: rules-differ: .*of another program.*run shixian migrate/);
  });

  test('without a server or without Kafka the commands say what is missing', async () => {
    const { stderr } = await ended(['migrate'], environment());
    expect(stderr).toMatch(/no-clickhouse: .*SHIXIAN_CLICKHOUSE_URL/);
    const none = await ended(['ingest'], { SHIXIAN_CLICKHOUSE_URL: front.url });
    expect(none.stderr).toMatch(/no-kafka: .*SHIXIAN_KAFKA_BROKERS/);
  });
});
