// `shixian ingest`: reads Kafka into a ClickHouse server; any number of these share the partitions.
import { failure } from './failure.ts';
import type { House } from './furnish.ts';
import { openSampled } from './open-house.ts';
import { type Kafka, type KafkaOptions, openKafka, readKafka, throughKafka } from './open-kafka.ts';
import { openServerHouse, readServer, type ServerStore } from './open-server-house.ts';
import { closeInTime, type Listening, listen, makeLogger, say, stopOnSignal, untilAborted } from './serve.ts';
import { watchRules } from './watch-rules.ts';

export interface IngestCommand extends Listening, KafkaOptions, ServerStore {
  readonly log: string;
}

export async function runIngest(options: IngestCommand): Promise<void> {
  const stop = stopOnSignal();
  const logger = makeLogger(options.log);
  const server = await readServer(options);
  const settings = await readKafka(options);
  if (settings === null) throw NO_KAFKA;
  const kafka = await openKafka(settings, options, logger);
  try {
    const house = await openSampled(
      {
        now: Date.now,
        webDir: null,
        logger,
        prepared: true,
        ...throughKafka(kafka),
        watched: { health: kafka.health, metrics: kafka.metrics },
      },
      (sampled) => openServerHouse(server, sampled),
    );
    await work(house, kafka, options, stop);
  } catch (error) {
    await kafka.close();
    throw error;
  }
  process.exit(stop.aborted ? 0 : 1);
}

const NO_KAFKA = failure(
  'no-kafka',
  'shixian ingest reads Kafka; name its brokers with --kafka or SHIXIAN_KAFKA_BROKERS',
);

/** Ends when asked to, when consuming ended for good, or when the store has come under other rules. */
async function work(house: House, kafka: Kafka, options: IngestCommand, stop: AbortSignal): Promise<void> {
  const rules = watchRules(house.shixian);
  try {
    const address = await listen(house.app, options);
    say(`reading ${await kafka.begin(house.shixian)}`);
    say(`health and metrics are at ${address}/readyz and ${address}/metrics`);
    await untilAborted(stop, kafka.dead, rules.changed);
    if (rules.changed.aborted) process.stderr.write(`shixian: ${rules.changed.reason}\n`);
  } finally {
    rules.stop();
    await closeInTime(house.app, async () => {
      await kafka.close();
      await house.close();
    });
  }
}
