// How fast cases are folded and judged on one core, beside a loop over days with Date and a set of strings.
import { expect, test, vi } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { type Catalogue, compileTargets } from '../../services/core/compile-targets.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { compiled, shippedFacts } from '../support/text-clock.ts';

const CASES = Number(process.env['SHIXIAN_CASES'] ?? 200_000);
const NAIVE_CASES = Math.min(CASES, 4000);
const ROUNDS = 3;
const HOUR = 3_600_000;
const LIMIT = 20;
const BASE = Date.UTC(2024, 0, 10, 2, 7);
const AS_OF = Date.UTC(2026, 5, 1);

vi.setConfig({ testTimeout: 600_000 });

const target: CatalogueTarget = {
  id: 'bench',
  core: true,
  clause: '1',
  line: 1,
  domain: 'permit',
  service: 'permit',
  category: 'all',
  metric: 'elapsed_time',
  comparator: '<=',
  value: LIMIT,
  unit: 'working_day',
  aggregation: 'each_case',
  effectiveFrom: null,
  effectiveTo: null,
  assumed: false,
  supersedes: [],
  document: {
    id: 'bench',
    number: null,
    title: 'bench',
    issuer: 'bench',
    issued: null,
    jurisdiction: 'cn/hubei',
    jurisdictionName: { zh: '湖北', en: 'Hubei' },
  },
  measured: {
    system: 'permit',
    when: {},
    kind: 'promised',
    scope: 'whole',
    method: 'wd_excl',
    calendar: 'cn',
    dayEnds: 'midnight',
    starts: ['permit.application.accepted'],
    stops: [],
    restarts: [],
    pauses: [{ ground: 'expert-review' }],
    period: 'year',
  },
};

/** Six events, one pause; from 5 to 50 days long, so that about half are late. */
function caseOf(i: number): AcceptedEvent[] {
  const begun = BASE + (i % 400) * 24 * HOUR + (i % 9) * HOUR;
  const event = (n: number, type: string, hours: number, data: AcceptedEvent['data'] = {}) => ({
    system: 'permit',
    caseId: `case-${i}`,
    source: 'bench',
    id: `case-${i}-${n}`,
    type: `permit.${type}`,
    occurredAt: begun + hours * HOUR,
    dayOnly: false,
    recordedAt: null,
    receivedAt: begun + hours * HOUR,
    sequence: '',
    data,
  });
  const ground = { ground: 'expert-review' };
  const opening = { jurisdiction: 'cn/hubei/x', attributes: { department: 'd' } };
  return [
    event(1, 'application.received', 0, opening),
    event(2, 'application.accepted', 1),
    event(3, 'special-procedure.begun', 50, ground),
    event(4, 'special-procedure.ended', 70 + (i % 5) * 24, ground),
    event(5, 'step.done', 200, { name: 'x' }),
    event(6, 'completed', 250 + (i % 45) * 24),
  ];
}

interface Judged {
  readonly verdict: string;
  readonly elapsed: number | null;
}

function judge(events: readonly AcceptedEvent[], catalogue: Catalogue): Judged {
  const clock = judgeCase(events, catalogue).clocks[0]!;
  return { verdict: verdictAt(clock, AS_OF), elapsed: elapsedAt(clock, AS_OF) };
}

/** As such loops are commonly written: one Date a day, rest days looked up by their text. */
function judgeNaively(events: readonly AcceptedEvent[], worked: ReadonlySet<string>): Judged {
  const [, accepted, paused, resumed, , completed] = [...events].sort((a, b) => a.occurredAt - b.occurredAt);
  const dayOf = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 10);
  const [from, to] = [dayOf(paused!.occurredAt), dayOf(resumed!.occurredAt)];
  const last = dayOf(completed!.occurredAt);
  let [count, elapsed, deadline] = [0, 0, ''];
  for (let at = accepted!.occurredAt + 24 * HOUR; deadline === '' || dayOf(at) <= last; at += 24 * HOUR) {
    const day = dayOf(at);
    if (!worked.has(day) || (day > from && day <= to)) continue;
    count++;
    if (day <= last) elapsed = count;
    if (count === LIMIT) deadline = day;
  }
  return { verdict: last <= deadline ? 'met' : 'breached', elapsed };
}

/** Cases a second, the best of some rounds. */
function speedOf(count: number, judgeOne: (events: readonly AcceptedEvent[]) => Judged): number {
  const cases = Array.from({ length: count }, (_, i) => caseOf(i));
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    let met = 0;
    for (const events of cases) if (judgeOne(events).verdict === 'met') met++;
    const seconds = (performance.now() - began) / 1000;
    expect(met).toBeGreaterThan(0);
    best = Math.max(best, count / seconds);
  }
  return best;
}

test('folding and judging cases of six events and one pause, beside a day-by-day loop', async () => {
  const calendar = compiled(await shippedFacts('cn'));
  const made = compileTargets([target], new Map([['cn', calendar]]), 'bench');
  if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join('\n'));
  const { catalogue } = made;
  const worked = new Set(
    Array.from(calendar.workingDays, (day) =>
      new Date((calendar.firstDay + day) * 24 * HOUR).toISOString().slice(0, 10),
    ),
  );
  for (let i = 0; i < 2000; i++) expect(judge(caseOf(i), catalogue)).toEqual(judgeNaively(caseOf(i), worked));
  const naive = speedOf(NAIVE_CASES, (events) => judgeNaively(events, worked));
  const core = speedOf(CASES, (events) => judge(events, catalogue));
  console.log(`core: ${Math.round(core)} cases/s, ${CASES} cases of six events folded and judged`);
  console.log(`day-by-day loop: ${Math.round(naive)} cases/s, ${NAIVE_CASES} cases, judged only`);
  console.log(`ratio: ${(core / naive).toFixed(1)}`);
  expect(core).toBeGreaterThan(naive);
});
