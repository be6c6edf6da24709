// Random lives of consumers: what is produced, what breaks and when, and a healthy end in which all must come right.
import fc from 'fast-check';
import {
  contradict,
  type MessageKind,
  messageKinds,
  produce,
  produceLast,
  repeat,
} from './consume-produce.ts';
import { GROUP, isDrained, makeWorld, PARTITIONS, type Tamper, TOPIC, type World } from './consume-world.ts';
import type { Fault } from './memory-wire.ts';

type Act =
  | { readonly act: 'produce'; readonly caseNumber: number; readonly kinds: readonly MessageKind[] }
  | { readonly act: 'repeat' | 'contradict'; readonly nth: number }
  | { readonly act: 'start' | 'rebalance' | 'expire' }
  | { readonly act: 'kill' | 'freeze' | 'thaw' | 'stop'; readonly nth: number }
  | { readonly act: 'control' | 'retain'; readonly partition: number; readonly count: number }
  | { readonly act: 'break'; readonly kind: string; readonly fault: Fault; readonly skip: number };

export interface Life {
  readonly seed: number;
  readonly acts: readonly { readonly afterMs: number; readonly act: Act }[];
}

const CALLS = ['fetch', 'commit', 'committed', 'send', 'join', 'heartbeat', 'leave', 'positions'];
const STORE_CALLS = ['store-mend', 'store-read', 'store-reject', 'store-write', 'store-fold'];

const aKind = fc.oneof(
  { weight: 5, arbitrary: fc.constant<MessageKind>('good') },
  { weight: 2, arbitrary: fc.constantFrom(...messageKinds) },
);
const nth = fc.nat(30);
const act = <T extends Act['act']>(...acts: T[]) => fc.constantFrom(...acts);

const anAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: act('produce'),
      caseNumber: fc.nat(5),
      kinds: fc.array(aKind, { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: act('repeat', 'contradict'), nth }) },
  { weight: 3, arbitrary: fc.record({ act: act('start') }) },
  { weight: 2, arbitrary: fc.record({ act: act('rebalance', 'expire') }) },
  { weight: 4, arbitrary: fc.record({ act: act('kill', 'freeze', 'thaw', 'stop'), nth }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: act('control', 'retain'),
      partition: fc.nat(PARTITIONS - 1),
      count: fc.nat(3),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      act: act('break'),
      kind: fc.constantFrom(...CALLS, ...STORE_CALLS, 'commit', 'commit'),
      fault: fc.record({
        takesEffect: fc.boolean(),
        outcome: fc.constantFrom<Fault['outcome']>('error', 'timeout', 'kill', 'freeze'),
      }),
      skip: fc.nat(3),
    }),
  },
);

export const aLife: fc.Arbitrary<Life> = fc.record({
  seed: fc.integer({ min: 1, max: 0x7fffffff }),
  acts: fc.array(fc.record({ afterMs: fc.oneof(fc.nat(30), fc.nat(600)), act: anAct }), {
    minLength: 5,
    maxLength: 50,
    size: 'max',
  }),
});

const DRAIN_MS = 600_000;

/** Lives the life, ends its faults, drains; tells what was found wrong. */
export async function live({ seed, acts }: Life, tamper?: Tamper): Promise<readonly string[]> {
  const world = makeWorld(seed, tamper);
  const { clock } = world.broker;
  world.start();
  for (const { afterMs, act } of acts) {
    await clock.advance(afterMs);
    perform(world, act);
  }
  world.dueFaults.length = 0;
  return drain(world);
}

/** Lets whoever is frozen go on, and one more consumer come; tells what is wrong when all should be done. */
export async function drain(world: World): Promise<readonly string[]> {
  const { broker, inspector } = world;
  for (const { bus } of world.workers) bus.thaw();
  world.start();
  for (let partition = 0; partition < PARTITIONS; partition++) produceLast(world, partition);
  const end = broker.clock.now() + DRAIN_MS;
  while (!isDrained(world) && broker.clock.now() < end) await broker.clock.advance(250);
  // What zombies still have under way may come after everything is committed.
  await broker.clock.advance(5000);
  if (!isDrained(world)) inspector.faults.push('the partitions were never drained');
  inspector.finish();
  return inspector.faults;
}

function perform(world: World, act: Act): void {
  const { broker, workers, inspector } = world;
  const at = <T>(items: readonly T[], place: number): T | undefined => items[place % items.length];
  const worker = 'nth' in act ? at(workers, act.nth) : undefined;
  const doing: Record<Act['act'], () => void> = {
    produce: () => {
      const { caseNumber, kinds: told } = act as Extract<Act, { act: 'produce' }>;
      for (const kind of told) produce(world, `case ${caseNumber}`, kind);
    },
    repeat: () => repeat(world, (act as { nth: number }).nth),
    contradict: () => contradict(world, (act as { nth: number }).nth),
    start: () => {
      if (workers.filter(({ bus }) => bus.state() !== 'dead').length < 4) world.start();
    },
    rebalance: () => broker.rebalance(GROUP),
    expire: () => broker.expireDead(),
    kill: () => worker?.bus.kill(),
    freeze: () => worker?.bus.freeze(),
    thaw: () => worker?.bus.thaw(),
    stop: () => void worker?.consumption?.stop(),
    control: () => broker.log.appendControl(TOPIC, (act as { partition: number }).partition),
    retain: () => {
      const { partition, count } = act as { partition: number; count: number };
      const point = broker.committed(GROUP, TOPIC, partition);
      if (!point) return;
      inspector.deleting(partition, point.offset, point.offset + count);
      broker.log.retain(TOPIC, partition, point.offset + count);
    },
    break: () => {
      const { kind, fault, skip } = act as Extract<Act, { act: 'break' }>;
      world.dueFaults.push({ kind, fault, skip });
    },
  };
  doing[act.act]();
}
