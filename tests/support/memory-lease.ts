// One consumer's hold on one partition in the broker model.
import { type CommitPoint, LeaseLost, type PartitionLease } from '../../services/platform/event-bus.ts';
import { placeOf, type TopicPartition } from './memory-assignment.ts';
import type { Joined } from './memory-group.ts';

/** What a consumer knows of one generation it lives through. */
export interface Session {
  readonly joined: Joined;
  /** False once it heard of a rebalance, or that it is out. */
  isHeld: boolean;
  /** A later generation began or the consumer stops. */
  isOver: boolean;
}

/** How a lease reaches the broker. */
export interface LeaseCalls {
  readonly now: () => number;
  readonly commit: (session: Session, at: TopicPartition, point: CommitPoint) => Promise<void>;
  readonly committed: (session: Session, at: TopicPartition) => Promise<CommitPoint | null>;
}

export interface MemoryLease extends PartitionLease {
  /** What is fetched next; -1 for the oldest there is. */
  position: number;
  /** Epoch milliseconds until which nothing is fetched. */
  pausedUntil: number;
}

export function makeLease(session: Session, at: TopicPartition, calls: LeaseCalls): MemoryLease {
  const lease: MemoryLease = {
    ...at,
    generation: session.joined.generation,
    position: session.joined.committed.get(placeOf(at))?.offset ?? -1,
    pausedUntil: 0,
    held: () => session.isHeld && !session.isOver,
    committed: () => calls.committed(session, at),
    commit: async (point) => {
      if (session.isOver) throw new LeaseLost(`generation ${session.joined.generation} is over`);
      try {
        await calls.commit(session, at, point);
      } catch (error) {
        if (error instanceof LeaseLost) session.isHeld = false;
        throw error;
      }
    },
    advanceTo: (offset) => {
      lease.position = offset;
    },
    pauseFrom: (offset, delayMs) => {
      lease.position = offset;
      lease.pausedUntil = delayMs === null ? Number.POSITIVE_INFINITY : calls.now() + delayMs;
    },
  };
  return lease;
}
