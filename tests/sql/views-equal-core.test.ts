// The views clock_at and case_at answer what the core answers, for any calendar, method, history, instant and knowledge.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayIndexAt } from '../../services/core/calendar.ts';
import type { Clock } from '../../services/core/clock.ts';
import { stopPosition } from '../../services/core/explain-case.ts';
import { canBePrincipal, type JudgedCase, judgeCase } from '../../services/core/judge-case.ts';
import { isOpenAt, verdictAt } from '../../services/core/verdict.ts';
import { elapsedTicks, positionAt, RUNNING } from '../../services/core/walk.ts';
import { keyText, readEvents } from '../../services/store/case-events.ts';
import { ALL_KNOWN, instantParameter, viewAt } from '../../services/store/read-indicators.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { enterTargets } from '../support/group-house.ts';
import { BEGIN, DAYS, HOUR } from '../support/random-history.ts';
import { SEED } from '../support/random-seed.ts';
import {
  drawBatches,
  drawCalendars,
  everyTarget,
  fillStore,
  type RandomStore,
} from '../support/random-store.ts';

const CASES = 40;
const BATCHES = 6;

let opened: TestDatabase;
let store: RandomStore;
/** Every case as judged by all that was received by an instant. */
const judgedBy = new Map<number, JudgedCase[]>();

beforeAll(async () => {
  opened = await openTestDatabase();
  const known = drawCalendars(SEED, 3);
  store = { known, catalogue: everyTarget(known), batches: drawBatches(SEED, CASES, BATCHES) };
  await fillStore(opened.db, store);
  await enterTargets(
    opened.db,
    [...store.catalogue.byId.values()].map(({ target }) => target),
  );
  for (const knownAt of [...store.batches.map(({ receivedAt }) => receivedAt), ALL_KNOWN])
    judgedBy.set(knownAt, await judgeKnown(knownAt));
});
afterAll(() => opened.close());

async function judgeKnown(knownAt: number): Promise<JudgedCase[]> {
  const keys = Array.from({ length: CASES }, (_, i) => ({ system: 'permit', caseId: `case ${i}` }));
  const events = await readEvents(opened.db, keys, knownAt);
  return keys
    .map((key) => events.get(keyText(key)) ?? [])
    .filter((told) => told.length > 0)
    .map((told) => judgeCase(told, store.catalogue));
}

/** Instants spread over the cases' lives, with midnights, office edges and some of the clocks' own deadlines. */
function instants(): number[] {
  const spread = Array.from(
    { length: 10 },
    (_, i) => BEGIN + ((SEED + i * 97) % 100) * 1.3 * 24 * HOUR + i * 613_000,
  );
  const edges = [0, 9, 12, 13.5, 17.5, 24].map((hour, i) => BEGIN + (20 + i * 9) * 24 * HOUR + hour * HOUR);
  const due = judgedBy.get(ALL_KNOWN)!.flatMap(({ clocks }) => clocks.flatMap(({ walk }) => walk.due));
  const some = due.filter((at, i) => at < BEGIN + 3 * DAYS * 24 * HOUR && i % 199 === 0).slice(0, 4);
  const pastEveryCalendar = BEGIN + 10 * 365 * 24 * HOUR;
  return [...spread, ...edges, pastEveryCalendar, ...some.flatMap((at) => [at, at + 1])];
}

const isoOrNull = (at: number | null | undefined): string | null =>
  at === null || at === undefined || Number.isNaN(at) ? null : new Date(at).toISOString();

/** What the view says of one clock, from the core. */
function clockAnswer(clock: Clock, asOf: number) {
  const { walk, fault, target } = clock;
  const i = positionAt(walk, asOf);
  const ticks = i < 0 || fault ? Number.NaN : elapsedTicks(walk, target.counter, asOf);
  // Outside the published days the store does not count calendar days on, though they could be.
  const { calendar, method } = target.counter;
  const counts = dayIndexAt(calendar, asOf) >= 0 || walk.state[i] !== RUNNING || method !== 'cal_days';
  return {
    verdict: verdictAt(clock, asOf),
    open: isOpenAt(clock, asOf),
    startedAt: i < 0 ? null : isoOrNull(walk.t[0]),
    stoppedAt: isoOrNull(walk.t[stopPosition(clock, i)]),
    deadline: i < 0 || fault ? null : isoOrNull(walk.due[i]),
    elapsedTicks: Number.isNaN(ticks) || !counts ? null : ticks,
  };
}

