// Random faults over a real broker: processes killed and frozen at any call, a failing store, a killed broker, poison.
// Whatever happens, everything produced is stored once or refused once, and every clock is what a cold fold gives.
// SHIXIAN_RUNS sets how many runs, SHIXIAN_SEED the first seed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRuleBook, openShixian, type RuleBook } from '../../services/main.ts';
import { readEpoch } from '../../services/store/store-state.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { type FaultRun, runFaults } from '../support/fault-run.ts';
import { deadLetters, expectedLedger, extraRows, storedLedger } from '../support/fault-verdict.ts';
import { type Broker, openBroker } from '../support/kafka-broker.ts';

const RUNS = Number(process.env['SHIXIAN_RUNS'] ?? 24);
const FIRST = Number(process.env['SHIXIAN_SEED'] ?? 1);
const AT_ONCE = Number(process.env['SHIXIAN_AT_ONCE'] ?? 4);
/** In one run of so many the broker is killed and brought back. */
const BROKER_DIES = 24;

let broker: Broker | null = null;
let store: TestDatabase;
let rules: RuleBook;

beforeAll(async () => {
  const opened = await openBroker();
  if ('skipped' in opened) return;
  broker = opened;
  store = await openTestDatabase();
  const book = await openRuleBook();
  if (!book.ok) throw new Error(JSON.stringify(book.problems));
  rules = book.value;
  const shixian = await openShixian({ db: store.db, rules, now: Date.now });
  if (!shixian.ok) throw new Error(JSON.stringify(shixian.problems));
});

afterAll(async () => {
  await store?.close();
  await broker?.stop();
});

test(`${RUNS} random runs end with nothing lost, nothing doubled, and clocks as a cold fold has them`, async (context) => {
  if (broker === null) return context.skip('no Kafka can be had');
  const sums = { events: 0, refused: 0, broken: 0, extra: 0, brokerDied: 0 };
  const failed: string[] = [];
  const seeds = Array.from({ length: RUNS }, (_, i) => FIRST + i);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      try {
        const found = await oneRun(seed);
        for (const name of ['events', 'refused', 'broken', 'extra', 'brokerDied'] as const)
          sums[name] += found[name];
      } catch (error) {
        failed.push(`seed ${seed}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const { events, refused, broken, extra, brokerDied } = sums;
  console.log(
    `${RUNS} fault runs: ${events} events stored once, ${refused} messages refused once, ${broken} consumers broken, ${brokerDied} times the broker; ${extra} rows yet to merge away; ${failed.length} runs failed`,
  );
  expect(failed).toEqual([]);
  expect(broken, 'no fault came to pass').toBeGreaterThan(RUNS / 2);
});

let dying: Promise<void> | null = null;

/** One at a time; the other runs under way must bear it too. */
function brokerDies(): Promise<void> {
  const die = async () => {
    await broker!.kill?.();
    await broker!.restart?.();
  };
  dying = (dying ?? Promise.resolve()).then(die);
  return dying;
}

async function oneRun(seed: number) {
  const dies = seed % BROKER_DIES === 0 && broker!.kill !== null;
  const run = await runFaults({
    seed,
    brokers: broker!.brokers,
    db: store.db,
    rules,
    ...(dies ? { midway: brokerDies } : {}),
  });
  try {
    return { ...(await check(run)), broken: run.broken, brokerDied: dies ? 1 : 0 };
  } finally {
    await run.close();
  }
}

async function check(run: FaultRun) {
  const { epoch } = (await readEpoch(store.db))!;
  const expected = expectedLedger(rules, epoch, run.produced);
  const stored = await storedLedger(store.db, run);
  expect(stored).toEqual(expected);
  expect((await deadLetters(run.bus, run)).size).toBe(expected.refused);
  return { events: stored.events.length, refused: stored.refused, extra: await extraRows(store.db, run) };
}
