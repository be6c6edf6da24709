// The model of a broker keeps the contract of the port, and fails as a real one can.
import { describe, expect, test } from 'vitest';
import { type EventBus, LeaseLost } from '../../services/platform/event-bus.ts';
import { busContract } from '../support/bus-contract.ts';
import { commitOver, commitWhileHeld, listen, makeDoor, moveOver } from '../support/bus-listener.ts';
import { type BrokerOptions, type MemoryBroker, makeBroker } from '../support/memory-broker.ts';
import { makeFaults } from '../support/memory-wire.ts';

for (const seed of [undefined, 1, 2])
  busContract(seed === undefined ? 'the model, always alike' : `the model, drawn from ${seed}`, async () => {
    const broker = makeBroker({ maxBatch: 60, ...(seed === undefined ? {} : { seed }) });
    const pause = broker.clock.play();
    let processes = 0;
    return { connect: () => broker.bus(`process ${processes++}`), close: async () => pause() };
  });

const [group, topic] = ['group', 'topic'];

function brokerWith(messages: number, partitions = 1, options: BrokerOptions = {}): MemoryBroker {
  const broker = makeBroker(options);
  broker.createTopic(topic, partitions);
  for (let i = 0; i < messages; i++) broker.produce({ topic, key: `k${i}`, value: String(i) });
  return broker;
}

/** Lets time pass until the answer has come; 60 s of the model at the most. */
async function answered<T>({ clock }: MemoryBroker, asked: Promise<T>): Promise<T> {
  let isDone = false;
  const done = asked.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  for (let i = 0; i < 600 && !isDone; i++) await clock.advance(100);
  if (!isDone) throw new Error('never answered');
  return done;
}

const isPending = async ({ clock }: MemoryBroker, asked: Promise<unknown>): Promise<boolean> => {
  let isDone = false;
  const mark = () => {
    isDone = true;
  };
  asked.then(mark, mark);
  await clock.advance(60_000);
  return !isDone;
};

const valuesIn = (broker: MemoryBroker, partition = 0): string[] =>
  broker.messages(topic, partition).map(({ value }) => String(value));

describe('calls that fail', () => {
  const sendOne = (bus: EventBus, value: string) => bus.send([{ topic, key: 'k', value }]);

  test('a send that fails leaves nothing, one whose answer is lost leaves the message', async () => {
    const faults = makeFaults();
    const broker = brokerWith(0, 1, { faults });
    const bus = broker.bus('one');
    faults.next('send', { takesEffect: false, outcome: 'error' });
    await expect(answered(broker, sendOne(bus, 'failed'))).rejects.toThrow('send failed');
    faults.next('send', { takesEffect: true, outcome: 'error' });
    await expect(answered(broker, sendOne(bus, 'lost'))).rejects.toThrow('send was not answered');
    faults.next('send', { takesEffect: true, outcome: 'timeout' });
    await expect(answered(broker, sendOne(bus, 'late'))).rejects.toThrow('send was not answered');
    await answered(broker, sendOne(bus, 'kept'));
    expect(valuesIn(broker)).toEqual(['lost', 'late', 'kept']);
  });

  test('a commit that fails stores nothing, one whose answer is lost stores the point', async () => {
    const faults = makeFaults();
    const broker = brokerWith(4, 1, { faults });
    const { deliveries } = await listen(broker.bus('one'), { group, topic });
    await broker.clock.advance(1000);
    const { lease } = deliveries[0]!;
    faults.next('commit', { takesEffect: false, outcome: 'error' });
    await expect(answered(broker, lease.commit({ offset: 1, mark: '' }))).rejects.toThrow('commit failed');
    expect(broker.committed(group, topic, 0)).toBeNull();
    faults.next('commit', { takesEffect: true, outcome: 'error' });
    await expect(answered(broker, lease.commit({ offset: 2, mark: 'm' }))).rejects.toThrow('not answered');
    expect(broker.committed(group, topic, 0)).toEqual({ offset: 2, mark: 'm' });
    const tooLong = answered(broker, lease.commit({ offset: 3, mark: 'x'.repeat(4097) }));
    await expect(tooLong).rejects.toThrow('too long');
    expect(lease.held()).toBe(true);
  });

  test('a fetch that stalls holds up its partition, then delivers', async () => {
    const faults = makeFaults();
    const broker = brokerWith(4, 1, { faults, requestTimeoutMs: 5000, sessionTimeoutMs: 60_000 });
    faults.next('fetch', { takesEffect: false, outcome: 'timeout' });
    faults.next('fetch', { takesEffect: true, outcome: 'timeout' });
    const listener = await listen(broker.bus('one'), { group, topic });
    await broker.clock.advance(9000);
    expect(listener.deliveries).toHaveLength(0);
    await broker.clock.advance(2000);
    expect(listener.offsets(0)).toEqual([0, 1, 2, 3]);
  });

  test('a join and heartbeats that fail end nothing', async () => {
    const faults = makeFaults();
    const broker = brokerWith(4, 1, { faults });
    faults.next('join', { takesEffect: false, outcome: 'error' });
    for (const outcome of ['error', 'timeout'] as const)
      faults.next('heartbeat', { takesEffect: false, outcome });
    const listener = await listen(broker.bus('one'), { group, topic, onBatch: commitOver });
    await broker.clock.advance(5000);
    expect(broker.committed(group, topic, 0)).toEqual({ offset: 4, mark: '' });
    expect(listener.assignments).toHaveLength(1);
  });

  test('a call in whose midst the process is killed is never answered, before or after its effect', async () => {
    const faults = makeFaults();
    const broker = brokerWith(0, 1, { faults });
    for (const [name, takesEffect] of [
      ['before', false],
      ['after', true],
    ] as const) {
      const bus = broker.bus(name);
      faults.next('send', { takesEffect, outcome: 'kill' }, name);
      expect(await isPending(broker, sendOne(bus, name))).toBe(true);
      expect(await isPending(broker, bus.positions(group, [topic]))).toBe(true);
    }
    expect(valuesIn(broker)).toEqual(['after']);
  });
});

