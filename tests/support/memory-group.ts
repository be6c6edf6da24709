// The coordinator of one group in the broker model: members, generations, sessions and commits.
import { type CommitPoint, LeaseLost } from '../../services/platform/event-bus.ts';
import { type Assign, dealPartitions, placeOf, type TopicPartition } from './memory-assignment.ts';
import type { MemoryClock } from './memory-clock.ts';

export interface Joined {
  readonly member: string;
  readonly generation: number;
  readonly partitions: readonly TopicPartition[];
  /** What was committed when the generation began, by `placeOf`. */
  readonly committed: ReadonlyMap<string, CommitPoint>;
}

export type Pulse = 'ok' | 'rebalance' | 'stale' | 'unknown';

export interface GroupOptions {
  readonly clock: MemoryClock;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly assign: Assign;
  readonly partitionsOf: (topic: string) => readonly TopicPartition[];
  readonly onCommitted: (group: string, at: TopicPartition, point: CommitPoint) => void;
}

export interface MemoryGroup extends GroupOptions {
  readonly name: string;
  readonly members: Map<string, Member>;
  readonly points: Map<string, CommitPoint>;
  generation: number;
  rebalances: number;
  isRebalancing: boolean;
  joins: number;
}

interface Member {
  /** The process behind it. */
  readonly client: string;
  readonly topics: readonly string[];
  heardAt: number;
  /** Answers its join; null while it has not joined the generation to come. */
  joining: ((joined: Joined) => void) | null;
}

const MOST_MARK_BYTES = 4096;

export const makeGroup = (name: string, options: GroupOptions): MemoryGroup => ({
  ...options,
  name,
  members: new Map(),
  points: new Map(),
  generation: 0,
  rebalances: 0,
  isRebalancing: false,
  joins: 0,
});

export interface Joining {
  readonly client: string;
  /** Its name in the last generation it knew. */
  readonly member: string | null;
  readonly topics: readonly string[];
}

/** Answers when the next generation begins. A member that is not known joins as a new one. */
export const join = (group: MemoryGroup, { client, member, topics }: Joining): Promise<Joined> =>
  new Promise((joining) => {
    const isKnown = member !== null && group.members.has(member);
    if (!isKnown) group.joins += 1;
    const name = isKnown ? member : `${client}-${String(group.joins).padStart(6, '0')}`;
    const state = { client, topics, heardAt: group.clock.now(), joining };
    group.members.set(name, state);
    watchSession(group, name, state);
    rebalance(group);
    beginOnceJoined(group);
  });

export function heartbeat(group: MemoryGroup, id: string, generation: number): Pulse {
  const member = group.members.get(id);
  if (!member) return 'unknown';
  if (generation !== group.generation) return 'stale';
  member.heardAt = group.clock.now();
  return group.isRebalancing ? 'rebalance' : 'ok';
}

/** Taken while the generation lasts, even when a rebalance has begun, as Kafka does. */
export function commit(
  group: MemoryGroup,
  by: { readonly member: string; readonly generation: number },
  at: TopicPartition,
  point: CommitPoint,
): void {
  const member = group.members.get(by.member);
  if (!member) throw new LeaseLost(`${by.member} is no member of ${group.name}`);
  if (by.generation !== group.generation)
    throw new LeaseLost(`${group.name} is at generation ${group.generation}, not ${by.generation}`);
  if (Buffer.byteLength(point.mark) > MOST_MARK_BYTES) throw new Error('the note of the commit is too long');
  member.heardAt = group.clock.now();
  group.points.set(placeOf(at), { ...point });
  group.onCommitted(group.name, at, point);
}

export function leave(group: MemoryGroup, id: string): void {
  if (!group.members.delete(id)) return;
  rebalance(group);
  if (group.members.size > 0) beginOnceJoined(group);
  else group.isRebalancing = false;
}

/** Puts out, at once, the members that no running process stands behind. */
export function expire(group: MemoryGroup, isRunning: (client: string) => boolean): void {
  for (const [id, { client }] of [...group.members]) if (!isRunning(client)) leave(group, id);
}

/** Members have the rebalance timeout to join again; who has not by then is put out. */
export function rebalance(group: MemoryGroup): void {
  if (group.isRebalancing || group.members.size === 0) return;
  group.isRebalancing = true;
  group.rebalances += 1;
  const mine = group.rebalances;
  group.clock.after(group.rebalanceTimeoutMs, () => {
    if (!group.isRebalancing || mine !== group.rebalances) return;
    for (const [id, { joining }] of group.members) if (!joining) group.members.delete(id);
    begin(group);
  });
}

function beginOnceJoined(group: MemoryGroup): void {
  if (group.isRebalancing && [...group.members.values()].every(({ joining }) => joining)) begin(group);
}

function begin(group: MemoryGroup): void {
  group.generation += 1;
  group.isRebalancing = false;
  const dealt = dealPartitions(group.members, group);
  const { generation } = group;
  for (const [member, state] of group.members) {
    const partitions = dealt.get(member) ?? [];
    state.heardAt = group.clock.now();
    state.joining?.({ member, generation, partitions, committed: new Map(group.points) });
    state.joining = null;
  }
}

function watchSession(group: MemoryGroup, id: string, member: Member): void {
  const { clock, sessionTimeoutMs } = group;
  const since = member.joining ? clock.now() : member.heardAt;
  clock.after(since + sessionTimeoutMs - clock.now(), () => {
    if (group.members.get(id) !== member) return;
    const isSilent = !member.joining && clock.now() - member.heardAt >= sessionTimeoutMs;
    if (isSilent) leave(group, id);
    else watchSession(group, id, member);
  });
}
