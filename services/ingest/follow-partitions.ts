// Follows each partition assigned to this process: what is durable, what waits, and since when.
import type { PartitionPosition } from '../platform/event-bus.ts';
import type { Braked, IngestWatch, RangeFailed } from './ingest-watch.ts';

/** Where one partition stands. All instants are epoch milliseconds of this machine, unless said otherwise. */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  readonly assignedAt: number;
  /** The first offset not durable; null until a range, a failure or the broker told it. */
  readonly durable: number | null;
  /** The offset after the last record fetched; null before the first fetch. */
  readonly fetched: number | null;
  /** The offset the next record produced will have, as last heard, and when it was heard. */
  readonly high: number | null;
  readonly highHeardAt: number;
  /** When the last range became durable; null before the first. */
  readonly doneAt: number | null;
  /** Every record that the broker had at this instant is durable; null while that is known of none. */
  readonly settledUpTo: number | null;
  /** When records began to wait, or the last range done since; null while none wait. */
  readonly waitingSince: number | null;
  /** The last failure since the last range done. */
  readonly failure: RangeFailed | null;
  readonly brake: (Braked & { readonly at: number }) | null;
}

export interface PartitionFollower {
  readonly watch: IngestWatch;
  /** What the broker answered about positions; those of partitions not assigned here are passed over. */
  readonly heard: (positions: readonly PartitionPosition[], askedAt: number) => void;
  /** Null before the first assignment. */
  readonly partitions: () => readonly PartitionProgress[] | null;
}

type Changes = Partial<PartitionProgress>;

/** Records known not to be durable; at least one when some were fetched and it is not known from which offset on. */
export function lagOffsets({ durable, fetched, high }: PartitionProgress): number {
  const first = durable ?? (fetched === null ? null : fetched - 1);
  return first === null ? 0 : Math.max(0, (larger(high, fetched) ?? first) - first);
}

/** Milliseconds that the oldest record not durable has waited at the most; 0 when none waits. */
export function lagMs(progress: PartitionProgress, now: number): number {
  if (lagOffsets(progress) === 0) return 0;
  return Math.max(0, now - (progress.settledUpTo ?? progress.waitingSince ?? progress.assignedAt));
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

export function followPartitions(now: () => number): PartitionFollower {
  let followed: Map<string, PartitionProgress> | null = null;
  const change = (topic: string, partition: number, changed: (was: PartitionProgress) => Changes) => {
    const was = followed?.get(nameOf(topic, partition));
    if (was) followed!.set(nameOf(topic, partition), settled(was, changed(was), now()));
  };
  return {
    partitions: () => followed && [...followed.values()],
    heard: (positions, askedAt) => {
      for (const position of positions)
        change(position.topic, position.partition, (was) => heardOf(was, position, askedAt));
    },
    watch: {
      assigned: (partitions) => {
        const before = followed;
        followed = new Map(
          partitions.map(({ topic, partition }) => {
            const name = nameOf(topic, partition);
            const known = before?.get(name);
            return [name, known ? { ...known, brake: null } : fresh(topic, partition, now())];
          }),
        );
      },
      fetched: (topic, partition, nextOffset, highWatermark) =>
        change(topic, partition, ({ fetched, high }) => ({
          fetched: larger(fetched, nextOffset),
          high: larger(high, highWatermark),
          highHeardAt: now(),
        })),
      done: ({ topic, partition, next, newestAt, storedAt, highWatermark }) =>
        change(topic, partition, ({ durable, high, settledUpTo }) => ({
          durable: larger(durable, next),
          high: larger(high, highWatermark),
          doneAt: now(),
          // A source's clock may run ahead; nothing was told after it was stored.
          settledUpTo: larger(settledUpTo, Math.min(newestAt, storedAt)),
          failure: null,
          brake: null,
        })),
      failed: (failure) =>
        change(failure.topic, failure.partition, ({ durable, fetched }) => ({
          durable: larger(durable, failure.from),
          fetched: larger(fetched, failure.to + 1),
          failure,
        })),
      braked: (brake) =>
        change(brake.topic, brake.partition, ({ durable, fetched }) => ({
          durable: larger(durable, brake.from),
          fetched: larger(fetched, brake.from + 1),
          brake: { ...brake, at: now() },
        })),
      missing: (topic, partition, _from, to) =>
        change(topic, partition, ({ durable }) => ({ durable: larger(durable, to + 1) })),
    },
  };
}

const nameOf = (topic: string, partition: number): string => `${topic}/${partition}`;

const fresh = (topic: string, partition: number, assignedAt: number): PartitionProgress => ({
  topic,
  partition,
  assignedAt,
  durable: null,
  fetched: null,
  high: null,
  highHeardAt: assignedAt,
  doneAt: null,
  settledUpTo: null,
  waitingSince: null,
  failure: null,
  brake: null,
});

/** What the broker has deleted waits no more, hence `low`. */
const heardOf = (
  { durable, high }: PartitionProgress,
  position: PartitionPosition,
  askedAt: number,
): Changes => ({
  durable: Math.max(durable ?? 0, position.committed?.offset ?? 0, position.low),
  high: larger(high, position.high),
  highHeardAt: askedAt,
});

/** The change, with what follows from it for waiting. */
function settled(was: PartitionProgress, changes: Changes, now: number): PartitionProgress {
  const next = { ...was, ...changes };
  if (lagOffsets(next) === 0) {
    const known = next.durable !== null && next.high !== null;
    return {
      ...next,
      waitingSince: null,
      settledUpTo: known ? larger(next.settledUpTo, next.highHeardAt) : next.settledUpTo,
    };
  }
  const isDone = next.doneAt !== was.doneAt;
  return { ...next, waitingSince: isDone || was.waitingSince === null ? now : was.waitingSince };
}