type ClockAnswer = ReturnType<typeof clockAnswer>;

const CLOCKS = `
SELECT case_id, target_id, verdict, open, toUnixTimestamp64Milli(started_at) AS started_at,
  toUnixTimestamp64Milli(stopped_at) AS stopped_at, toUnixTimestamp64Milli(deadline) AS deadline, elapsed_ticks
FROM `;

interface ClockRow {
  case_id: string;
  target_id: string;
  verdict: ClockAnswer['verdict'];
  open: boolean;
  started_at: number | null;
  stopped_at: number | null;
  deadline: number | null;
  elapsed_ticks: number | null;
}

async function clocksFromView(asOf: number, knownAt: number): Promise<Map<string, ClockAnswer>> {
  const rows = await opened.db.query<ClockRow>(CLOCKS + viewAt('clock_at', knownAt), {
    as_of: instantParameter(asOf),
    known_at: instantParameter(knownAt),
  });
  return new Map(
    rows.map((row) => [
      `${row.case_id} ${row.target_id}`,
      {
        verdict: row.verdict,
        open: Boolean(row.open),
        startedAt: isoOrNull(row.started_at),
        stoppedAt: isoOrNull(row.stopped_at),
        deadline: isoOrNull(row.deadline),
        elapsedTicks: row.elapsed_ticks,
      },
    ]),
  );
}

function clocksFromCore(asOf: number, knownAt: number): Map<string, ClockAnswer> {
  return new Map(
    judgedBy
      .get(knownAt)!
      .flatMap(({ history, clocks }) =>
        clocks.map((clock) => [`${history.caseId} ${clock.target.target.id}`, clockAnswer(clock, asOf)]),
      ),
  );
}

/** Names the first differences, each with the seed that brings it back. */
function differences<T>(view: Map<string, T>, core: Map<string, T>, asOf: number, knownAt: number): string[] {
  const keys = new Set([...view.keys(), ...core.keys()]);
  return [...keys]
    .filter((key) => JSON.stringify(view.get(key)) !== JSON.stringify(core.get(key)))
    .map((key) => {
      const at = `asOf ${isoOrNull(asOf)}, knownAt ${isoOrNull(knownAt)}, seed ${SEED}`;
      return `${key} (${at}): view ${JSON.stringify(view.get(key))}, core ${JSON.stringify(core.get(key))}`;
    });
}

function expectSame<T>(view: Map<string, T>, core: Map<string, T>, asOf: number, knownAt: number): void {
  expect(differences(view, core, asOf, knownAt).slice(0, 3)).toEqual([]);
}

describe('clock_at', () => {
  test('equals the core at any instant, by all that is known', async () => {
    const seen = new Map<string, number>();
    for (const asOf of instants()) {
      const [view, core] = [await clocksFromView(asOf, ALL_KNOWN), clocksFromCore(asOf, ALL_KNOWN)];
      for (const { verdict } of core.values()) seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      expectSame(view, core, asOf, ALL_KNOWN);
    }
    for (const verdict of ['running', 'paused', 'met', 'breached', 'void', 'unknown', 'not-applicable'])
      expect(seen.get(verdict), verdict).toBeGreaterThan(0);
  });

  test('equals the core by what was known at any instant', async () => {
    for (const { receivedAt } of store.batches)
      for (const asOf of instants().slice(0, 4))
        expectSame(
          await clocksFromView(asOf, receivedAt),
          clocksFromCore(asOf, receivedAt),
          asOf,
          receivedAt,
        );
  });
});

const CASES_AT = `
SELECT case_id, state, verdict, target_id, toUnixTimestamp64Milli(begun_at) AS begun_at,
  toUnixTimestamp64Milli(ended_at) AS ended_at, toUnixTimestamp64Milli(deadline) AS deadline, overdue_ms
FROM `;

interface CaseAnswer {
  state: string;
  verdict: string;
  targetId: string;
  begunAt: string | null;
  endedAt: string | null;
  deadline: string | null;
  overdueMs: number | null;
}

