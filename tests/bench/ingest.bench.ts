// How fast batches of events are taken in: checked, stored, folded, their clocks stored, with cases told of again and
// again. The raw engine's insert of the same event rows is measured beside it in the same run. `npm run bench:ingest`
// SHIXIAN_EVENTS (200000) in batches of SHIXIAN_BATCH (10000), of which SHIXIAN_AHEAD (3) are told at a time.
import { expect, test } from 'vitest';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { openShixian, type RuleBook } from '../../services/main.ts';
import { simulateCases } from '../../services/simulate/simulate-cases.ts';
import { type StoredEvent, writeEvents } from '../../services/store/case-events.ts';
import type { Database } from '../../services/store/database.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { AFTER, shippedRules, simulation } from '../support/simulated.ts';

const EVENTS = Number(process.env['SHIXIAN_EVENTS'] ?? 200_000);
const BATCH = Number(process.env['SHIXIAN_BATCH'] ?? 10_000);
const AHEAD = Number(process.env['SHIXIAN_AHEAD'] ?? 3);
/** All begin and most end within two months, so that a batch is some days and tells of the same cases as the last. */
const WINDOW = { from: '2026-01-05', to: '2026-03-06' };
const EVENTS_PER_CASE = 11;

test('from batches of events to stored clocks', { timeout: 1_800_000 }, async () => {
  const rules = await shippedRules();
  const texts = simulated(rules);
  const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, i) =>
    texts.slice(i * BATCH, (i + 1) * BATCH),
  );
  const store = await openTestDatabase({ migrated: false });
  const opened = await openShixian({ db: store.db, rules, now: () => AFTER });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const { takeIn } = opened.value;
  const taken = await timed(() =>
    allWith(AHEAD, batches, async (batch) => {
      await takeIn(batch.map((text) => ({ origin: 'bench', event: JSON.parse(text) })));
    }),
  );
  const raw = await insertRaw(store.db, texts);

  const rate = texts.length / taken.seconds;
  say(
    `${texts.length} events in batches of ${BATCH}, ${AHEAD} told at a time, ${taken.seconds.toFixed(1)} s: ${whole(rate)} events/s from JSON text to stored clocks`,
  );
  say(`  ${(taken.cpuSeconds / (texts.length / 1e5)).toFixed(1)} s of processor time per 100,000 events`);
  say(`${whole(raw.rate)} rows/s when the raw engine inserts the same event rows and nothing else`);
  say(`  ${(raw.cpuSeconds / (raw.rows / 1e5)).toFixed(1)} s of processor time per 100,000 rows`);
  say(`ratio: ${(rate / raw.rate).toFixed(2)}`);
  const [stored] = await store.db.query<Record<string, number>>(
    'SELECT (SELECT count() FROM case_events) AS events, (SELECT count() FROM cases FINAL) AS cases, (SELECT count() FROM case_log) AS folds',
  );
  say(`${stored!['cases']} cases, each folded ${(stored!['folds']! / stored!['cases']!).toFixed(1)} times`);
  expect(stored!['events']).toBe(raw.rows);
  await store.close();
});

/** Events as JSON text, in order of delivery. */
function simulated(rules: RuleBook): string[] {
  const texts: string[] = [];
  const cases = Math.ceil(EVENTS / EVENTS_PER_CASE);
  for (const event of simulateCases(simulation(rules, { ...WINDOW, cases }))) {
    texts.push(JSON.stringify(event));
    if (texts.length === EVENTS) break;
  }
  return texts;
}

/** Works on so many at once, in order. */
async function allWith<T>(atOnce: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const worker = async () => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timed(work: () => Promise<void>): Promise<Spent> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The distinct events as ready statements, inserted one after another into a table like theirs. */
async function insertRaw(db: Database, texts: readonly string[]) {
  const distinct = new Map<string, StoredEvent>();
  for (const text of texts) {
    const result = acceptEvent(JSON.parse(text), AFTER);
    if (result.ok)
      distinct.set(`${result.event.source} ${result.event.id}`, { event: result.event, origin: 'bench' });
  }
  const events = [...distinct.values()];
  const statements: string[] = [];
  const noted: Database = {
    ...db,
    insertRaw: async (text) => void statements.push(text.replace('INTO case_events', 'INTO raw_events')),
  };
  for (let from = 0; from < events.length; from += BATCH)
    await writeEvents(noted, events.slice(from, from + BATCH), `raw-${from}`);
  await db.command('CREATE TABLE raw_events AS case_events');
  const spent = await timed(async () => {
    for (const statement of statements) await db.insertRaw(statement);
  });
  return { rows: events.length, rate: events.length / spent.seconds, cpuSeconds: spent.cpuSeconds };
}

const whole = (number: number): string => Math.round(number).toLocaleString('en');

function say(line: string): void {
  console.log(line);
}
