// The port to a log over Apache Kafka, by kafkajs with its pitfalls fenced.
import type { Consumption, EventBus } from './event-bus.ts';
import { type KafkaAdmin, makeKafkaAdmin } from './kafka-admin.ts';
import type { KafkaLogger } from './kafka-client.ts';
import { canCompressZstd, registerCodecs } from './kafka-codecs.ts';
import { startConsumption } from './kafka-consumption.ts';
import { guardIdleQueues } from './kafka-idle-guard.ts';
import { KafkaProblem } from './kafka-problem.ts';
import { makeKafkaProducer } from './kafka-producer.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { makeTopicNames, type TopicNames } from './topic-names.ts';
import { endsWithin } from './wait-bounded.ts';

/** Fails with a `KafkaProblem` when Kafka cannot be reached or refuses the login. */
export async function openKafkaBus(
  settings: KafkaSettings,
  { logger = null }: { readonly logger?: KafkaLogger | null } = {},
): Promise<EventBus> {
  checkCompression(settings);
  registerCodecs();
  if (!guardIdleQueues()) logger?.warn('this kafkajs is not known; it may use processor time when idle');
  const names = makeTopicNames(settings.topicPrefix);
  const admin = makeKafkaAdmin(settings, logger);
  try {
    await admin.check();
  } catch (error) {
    await endsWithin(settings.connectTimeoutMs, admin.close());
    throw error;
  }
  const producer = makeKafkaProducer(settings, names, logger);
  const consumptions = new Set<Consumption>();
  return {
    ...overNames(admin, names),
    send: producer.send,
    consume: async (options) => {
      const consumption = await startConsumption(options, { settings, admin, names, logger });
      consumptions.add(consumption);
      return {
        lastHeardAt: consumption.lastHeardAt,
        stop: async () => {
          await consumption.stop();
          consumptions.delete(consumption);
        },
      };
    },
    close: async () => {
      await Promise.all([...consumptions].map((consumption) => consumption.stop()));
      await endsWithin(settings.stopTimeoutMs, Promise.all([producer.close(), admin.close()]));
    },
  };
}

function checkCompression({ compression }: KafkaSettings): void {
  if (compression !== 'zstd' || canCompressZstd()) return;
  const field = 'SHIXIAN_KAFKA_COMPRESSION';
  throw new KafkaProblem({
    code: 'kafka-no-zstd',
    message: `${field}: expected none, gzip, snappy or lz4, since Node ${process.versions.node} cannot compress zstd (22.15 and newer can), got "zstd"`,
    field,
    value: compression,
  });
}

/** What the program asks of its topics, under their names at the broker. */
const overNames = (admin: KafkaAdmin, names: TopicNames): Pick<EventBus, 'ensureTopics' | 'positions'> => ({
  ensureTopics: async (topics) => {
    const made = await admin.ensureTopics(
      topics.map(({ topic, partitions }) => ({ topic: names.atBroker(topic), partitions })),
    );
    return made.map(names.here);
  },
  positions: async (group, topics) => {
    const positions = await admin.positions(group, topics.map(names.atBroker));
    return positions.map((position) => ({ ...position, topic: names.here(position.topic) }));
  },
});
