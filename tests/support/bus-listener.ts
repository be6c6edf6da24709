// A consumer that keeps everything it was handed, and the patience of tests that wait for a broker.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type {
  Assignment,
  BusBatch,
  BusMessage,
  Consumption,
  EventBus,
  PartitionLease,
} from '../../services/platform/event-bus.ts';

const DEADLINE_MS = 60_000;
const POLL_MS = 5;

/** A name that nobody has used on a broker shared with others. */
export const fresh = (name: string): string => `${name}-${randomUUID().slice(0, 13)}`;

/** Waits until the condition holds; `what` says in the failure what never came. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) expect.fail(`waited in vain: ${what}`);
    await sleep(POLL_MS);
  }
}

export interface Delivery {
  readonly batch: BusBatch;
  readonly lease: PartitionLease;
}

export interface Listener {
  readonly deliveries: readonly Delivery[];
  readonly assignments: readonly Assignment[];
  readonly deaths: readonly Error[];
  readonly consumption: Consumption;
  /** What was delivered of a partition, as often as it was. */
  readonly of: (partition: number) => readonly Delivery[];
  /** Offsets delivered of a partition, in that order. */
  readonly offsets: (partition: number) => number[];
}

export interface Listening {
  readonly group: string;
  readonly topic: string;
  /** The number of the delivery of its partition comes third, from 0; without it batches are moved over. */
  readonly onBatch?: (batch: BusBatch, lease: PartitionLease, turn: number) => Promise<void> | void;
}

export const moveOver = (batch: BusBatch, lease: PartitionLease): void => lease.advanceTo(batch.nextOffset);

export async function commitOver(batch: BusBatch, lease: PartitionLease): Promise<void> {
  await lease.commit({ offset: batch.nextOffset, mark: '' });
  lease.advanceTo(batch.nextOffset);
}

/** Like `commitOver`, for those whose partition may pass on while they work. */
export const commitWhileHeld = (batch: BusBatch, lease: PartitionLease): Promise<void> =>
  commitOver(batch, lease).catch(() => {});

export async function listen(
  bus: EventBus,
  { group, topic, onBatch = moveOver }: Listening,
): Promise<Listener> {
  const deliveries: Delivery[] = [];
  const assignments: Assignment[] = [];
  const deaths: Error[] = [];
  const of = (partition: number) => deliveries.filter(({ batch }) => batch.partition === partition);
  const consumption = await bus.consume({
    group,
    topics: [topic],
    onAssigned: (assignment) => assignments.push(assignment),
    onDead: (error) => deaths.push(error),
    onBatch: async (batch, lease) => {
      const turn = of(batch.partition).length;
      deliveries.push({ batch, lease });
      await onBatch(batch, lease, turn);
    },
  });
  return {
    deliveries,
    assignments,
    deaths,
    consumption,
    of,
    offsets: (partition) => of(partition).flatMap(({ batch }) => batch.messages.map(({ offset }) => offset)),
  };
}

export const messagesOf = (listener: Listener): BusMessage[] =>
  listener.deliveries.flatMap(({ batch }) => [...batch.messages]);

/** Resolves when called; for handlers that wait for the test. */
export function makeDoor(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
