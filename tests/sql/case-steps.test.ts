// Steps summed up to any instant are the cases open and overdue then, as case_at and the core's spans have them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atRiskSpans } from '../../services/core/at-risk-spans.ts';
import { type JudgedCase, judgeCase } from '../../services/core/judge-case.ts';
import { overdueSpans } from '../../services/core/overdue-spans.ts';
import { isOpenAt, verdictAt } from '../../services/core/verdict.ts';
import { keyText, readEvents } from '../../services/store/case-events.ts';
import { instantParameter } from '../../services/store/read-indicators.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { BEGIN, HOUR } from '../support/random-history.ts';
import { SEED } from '../support/random-seed.ts';
import { drawBatches, drawCalendars, everyTarget, fillStore } from '../support/random-store.ts';

const CASES = 120;

let opened: TestDatabase;
let catalogue: ReturnType<typeof everyTarget>;

beforeAll(async () => {
  opened = await openTestDatabase();
  const known = drawCalendars(SEED, 2);
  catalogue = everyTarget(known);
  await fillStore(opened.db, { known, catalogue, batches: drawBatches(SEED, CASES, 2) });
});
afterAll(() => opened.close());

async function judgeAll(): Promise<JudgedCase[]> {
  const keys = Array.from({ length: CASES }, (_, i) => ({ system: 'permit', caseId: `case ${i}` }));
  return [...(await readEvents(opened.db, keys)).values()].map((told) => judgeCase(told, catalogue));
}

const isCaseOpen = ({ states }: JudgedCase['history'], at: number): boolean =>
  (states.findLast((each) => each.at <= at)?.state ?? 'open') === 'open';

const STEPS = `SELECT sum(open_change) AS open, sum(overdue_change) AS overdue, sum(begun) AS begun, sum(ended) AS ended
FROM case_steps WHERE at <= {as_of:DateTime64(3, 'UTC')}`;
const RISKS = `SELECT sum(at_risk_change) AS at_risk FROM at_risk_steps WHERE at <= {as_of:DateTime64(3, 'UTC')}`;
const AT_RISK = `SELECT sum(open_at_risk) AS at_risk FROM case_at(as_of = {as_of:DateTime64(3, 'UTC')})`;
const STANDING = `SELECT sum(is_open) AS open, sum(open_overdue) AS overdue, count() AS begun
FROM case_at(as_of = {as_of:DateTime64(3, 'UTC')})`;

test('steps summed up to an instant are what case_at counts then', async () => {
  let overdue = 0;
  const edges = await opened.db.query<{ at: number }>(
    'SELECT DISTINCT toUnixTimestamp64Milli(at) AS at FROM case_steps WHERE overdue_change != 0 ORDER BY at LIMIT 4',
  );
  const spread = Array.from({ length: 14 }, (_, i) => BEGIN + i * 11 * 24 * HOUR + i * 613_000);
  for (const at of [...spread, ...edges.flatMap(({ at }) => [at - 1, at])]) {
    const asked = { as_of: instantParameter(at) };
    const [steps] = await opened.db.query<Record<string, number>>(STEPS, asked);
    const [standing] = await opened.db.query<Record<string, number>>(STANDING, asked);
    const { open, overdue: late, begun } = steps!;
    expect({ open, overdue: late, begun }, `as of ${new Date(at).toISOString()}, seed ${SEED}`).toEqual(
      standing,
    );
    overdue += late!;
  }
  expect(overdue).toBeGreaterThan(0);
});

