// The contract of a bus: who holds a partition, for how long, and what becomes of a hold that is over.
import { expect, test } from 'vitest';
import { type EventBus, LeaseLost } from '../../services/platform/event-bus.ts';
import type { Bench } from './bus-contract.ts';
import {
  commitOver,
  commitWhileHeld,
  fresh,
  type Listener,
  listen,
  makeDoor,
  until,
} from './bus-listener.ts';

const fill = (bus: EventBus, topic: string, count: number): Promise<void> =>
  bus.send(Array.from({ length: count }, (_, i) => ({ topic, key: `k${i}`, value: String(i) })));

const latest = (listener: Listener) => listener.assignments.at(-1);

/** Every partition is held by exactly one of them, and each holds some. */
const share = (listeners: readonly Listener[], partitions: number): boolean => {
  const held = listeners.map(
    (listener) => latest(listener)?.partitions.map(({ partition }) => partition) ?? [],
  );
  return (
    held.every(({ length }) => length > 0) &&
    new Set(held.flat()).size === partitions &&
    held.flat().length === partitions
  );
};

export function membershipLaws({ connect, topic: makeTopic }: Bench): void {
  test('a consumer alone is assigned everything, before it is handed anything', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 3);
    await fill(bus, topic, 30);
    const generations: (number | undefined)[] = [];
    const listener: Listener = await listen(bus, {
      group: fresh('group'),
      topic,
      onBatch: async (batch, lease) => {
        generations.push(lease.generation);
        await commitWhileHeld(batch, lease);
      },
    });
    await until('a batch', () => generations.length > 0);
    const { partitions, generation } = latest(listener)!;
    expect([...partitions].sort((a, b) => a.partition - b.partition)).toEqual(
      [0, 1, 2].map((partition) => ({ topic, partition })),
    );
    expect(new Set(generations)).toEqual(new Set([generation]));
    expect(listener.consumption.lastHeardAt()).toEqual(expect.any(Number));
    await listener.consumption.stop();
    expect(listener.deaths).toEqual([]);
  });

  test('consumers of a group share the partitions and together read everything', async () => {
    const buses = await Promise.all([connect(), connect(), connect()]);
    const bus = buses[0]!;
    const [topic, group] = [await makeTopic(bus, 6), fresh('group')];
    await fill(bus, topic, 120);
    const listeners = await Promise.all(
      buses.map((each) => listen(each, { group, topic, onBatch: commitWhileHeld })),
    );
    await until('each has its share', () => share(listeners, 6));
    await fill(bus, topic, 120);
    await until('everything is committed', async () =>
      (await bus.positions(group, [topic])).every(({ high, committed }) => committed?.offset === high),
    );
    await Promise.all(listeners.map(({ consumption }) => consumption.stop()));
    for (const { partition, high } of await bus.positions(group, [topic])) {
      const read = new Set(listeners.flatMap((listener) => listener.offsets(partition)));
      expect([...read].sort((a, b) => a - b)).toEqual(Array.from({ length: high }, (_, i) => i));
    }
  });

  test('a lease of an earlier generation can commit nothing', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 2), fresh('group')];
    await fill(bus, topic, 40);
    const first = await listen(bus, { group, topic, onBatch: commitWhileHeld });
    await until('both partitions', () => first.of(0).length > 0 && first.of(1).length > 0);
    const old = [first.of(0)[0]!.lease, first.of(1)[0]!.lease];
    await until('everything is committed', async () =>
      (await bus.positions(group, [topic])).every(({ high, committed }) => committed?.offset === high),
    );
    expect(old.map((lease) => lease.held())).toEqual([true, true]);
    const second = await listen(await connect(), { group, topic, onBatch: commitWhileHeld });
    await until('the second consumer has its share', () => share([first, second], 2));
    expect(old.map((lease) => lease.held())).toEqual([false, false]);
    const before = await bus.positions(group, [topic]);
    for (const lease of old)
      await expect(lease.commit({ offset: 0, mark: 'late' })).rejects.toBeInstanceOf(LeaseLost);
    expect(await bus.positions(group, [topic])).toEqual(before);
    await Promise.all([first.consumption.stop(), second.consumption.stop()]);
  });

  test('a handler at work hears that a rebalance began', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 2), fresh('group')];
    await fill(bus, topic, 40);
    let heard = 0;
    const first = await listen(bus, {
      group,
      topic,
      onBatch: async (batch, lease, turn) => {
        if (turn === 0) {
          await until('the rebalance', () => !lease.held());
          heard += 1;
        } else await commitWhileHeld(batch, lease);
      },
    });
    await until('a handler at work', () => first.deliveries.length > 0);
    expect(first.deliveries[0]!.lease.held()).toBe(true);
    const second = await listen(await connect(), { group, topic, onBatch: commitWhileHeld });
    await until('the second consumer has its share', () => share([first, second], 2));
    await until('the handler heard', () => heard > 0);
    await until('everything is committed', async () =>
      (await bus.positions(group, [topic])).every(({ high, committed }) => committed?.offset === high),
    );
    await Promise.all([first.consumption.stop(), second.consumption.stop()]);
  });

  test('at stop the leases are over at once, and handlers may end', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 1), fresh('group')];
    await fill(bus, topic, 4);
    const door = makeDoor();
    const steps: string[] = [];
    const listener = await listen(bus, {
      group,
      topic,
      onBatch: async () => {
        steps.push('began');
        await door.opened;
        steps.push('ended');
      },
    });
    await until('a handler at work', () => steps.length === 1);
    const { lease } = listener.deliveries[0]!;
    expect(lease.held()).toBe(true);
    const stopping = listener.consumption.stop().then(() => steps.push('stopped'));
    const isHeld = lease.held();
    for (let i = 0; i < 5; i++) await bus.positions(group, [topic]);
    door.open();
    await stopping;
    expect(isHeld).toBe(false);
    expect(steps).toEqual(['began', 'ended', 'stopped']);
    await expect(lease.commit({ offset: 4, mark: '' })).rejects.toBeInstanceOf(LeaseLost);
    expect(listener.deliveries).toHaveLength(1);
    expect(listener.deaths).toEqual([]);
  });

  test('who stays takes over from who stops', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 2), fresh('group')];
    await fill(bus, topic, 40);
    const first = await listen(bus, { group, topic, onBatch: commitWhileHeld });
    const second = await listen(await connect(), { group, topic, onBatch: commitWhileHeld });
    await until('each has its share', () => share([first, second], 2));
    await first.consumption.stop();
    await until('the other has everything', () => latest(second)?.partitions.length === 2);
    await fill(bus, topic, 40);
    await until('everything is committed', async () =>
      (await bus.positions(group, [topic])).every(({ high, committed }) => committed?.offset === high),
    );
    await second.consumption.stop();
  });

  test('a process may consume again after it stopped', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 1), fresh('group')];
    await fill(bus, topic, 3);
    const first = await listen(bus, { group, topic, onBatch: commitOver });
    await until('three', () => first.offsets(0).length === 3);
    await first.consumption.stop();
    await fill(bus, topic, 2);
    const second = await listen(bus, { group, topic, onBatch: commitOver });
    await until('two more', () => second.offsets(0).length === 2);
    await second.consumption.stop();
    expect([first.offsets(0), second.offsets(0)]).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });
}
