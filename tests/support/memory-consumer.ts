// A member of a group in the broker model: joins, sends heartbeats, fetches, and hands batches to its handler.
import type { ConsumeOptions, Consumption } from '../../services/platform/event-bus.ts';
import { placeOf } from './memory-assignment.ts';
import { commit, heartbeat, type Joined, join, leave, type MemoryGroup } from './memory-group.ts';
import { type MemoryLease, makeLease, type Session } from './memory-lease.ts';
import type { Fetched, MemoryLog } from './memory-log.ts';
import type { MemoryProcess } from './memory-process.ts';
import { type BrokerCall, callBroker, type Wire } from './memory-wire.ts';

export interface ConsumerSetting {
  readonly wire: Wire;
  readonly log: MemoryLog;
  readonly group: MemoryGroup;
  readonly process: MemoryProcess;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  /** How many offsets the next fetch brings at the most. */
  readonly batchSize: () => number;
  /** Whether it lets its handlers end before it joins the next generation, up to being put out for it. */
  readonly waitsForHandlers: () => boolean;
}

interface Consumer extends ConsumerSetting {
  readonly options: ConsumeOptions;
  readonly handlers: Map<string, Promise<void>>;
  member: string | null;
  session: Session | null;
  heardAt: number | null;
  isStopping: boolean;
}

export function startConsumer(setting: ConsumerSetting, options: ConsumeOptions): Consumption {
  const consumer: Consumer = {
    ...setting,
    options,
    handlers: new Map(),
    member: null,
    session: null,
    heardAt: null,
    isStopping: false,
  };
  void live(consumer);
  let stopped: Promise<void> | null = null;
  return {
    lastHeardAt: () => consumer.heardAt,
    stop: () => {
      stopped ??= stop(consumer);
      return stopped;
    },
  };
}

async function ask<T>(
  consumer: Consumer,
  call: Omit<BrokerCall, 'process'>,
  effect: () => T | Promise<T>,
): Promise<T> {
  const answer = await callBroker(consumer.wire, consumer.process, call, effect);
  consumer.heardAt = consumer.wire.clock.now();
  return answer;
}

/** One turn for each generation. */
async function live(consumer: Consumer): Promise<void> {
  while (!consumer.isStopping) {
    const joined = await joinNext(consumer);
    if (!joined) continue;
    const session = { joined, isHeld: true, isOver: false };
    if (consumer.session) consumer.session.isOver = true;
    consumer.session = session;
    consumer.member = joined.member;
    if (consumer.isStopping) return depart(consumer);
    consumer.options.onAssigned({ generation: joined.generation, partitions: joined.partitions });
    for (const at of joined.partitions) void pump(consumer, leaseOf(consumer, session, at));
    await beat(consumer, session);
    session.isHeld = false;
    if (consumer.waitsForHandlers()) await Promise.all(consumer.handlers.values());
  }
}

async function joinNext(consumer: Consumer): Promise<Joined | null> {
  const { group, options, process, member, wire } = consumer;
  const joining = { client: process.name, member, topics: options.topics };
  try {
    return await ask(consumer, { kind: 'join' }, () => join(group, joining));
  } catch {
    await wire.clock.sleep(consumer.heartbeatMs);
    return null;
  }
}

/** Ends when the session does, as far as the member hears of it. */
async function beat(consumer: Consumer, session: Session): Promise<void> {
  const { group, wire, heartbeatMs } = consumer;
  const { member, generation } = session.joined;
  while (session.isHeld && !consumer.isStopping) {
    await wire.clock.sleep(heartbeatMs);
    if (consumer.isStopping) return;
    const pulse = await ask(consumer, { kind: 'heartbeat' }, () =>
      heartbeat(group, member, generation),
    ).catch(() => 'ok');
    if (pulse === 'unknown') consumer.member = null;
    if (pulse !== 'ok') return;
  }
}

const leaseOf = (consumer: Consumer, session: Session, at: Joined['partitions'][number]): MemoryLease =>
  makeLease(session, at, {
    now: consumer.wire.clock.now,
    commit: ({ joined }, place, point) =>
      ask(consumer, { kind: 'commit', at: place }, () => commit(consumer.group, joined, place, point)),
    committed: ({ joined }, place) =>
      ask(consumer, { kind: 'committed', at: place }, () => joined.committed.get(placeOf(place)) ?? null),
  });

async function pump(consumer: Consumer, lease: MemoryLease): Promise<void> {
  const { wire, pollMs, process, handlers } = consumer;
  const isPaused = () => wire.clock.now() < lease.pausedUntil;
  while (lease.held()) {
    const from = lease.position;
    const fetched = isPaused() ? null : await fetchNext(consumer, lease);
    await handlers.get(placeOf(lease));
    await process.running();
    if (!lease.held()) return;
    const isIdle = fetched === null || fetched.nextOffset === from || isPaused() || lease.position !== from;
    if (isIdle) await wire.clock.sleep(pollMs);
    else if (fetched.messages.length === 0) lease.advanceTo(fetched.nextOffset);
    else await handle(consumer, lease, fetched);
  }
}

/** Needs no membership, so a member that was put out fetches on until it hears of it. */
async function fetchNext(consumer: Consumer, lease: MemoryLease): Promise<Fetched | null> {
  const { log, batchSize } = consumer;
  const { topic, partition, position } = lease;
  try {
    return await ask(consumer, { kind: 'fetch', at: { topic, partition } }, () => {
      const fetched = log.read(topic, partition, position, batchSize());
      if (!fetched) lease.position = log.partitionsOf(topic)[partition]!.low;
      return fetched;
    });
  } catch {
    return null;
  }
}

async function handle(consumer: Consumer, lease: MemoryLease, fetched: Fetched): Promise<void> {
  const { options, handlers } = consumer;
  const { topic, partition } = lease;
  const handling = options.onBatch({ topic, partition, ...fetched }, lease).catch((error: Error) => {
    consumer.isStopping = true;
    options.onDead(error);
  });
  handlers.set(placeOf(lease), handling);
  await handling;
  handlers.delete(placeOf(lease));
}

async function stop(consumer: Consumer): Promise<void> {
  consumer.isStopping = true;
  if (consumer.session) consumer.session.isOver = true;
  await Promise.all(consumer.handlers.values());
  await depart(consumer);
}

async function depart(consumer: Consumer): Promise<void> {
  const { group, member } = consumer;
  if (member === null) return;
  consumer.member = null;
  await ask(consumer, { kind: 'leave' }, () => leave(group, member)).catch(() => {});
}
