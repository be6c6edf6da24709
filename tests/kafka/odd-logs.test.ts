// Logs with more than plain records in them: transactions, records deleted, records that cannot be unpacked, other people's topics.
import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { UnreadableRecords } from '../../services/platform/kafka-codecs.ts';
import { commitOver, fresh, listen, messagesOf, until } from '../support/bus-listener.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';

const shared = sharedBroker();
const settings = kafkaSettings(shared?.brokers ?? ['none:1']);
const client = () => new kafkajs.Kafka({ brokers: settings.brokers, logLevel: kafkajs.logLevel.NOTHING });

async function prepare() {
  const bus = await openTestBus(settings);
  const topic = fresh('topic');
  await bus.ensureTopics([{ topic, partitions: 1 }]);
  return { bus, topic, group: fresh('group') };
}

test.runIf(shared)(
  'transactions: what was taken back is not read, and their marks in the log hold nothing up',
  async () => {
    const { bus, topic, group } = await prepare();
    const producer = client().producer({
      idempotent: true,
      transactionalId: fresh('id'),
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const transact = async (end: 'commit' | 'abort', ...values: string[]) => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: values.map((value) => ({ value })) });
      await transaction[end]();
    };
    await transact('abort', 'no');
    await transact('commit', 'one', 'two');
    await transact('abort', 'no', 'no');
    await transact('abort', 'no');
    const listener = await listen(bus, { group, topic, onBatch: commitOver });
    await until('what was committed', () => messagesOf(listener).length === 2);
    await until('the fetch to have passed the end', async () => {
      await transact('commit', 'three');
      return messagesOf(listener).length > 2;
    });
    const values = messagesOf(listener).map(({ value, offset }) => `${value}@${offset}`);
    expect(values.slice(0, 3)).toEqual(['one@2', 'two@3', 'three@10']);
    expect(listener.deliveries[0]!.batch.nextOffset).toBeGreaterThan(4);
    await until('the end is committed', async () => {
      const [{ committed, high } = { committed: null, high: -1 }] = await bus.positions(group, [topic]);
      return committed?.offset === high;
    });
    await listener.consumption.stop();
    await producer.disconnect();
    await bus.close();
  },
);

test.runIf(shared)(
  'records deleted before they were read: consuming goes on at the first that is left, not at the end',
  async () => {
    const { bus, topic, group } = await prepare();
    await bus.send(Array.from({ length: 10 }, (_, i) => ({ topic, key: 'k', value: String(i) })));
    const first = await listen(bus, {
      group,
      topic,
      onBatch: (_, lease) => lease.commit({ offset: 2, mark: '' }),
    });
    await until('the commit', async () => (await bus.positions(group, [topic]))[0]!.committed !== null);
    await first.consumption.stop();
    const admin = client().admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    await admin.disconnect();
    expect((await bus.positions(group, [topic]))[0]).toMatchObject({ low: 6, high: 10 });
    const second = await listen(bus, { group, topic, onBatch: commitOver });
    await until('what is left', () => second.offsets(0).length > 0);
    await second.consumption.stop();
    expect(second.offsets(0)).toEqual([6, 7, 8, 9]);
    await bus.close();
  },
);

test.runIf(shared)('records that cannot be unpacked end the consumption, and say so', async () => {
  const bus = await openTestBus({ ...settings, compression: 'lz4' });
  const topic = fresh('topic');
  await bus.ensureTopics([{ topic, partitions: 1 }]);
  await bus.send([{ topic, key: null, value: 'x'.repeat(1000) }]);
  const { CompressionCodecs, CompressionTypes } = kafkajs;
  const codec = CompressionCodecs[CompressionTypes.LZ4];
  CompressionCodecs[CompressionTypes.LZ4] = () => ({
    decompress: async () => {
      throw new UnreadableRecords('lz4 records cannot be unpacked: torn');
    },
  });
  try {
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until('the end', () => listener.deaths.length > 0);
    expect(listener.deaths[0]!.message).toContain('lz4 records cannot be unpacked: torn');
    await listener.consumption.stop();
  } finally {
    CompressionCodecs[CompressionTypes.LZ4] = codec;
    await bus.close();
  }
});

test.runIf(shared)('with a prefix, topics have it at the broker and only there', async () => {
  const { bus, topic, group } = await prepare();
  const prefix = `${topic}.`;
  const prefixed = await openTestBus({ ...settings, topicPrefix: prefix });
  expect(await prefixed.ensureTopics([{ topic: 'water', partitions: 1 }])).toEqual(['water']);
  await prefixed.send([{ topic: 'water', key: 'k', value: 'v' }]);
  const listener = await listen(prefixed, { group, topic: 'water', onBatch: commitOver });
  await until('it', () => listener.deliveries.length > 0);
  await listener.consumption.stop();
  expect(listener.deliveries[0]!.batch.topic).toBe('water');
  expect(listener.assignments[0]!.partitions).toEqual([{ topic: 'water', partition: 0 }]);
  const here = { partition: 0, low: 0, high: 1, committed: { offset: 1, mark: '' } };
  expect(await prefixed.positions(group, ['water'])).toEqual([{ topic: 'water', ...here }]);
  expect(await bus.positions(group, [`${prefix}water`])).toEqual([{ topic: `${prefix}water`, ...here }]);
  await Promise.all([bus.close(), prefixed.close()]);
});

test.runIf(shared)('a message too large for the broker fails alone, with what was wrong', async () => {
  const { bus, topic } = await prepare();
  const noise = randomBytes(3_000_000);
  const sends = [
    bus.send([{ topic, key: 'a', value: 'first' }]),
    bus.send([{ topic, key: 'b', value: noise }]),
    bus.send([{ topic, key: 'c', value: 'last' }]),
  ];
  const outcomes = await Promise.allSettled(sends);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(String((outcomes[1] as PromiseRejectedResult).reason)).toMatch(/to send to topic-.*larger than/);
  await bus.close();
});

test.runIf(shared)('consuming a topic that does not exist is refused at once', async () => {
  const { bus, group } = await prepare();
  await expect(listen(bus, { group, topic: 'no-such-topic' })).rejects.toThrow(
    'Kafka has no topic "no-such-topic"',
  );
  await bus.close();
});
