// The contract of a bus: what is delivered follows the lease, what is committed stays.
import { expect, test } from 'vitest';
import type { CommitPoint, EventBus, PartitionLease } from '../../services/platform/event-bus.ts';
import type { Bench } from './bus-contract.ts';
import { commitOver, fresh, listen, makeDoor, moveOver, until } from './bus-listener.ts';

const fill = (bus: EventBus, topic: string, count: number): Promise<void> =>
  bus.send(Array.from({ length: count }, (_, i) => ({ topic, key: `k${i}`, value: String(i) })));

const committedIn = async (bus: EventBus, group: string, topic: string): Promise<(CommitPoint | null)[]> =>
  (await bus.positions(group, [topic]))
    .sort((a, b) => a.partition - b.partition)
    .map(({ committed }) => committed);

export function positionLaws({ connect, topic: makeTopic }: Bench): void {
  test('the position stays where it was unless the lease moves it', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 1);
    await fill(bus, topic, 6);
    const onBatch = (_: unknown, lease: PartitionLease, turn: number) => {
      if (turn === 2) lease.advanceTo(4);
    };
    const listener = await listen(bus, { group: fresh('group'), topic, onBatch });
    await until('four deliveries', () => listener.of(0).length >= 4);
    await listener.consumption.stop();
    const firsts = listener.of(0).map(({ batch }) => batch.messages[0]!.offset);
    expect(firsts.slice(0, 4)).toEqual([0, 0, 0, 4]);
  });

  test('a partition gets one batch at a time', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 2);
    await fill(bus, topic, 40);
    const atWork = [0, 0];
    const most = [0, 0];
    const onBatch = async (
      { partition, messages }: { partition: number; messages: readonly { offset: number }[] },
      lease: PartitionLease,
    ) => {
      atWork[partition]! += 1;
      most[partition] = Math.max(most[partition]!, atWork[partition]!);
      await bus.positions('none', [topic]);
      lease.advanceTo(messages[0]!.offset + 1);
      atWork[partition]! -= 1;
    };
    const listener = await listen(bus, { group: fresh('group'), topic, onBatch });
    await until('both ends', () =>
      [0, 1].every((p) =>
        listener.of(p).some(({ batch }) => batch.messages[0]!.offset + 1 === batch.highWatermark),
      ),
    );
    await listener.consumption.stop();
    expect(most).toEqual([1, 1]);
  });

  test('partitions are handled at once', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 2);
    await fill(bus, topic, 40);
    const seen = new Set<number>();
    const both = makeDoor();
    const onBatch = async (batch: Parameters<typeof moveOver>[0], lease: PartitionLease) => {
      seen.add(batch.partition);
      if (seen.size === 2) both.open();
      await both.opened;
      moveOver(batch, lease);
    };
    const listener = await listen(bus, { group: fresh('group'), topic, onBatch });
    await until('the other partition while the first is at work', () => seen.size === 2);
    await listener.consumption.stop();
  });

  test('a commit with its note is what positions and the next consumer see', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 1), fresh('group')];
    await fill(bus, topic, 6);
    const told: (CommitPoint | null)[] = [];
    const first = await listen(bus, {
      group,
      topic,
      onBatch: async (batch, lease) => {
        told.push(await lease.committed());
        await lease.commit({ offset: 3, mark: '{"到":5}' });
        told.push(await lease.committed());
        moveOver(batch, lease);
      },
    });
    await until('the commit', () => told.length >= 2);
    await first.consumption.stop();
    expect(new Set(told.splice(0))).toEqual(new Set([null]));
    expect(await committedIn(bus, group, topic)).toEqual([{ offset: 3, mark: '{"到":5}' }]);
    const second = await listen(await connect(), {
      group,
      topic,
      onBatch: async (batch, lease) => {
        told.push(await lease.committed());
        moveOver(batch, lease);
      },
    });
    await until('what follows the commit', () => second.offsets(0).length === 3);
    await second.consumption.stop();
    expect(second.offsets(0)).toEqual([3, 4, 5]);
    expect(told[0]).toEqual({ offset: 3, mark: '{"到":5}' });
  });

  test('a note may be empty, and as long as 4,000 bytes', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 1), fresh('group')];
    await fill(bus, topic, 1);
    const long = `${'时'.repeat(1333)}x`;
    expect(Buffer.byteLength(long)).toBe(4000);
    const seen: (CommitPoint | null)[] = [];
    const onBatch = async (batch: Parameters<typeof moveOver>[0], lease: PartitionLease) => {
      for (const point of [
        { offset: 0, mark: long },
        { offset: 1, mark: '' },
      ]) {
        await lease.commit(point);
        seen.push(...(await committedIn(bus, group, topic)));
      }
      moveOver(batch, lease);
    };
    const listener = await listen(bus, { group, topic, onBatch });
    await until('two commits', () => seen.length === 2);
    await listener.consumption.stop();
    expect(seen).toEqual([
      { offset: 0, mark: long },
      { offset: 1, mark: '' },
    ]);
  });

  test('a new consumer goes on from what was committed, however far the old one had read', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 1), fresh('group')];
    await fill(bus, topic, 8);
    const first = await listen(bus, {
      group,
      topic,
      onBatch: async (batch, lease, turn) => {
        if (turn === 0) await lease.commit({ offset: 2, mark: '' });
        moveOver(batch, lease);
      },
    });
    await until('everything read', () => first.offsets(0).includes(7));
    await first.consumption.stop();
    const second = await listen(await connect(), { group, topic, onBatch: commitOver });
    await until('the rest again', () => second.offsets(0).length === 6);
    await second.consumption.stop();
    expect(second.offsets(0)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(await committedIn(bus, group, topic)).toEqual([{ offset: 8, mark: '' }]);
  });

  test('pauseFrom delivers again from that offset', async () => {
    const bus = await connect();
    const topic = await makeTopic(bus, 1);
    await fill(bus, topic, 6);
    const listener = await listen(bus, {
      group: fresh('group'),
      topic,
      onBatch: (batch, lease, turn) => {
        if (turn === 0) lease.pauseFrom(4, 100);
        else moveOver(batch, lease);
      },
    });
    await until('the end', () => listener.of(0).length > 1 && listener.offsets(0).at(-1) === 5);
    await listener.consumption.stop();
    expect(listener.of(0)[1]!.batch.messages[0]!.offset).toBe(4);
  });

  test('a partition paused for good stays still while others go on, and goes on in the next generation', async () => {
    const bus = await connect();
    const [topic, group] = [await makeTopic(bus, 2), fresh('group')];
    await fill(bus, topic, 40);
    const first = await listen(bus, {
      group,
      topic,
      onBatch: async (batch, lease) => {
        if (batch.partition === 0) lease.pauseFrom(0, null);
        else await commitOver(batch, lease).catch(() => {});
      },
    });
    const high = async () =>
      (await bus.positions(group, [topic])).find(({ partition }) => partition === 1)!.high;
    await until('the first message of the paused partition', () => first.of(0).length === 1);
    for (let round = 0; round < 3; round++) {
      await fill(bus, topic, 40);
      const end = await high();
      await until('the other partition to go on', () => first.offsets(1).at(-1) === end - 1);
    }
    expect(first.of(0)).toHaveLength(1);
    const second = await listen(await connect(), { group, topic });
    await until('the paused partition again', () => first.of(0).length + second.of(0).length > 1);
    const again = [...first.of(0).slice(1), ...second.of(0)][0]!;
    expect(again.batch.messages[0]!.offset).toBe(0);
    expect(again.lease.generation).not.toBe(first.of(0)[0]!.lease.generation);
    await Promise.all([first.consumption.stop(), second.consumption.stop()]);
  });
}