describe('processes that stop', () => {
  test('what a dead member held goes to another when its session ends, from the committed offset', async () => {
    const broker = brokerWith(8);
    const dead = broker.bus('dead');
    await listen(dead, {
      group,
      topic,
      onBatch: async (batch, lease) => {
        await lease.commit({ offset: 3, mark: 'under way' });
        moveOver(batch, lease);
      },
    });
    await broker.clock.advance(500);
    dead.kill();
    const heir = await listen(broker.bus('heir'), { group, topic, onBatch: commitOver });
    await broker.clock.advance(300);
    expect(heir.deliveries).toHaveLength(0);
    await broker.clock.advance(5000);
    expect(heir.offsets(0)).toEqual([3, 4, 5, 6, 7]);
    expect(broker.members(group)).toEqual([expect.stringMatching(/^heir/)]);
  });

  test('expireDead ends the sessions of dead and frozen processes at once', async () => {
    const broker = brokerWith(0);
    const buses = ['dead', 'frozen', 'well'].map((name) => broker.bus(name));
    for (const bus of buses) await listen(bus, { group, topic });
    await broker.clock.advance(1000);
    buses[0]!.kill();
    buses[1]!.freeze();
    expect(broker.members(group)).toHaveLength(3);
    broker.expireDead();
    expect(broker.members(group)).toEqual([expect.stringMatching(/^well/)]);
  });

  test('a zombie believes in its lease, its commit is refused, and it joins anew', async () => {
    const broker = brokerWith(4);
    const zombie = broker.bus('zombie');
    const door = makeDoor();
    const outcomes: unknown[] = [];
    const first = await listen(zombie, {
      group,
      topic,
      onBatch: async (batch, lease) => {
        await zombie.pass(() => door.opened);
        outcomes.push(lease.held());
        await lease.commit({ offset: 1, mark: 'zombie' }).catch((error) => outcomes.push(error));
        outcomes.push(lease.held());
        moveOver(batch, lease);
      },
    });
    await broker.clock.advance(100);
    zombie.freeze();
    const heir = await listen(broker.bus('heir'), { group, topic, onBatch: commitWhileHeld });
    await broker.clock.advance(5000);
    expect(heir.offsets(0)).toEqual([0, 1, 2, 3]);
    door.open();
    await broker.clock.advance(1000);
    expect(outcomes).toEqual([]);
    zombie.thaw();
    await broker.clock.advance(100);
    expect(outcomes).toEqual([true, expect.any(LeaseLost), false]);
    expect(broker.committed(group, topic, 0)).toEqual({ offset: 4, mark: '' });
    await broker.clock.advance(5000);
    expect(first.assignments).toHaveLength(2);
    expect(broker.members(group)).toHaveLength(2);
  });

  test('what a frozen process had sent arrives, and it sees the answer when it goes on', async () => {
    const faults = makeFaults();
    const broker = brokerWith(0, 1, { faults });
    const bus = broker.bus('one');
    faults.next('send', { takesEffect: true, outcome: 'freeze' });
    const sent = bus.send([{ topic, key: 'k', value: 'x' }]);
    expect(await isPending(broker, sent)).toBe(true);
    expect(valuesIn(broker)).toEqual(['x']);
    bus.thaw();
    await expect(answered(broker, sent)).resolves.toBeUndefined();
    faults.next('send', { takesEffect: false, outcome: 'freeze' });
    const later = bus.send([{ topic, key: 'k', value: 'y' }]);
    expect(await isPending(broker, later)).toBe(true);
    expect(valuesIn(broker)).toEqual(['x']);
    bus.thaw();
    await answered(broker, later);
    expect(valuesIn(broker)).toEqual(['x', 'y']);
  });

  test('a member that works on through a rebalance is put out when it does not join in time', async () => {
    const broker = brokerWith(8, 2, { waitsForHandlers: true });
    const slow = await listen(broker.bus('slow'), { group, topic, onBatch: () => new Promise(() => {}) });
    await broker.clock.advance(500);
    const heir = await listen(broker.bus('heir'), { group, topic, onBatch: commitWhileHeld });
    await broker.clock.advance(1000);
    expect(heir.assignments).toEqual([]);
    await broker.clock.advance(2000);
    expect(heir.assignments.at(-1)?.partitions).toHaveLength(2);
    expect(heir.offsets(0).length + heir.offsets(1).length).toBe(8);
    expect(slow.deliveries.map(({ lease }) => lease.held())).toEqual([false, false]);
  });
});

