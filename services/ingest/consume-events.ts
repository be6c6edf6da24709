// Consumes the topics of the systems into the store: what was produced is stored or refused, once, whatever breaks.
import type { BusBatch, Consumption, EventBus, PartitionLease } from '../platform/event-bus.ts';
import type { Brake } from './brake.ts';
import { makeBrake } from './brake.ts';
import type { IngestWatch } from './ingest-watch.ts';
import { makePartitionWork, type PartitionWork } from './partition-work.ts';
import type { RangeLimits } from './plan-ranges.ts';
import type { TakeIn } from './telling.ts';

export interface IngestOptions {
  readonly bus: EventBus;
  readonly group: string;
  readonly topics: readonly string[];
  readonly takeIn: TakeIn;
  /** Lets go of what was remembered of cases, which another consumer may have changed meanwhile. */
  readonly forget: () => void;
  readonly watch: IngestWatch;
  readonly now: () => number;
  readonly appVersion: string;
  /** Stand a partition still when too much of it is refused. */
  readonly brake: boolean;
  readonly limits?: RangeLimits;
  readonly onDead: (error: Error) => void;
}

const LIMITS: RangeLimits = { messages: 20_000, bytes: 16 * 1024 * 1024 };

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string =>
  `${topic}/${partition}`;

/** Begins to consume; what was under way at a crash is taken up first. */
export function consumeEvents(options: IngestOptions): Promise<Consumption> {
  const { bus, group, topics, watch, onDead } = options;
  const brakes = new Map<string, Brake>();
  const works = new Map<string, PartitionWork>();
  const brakeOf = (lease: PartitionLease): Brake | null => {
    if (!options.brake) return null;
    const brake = brakes.get(nameOf(lease)) ?? makeBrake();
    brakes.set(nameOf(lease), brake);
    return brake;
  };
  const workOf = (lease: PartitionLease): PartitionWork => {
    const known = works.get(nameOf(lease));
    if (known && known.generation === lease.generation) return known;
    const work = makePartitionWork(lease, {
      ...options,
      limits: options.limits ?? LIMITS,
      brake: brakeOf(lease),
    });
    works.set(nameOf(lease), work);
    return work;
  };
  return bus.consume({
    group,
    topics,
    onAssigned: ({ partitions }) => {
      works.clear();
      options.forget();
      watch.assigned(partitions);
    },
    onBatch: (batch: BusBatch, lease) => workOf(lease).handle(batch),
    onDead,
  });
}
