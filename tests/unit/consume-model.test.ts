// Consumers that are killed, frozen, cut off and rebalanced at random lose nothing, store nothing twice, and never
// commit above what is not durable.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeaseLost, type PartitionLease } from '../../services/platform/event-bus.ts';
import { aLife, drain, live } from '../support/consume-model.ts';
import { produce } from '../support/consume-produce.ts';
import { GROUP, makeWorld, type Tamper, TOPIC, type World } from '../support/consume-world.ts';

const RUNS = Number(process.env['SHIXIAN_RUNS'] ?? 200);

const holds = (tamper?: Tamper) =>
  fc.asyncProperty(aLife, async (life) => {
    const faults = await live(life, tamper);
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'));
  });

test(`in ${RUNS} random lives everything comes right`, { timeout: 60_000 + RUNS * 500 }, async () => {
  await fc.assert(holds(), { numRuns: RUNS });
});

/** A range of offsets 0 to 4 with a control record at 2, written ahead by a consumer that died before it was stored. */
async function leaveUnderWay(seed: number): Promise<World> {
  const world = makeWorld(seed, (options) => ({ ...options, limits: { messages: 8, bytes: 1_000_000 } }));
  world.dueFaults.push({ kind: 'store-read', fault: { takesEffect: false, outcome: 'kill' }, skip: 0 });
  const partition = produce(world, 'case 0', 'good');
  produce(world, 'case 0', 'good');
  world.broker.log.appendControl(TOPIC, partition);
  for (let i = 0; i < 2; i++) produce(world, 'case 0', 'good');
  while (!world.broker.committed(GROUP, TOPIC, partition)) {
    world.start();
    await world.broker.clock.advance(3000);
  }
  return world;
}

test('a range under way is stored whole though it has a gap and the broker does not tell where it ends', async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const world = await leaveUnderWay(seed);
    world.dueFaults.push({ kind: 'positions', fault: { takesEffect: false, outcome: 'error' }, skip: 0 });
    expect(await drain(world), `seed ${seed}`).toEqual([]);
    expect(world.store.rows.filter(({ caseId }) => caseId === 'case 0')).toHaveLength(4);
  }
});

/** Leases as a careless consumer would use them. */
const onLeases =
  (change: (lease: PartitionLease) => PartitionLease): Tamper =>
  (options) => ({
    ...options,
    bus: {
      ...options.bus,
      consume: (asked) =>
        options.bus.consume({ ...asked, onBatch: (batch, lease) => asked.onBatch(batch, change(lease)) }),
    },
  });

const careless: Record<string, Tamper> = {
  'commits before the store has answered': (options) => ({
    ...options,
    takeIn: async (items, telling) => {
      options.takeIn(items, telling).catch(() => {});
      const receipts = items.map(() => ({ id: null, status: 'accepted' as const, problems: [] }));
      return { accepted: items.length, duplicate: 0, rejected: 0, receipts };
    },
  }),
  'does not look for a range under way': onLeases((lease) => ({
    ...lease,
    committed: async () => {
      const point = await lease.committed();
      return point && { ...point, mark: '' };
    },
  })),
  'goes on when a commit was refused': onLeases((lease) => ({
    ...lease,
    commit: (point) =>
      lease.commit(point).catch((error) => {
        if (!(error instanceof LeaseLost)) throw error;
      }),
  })),
  'goes on when a commit failed': onLeases((lease) => ({
    ...lease,
    commit: (point) => lease.commit(point).catch(() => {}),
  })),
  'sends no dead letters': (options) => ({ ...options, bus: { ...options.bus, send: async () => {} } }),
  'does not wait for dead letters': (options) => ({
    ...options,
    bus: {
      ...options.bus,
      send: async (messages) => {
        options.bus.send(messages).catch(() => {});
      },
    },
  }),
  'remembers cases over a rebalance': (options) => ({ ...options, forget: () => {} }),
  'checks a range told again at another instant': (options) => ({
    ...options,
    takeIn: (items, telling) => options.takeIn(items, { ...telling!, checkedAt: options.now() }),
  }),
  'never says that a range is told again': (options) => ({
    ...options,
    takeIn: (items, telling) => options.takeIn(items, { ...telling!, again: false }),
  }),
};

describe('a consumer is caught that', () => {
  test.each(Object.entries(careless))('%s', async (_, tamper) => {
    const { failed } = await fc.check(holds(tamper), { numRuns: 2000, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
