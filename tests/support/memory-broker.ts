// A small faithful model of a broker behind the EventBus port, with the faults a real one has. Same seed, same run.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { BusMessage, CommitPoint, OutgoingMessage } from '../../services/platform/event-bus.ts';
import { seededRandom } from '../../services/simulate/seeded-random.ts';
import type { Assign, TopicPartition } from './memory-assignment.ts';
import { placeOf } from './memory-assignment.ts';
import { type BrokerParts, type MemoryBus, makeBus } from './memory-bus.ts';
import { type MemoryClock, makeClock } from './memory-clock.ts';
import { expire, type MemoryGroup, makeGroup, rebalance } from './memory-group.ts';
import { type MemoryLog, makeLog } from './memory-log.ts';
import { type MemoryProcess, makeProcess } from './memory-process.ts';
import type { Faults } from './memory-wire.ts';

export interface BrokerOptions {
  /** Draws latencies, fetch sizes and the manner of rejoining; without it they are always the same. */
  readonly seed?: number;
  readonly clock?: MemoryClock;
  readonly assign?: Assign;
  /** The most offsets one fetch brings. */
  readonly maxBatch?: number;
  readonly sessionTimeoutMs?: number;
  readonly rebalanceTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly pollMs?: number;
  /** Whether members let their handlers end before they join the next generation; drawn when null. */
  readonly waitsForHandlers?: boolean | null;
  /** Asked at every call; null lets it through. */
  readonly faults?: Faults;
  /** Told of every commit the moment the broker has taken it. */
  readonly onCommitted?: (group: string, at: TopicPartition, point: CommitPoint) => void;
}

export interface MemoryBroker {
  readonly clock: MemoryClock;
  /** A process with its own connection. */
  readonly bus: (name: string) => MemoryBus;
  readonly createTopic: (topic: string, partitions: number) => void;
  /** Appends at once, without faults. */
  readonly produce: (message: OutgoingMessage) => { partition: number; offset: number };
  readonly log: MemoryLog;
  readonly messages: (topic: string, partition: number) => readonly BusMessage[];
  readonly committed: (group: string, topic: string, partition: number) => CommitPoint | null;
  readonly generation: (group: string) => number;
  readonly members: (group: string) => readonly string[];
  readonly rebalance: (group: string) => void;
  /** Ends the sessions of dead and frozen processes now. */
  readonly expireDead: () => void;
}

const DEFAULTS = {
  assign: 'round-robin' as Assign,
  maxBatch: 500,
  sessionTimeoutMs: 1000,
  rebalanceTimeoutMs: 1500,
  requestTimeoutMs: 400,
  heartbeatMs: 150,
  pollMs: 50,
  waitsForHandlers: null,
  faults: () => null,
  onCommitted: () => {},
};
const LATENCY_MS = { usual: 1, most: 6 } as const;

export function makeBroker(options: BrokerOptions = {}): MemoryBroker {
  const broker = setUp(options);
  const { clock, log, groupOf } = broker;
  const groups = broker.groups;
  const processes = new Map<string, MemoryProcess>();
  return {
    clock,
    log,
    bus: (name) => {
      if (processes.has(name)) throw new Error(`there is a process ${name}`);
      const process = makeProcess(name);
      processes.set(name, process);
      return makeBus(broker, process);
    },
    createTopic: (topic, partitions) => void log.create(topic, partitions),
    produce: (message) => log.append(message, clock.now()),
    messages: (topic, partition) => log.partitionsOf(topic)[partition]!.messages,
    committed: (group, topic, partition) => groupOf(group).points.get(placeOf({ topic, partition })) ?? null,
    generation: (group) => groupOf(group).generation,
    members: (group) => [...groupOf(group).members.keys()],
    rebalance: (group) => rebalance(groupOf(group)),
    expireDead: () => {
      for (const group of groups.values())
        expire(group, (name) => processes.get(name)?.state() === 'running');
    },
  };
}

function setUp({ seed, ...given }: BrokerOptions): BrokerParts & { groups: Map<string, MemoryGroup> } {
  const options = { ...DEFAULTS, clock: given.clock ?? makeClock(), ...given };
  const { clock, faults, requestTimeoutMs, onCommitted } = options;
  const random = seed === undefined ? null : seededRandom(xoroshiro128plus(seed));
  const latencyMs = () => random?.whole(0, LATENCY_MS.most) ?? LATENCY_MS.usual;
  const log = makeLog();
  const groups = new Map<string, MemoryGroup>();
  const partitionsOf = (topic: string) =>
    log.partitionsOf(topic).map((_, partition) => ({ topic, partition }));
  const groupOf = (name: string): MemoryGroup => {
    const found = groups.get(name) ?? makeGroup(name, { ...options, partitionsOf, onCommitted });
    groups.set(name, found);
    return found;
  };
  return { ...options, random, log, groups, groupOf, wire: { clock, faults, requestTimeoutMs, latencyMs } };
}
