// A broker that is killed and comes back while messages are sent and read: nothing is lost, nobody has to act.
import { expect, test } from 'vitest';
import { commitWhileHeld, fresh, listen, until } from '../support/bus-listener.ts';
import { openBroker } from '../support/kafka-broker.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';

const shared = sharedBroker();

test.runIf(shared)('sending and consuming go on by themselves once the broker is back', async () => {
  const broker = await openBroker();
  if ('skipped' in broker || !broker.kill || !broker.restart) return;
  const bus = await openTestBus(kafkaSettings(broker.brokers, { requestTimeoutMs: 3_000 }));
  const topic = fresh('topic');
  const group = fresh('group');
  await bus.ensureTopics([{ topic, partitions: 2 }]);
  const listener = await listen(bus, { group, topic, onBatch: commitWhileHeld });
  const send = (from: number): Promise<void> =>
    bus.send(Array.from({ length: 50 }, (_, i) => ({ topic, key: `k${from + i}`, value: String(from + i) })));
  const values = () =>
    new Set(listener.deliveries.flatMap(({ batch }) => batch.messages.map(({ value }) => Number(value))));
  await send(0);
  await until('the first messages', () => values().size === 50);
  const heardAt = listener.consumption.lastHeardAt()!;
  await broker.kill();
  const sending = send(50);
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  await broker.restart();
  await sending;
  await send(100);
  await until('all messages', () => values().size === 150);
  await until('everything is committed', async () =>
    (await bus.positions(group, [topic])).every(({ high, committed }) => committed?.offset === high),
  );
  expect(listener.consumption.lastHeardAt()).toBeGreaterThan(heardAt);
  expect(listener.deaths).toEqual([]);
  const ends = await bus.positions(group, [topic]);
  expect(ends.reduce((sum, { high }) => sum + high, 0)).toBe(150);
  await bus.close();
  await broker.stop();
});
