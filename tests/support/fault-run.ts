// One random fault run: messages are produced while consumer processes break, freeze and are killed, and the store
// and the broker fail; then one healthy consumer drains the topics.
import { setTimeout as sleep } from 'node:timers/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { deadLetterTopic, topicOf } from '../../services/ingest/topics.ts';
import type { RuleBook } from '../../services/main.ts';
import { ClickhouseSettings } from '../../services/platform/clickhouse-settings.ts';
import type { EventBus, OutgoingMessage } from '../../services/platform/event-bus.ts';
import { openKafkaBus } from '../../services/platform/kafka-bus.ts';
import type { KafkaSettings } from '../../services/platform/kafka-settings.ts';
import { type SeededRandom, seededRandom } from '../../services/simulate/seeded-random.ts';
import { type SimulatedSystem, simulatedSystems } from '../../services/simulate/simulate-cases.ts';
import type { Database } from '../../services/store/database.ts';
import { type ClickhouseFront, type Fault, openFront } from './clickhouse-front.ts';
import { runMessages } from './fault-messages.ts';
import { type ChildPlan, type FaultChild, type PlannedFault, startFaultChild } from './fault-processes.ts';
import { kafkaSettings } from './kafka-bus.ts';

export interface FaultRunOptions {
  readonly seed: number;
  readonly brokers: readonly string[];
  readonly db: Database;
  readonly rules: RuleBook;
  /** Called once in the midst of the run, such as to kill the broker and bring it back. */
  readonly midway?: () => Promise<void>;
}

export interface FaultRun {
  readonly run: string;
  readonly produced: readonly OutgoingMessage[];
  readonly topics: readonly string[];
  /** Consumer processes that were killed, froze, or saw an error. */
  readonly broken: number;
  readonly bus: EventBus;
  readonly close: () => Promise<void>;
}

const DRAIN_MS = 300_000;
const BROKER_AWAY_MS = 90_000;
/** The dead are noticed soon. */
const SHORT = { sessionTimeoutMs: 600, rebalanceTimeoutMs: 2_000 };
const ROUND_MS = 3_000;

/** Runs to the point where the healthy consumer has drained everything and was stopped in good order. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRun> {
  const { seed, brokers, db, rules } = options;
  const random = seededRandom(xoroshiro128plus(seed));
  const run = `R${seed}`;
  const systems = chooseSystems(random);
  const topics = systems.map(topicOf);
  const kafka = kafkaSettings(brokers, {
    topicPrefix: `${run}.${process.pid}.`,
    ...SHORT,
  });
  const front = await openFront(db);
  const partitions = random.whole(1, 3);
  const bus = await persist(() => openKafkaBus(kafka));
  await persist(() => makeTopics(bus, topics, partitions));
  const produced = runMessages(rules, run, seed, systems, random);
  const setting = { kafka, front, systems, random, group: `group-${run}-${process.pid}` };
  const rounds = random.whole(1, 2);
  let broken = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = Math.floor((produced.length * round) / rounds);
    const to = Math.floor((produced.length * (round + 1)) / rounds);
    const producing = produceAll(bus, produced.slice(from, to), random);
    // Awaited below; where the round itself fails first, that is what is told.
    producing.catch(() => {});
    front.fail(storeFaults(random));
    if (round === 0) await options.midway?.();
    broken += await breakRound(setting);
    await producing;
  }
  front.heal();
  await drain(setting, bus, topics);
  await front.close();
  return { run, produced, topics, broken, bus, close: () => bus.close() };
}

/** Starts a consumer for each call of a port, which is killed before it, and another killed after it; then one that drains. */
export async function killEverywhere(options: FaultRunOptions, calls: number): Promise<FaultRun> {
  const { seed, brokers, db, rules } = options;
  const random = seededRandom(xoroshiro128plus(seed));
  const run = `K${seed}`;
  const systems: SimulatedSystem[] = ['water'];
  const topics = systems.map(topicOf);
  const kafka = kafkaSettings(brokers, { topicPrefix: `${run}.${process.pid}.`, ...SHORT });
  const front = await openFront(db);
  const bus = await openKafkaBus(kafka);
  await makeTopics(bus, topics, 1);
  const setting = { kafka, front, systems, random, group: `group-${run}-${process.pid}` };
  const produced = runMessages(rules, run, seed, systems, random, 4 * calls);
  const share = Math.ceil(produced.length / (2 * calls));
  let broken = 0;
  for (const [i, when] of Array.from({ length: calls }, () => ['before', 'after'] as const)
    .flat()
    .entries()) {
    await bus.send(produced.slice(i * share, (i + 1) * share));
    const fault = { call: 1 + Math.floor(i / 2), when, kind: 'kill' } as const;
    const child = startFaultChild(planOf(setting, [fault]), 0);
    const { signal } = await child.ended;
    if (signal === 'SIGKILL') broken += 1;
  }
  await drain(setting, bus, topics);
  await front.close();
  return { run, produced, topics, broken, bus, close: () => bus.close() };
}

