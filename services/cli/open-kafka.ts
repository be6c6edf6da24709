// Reaches Kafka and holds together what reads it into the store: the bus, the watches, the consumption.
import type { Logger } from 'pino';
import { systems } from '../../schemas/events/vocabulary.ts';
import { consumeEvents } from '../ingest/consume-events.ts';
import { type IngestHealth, makeIngestHealth } from '../ingest/ingest-health.ts';
import { makeIngestLog } from '../ingest/ingest-log.ts';
import { type IngestMetrics, makeIngestMetrics } from '../ingest/ingest-metrics.ts';
import { createSender } from '../ingest/send-events.ts';
import { deadLetterTopic, topicOf } from '../ingest/topics.ts';
import { watchAll } from '../ingest/watch-all.ts';
import type { Shixian } from '../main.ts';
import type { Consumption, EventBus } from '../platform/event-bus.ts';
import { openKafkaBus } from '../platform/kafka-bus.ts';
import type { KafkaSettings } from '../platform/kafka-settings.ts';
import { programVersion } from '../platform/program-version.ts';
import { readKafkaSettings } from '../platform/read-kafka-settings.ts';
import { Failure } from './failure.ts';
import type { FurnishOptions } from './furnish.ts';
import { readSystems } from './read-systems.ts';

export interface KafkaOptions {
  /** host:port,host:port; the environment's brokers when absent. */
  readonly kafka?: string;
  /** Comma-separated; all when absent. */
  readonly systems?: string;
  /** The store's own group when absent. */
  readonly group?: string;
  /** Of topics that are made because they are missing. */
  readonly partitions?: number;
  readonly brake?: boolean;
}

const PARTITIONS = 6;
const HEAR_MS = 15_000;

/** Kafka, reached; nothing is read from it until `begin`. */
export interface Kafka {
  readonly bus: EventBus;
  readonly health: () => IngestHealth;
  readonly metrics: IngestMetrics;
  readonly makeTopics: () => Promise<void>;
  /** Makes missing topics and begins to consume into the store; returns what is read, in words. */
  readonly begin: (shixian: Shixian) => Promise<string>;
  /** Aborted when consuming ended for good although nobody asked. */
  readonly dead: AbortSignal;
  /** Ends what is under way and lets go. */
  readonly close: () => Promise<void>;
}

/** Null when neither option nor environment names a broker. */
export async function readKafka({ kafka }: Pick<KafkaOptions, 'kafka'>): Promise<KafkaSettings | null> {
  const named = kafka === undefined ? {} : { SHIXIAN_KAFKA_BROKERS: kafka };
  const read = await readKafkaSettings({ ...process.env, ...named });
  if (!read.ok) throw new Failure(read.problems);
  return read.settings;
}

export async function openKafka(
  settings: KafkaSettings,
  options: KafkaOptions,
  logger: Logger,
): Promise<Kafka> {
  const chosen = [...new Set(readSystems(options.systems, systems))];
  const topics = chosen.map((system) => topicOf(system));
  const bus = await openKafkaBus(settings, { logger });
  const dead = new AbortController();
  let consumption: Consumption | null = null;
  let group: string | null = options.group ?? null;
  const health = makeIngestHealth({ now: Date.now, heardAt: () => consumption?.lastHeardAt() ?? null });
  const hear = async () => {
    const askedAt = Date.now();
    const positions = group === null ? [] : await bus.positions(group, topics);
    health.heard(positions, askedAt);
    return positions;
  };
  const metrics = makeIngestMetrics({ now: Date.now, positions: hear });
  // Records that are never fetched show in the broker's positions alone.
  const hearing = setInterval(() => hear().catch(() => {}), HEAR_MS);
  const makeTopics = async () => {
    await bus.ensureTopics([
      ...topics.map((topic) => ({ topic, partitions: options.partitions ?? PARTITIONS })),
      ...topics.map((topic) => ({ topic: deadLetterTopic(topic), partitions: 1 })),
    ]);
  };
  return {
    bus,
    makeTopics,
    health: () => health.health(Date.now()),
    metrics,
    dead: dead.signal,
    begin: async (shixian) => {
      const name = options.group ?? `shixian-${shixian.storeId}`;
      group = name;
      await makeTopics();
      consumption = await consumeEvents({
        bus,
        group: name,
        topics,
        takeIn: shixian.takeIn,
        forget: shixian.forget,
        watch: watchAll(metrics.watch, health.watch, makeIngestLog(logger)),
        now: Date.now,
        appVersion: programVersion(),
        brake: options.brake ?? true,
        onDead: (error) => {
          health.died(error);
          logger.fatal({ err: error }, 'consuming ended for good; the process ends');
          dead.abort(error);
        },
      });
      return `${topics.join(', ')} of ${settings.brokers.join(',')} as group ${name}`;
    },
    close: async () => {
      clearInterval(hearing);
      await consumption?.stop();
      await bus.close();
    },
  };
}

/** What comes by HTTP goes to Kafka, so that each case has one consumer. */
export const throughKafka = ({ bus, metrics }: Kafka): Pick<FurnishOptions, 'watched' | 'takeInOf'> => ({
  watched: { metrics },
  takeInOf: ({ db }) => createSender({ bus, db, now: Date.now, appVersion: programVersion() }),
});