test('steps of risk summed up to an instant are the open cases at risk then', async () => {
  const edges = await opened.db.query<{ at: number }>(
    'SELECT DISTINCT toUnixTimestamp64Milli(at) AS at FROM at_risk_steps WHERE at < toDateTime64(4e9, 3) ORDER BY at LIMIT 60',
  );
  const spread = Array.from({ length: 14 }, (_, i) => BEGIN + i * 11 * 24 * HOUR + i * 613_000);
  for (const at of [...spread, ...edges.flatMap(({ at }) => [at - 1, at])]) {
    const asked = { as_of: instantParameter(at) };
    const [steps] = await opened.db.query<{ at_risk: number }>(RISKS, asked);
    const [standing] = await opened.db.query<{ at_risk: number }>(AT_RISK, asked);
    expect(steps, `as of ${new Date(at).toISOString()}, seed ${SEED}`).toEqual(standing);
  }
});

test('a span of risk is when the case is open and its clock at risk, for every clock and method', async () => {
  const judged = await judgeAll();
  const spansOf = ({ history, clocks }: JudgedCase) =>
    clocks.map((clock) => ({ history, clock, found: atRiskSpans(history.states, clock) }));
  const all = judged.flatMap(spansOf);
  const edges = all.flatMap(({ found }) => found.flatMap(({ from, to }) => [from - 1, from, to - 1, to]));
  const some = edges.filter((at, i) => Number.isFinite(at) && i % 37 < 4).slice(0, 100);
  const spread = Array.from({ length: 20 }, (_, i) => BEGIN + i * 5.3 * 24 * HOUR);
  const pastEveryCalendar = BEGIN + 10 * 365 * 24 * HOUR;
  for (const at of [...some, ...spread, pastEveryCalendar]) {
    const rows = await opened.db.query<{ key: string }>(
      `SELECT concat(case_id, ' ', target_id) AS key FROM clock_at(as_of = {as_of:DateTime64(3, 'UTC')}) WHERE at_risk`,
      { as_of: instantParameter(at) },
    );
    const keyOf = ({ history, clock }: (typeof all)[number]) => `${history.caseId} ${clock.target.target.id}`;
    const isOpen = new Map(all.map((one) => [keyOf(one), isCaseOpen(one.history, at)]));
    expect(
      all
        .filter(({ found }) => found.some(({ from, to }) => from <= at && at < to))
        .map(keyOf)
        .sort(),
      `as of ${new Date(at).toISOString()}, seed ${SEED}`,
    ).toEqual(
      rows
        .map(({ key }) => key)
        .filter((key) => isOpen.get(key))
        .sort(),
    );
  }
  const methods = all.filter(({ found }) => found.length > 0).map(({ clock }) => clock.target.counter.method);
  expect(new Set(methods).size).toBeGreaterThan(4);
});

test('a case that ended for good is counted as ended once', async () => {
  const [steps] = await opened.db.query<{ ended: number }>('SELECT sum(ended) AS ended FROM case_steps');
  const [cases] = await opened.db.query<{ ended: number }>(
    "SELECT sum(is_ended) AS ended FROM case_at(as_of = toDateTime64('2299-01-01 00:00:00', 3, 'UTC'))",
  );
  expect(steps!.ended).toBe(cases!.ended);
  expect(steps!.ended).toBeGreaterThan(0);
});

test('a span of being overdue is when the case is open and its running or paused clock breached', async () => {
  let spans = 0;
  for (const { history, clocks } of await judgeAll()) {
    for (const clock of clocks) {
      const found = overdueSpans(history.states, clock);
      spans += found.length;
      const stamps = [...clock.walk.t, ...clock.walk.due, ...history.states.map(({ at }) => at)];
      for (const at of stamps
        .filter((each) => !Number.isNaN(each))
        .flatMap((each) => [each - 1, each, each + 1])) {
        const isOverdue =
          isCaseOpen(history, at) && isOpenAt(clock, at) && verdictAt(clock, at) === 'breached';
        const told = `${keyText(history)} ${clock.target.target.id} at ${new Date(at).toISOString()}, seed ${SEED}`;
        expect(
          found.some(({ from, to }) => from <= at && at < to),
          told,
        ).toBe(isOverdue);
      }
    }
  }
  expect(spans).toBeGreaterThan(20);
});
