// What becomes of a partition when its consumer is killed, frozen, slow or broken.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CommitPoint, EventBus } from '../../services/platform/event-bus.ts';
import { commitOver, fresh, listen, until } from '../support/bus-listener.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';
import { heard, startFreezing, startWritingAhead } from '../support/kafka-worker.ts';
import { tempFolder } from '../support/temp-folder.ts';

const shared = sharedBroker();
const settings = kafkaSettings(shared?.brokers ?? ['none:1'], { sessionTimeoutMs: 1_000 });

async function prepare(count: number): Promise<{ bus: EventBus; topic: string; group: string }> {
  const bus = await openTestBus(settings);
  const topic = fresh('topic');
  await bus.ensureTopics([{ topic, partitions: 1 }]);
  await bus.send(Array.from({ length: count }, (_, i) => ({ topic, key: `k${i}`, value: String(i) })));
  return { bus, topic, group: fresh('group') };
}

test.runIf(shared)('what a killed consumer wrote down is what the next one is told', async () => {
  const { bus, topic, group } = await prepare(7);
  const worker = startWritingAhead({ settings, group, topic });
  expect(await heard(worker, 'written')).toEqual({ written: '{"from":0,"to":6}' });
  await worker.kill('SIGKILL');
  const told: (CommitPoint | null)[] = [];
  const next = await listen(bus, {
    group,
    topic,
    onBatch: async (batch, lease) => {
      told.push(await lease.committed());
      await commitOver(batch, lease);
    },
  });
  await until('the range again', () => next.offsets(0).length === 7);
  await next.consumption.stop();
  expect(told).toEqual([{ offset: 0, mark: '{"from":0,"to":6}' }]);
  expect(next.offsets(0)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect((await bus.positions(group, [topic]))[0]!.committed).toEqual({ offset: 7, mark: '' });
  await bus.close();
});

test.runIf(shared)(
  'the broker refuses the commit of a consumer that was frozen while another took over',
  async () => {
    const { bus, topic, group } = await prepare(5);
    const folder = await tempFolder();
    const goOn = join(folder.path, 'go-on');
    const worker = startFreezing({ settings, group, topic, goOn });
    await heard(worker, 'holding');
    process.kill(worker.pid, 'SIGSTOP');
    const other = await listen(bus, {
      group,
      topic,
      onBatch: (_, lease) => lease.commit({ offset: 2, mark: 'mine' }),
    });
    await until('another consumer', () => other.deliveries.length > 0);
    await until('its commit', async () => (await bus.positions(group, [topic]))[0]!.committed !== null);
    await writeFile(goOn, '');
    process.kill(worker.pid, 'SIGCONT');
    expect(await heard(worker, 'outcome')).toEqual({ held: true, outcome: 'LeaseLost', after: false });
    expect((await bus.positions(group, [topic]))[0]!.committed).toEqual({ offset: 2, mark: 'mine' });
    await bus.close();
    await folder.remove();
  },
);

test.runIf(shared)('a handler that works longer than the session keeps its partition', async () => {
  const { bus, topic, group } = await prepare(3);
  const outcomes: string[] = [];
  const listener = await listen(bus, {
    group,
    topic,
    onBatch: async (batch, lease) => {
      await new Promise((resolve) => setTimeout(resolve, 3 * settings.sessionTimeoutMs));
      outcomes.push(
        await commitOver(batch, lease).then(
          () => 'taken',
          ({ name }) => name,
        ),
      );
    },
  });
  await until('the commit', () => outcomes.length > 0);
  await listener.consumption.stop();
  expect([outcomes, listener.assignments.length]).toEqual([['taken'], 1]);
  await bus.close();
});

test.runIf(shared)('a handler that throws ends the consumption, and says so', async () => {
  const { bus, topic, group } = await prepare(3);
  const listener = await listen(bus, {
    group,
    topic,
    onBatch: () => {
      throw new TypeError('x is not a function');
    },
  });
  await until('the end', () => listener.deaths.length > 0);
  expect(listener.deaths.map(({ message }) => message)).toEqual(['x is not a function']);
  expect(listener.deliveries[0]!.lease.held()).toBe(false);
  await listener.consumption.stop();
  expect(listener.deliveries).toHaveLength(1);
  await bus.close();
});

test.runIf(shared)(
  'a partition paused for good goes on where it stays with its consumer in the next generation',
  async () => {
    const { bus, topic, group } = await prepare(3);
    const first = await listen(bus, { group, topic, onBatch: (_, lease) => lease.pauseFrom(1, null) });
    await until('the pause', () => first.deliveries.length === 1);
    const others = await openTestBus(settings);
    const second = await listen(others, { group, topic, onBatch: (_, lease) => lease.pauseFrom(1, null) });
    await until('another generation', () => first.assignments.length > 1);
    await second.consumption.stop();
    await until('the partition again', () => first.deliveries.length > 1);
    expect(first.assignments.at(-1)!.partitions).toEqual([{ topic, partition: 0 }]);
    await Promise.all([bus.close(), others.close()]);
  },
);
