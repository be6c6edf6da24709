// Sends to Kafka in batches, one request after the other: what waits meanwhile goes with the next.
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Message, type Producer, type TopicMessages } from 'kafkajs';
import type { OutgoingMessage } from './event-bus.ts';
import { createClient, type KafkaLogger, RETRY } from './kafka-client.ts';
import { explainKafka, isPassing, isProgramError, protocolType } from './kafka-problem.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import { makeRenewable } from './renewable.ts';
import { makeSendQueue } from './send-queue.ts';
import type { TopicNames } from './topic-names.ts';
import { waitMs } from './wait-bounded.ts';

export interface KafkaProducer {
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** Below the megabyte a broker takes by default of one partition in one request. */
const LIMITS = { messages: 2_000, bytes: 900_000 } as const;

/** Answers after which a producer with a new identity can send what the old one could not. */
const NEEDS_NEW_IDENTITY = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);

/** Answers about what was sent, which another's messages in the same request have no part in. */
const BLAMES_CONTENT = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
]);

const blamesContent = (error: unknown): boolean => BLAMES_CONTENT.has(protocolType(error) ?? '');

/** Whether a new producer may do what this one could not. */
const mayPassAnew = (error: unknown): boolean =>
  !blamesContent(error) &&
  (isPassing(error) || isProgramError(error) || NEEDS_NEW_IDENTITY.has(protocolType(error) ?? ''));

const TYPES = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
} as const;

export function makeKafkaProducer(
  settings: KafkaSettings,
  names: TopicNames,
  logger: KafkaLogger | null,
): KafkaProducer {
  const renewable = makeRenewable(
    () => openProducer(settings, logger),
    ({ producer }) => producer.disconnect(),
  );
  const request = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    const topicMessages = toTopicMessages(messages, names);
    const until = Date.now() + settings.sendTimeoutMs;
    for (let tries = 0; ; tries += 1) {
      try {
        return await renewable.use((open) => sendPatiently(open, topicMessages, until, settings));
      } catch (error) {
        if (Date.now() > until || !mayPassAnew(error)) throw error;
        await sleep(waitMs(tries));
      }
    }
  };
  const queue = makeSendQueue({
    limits: LIMITS,
    blamesContent,
    request: (messages) =>
      request(messages).catch((error) => {
        const topics = [...new Set(messages.map(({ topic }) => topic))].join(', ');
        throw explainKafka(error, `to send to ${topics}`, settings);
      }),
  });
  return {
    send: queue.send,
    close: async () => {
      await queue.drained();
      await renewable.close();
    },
  };
}

interface OpenProducer {
  readonly producer: Producer;
  /** When what is being sent is given up. */
  readonly until: { ms: number };
}

async function openProducer(settings: KafkaSettings, logger: KafkaLogger | null): Promise<OpenProducer> {
  const until = { ms: Number.POSITIVE_INFINITY };
  const producer = createClient(settings, logger).producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: steadyPartitioner(until),
    retry: RETRY,
  });
  await producer.connect();
  return { producer, until };
}

/**
 * Keeps to the partition chosen first: kafkajs asks anew at every try, and a message without a key would go
 * to another one each time, where the broker cannot tell that it has it already.
 */
const steadyPartitioner = (until: { readonly ms: number }) => () => {
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  const chosen = new WeakMap<Message, number>();
  return (args: Parameters<typeof choose>[0]): number => {
    if (Date.now() > until.ms)
      throw Object.assign(new Error('not acknowledged in time'), { retriable: false });
    const partition = chosen.get(args.message) ?? choose(args);
    chosen.set(args.message, partition);
    return partition;
  };
};

/**
 * The same messages by the same producer until they are acknowledged: the broker tells by their sequence what it
 * has already. Nothing else may be sent by it before, since kafkajs gives the sequence of what failed to the next.
 */
async function sendPatiently(
  { producer, until }: OpenProducer,
  topicMessages: TopicMessages[],
  untilMs: number,
  { compression }: KafkaSettings,
): Promise<void> {
  until.ms = untilMs;
  for (let tries = 0; ; tries += 1) {
    try {
      await producer.sendBatch({ acks: -1, compression: TYPES[compression], topicMessages });
      return;
    } catch (error) {
      if (Date.now() > untilMs || !isPassing(error) || blamesContent(error)) throw error;
      await sleep(waitMs(tries));
    }
  }
}

/** kafkajs sends each list as it is, so the objects stay the same over all tries. */
function toTopicMessages(messages: readonly OutgoingMessage[], names: TopicNames): TopicMessages[] {
  const byTopic = new Map<string, Message[]>();
  for (const { topic, key, value, headers } of messages) {
    const list = byTopic.get(topic) ?? [];
    list.push({ key, value, headers: { ...headers } });
    byTopic.set(topic, list);
  }
  return [...byTopic].map(([topic, list]) => ({ topic: names.atBroker(topic), messages: list }));
}