async function casesFromView(asOf: number, knownAt: number): Promise<Map<string, CaseAnswer>> {
  const rows = await opened.db.query<Record<string, never>>(CASES_AT + viewAt('case_at', knownAt), {
    as_of: instantParameter(asOf),
    known_at: instantParameter(knownAt),
  });
  return new Map(
    rows.map((row) => [
      row['case_id']!,
      {
        state: row['state']!,
        verdict: row['verdict']!,
        targetId: row['target_id']!,
        begunAt: isoOrNull(row['begun_at']),
        endedAt: isoOrNull(row['ended_at']),
        deadline: isoOrNull(row['deadline']),
        overdueMs: row['overdue_ms'] ?? null,
      },
    ]),
  );
}

/** A case has begun with its first event that stands, and shows its principal clock's verdict. */
function caseAnswer({ history, clocks }: JudgedCase, asOf: number): CaseAnswer {
  const now = history.states.findLast(({ at }) => at <= asOf);
  const state = now?.state ?? 'open';
  const principal = clocks[0] && canBePrincipal(clocks[0]) ? clocks[0] : null;
  const clock = principal ? clockAnswer(principal, asOf) : null;
  const without = state === 'void' ? 'void' : 'no-target';
  const early = clock?.verdict === 'not-applicable' && state !== 'open' ? 'unknown' : clock?.verdict;
  const until = clock?.stoppedAt ? Date.parse(clock.stoppedAt) : asOf;
  return {
    state,
    verdict: early ?? without,
    targetId: principal?.target.target.id ?? '',
    begunAt: isoOrNull(history.firstAt),
    endedAt: now && state !== 'open' ? isoOrNull(now.at) : null,
    deadline: clock?.deadline ?? null,
    overdueMs: clock?.verdict === 'breached' ? until - Date.parse(clock.deadline!) : null,
  };
}

describe('case_at', () => {
  test('equals the core at any instant and by any knowledge, and leaves out what had not begun', async () => {
    const states = new Set<string>();
    const knowledge = [ALL_KNOWN, store.batches[2]!.receivedAt, store.batches[5]!.receivedAt];
    for (const asOf of instants().slice(0, 12))
      for (const knownAt of knowledge) {
        const begun = judgedBy.get(knownAt)!.filter(({ history }) => history.firstAt <= asOf);
        const core = new Map(begun.map((judged) => [judged.history.caseId, caseAnswer(judged, asOf)]));
        for (const { state } of core.values()) states.add(state);
        expectSame(await casesFromView(asOf, knownAt), core, asOf, knownAt);
      }
    expect(states).toEqual(new Set(['open', 'ended', 'void']));
  });
});

interface TargetCounts {
  met: number;
  breached: number;
  open: number;
}

const TARGETS = `
SELECT target_id, sum(met) AS met, sum(breached) AS breached, sum(open_cases) AS open FROM `;

async function targetsFromView(asOf: number, knownAt: number): Promise<Map<string, TargetCounts>> {
  const rows = await opened.db.query<TargetCounts & { target_id: string }>(
    `${TARGETS} ${viewAt('indicator_targets', knownAt)} GROUP BY target_id`,
    { as_of: instantParameter(asOf), known_at: instantParameter(knownAt) },
  );
  return new Map(rows.map(({ target_id, met, breached, open }) => [target_id, { met, breached, open }]));
}

function targetsFromCore(asOf: number, knownAt: number): Map<string, TargetCounts> {
  const counts = new Map<string, TargetCounts>();
  for (const { clocks } of judgedBy.get(knownAt)!)
    for (const clock of clocks) {
      const { verdict, open, startedAt } = clockAnswer(clock, asOf);
      if (startedAt === null) continue;
      const { id } = clock.target.target;
      const before = counts.get(id) ?? { met: 0, breached: 0, open: 0 };
      counts.set(id, {
        met: before.met + Number(verdict === 'met'),
        breached: before.breached + Number(verdict === 'breached'),
        open: before.open + Number(open),
      });
    }
  return counts;
}

describe('indicator_targets', () => {
  test('counts the verdicts of the core at any instant and by any knowledge', async () => {
    const knowledge = [ALL_KNOWN, store.batches[2]!.receivedAt];
    for (const asOf of instants())
      for (const knownAt of knowledge)
        expectSame(await targetsFromView(asOf, knownAt), targetsFromCore(asOf, knownAt), asOf, knownAt);
  });
});