describe('generations', () => {
  test('a commit is taken while the next generation is only being prepared, and refused once it began', async () => {
    const broker = brokerWith(4, 1, { heartbeatMs: 300 });
    const { deliveries } = await listen(broker.bus('one'), { group, topic });
    await broker.clock.advance(100);
    const { lease } = deliveries[0]!;
    broker.rebalance(group);
    await answered(broker, lease.commit({ offset: 1, mark: '' }));
    expect(broker.committed(group, topic, 0)).toEqual({ offset: 1, mark: '' });
    await broker.clock.advance(1000);
    expect(broker.generation(group)).toBe(2);
    await expect(answered(broker, lease.commit({ offset: 2, mark: '' }))).rejects.toBeInstanceOf(LeaseLost);
  });

  test.each([
    ['range', [0, 1, 2]],
    ['round-robin', [0, 2, 4]],
  ] as const)('partitions are dealt out %s', async (assign, expected) => {
    const broker = brokerWith(0, 5, { assign });
    const first = await listen(broker.bus('a'), { group, topic });
    await listen(broker.bus('b'), { group, topic });
    await broker.clock.advance(2000);
    expect(first.assignments.at(-1)!.partitions.map(({ partition }) => partition)).toEqual(expected);
  });
});

describe('the log', () => {
  test('what retention deleted is passed over', async () => {
    const broker = brokerWith(8);
    broker.log.retain(topic, 0, 5);
    const listener = await listen(broker.bus('one'), { group, topic });
    await broker.clock.advance(1000);
    expect(listener.offsets(0)).toEqual([5, 6, 7]);
    expect(listener.deliveries[0]!.batch.highWatermark).toBe(8);
  });

  test('control records take an offset and are never seen', async () => {
    const broker = brokerWith(2);
    broker.log.appendControl(topic, 0);
    broker.produce({ topic, key: 'k', value: 'last' });
    broker.log.appendControl(topic, 0);
    const listener = await listen(broker.bus('one'), { group, topic, onBatch: commitOver });
    await broker.clock.advance(1000);
    expect(listener.offsets(0)).toEqual([0, 1, 3]);
    expect(broker.committed(group, topic, 0)).toEqual({ offset: 5, mark: '' });
  });

  test('a seed draws fetch sizes and instants, the same each time', async () => {
    const run = async (seed: number) => {
      const broker = brokerWith(200, 2, { seed, maxBatch: 20 });
      const listener = await listen(broker.bus('one'), { group, topic, onBatch: commitOver });
      await broker.clock.advance(5000);
      return listener.deliveries.map(({ batch }) => [batch.partition, batch.messages.length]);
    };
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
    expect(new Set(first.map(([, size]) => size)).size).toBeGreaterThan(5);
  });
});
