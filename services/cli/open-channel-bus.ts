// Kafka for channels of that kind: reached before anything is told, with their topics made.
import type { Logger } from 'pino';
import type { LoadedChannel } from '../alert/channels/load-channels.ts';
import type { EventBus } from '../platform/event-bus.ts';
import { openKafkaBus } from '../platform/kafka-bus.ts';
import type { KafkaSettings } from '../platform/kafka-settings.ts';
import { failure } from './failure.ts';

type Channels = ReadonlyMap<string, LoadedChannel>;

const PARTITIONS = 6;

const kafkaChannels = (channels: Channels): { readonly name: string; readonly topic: string }[] =>
  [...channels].flatMap(([name, { settings }]) =>
    settings.kind === 'kafka' ? [{ name, topic: settings.topic }] : [],
  );

/** A channel of kind kafka without a broker is a Failure; `settings` are null where none is named. */
export function requireBroker(channels: Channels, settings: KafkaSettings | null): void {
  const [first] = kafkaChannels(channels);
  if (first === undefined || settings !== null) return;
  throw failure(
    'no-kafka',
    `channel ${first.name} is of kind kafka; name its brokers with --kafka or SHIXIAN_KAFKA_BROKERS`,
  );
}

/** Makes the topics that these channels write to and that are missing. */
export async function makeCardTopics(
  channels: Channels,
  bus: Pick<EventBus, 'ensureTopics'>,
  partitions = PARTITIONS,
): Promise<void> {
  const topics = [...new Set(kafkaChannels(channels).map(({ topic }) => topic))];
  if (topics.length > 0) await bus.ensureTopics(topics.map((topic) => ({ topic, partitions })));
}

/** A bus for these channels alone; null where none of them needs it. */
export async function openChannelBus(
  channels: Channels,
  settings: KafkaSettings | null,
  logger: Logger | null,
): Promise<EventBus | null> {
  requireBroker(channels, settings);
  if (settings === null || kafkaChannels(channels).length === 0) return null;
  const bus = await openKafkaBus(settings, { logger });
  try {
    await makeCardTopics(channels, bus);
    return bus;
  } catch (error) {
    await bus.close();
    throw error;
  }
}
