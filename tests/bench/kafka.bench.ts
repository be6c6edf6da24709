// How fast events go from Apache Kafka to stored clocks, exactly once, and how old an event is when its verdict stands.
// The raw engine's insert of the same event rows is measured beside it in the same run. `npm run bench:kafka`
// SHIXIAN_EVENTS (300000) are read at once; then SHIXIAN_RATE (5000) a second for SHIXIAN_SECONDS (30).
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { messageOf } from '../../services/cli/produce-simulation.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { consumeEvents } from '../../services/ingest/consume-events.ts';
import type { RangeDone } from '../../services/ingest/ingest-watch.ts';
import { topicOf } from '../../services/ingest/topics.ts';
import { openRuleBook, openShixian, type RuleBook, type Shixian } from '../../services/main.ts';
import type { EventBus, OutgoingMessage } from '../../services/platform/event-bus.ts';
import { openKafkaBus } from '../../services/platform/kafka-bus.ts';
import { KafkaSettings } from '../../services/platform/kafka-settings.ts';
import { simulateCases, simulatedSystems } from '../../services/simulate/simulate-cases.ts';
import { writeEvents } from '../../services/store/case-events.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { openBroker } from '../support/kafka-broker.ts';
import { simulation } from '../support/simulated.ts';

const EVENTS = Number(process.env['SHIXIAN_EVENTS'] ?? 300_000);
const RATE = Number(process.env['SHIXIAN_RATE'] ?? 5_000);
const SECONDS = Number(process.env['SHIXIAN_SECONDS'] ?? 30);
const PARTITIONS = Number(process.env['SHIXIAN_PARTITIONS'] ?? 6);
const EVENTS_PER_CASE = 13;

const topics = simulatedSystems.map(topicOf);

test('from Kafka to stored clocks', { timeout: 1_800_000 }, async (context) => {
  const broker = await openBroker();
  if ('skipped' in broker) return context.skip(broker.skipped);
  const store = await openTestDatabase({ migrated: false });
  const book = await openRuleBook();
  if (!book.ok) throw new Error(JSON.stringify(book.problems));
  const opened = await openShixian({ db: store.db, rules: book.value, now: Date.now });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const engineAlone = await idleShare();
  const bus = await openKafkaBus(KafkaSettings.parse({ brokers: broker.brokers }));
  await bus.ensureTopics(
    topics.flatMap((topic) => [
      { topic, partitions: PARTITIONS },
      { topic: `${topic}.dlq`, partitions: 1 },
    ]),
  );
  const messages = made(book.value, EVENTS + RATE * SECONDS);
  await produce(bus, messages.slice(0, EVENTS));

  const ranges: RangeDone[] = [];
  const stop = await consume(bus, opened.value, ranges);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await untilTaken(ranges, EVENTS);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  say(
    `${EVENTS} events read in ${seconds.toFixed(1)} s: ${rate(EVENTS, seconds)} events/s from Kafka to stored clocks`,
  );
  say(
    `  ${((user + system) / 1e6 / (EVENTS / 1e5)).toFixed(1)} s of processor time per 100,000 events, ranges of ${Math.round(EVENTS / ranges.length)} on average`,
  );

  const raw = await insertRaw(store.db, messages.slice(0, EVENTS));
  say(
    `${rate(raw.rows, raw.seconds)} rows/s when the raw engine inserts the same event rows and nothing else; ratio ${(EVENTS / seconds / (raw.rows / raw.seconds)).toFixed(2)}`,
  );

  const before = ranges.length;
  await pace(bus, messages.slice(EVENTS));
  await untilTaken(ranges, messages.length);
  const ages = ranges
    .slice(before)
    .flatMap((range) => Array<number>(rowsOf(range)).fill(range.storedAt - range.oldestAt));
  say(
    `at ${RATE} events/s for ${SECONDS} s, event to verdict: p50 ${quantile(ages, 0.5)} ms, p99 ${quantile(ages, 0.99)} ms, most ${quantile(ages, 1)} ms (each event as old as the oldest of its range)`,
  );

  await sleep(5_000);
  const idle = await idleShare();
  say(
    `idle: ${percent(idle - engineAlone)} of a core for consuming, beside ${percent(engineAlone)} of the engine alone`,
  );
  const distinct = await store.db.query<{ n: number }>(
    'SELECT uniqExact(source, event_id) AS n FROM case_events',
  );
  expect(distinct[0]!.n).toBe(ranges.reduce((sum, { accepted }) => sum + accepted, 0));
  await stop();
  await bus.close();
  await store.close();
  await broker.stop();
});

/** The share of a core that this process uses while it has nothing to do. */
async function idleShare(): Promise<number> {
  const before = process.cpuUsage();
  await sleep(15_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 15e6;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const say = (line: string) => process.stdout.write(`${line}\n`);
const rate = (n: number, seconds: number) => Math.round(n / seconds).toLocaleString('en');
const rowsOf = ({ accepted, duplicate, rejected }: RangeDone) => accepted + duplicate + rejected;

function made(rules: RuleBook, count: number): OutgoingMessage[] {
  const cases = Math.ceil(count / EVENTS_PER_CASE);
  const messages: OutgoingMessage[] = [];
  for (const event of simulateCases(simulation(rules, { cases, faults: true }))) {
    messages.push(messageOf(event));
    if (messages.length === count) break;
  }
  return messages;
}

async function produce(bus: EventBus, messages: readonly OutgoingMessage[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 5_000)
    await bus.send(messages.slice(from, from + 5_000));
}

async function consume(bus: EventBus, shixian: Shixian, ranges: RangeDone[]): Promise<() => Promise<void>> {
  const consumption = await consumeEvents({
    bus,
    group: 'bench',
    topics,
    takeIn: shixian.takeIn,
    forget: shixian.forget,
    now: Date.now,
    appVersion: 'bench',
    brake: false,
    onDead: (error) => {
      throw error;
    },
    watch: {
      assigned: () => {},
      fetched: () => {},
      done: (range) => void ranges.push(range),
      failed: ({ error }) => say(`failed: ${error.message}`),
      braked: ({ reason }) => say(reason),
      missing: () => say('offsets were missing'),
    },
  });
  return () => consumption.stop();
}

async function untilTaken(ranges: readonly RangeDone[], count: number): Promise<void> {
  while (ranges.reduce((sum, range) => sum + rowsOf(range), 0) < count) await sleep(20);
}

/** Twenty batches a second. */
async function pace(bus: EventBus, messages: readonly OutgoingMessage[]): Promise<void> {
  const size = Math.ceil(RATE / 20);
  const begun = performance.now();
  for (let from = 0; from < messages.length; from += size) {
    await sleep(Math.max(0, (from / RATE) * 1000 - (performance.now() - begun)));
    await bus.send(messages.slice(from, from + size));
  }
}

/** The rows of the accepted events again, into a table of the same shape, in parts of 10,000. */
async function insertRaw(db: Shixian['db'], messages: readonly OutgoingMessage[]) {
  const events = messages.flatMap(({ value }) => {
    const result = acceptEvent(JSON.parse(String(value)), Date.now());
    return result.ok ? [{ event: { ...result.event, id: `${result.event.id}-raw` }, origin: 'bench' }] : [];
  });
  const begun = performance.now();
  for (let from = 0; from < events.length; from += 10_000)
    await writeEvents(db, events.slice(from, from + 10_000), `raw-${from}`);
  const seconds = (performance.now() - begun) / 1000;
  await db.command("ALTER TABLE case_events DELETE WHERE origin = 'bench' SETTINGS mutations_sync = 1");
  return { rows: events.length, seconds };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
