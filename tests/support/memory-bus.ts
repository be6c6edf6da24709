// What one process sees of the broker model: the EventBus port, and what can befall the process.
import type {
  ConsumeOptions,
  Consumption,
  EventBus,
  OutgoingMessage,
} from '../../services/platform/event-bus.ts';
import type { SeededRandom } from '../../services/simulate/seeded-random.ts';
import { placeOf } from './memory-assignment.ts';
import type { MemoryClock } from './memory-clock.ts';
import { startConsumer } from './memory-consumer.ts';
import type { MemoryGroup } from './memory-group.ts';
import type { MemoryLog } from './memory-log.ts';
import type { MemoryProcess } from './memory-process.ts';
import { callBroker, type Wire } from './memory-wire.ts';

/** The port of one process. */
export interface MemoryBus extends EventBus, MemoryProcess {}

export interface BrokerParts {
  readonly clock: MemoryClock;
  readonly maxBatch: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  readonly waitsForHandlers: boolean | null;
  readonly random: SeededRandom | null;
  readonly log: MemoryLog;
  readonly wire: Wire;
  readonly groupOf: (name: string) => MemoryGroup;
}

export function makeBus(broker: BrokerParts, process: MemoryProcess): MemoryBus {
  const { wire, log } = broker;
  const consumptions: Consumption[] = [];
  let sending: Promise<unknown> = Promise.resolve();
  return {
    ...process,
    consume: async (options) => {
      await process.running();
      const consumption = consumeOn(broker, process, options);
      consumptions.push(consumption);
      return consumption;
    },
    send: (messages) => {
      const sent = sending.then(() =>
        callBroker(wire, process, { kind: 'send' }, () => append(broker, messages)),
      );
      sending = sent.catch(() => {});
      return sent;
    },
    ensureTopics: (topics) =>
      callBroker(wire, process, { kind: 'create' }, () =>
        topics.filter(({ topic, partitions }) => log.create(topic, partitions)).map(({ topic }) => topic),
      ),
    positions: (group, topics) =>
      callBroker(wire, process, { kind: 'positions' }, () =>
        topics.flatMap((topic) => positionsOf(broker, group, topic)),
      ),
    close: async () => {
      await Promise.all(consumptions.map((consumption) => consumption.stop()));
    },
  };
}

function consumeOn(broker: BrokerParts, process: MemoryProcess, options: ConsumeOptions): Consumption {
  const { random, maxBatch, wire, log, heartbeatMs, pollMs } = broker;
  for (const topic of options.topics) log.partitionsOf(topic);
  const setting = {
    wire,
    log,
    process,
    heartbeatMs,
    pollMs,
    group: broker.groupOf(options.group),
    batchSize: () => random?.whole(1, maxBatch) ?? maxBatch,
    waitsForHandlers: () => broker.waitsForHandlers ?? random?.chance(0.5) ?? false,
  };
  return startConsumer(setting, options);
}

function append({ log, clock }: BrokerParts, messages: readonly OutgoingMessage[]): void {
  for (const { topic } of messages) log.partitionsOf(topic);
  for (const message of messages) log.append(message, clock.now());
}

const positionsOf = ({ log, groupOf }: BrokerParts, group: string, topic: string) =>
  log.partitionsOf(topic).map(({ low, high }, partition) => {
    const committed = groupOf(group).points.get(placeOf({ topic, partition })) ?? null;
    return { topic, partition, low, high, committed };
  });
