// Channels of kind kafka: without a broker they are refused, with one their topics are made before anything is told.
import { expect, test } from 'vitest';
import { ChannelsFile } from '../../schemas/channel.ts';
import { Failure } from '../../services/cli/failure.ts';
import { makeCardTopics, openChannelBus, requireBroker } from '../../services/cli/open-channel-bus.ts';
import { KafkaSettings } from '../../services/platform/kafka-settings.ts';

const channelsOf = (channels: Record<string, object>) => {
  const routes = [{ channels: [Object.keys(channels)[0]] }];
  const file = ChannelsFile.parse({ channels, routes });
  return new Map(
    Object.entries(file.channels).map(
      ([name, settings]) => [name, { settings, secrets: new Map() }] as const,
    ),
  );
};

const desk = { kind: 'webhook', url: 'https://desk.example.org' };
const withKafka = channelsOf({
  desk,
  one: { kind: 'kafka' },
  two: { kind: 'kafka' },
  own: { kind: 'kafka', topic: 'city.cards' },
});
const withoutKafka = channelsOf({ desk });
const settings = KafkaSettings.parse({ brokers: ['127.0.0.1:1'] });

test('the first that needs a broker is named where there is none', async () => {
  expect(() => requireBroker(withKafka, null)).toThrow(/channel one is of kind kafka; .*--kafka/);
  await expect(openChannelBus(withKafka, null, null)).rejects.toBeInstanceOf(Failure);
  expect(() => requireBroker(withKafka, settings)).not.toThrow();
});

test('Kafka is not reached for where no channel needs it', async () => {
  expect(await openChannelBus(withoutKafka, settings, null)).toBeNull();
  expect(await openChannelBus(withoutKafka, null, null)).toBeNull();
});

test('each topic is asked for once', async () => {
  const asked: object[] = [];
  const ensureTopics = async (topics: readonly { topic: string }[]) => {
    asked.push(topics);
    return topics.map(({ topic }) => topic);
  };
  await makeCardTopics(withKafka, { ensureTopics });
  await makeCardTopics(withoutKafka, { ensureTopics });
  expect(asked).toEqual([
    [
      { topic: 'shixian.cards', partitions: 6 },
      { topic: 'city.cards', partitions: 6 },
    ],
  ]);
});
