// Programs in Java write with every compression and read what we write.
import { expect, test } from 'vitest';
import { canCompressZstd } from '../../services/platform/kafka-codecs.ts';
import { COMPRESSIONS } from '../../services/platform/kafka-settings.ts';
import { fresh, listen, messagesOf, until } from '../support/bus-listener.ts';
import { kafkaSettings, openTestBus, sharedBroker } from '../support/kafka-bus.ts';
import { consumeWithJava, produceWithJava } from '../support/kafka-tools.ts';

const shared = sharedBroker();
const tools = shared?.tools ?? null;
const broker = shared?.brokers[0] ?? '';
const settings = kafkaSettings(shared?.brokers ?? ['none:1']);

/** Some repeat, some hardly do, so that no compression can leave them as they are or meet only the easy case. */
const texts = Array.from(
  { length: 3_000 },
  (_, i) => `办件${i} ${'shixian '.repeat(i % 40)}${((i * 2_654_435_761) >>> 0).toString(36)}`,
);

const written = COMPRESSIONS.filter((compression) => compression !== 'zstd' || canCompressZstd());

test.runIf(tools)('what Java wrote with any compression is read byte for byte', async () => {
  const bus = await openTestBus(settings);
  const topics = COMPRESSIONS.map((compression) => ({ compression, topic: fresh(compression) }));
  await bus.ensureTopics(topics.map(({ topic }) => ({ topic, partitions: 1 })));
  for (const { compression, topic } of topics) {
    const lines = texts.map((text, i) => `k${i}\t${text}`);
    await produceWithJava(tools!, { broker, topic, compression, lines });
    const listener = await listen(bus, { group: fresh('group'), topic });
    await until(compression, () => messagesOf(listener).length >= texts.length);
    await listener.consumption.stop();
    expect(messagesOf(listener).map(({ value }) => String(value))).toEqual(texts);
    expect(String(messagesOf(listener)[17]!.key)).toBe('k17');
  }
  await bus.close();
});

test.runIf(tools)('what we write with any compression Java reads', async () => {
  const topic = fresh('ours');
  for (const compression of written) {
    const bus = await openTestBus({ ...settings, compression });
    await bus.ensureTopics([{ topic, partitions: 1 }]);
    await bus.send(texts.map((value, i) => ({ topic, key: `k${i}`, value: `${compression} ${value}` })));
    await bus.close();
  }
  const expected = written.flatMap((compression) => texts.map((text) => `${compression} ${text}`));
  expect(await consumeWithJava(tools!, { broker, topic, count: expected.length })).toEqual(expected);
});
