// A store with an intake over it, on which tests tell cases and break things.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { type Evaluation, mendCases, refreshCases } from '../../services/evaluate/refresh-cases.ts';
import { type MemoryLimits, USUAL_MEMORY } from '../../services/ingest/known-cases.ts';
import { createIntake, type Intake } from '../../services/ingest/take-in.ts';
import type { Database } from '../../services/store/database.ts';
import { writeCalendars } from '../../services/store/rules.ts';
import { instant, permitCase } from './case-builder.ts';
import { openTestDatabase, type TestDatabase } from './embedded-database.ts';
import { aTarget, calendars, catalogueOf } from './target-builder.ts';

const TABLES = ['case_events', 'rejected_events', 'cases', 'case_log', 'clocks', 'clock_log'];
export const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
export const AFTER = instant(day(30));

/** An embedded store for the tests of one file, empty before each of them. */
export function useStore(): { readonly db: Database } {
  let opened: TestDatabase | null = null;
  beforeAll(async () => {
    opened = await openTestDatabase();
    await writeCalendars(opened.db, [...calendars.values()], AFTER);
  });
  afterAll(() => opened?.close());
  beforeEach(async () => {
    await emptyStore(opened!.db);
    await opened!.db.command('TRUNCATE TABLE rule_epochs');
  });
  return {
    get db() {
      return opened!.db;
    },
  };
}

export async function emptyStore(db: Database): Promise<void> {
  for (const table of TABLES) await db.command(`TRUNCATE TABLE ${table}`);
}

export const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });

export function evaluationOn(
  db: Database,
  targets: readonly CatalogueTarget[] = [target],
  epoch = 1,
): Evaluation {
  const rules = { epoch, catalogueVersion: `v${epoch}` };
  return { db, catalogue: catalogueOf(targets), rules, zoneOf: () => 'Asia/Shanghai' };
}

type TakeIn = (batch: readonly Incoming[]) => Promise<Receipts>;

/** An intake over the test's targets. */
export function wholeIntakeOn(
  db: Database,
  now: () => number = () => AFTER,
  memory: MemoryLimits = USUAL_MEMORY,
): Intake {
  const evaluation = evaluationOn(db);
  return createIntake({
    db,
    now,
    refresh: (touched, token, stored) => refreshCases(evaluation, touched, token, stored),
    mend: (keys) => mendCases(evaluation, keys, now()),
    appVersion: 'test',
    memory,
  });
}

export const intakeOn = (db: Database, now?: () => number): TakeIn => wholeIntakeOn(db, now).takeIn;

export const asBatch = (messages: readonly Record<string, unknown>[]): Incoming[] =>
  messages.map((event, i) => ({ origin: `log.ndjson:${i + 1}`, event }));

/** Every row of every table, in one order. */
export async function everything(db: Database): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of TABLES) all[table] = await db.query(`SELECT * FROM ${table} ORDER BY ALL`);
  return all;
}

export const count = async (db: Database, table: string): Promise<number> =>
  (await db.query<{ n: number }>(`SELECT count() AS n FROM ${table}`))[0]!.n;

export const statusOf = ({ receipts }: Receipts) => receipts.map(({ status }) => status);

export const one = permitCase('one').received(day(2)).accepted(day(3));
export const two = permitCase('two').received(day(4)).accepted(day(5)).completed(day(6));
export const broken = { ...one.messages()[0]!, id: 'broken', time: 'yesterday' };
