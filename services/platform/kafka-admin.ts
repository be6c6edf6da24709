// What the program asks a Kafka cluster about itself: topics, where they end, where groups stand.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { CommitPoint, PartitionPosition } from './event-bus.ts';
import { createClient, type KafkaLogger } from './kafka-client.ts';
import { explainKafka, KafkaProblem, protocolType } from './kafka-problem.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { makeRenewable } from './renewable.ts';

export interface LogSpan {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Topics here are named as at the broker. */
export interface KafkaAdmin {
  check(): Promise<void>;
  ensureTopics(topics: readonly { readonly topic: string; readonly partitions: number }[]): Promise<string[]>;
  spans(topic: string): Promise<LogSpan[]>;
  /** By topic and partition, as `placeOf`; those nothing was committed for are left out. */
  committed(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, CommitPoint>>;
  positions(group: string, topics: readonly string[]): Promise<PartitionPosition[]>;
  close(): Promise<void>;
}

export const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

export function makeKafkaAdmin(settings: KafkaSettings, logger: KafkaLogger | null): KafkaAdmin {
  const renewable = makeRenewable(
    async () => {
      const admin = createClient(settings, logger).admin();
      await admin.connect();
      return admin;
    },
    (admin) => admin.disconnect(),
  );
  const ask = <T>(doing: string, work: (admin: Admin) => Promise<T>): Promise<T> =>
    renewable.use(work).catch((error) => {
      throw explainKafka(error, doing, settings);
    });
  const spans: KafkaAdmin['spans'] = (topic) =>
    ask(`to tell where the topic "${topic}" ends`, (admin) => fetchSpans(admin, topic));
  const committed: KafkaAdmin['committed'] = (group, topics) =>
    ask(`to tell where the group "${group}" stands`, (admin) => fetchCommitted(admin, group, topics));
  return {
    spans,
    committed,
    check: () => ask('to tell of itself', async (admin) => void (await admin.describeCluster())),
    ensureTopics: (topics) =>
      ask(`to make the topics ${topics.map(({ topic }) => topic).join(', ')}`, (admin) =>
        makeMissing(admin, topics),
      ),
    positions: async (group, topics) => {
      const points = await committed(group, topics);
      const all = await Promise.all(
        topics.map(async (topic) =>
          (await spans(topic)).map((span) => ({
            topic,
            ...span,
            committed: points.get(placeOf(topic, span.partition)) ?? null,
          })),
        ),
      );
      return all.flat();
    },
    close: () => renewable.close(),
  };
}

async function fetchSpans(admin: Admin, topic: string): Promise<LogSpan[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets
    .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
    .sort((a, b) => a.partition - b.partition);
}

async function fetchCommitted(
  admin: Admin,
  group: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, CommitPoint>> {
  const answer = await admin.fetchOffsets({ groupId: group, topics: [...topics] });
  return new Map(
    answer.flatMap(({ topic, partitions }) =>
      partitions
        // Negative for nothing committed, and where the client itself went back to the beginning.
        .filter(({ offset }) => Number(offset) >= 0)
        .map(({ partition, offset, metadata }): [string, CommitPoint] => [
          placeOf(topic, partition),
          { offset: Number(offset), mark: metadata ?? '' },
        ]),
    ),
  );
}

/** One request a topic: another program may make some of them at the same time, and only ours are told. */
async function makeMissing(
  admin: Admin,
  topics: readonly { readonly topic: string; readonly partitions: number }[],
): Promise<string[]> {
  const there = new Set(await admin.listTopics());
  const made: string[] = [];
  for (const { topic, partitions } of topics) {
    if (there.has(topic)) continue;
    // A replication factor of -1 leaves it to the broker.
    const wanted = { topic, numPartitions: partitions, replicationFactor: -1 };
    if (await admin.createTopics({ topics: [wanted], waitForLeaders: false })) made.push(topic);
  }
  await untilLed(
    admin,
    topics.map(({ topic }) => topic),
  );
  return made;
}

const LED_TRIES = 150;
const LED_MS = 200;
const NOT_YET = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** A topic that this or another program has just made is known to every broker, with its leaders, a moment later. */
async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const found = await admin.fetchTopicMetadata({ topics });
      const isLed = found.topics.every(
        ({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0),
      );
      if (isLed || tries > LED_TRIES) return;
    } catch (error) {
      if (!NOT_YET.includes(protocolType(error) ?? '') || tries > LED_TRIES) throw error;
    }
    await sleep(LED_MS);
  }
}

/** Fails when a topic is missing, which kafkajs else waits for in silence. */
export async function checkTopics(admin: KafkaAdmin, topics: readonly string[]): Promise<void> {
  for (const topic of topics) {
    const found = await admin.spans(topic).catch((error: KafkaProblem) => {
      if (protocolType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      return [];
    });
    if (found.length === 0)
      throw new KafkaProblem({
        code: 'kafka-no-topic',
        message: `Kafka has no topic "${topic}"; expected it to be made before it is consumed`,
        value: topic,
      });
  }
}
