// One consumer of kafkajs, from its first connection to its crash.
import kafkajs, { type Consumer, type PartitionAssigner } from 'kafkajs';
import type { ConsumeOptions } from './event-bus.ts';
import type { KafkaAdmin } from './kafka-admin.ts';
import { createClient, type KafkaLogger, RETRY } from './kafka-client.ts';
import { type Membership, makeMembership } from './kafka-generation.ts';
import { type HandOver, handOver } from './kafka-hand-over.ts';
import type { KafkaSettings } from './kafka-settings.ts';
import type { TopicNames } from './topic-names.ts';
import { endsWithin, patiently } from './wait-bounded.ts';

export interface MemberOptions
  extends Pick<ConsumeOptions, 'group' | 'topics' | 'onBatch' | 'onAssigned'>,
    Pick<HandOver, 'inTurn' | 'onHanded' | 'onBroken'> {
  readonly settings: KafkaSettings;
  readonly admin: KafkaAdmin;
  readonly names: TopicNames;
  readonly logger: KafkaLogger | null;
  readonly onHeard: () => void;
}

export interface Member {
  connect(): Promise<void>;
  /** Consumes until it cannot; resolves with why. */
  run(): Promise<unknown>;
  /** Every lease is over at once. */
  letGo(): void;
  /** Lets handlers end and leaves the group; false when that took too long and was left to itself. */
  close(ms: number): Promise<boolean>;
}

/** More than there are partitions, as a rule; one that has no work costs nothing. */
const CONCURRENT_PARTITIONS = 256;

export function openMember(options: MemberOptions): Member {
  const { settings, admin, names, group } = options;
  const topics = options.topics.map(names.atBroker);
  const membership = makeMembership((over) => patiently(over, () => admin.committed(group, topics)));
  const consumer = makeConsumer(options, membership);
  const handing: HandOver = { ...options, membership, consumer, heartbeatMs: settings.heartbeatMs };
  let isClosed = false;
  const disconnect = (): Promise<void> => consumer.disconnect().catch(() => undefined);
  return {
    connect: async () => {
      await consumer.connect();
      // An offset that the log does not have leads back to its beginning, never past what was not read.
      await consumer.subscribe({ topics, fromBeginning: true });
      if (isClosed) await disconnect();
    },
    run: () =>
      new Promise((ended) => {
        if (isClosed) return ended(null);
        consumer.on(consumer.events.CRASH, ({ payload }) => ended(payload.error));
        void consumer
          .run({
            autoCommit: false,
            eachBatchAutoResolve: false,
            partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
            eachBatch: (payload) => handOver(payload, handing),
          })
          .catch(ended)
          // A join that is answered only after the close would begin to consume.
          .then(() => (isClosed ? disconnect() : undefined));
      }),
    letGo: membership.close,
    close: (ms) => {
      isClosed = true;
      membership.close();
      return endsWithin(ms, disconnect());
    },
  };
}

function makeConsumer(options: MemberOptions, membership: Membership): Consumer {
  const { settings, logger, group, names, onAssigned, onHeard, onBroken } = options;
  const consumer = createClient(settings, logger).consumer({
    groupId: group,
    partitionAssigners: [tellingJoins(membership.joining)],
    sessionTimeout: settings.sessionTimeoutMs,
    heartbeatInterval: settings.heartbeatMs,
    rebalanceTimeout: settings.rebalanceTimeoutMs,
    minBytes: settings.fetchMinBytes,
    maxWaitTimeInMs: settings.fetchWaitMs,
    maxBytesPerPartition: settings.maxBytesPerPartition,
    maxBytes: settings.maxBytesPerFetch,
    allowAutoTopicCreation: false,
    // A crashed consumer is left as it is: a new one has nothing of what went wrong with it.
    retry: { ...RETRY, restartOnFailure: async () => false },
  });
  const { events } = consumer;
  consumer.on(events.REQUEST, onHeard);
  consumer.on(events.REBALANCING, membership.end);
  consumer.on(events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    const places = Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    const generation = membership.begin(places);
    if (!generation) return;
    // What was paused in the generation before is paused no more.
    consumer.resume(Object.entries(memberAssignment).map(([topic, list]) => ({ topic, partitions: list })));
    const assignment = {
      generation: generation.number,
      partitions: places.map(({ topic, partition }) => ({ topic: names.here(topic), partition })),
    };
    try {
      onAssigned(assignment);
    } catch (error) {
      onBroken(error);
    }
  });
  return consumer;
}

/** kafkajs asks the assigner for its protocol each time before it asks to join: the one sign that comes in time. */
const tellingJoins =
  (onJoining: () => void): PartitionAssigner =>
  (config) => {
    const assigner = kafkajs.PartitionAssigners.roundRobin(config);
    return {
      ...assigner,
      protocol: (subscription) => {
        onJoining();
        return assigner.protocol(subscription);
      },
    };
  };
