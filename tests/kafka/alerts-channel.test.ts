// A channel of kind kafka, tried as a person does: its topic is made, and what is told is there to be read.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKafkaBus } from '../../services/platform/kafka-bus.ts';
import { readKafkaSettings } from '../../services/platform/read-kafka-settings.ts';
import { sharedBroker } from '../support/kafka-bus.ts';
import { shixian } from '../support/shixian-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const broker = sharedBroker();

test.skipIf(broker === null)('alerts test makes the topic and writes one record', async () => {
  const folder = await tempFolder();
  const file = join(folder.path, 'channels.yaml');
  await writeFile(file, 'channels:\n  bus: { kind: kafka }\nroutes:\n  - { channels: [bus] }\n');
  const env = {
    SHIXIAN_KAFKA_BROKERS: broker!.brokers.join(','),
    SHIXIAN_KAFKA_TOPIC_PREFIX: `alerts.${process.pid}.`,
  };
  const told = await shixian(['alerts', 'test', '--channel', 'bus', '--channels', file], { env });
  expect(told).toMatchObject({ code: 0, stdout: 'bus (kafka): 1 acknowledged\n' });
  const read = await readKafkaSettings(env);
  if (!read.ok || read.settings === null) throw new Error('no settings');
  const bus = await openKafkaBus(read.settings);
  const positions = await bus.positions('nobody', ['shixian.cards']);
  await bus.close();
  expect(positions).toHaveLength(6);
  expect(positions.reduce((sum, { high }) => sum + high, 0)).toBe(1);
  await folder.remove();
});
