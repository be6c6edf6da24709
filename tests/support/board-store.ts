// A store with all that boards show: the sample log, made-up cases of every system, refused events and the samples of
// an ingestion. Made once for a test file; every question is of its last quarter.
import { join } from 'node:path';
import type { BoardQuestion } from '../../schemas/board.ts';
import { importFile } from '../../services/ingest/import-file.ts';
import { readMapping } from '../../services/ingest/read-mapping.ts';
import { openShixian, type Shixian } from '../../services/main.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { batchesOf } from '../../services/simulate/paced-batches.ts';
import { simulateCases } from '../../services/simulate/simulate-cases.ts';
import type { CloudEventJson } from '../../services/simulate/tell-events.ts';
import { raiseCards } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import { type IngestSample, writeIngestSamples } from '../../services/store/ingest-samples.ts';
import { cardIdOf, someFacts } from './card-events.ts';
import { openTestDatabase } from './embedded-database.ts';
import { sampleMapping } from './sample-log.ts';
import { AFTER, shippedRules, simulation } from './simulated.ts';

const CASES = 1200;
/** Short, so that many cases are open at its end. */
const WINDOW = { from: '2026-04-01', to: '2026-10-30' } as const;
const FIRST_EVENTS = 3;
const BATCH_EVENTS = 4000;
const MINUTE = 60_000;

export interface BoardStore {
  readonly db: Database;
  /** The same, with views called as on a server that Grafana asks itself. */
  readonly plain: Database;
  readonly shixian: Shixian;
  /** An ended case with much to tell: paused, and measured against more than one target. */
  readonly caseId: string;
  close(): Promise<void>;
}

/** The last 90 days of the made-up cases. */
export const boardTime = { from: AFTER - 90 * 86_400_000, to: AFTER, intervalMs: MINUTE } as const;

export const boardQuestion = (variables: BoardQuestion['variables'] = {}): BoardQuestion => ({
  ...boardTime,
  variables,
});

export async function openBoardStore(cases = CASES): Promise<BoardStore> {
  const store = await openTestDatabase({ migrated: false });
  const rules = await shippedRules();
  const opened = await openShixian({ db: store.db, rules, now: () => AFTER });
  if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
  const shixian = opened.value;
  await importSample(shixian);
  const events = simulateCases(simulation(rules, { ...WINDOW, cases }));
  for (const batch of batchesOf(standingStill(events), BATCH_EVENTS))
    await shixian.takeIn(batch.map((event) => ({ origin: 'simulated', event })));
  await refuseSome(shixian);
  await sampleIntake(store.db);
  const told = await tellingCase(store.db);
  await raiseSome(store.db, told);
  return { db: shixian.db, plain: store.db, shixian, caseId: told.caseId, close: store.close };
}

/** Every eighth case stands still after its first events, so that systems have open cases that are overdue. */
function* standingStill(events: Iterable<CloudEventJson>): Generator<CloudEventJson> {
  const told = new Map<string, number>();
  for (const event of events) {
    const subject = String(event['subject']);
    const before = told.get(subject) ?? 0;
    told.set(subject, before + 1);
    const stands = Number(/\d+$/.exec(subject)?.[0] ?? 1) % 8 === 0;
    if (!stands || before < FIRST_EVENTS) yield event;
  }
}

async function importSample({ takeIn }: Shixian): Promise<void> {
  const read = await readMapping(sampleMapping);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  const path = join(packageRoot(), 'infra/samples/receipt.csv.gz');
  const summary = await importFile({ path, mapping: read.mapping, send: takeIn });
  if (summary.accepted === 0)
    throw new Error(`nothing of the sample was accepted: ${JSON.stringify(summary)}`);
}

/** One of each kind of refusal that people make. */
async function refuseSome({ takeIn }: Shixian): Promise<void> {
  const event = {
    specversion: '1.0',
    id: 'refused-1',
    source: '/tests',
    subject: 'refused',
    type: 'power.application.accepted',
    time: '2026-10-12T10:00:00+08:00',
    data: {},
  };
  const { rejected } = await takeIn([
    { origin: 'http', event: { ...event, time: 'yesterday' } },
    { origin: 'http', event: { ...event, id: 'refused-2', type: 'power.nothing' } },
    { origin: 'log.ndjson:3', raw: '{', problem: { code: 'bad-json', message: 'the line is not JSON' } },
  ]);
  if (rejected !== 3) throw new Error(`${rejected} of 3 events were refused`);
}

/** An hour of samples at the end of the range, and as many up to now, which is what alerts look at. */
async function sampleIntake(db: Database): Promise<void> {
  // The range lies ever further in the past, and would be forgotten.
  await db.command('ALTER TABLE ingest_samples REMOVE TTL');
  for (const end of [AFTER, Date.now()])
    for (let i = 0; i < 60; i++)
      await writeIngestSamples(db, samplesOf(i), { at: end - (i + 1) * MINUTE, process: 'p1' });
}

const samplesOf = (i: number): IngestSample[] =>
  (['power.applications', 'permit.applications', 'http', 'file'] as const).map((from, k) => ({
    ...(from === 'http' || from === 'file'
      ? { origin: from, topic: '', partition: -1, lagMessages: 0, lagSeconds: 0 }
      : { origin: 'kafka', topic: from, partition: k, lagMessages: 20 * i, lagSeconds: i }),
    events: 100 + i,
    repeated: i % 7,
    rejected: i % 3,
    batches: 2,
    storeMs: 40,
    latencyMs: 900 + i,
  }));

interface ToldCase {
  readonly system: string;
  readonly caseId: string;
}

/** A card of each rung of one case, and a red one of another. */
async function raiseSome(db: Database, told: ToldCase): Promise<void> {
  const rungs = ['warning', 'yellow', 'red', 'escalation'] as const;
  const raises = [
    ...rungs.map((rung) => ({ cardId: cardIdOf(rung), facts: someFacts({ ...told, rung }) })),
    { cardId: cardIdOf('another'), facts: someFacts() },
  ];
  await raiseCards(db, raises, AFTER - MINUTE);
}

async function tellingCase(db: Database): Promise<ToldCase> {
  const [found] = await db.query<ToldCase>(
    `SELECT system, case_id AS caseId FROM clock_transitions
     WHERE (system, case_id) IN (
       SELECT system, case_id FROM case_at(as_of = fromUnixTimestamp64Milli(${boardTime.to}))
       WHERE is_ended AND isNotNull(deadline) AND isNotNull(limit_units))
     GROUP BY system, case_id
     ORDER BY countIf(state_code = 2) > 0 DESC, uniq(target_id) DESC, count() DESC, case_id LIMIT 1`,
  );
  return found!;
}
