// A world for the consumer of events: a broker, a store, processes that come and go, and what must hold of it all.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { consumeEvents, type IngestOptions } from '../../services/ingest/consume-events.ts';
import { deadLetterTopic } from '../../services/ingest/topics.ts';
import type { Consumption } from '../../services/platform/event-bus.ts';
import { type SeededRandom, seededRandom } from '../../services/simulate/seeded-random.ts';
import { type Inspector, makeInspector } from './consume-inspector.ts';
import { intakeOf, type ModelStore, makeModelStore } from './consume-store.ts';
import { type MemoryBroker, makeBroker } from './memory-broker.ts';
import type { MemoryBus } from './memory-bus.ts';
import { makeClock } from './memory-clock.ts';
import type { Fault, Faults, Wire } from './memory-wire.ts';

export const TOPIC = 'permit.applications';
export const GROUP = 'shixian';
export const PARTITIONS = 2;

/** Changes what the consumer is given, to see that the invariants notice. */
export type Tamper = (options: IngestOptions) => IngestOptions;

export interface Worker {
  readonly bus: MemoryBus;
  consumption: Consumption | null;
}

export interface DueFault {
  readonly kind: string;
  readonly fault: Fault;
  /** Calls of the kind that go through before. */
  skip: number;
}

export interface World {
  readonly broker: MemoryBroker;
  readonly store: ModelStore;
  readonly random: SeededRandom;
  readonly inspector: Inspector;
  readonly workers: Worker[];
  readonly dueFaults: DueFault[];
  readonly start: () => void;
}

export function makeWorld(seed: number, tamper: Tamper = (options) => options): World {
  const random = seededRandom(xoroshiro128plus(seed));
  const clock = makeClock();
  const store = makeModelStore();
  const dueFaults: DueFault[] = [];
  const workers: Worker[] = [];
  const faults: Faults = ({ kind }) => takeFault(dueFaults, kind);
  const broker: MemoryBroker = makeBroker({
    seed,
    clock,
    faults,
    maxBatch: 12,
    onCommitted: (_, { partition }, { offset }) => inspector.committed(partition, offset),
  });
  broker.createTopic(TOPIC, PARTITIONS);
  broker.createTopic(deadLetterTopic(TOPIC), 1);
  const inspector = makeInspector(broker, store);
  // Now and then the store takes longer than a session lasts.
  const latencyMs = () => (random.chance(0.03) ? random.whole(0, 1500) : random.whole(0, 6));
  const wire: Wire = { clock, faults, latencyMs, requestTimeoutMs: 400 };
  const start = () => {
    const bus = broker.bus(`worker-${workers.length}`);
    const worker: Worker = { bus, consumption: null };
    workers.push(worker);
    const skewMs = random.whole(-1000, 1000);
    const now = () => clock.now() + skewMs;
    const options: IngestOptions = {
      ...intakeOf(store, wire, bus, now),
      bus,
      group: GROUP,
      topics: [TOPIC],
      now,
      watch: { ...idleWatch, missing: inspector.missing },
      appVersion: 'test',
      brake: false,
      limits: { messages: random.whole(1, 8), bytes: 1_000_000 },
      onDead: inspector.died,
    };
    void consumeEvents(tamper(options)).then((consumption) => {
      worker.consumption = consumption;
    });
  };
  return { broker, store, random, inspector, workers, dueFaults, start };
}

const idleWatch = {
  assigned: () => {},
  fetched: () => {},
  done: () => {},
  failed: () => {},
  braked: () => {},
};

function takeFault(due: DueFault[], kind: string): Fault | null {
  const fitting = due.find((one) => one.kind === kind);
  if (!fitting) return null;
  fitting.skip -= 1;
  if (fitting.skip >= 0) return null;
  due.splice(due.indexOf(fitting), 1);
  return fitting.fault;
}

/** Whether everything that was produced is committed, and nothing is under way. */
export const isDrained = ({ broker }: World): boolean =>
  broker.log.partitionsOf(TOPIC).every(({ high }, partition) => {
    const point = broker.committed(GROUP, TOPIC, partition);
    return point !== null && point.offset === high && point.mark === '';
  });