/** The broker may be away because another run has killed it. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + BROKER_AWAY_MS; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(300);
    }
  }
}

function chooseSystems(random: SeededRandom): SimulatedSystem[] {
  const chosen = simulatedSystems.filter(() => random.chance(0.4));
  return chosen.length > 0 ? chosen : [random.pick(simulatedSystems)];
}

const makeTopics = (bus: EventBus, topics: readonly string[], partitions: number) =>
  bus.ensureTopics([
    ...topics.map((topic) => ({ topic, partitions })),
    ...topics.map((topic) => ({ topic: deadLetterTopic(topic), partitions: 1 })),
  ]);

/** The producer's own repeats after a lost answer are the broker's to drop, so a failed part is sent again. */
async function produceAll(bus: EventBus, messages: readonly OutgoingMessage[], random: SeededRandom) {
  for (let from = 0; from < messages.length; ) {
    const to = from + random.whole(5, 60);
    await bus.send(messages.slice(from, to));
    await sleep(random.whole(0, 60));
    from = to;
  }
}

/** One statement in twenty fails, is slow, or succeeds without an answer. */
function storeFaults(random: SeededRandom): () => Fault | undefined {
  const kinds: (() => Fault)[] = [
    () => ({ kind: 'cut' }),
    () => ({ kind: 'cut-after' }),
    () => ({ kind: 'cut-after' }),
    () => ({ kind: 'error', code: 252, message: 'Too many parts' }),
    () => ({ kind: 'error', code: 243, message: 'Cannot reserve 1.00 MiB, not enough space' }),
    () => ({ kind: 'proxy', status: 503 }),
    () => ({ kind: 'slow', ms: random.whole(50, 1500) }),
  ];
  return () => (random.chance(0.05) ? random.pick(kinds)() : undefined);
}

interface Setting {
  readonly kafka: KafkaSettings;
  readonly front: ClickhouseFront;
  readonly systems: readonly string[];
  readonly random: SeededRandom;
  readonly group: string;
}

const planOf = (
  { kafka, front, systems, random, group }: Setting,
  faults: readonly PlannedFault[],
): ChildPlan => ({
  kafka,
  clickhouse: ClickhouseSettings.parse({ url: front.url, requestTimeoutMs: 10_000 }),
  group,
  systems,
  messages: random.whole(5, 60),
  faults,
});

function someFaults(random: SeededRandom): PlannedFault[] {
  const kinds = [
    ['kill', 5],
    ['stop', 2],
    ['error', 3],
    ['slow', 1],
  ] as const;
  return Array.from({ length: random.whole(1, 3) }, () => ({
    call: random.whole(1, 60),
    when: random.pick(['before', 'after'] as const),
    kind: random.weighted(kinds),
  }));
}

/** Lets one or two consumers break; those that still work when the round is over are killed or asked to stop. */
async function breakRound(setting: Setting): Promise<number> {
  const { random } = setting;
  const children: FaultChild[] = [];
  for (let i = random.whole(1, 2); i > 0; i -= 1) {
    children.push(startFaultChild(planOf(setting, someFaults(random)), random.whole(200, 2_000)));
    await sleep(random.whole(0, 400));
  }
  const all = Promise.all(children.map(({ ended }) => ended));
  const over = new AbortController();
  await Promise.race([all, sleep(random.whole(1_000, ROUND_MS), null, { signal: over.signal })]);
  over.abort();
  for (const child of children.filter(({ hasEnded }) => !hasEnded())) {
    child.kill(random.pick(['SIGKILL', 'SIGKILL', 'SIGTERM']));
  }
  await all;
  checkEndings(children);
  return children.filter(({ told }) => !told.some((line) => 'calls' in line)).length;
}

/** A consumer may be killed or stop in good order; one that ends by itself is a mistake of the program. */
function checkEndings(children: readonly FaultChild[]): void {
  for (const { errors, told } of children)
    if (/Error|Warning/.test(errors()) || told.some((line) => 'dead' in line))
      throw new Error(
        `a consumer ended by itself: ${JSON.stringify(told.slice(-3))} ${errors().slice(0, 2000)}`,
      );
}

async function drain(setting: Setting, bus: EventBus, topics: readonly string[]): Promise<void> {
  const child = startFaultChild(planOf(setting, []), 0);
  const until = Date.now() + DRAIN_MS;
  const isReady = () => child.told.some((line) => 'ready' in line);
  while (!(isReady() && (await isDrained(bus, setting.group, topics)))) {
    if (child.hasEnded() || Date.now() > until) {
      child.kill('SIGKILL');
      const positions = JSON.stringify(await bus.positions(setting.group, topics));
      const told = child.told.slice(-12).map((line) => JSON.stringify(line));
      throw new Error(`not drained: ${positions}\n${told.join('\n')}\n${child.errors().slice(0, 2000)}`);
    }
    await sleep(100);
  }
  child.kill('SIGTERM');
  const { code } = await child.ended;
  if (code !== 0)
    throw new Error(`the healthy consumer ended with ${code}: ${child.errors().slice(0, 2000)}`);
}

async function isDrained(bus: EventBus, group: string, topics: readonly string[]): Promise<boolean> {
  const positions = await persist(() => bus.positions(group, topics));
  return positions.every(
    ({ high, committed }) => high === 0 || (committed?.offset === high && committed.mark === ''),
  );
}
