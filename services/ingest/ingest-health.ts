// Tells whether the ingestion works: a quiet topic is idle, one whose records wait and go nowhere is stalled.
import type { PartitionPosition } from '../platform/event-bus.ts';
import { followPartitions, lagOffsets, type PartitionProgress } from './follow-partitions.ts';
import type { IngestWatch } from './ingest-watch.ts';
import { shortError } from './short-error.ts';
import { watchAll } from './watch-all.ts';

export type PartitionState = 'idle' | 'working' | 'stalled' | 'braked';
export type IngestState = PartitionState | 'starting' | 'disconnected';

export interface PartitionHealth {
  readonly topic: string;
  readonly partition: number;
  readonly state: PartitionState;
  readonly lagOffsets: number;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly reason: string | null;
}

export interface IngestHealth {
  readonly state: IngestState;
  /** Epoch milliseconds: of the brake, of the last answer, of the last range done or the first record that waits. */
  readonly since: number;
  /** In words, for every state that is not ready. */
  readonly reason: string | null;
  /** Whether records that come are taken in. */
  readonly ready: boolean;
  /** False once consuming has ended for good: only a new process mends it. */
  readonly alive: boolean;
  readonly partitions: readonly PartitionHealth[];
}

export interface IngestHealthWatch {
  readonly watch: IngestWatch;
  /** Takes the broker's positions into account, which show records that are never fetched. */
  readonly heard: (positions: readonly PartitionPosition[], askedAt: number) => void;
  /** Consuming ended although nobody asked. */
  readonly died: (error: Error) => void;
  readonly health: (now: number) => IngestHealth;
}

export interface IngestHealthOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Epoch milliseconds of the broker's last answer to the consumer; null before the first. */
  readonly heardAt: () => number | null;
  /** Records may wait this long without a range done before the partition counts as stalled. */
  readonly stallMs?: number;
  /** The broker may be silent this long before it counts as disconnected. */
  readonly silenceMs?: number;
}

type Told = Pick<IngestHealth, 'state' | 'since' | 'reason'>;

const MINUTE = 60_000;

export function makeIngestHealth(options: IngestHealthOptions): IngestHealthWatch {
  const { now, heardAt, stallMs = MINUTE, silenceMs = MINUTE } = options;
  const startedAt = now();
  const follower = followPartitions(now);
  let toldAt: number | null = null;
  let death: { readonly error: Error; readonly at: number } | null = null;
  const note = () => {
    toldAt = now();
  };
  const stateAt = (at: number, partitions: readonly PartitionHealth[] | null): Told => {
    if (death)
      return {
        state: 'disconnected',
        since: death.at,
        reason: `consuming ended: ${shortError(death.error)}`,
      };
    const lastHeardAt = Math.max(heardAt() ?? startedAt, toldAt ?? startedAt);
    if (at - lastHeardAt > silenceMs) return silent(at - lastHeardAt, lastHeardAt);
    if (partitions === null) return { state: 'starting', since: startedAt, reason: NOT_ASSIGNED };
    return worst(partitions, toldAt ?? startedAt);
  };
  return {
    watch: watchAll(follower.watch, { ...nothing, assigned: note, fetched: note, done: note }),
    heard: follower.heard,
    died: (error) => {
      death = { error, at: now() };
    },
    health: (at) => {
      const partitions = follower.partitions()?.map((one) => partitionHealth(one, at, stallMs)) ?? null;
      const told = stateAt(at, partitions);
      const ready = told.state === 'idle' || told.state === 'working';
      return { ...told, ready, alive: death === null, partitions: partitions ?? [] };
    },
  };
}

const NOT_ASSIGNED = 'waiting for the first assignment of partitions';

const nothing: IngestWatch = {
  assigned: () => {},
  fetched: () => {},
  done: () => {},
  failed: () => {},
  braked: () => {},
  missing: () => {},
};

const seconds = (ms: number): string => `${Math.max(0, Math.floor(ms / 1000))} s`;

const silent = (ms: number, since: number): Told => ({
  state: 'disconnected',
  since,
  reason: `the broker has not answered for ${seconds(ms)}`,
});

/** The worst state of any partition speaks for all. */
function worst(partitions: readonly PartitionHealth[], assignedAt: number): Told {
  for (const state of ['braked', 'stalled', 'working'] as const) {
    const found = partitions.filter((partition) => partition.state === state);
    if (found.length === 0) continue;
    const first = found.reduce((a, b) => (b.since < a.since ? b : a));
    const more = found.length > 1 ? `; and ${found.length - 1} more` : '';
    return { state, since: first.since, reason: first.reason && `${first.reason}${more}` };
  }
  const since = Math.max(...partitions.map((partition) => partition.since));
  return { state: 'idle', since: partitions.length === 0 ? assignedAt : since, reason: null };
}

function partitionHealth(progress: PartitionProgress, now: number, stallMs: number): PartitionHealth {
  const { topic, partition } = progress;
  return { topic, partition, lagOffsets: lagOffsets(progress), ...stateOf(progress, now, stallMs) };
}

function stateOf(
  { topic, partition, brake, waitingSince, doneAt, assignedAt, failure }: PartitionProgress,
  now: number,
  stallMs: number,
): Pick<PartitionHealth, 'state' | 'since' | 'reason'> {
  const name = `${topic}/${partition}`;
  if (brake) {
    const reason = `${name} stands still at offset ${brake.from}: ${brake.reason}`;
    return { state: 'braked', since: brake.at, reason };
  }
  if (waitingSince !== null && now - waitingSince > stallMs) {
    const why = failure
      ? `offsets ${failure.from} to ${failure.to} failed ${failure.attempts} times, last with ${shortError(failure.error)}`
      : 'no error was told';
    const reason = `${name}: records wait and none became durable for ${seconds(now - waitingSince)}; ${why}`;
    return { state: 'stalled', since: waitingSince, reason };
  }
  const since = waitingSince ?? doneAt ?? assignedAt;
  const isWorking = waitingSince !== null || (doneAt !== null && now - doneAt <= stallMs);
  return { state: isWorking ? 'working' : 'idle', since, reason: null };
}
