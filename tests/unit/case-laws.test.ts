// Laws that hold for every history of a case.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { CatalogueTarget, Method } from '../../schemas/target.ts';
import type { Clock } from '../../services/core/clock.ts';
import { countTime } from '../../services/core/count-time.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { positionAt, RUNNING, STOPPED, VOID } from '../../services/core/walk.ts';
import { anyActs, BEGIN, DAYS, eventsOf, HOUR, randomActs } from '../support/random-history.ts';
import { aTarget, calendars, catalogueOf, clockOf } from '../support/target-builder.ts';

const RUNS = Number(process.env['SHIXIAN_CASES'] ?? 300);
vi.setConfig({ testTimeout: 300_000 });
const pauses = [
  { ground: 'hearing' },
  { ground: 'inspection', atMost: { amount: 3, unit: 'working_day' } },
  { ground: 'expert-review', atMost: { amount: 60, unit: 'hour' } },
  { ground: 'correction' },
];
const limits: Record<Method, number> = {
  wd_excl: 10,
  wd_incl: 10,
  biz_time: 8.5,
  biz_hours: 50,
  cal_days: 15,
  cal_hours: 300,
  half_days: 7.5,
};
const methods = Object.keys(limits) as Method[];
const byMethod = methods.map((method) =>
  aTarget({ id: method.replace('_', '-'), value: limits[method], measured: { method, pauses } }),
);
const rich = aTarget({
  id: 'rich',
  measured: {
    starts: ['permit.application.accepted', 'permit.application.received'],
    stops: [{ event: 'permit.stage.ended', data: { stage: 'construction-permit' } }],
    restarts: ['permit.correction.received'],
    pauses,
    extension: { atMost: 5, times: 2 },
  },
});
const dated = aTarget({
  id: 'dated',
  value: null,
  measured: { limitFromCase: 'promisedBy', starts: ['permit.application.received'], pauses },
});
const targets: CatalogueTarget[] = [...byMethod, rich, dated];
const catalogue = catalogueOf(targets);

/** Instants at which an answer may change, those around them, and some at random. */
function instantsOf({ walk }: Clock): number[] {
  const edges = [...walk.t, ...walk.due].filter((at) => at < BEGIN + 300 * 24 * HOUR);
  const spread = Array.from({ length: 12 }, (_, i) => BEGIN + i * DAYS * 2.3 * HOUR);
  return [...edges.flatMap((at) => [at - 1, at, at + 1]), ...spread];
}

const forEvery = (check: (events: AcceptedEvent[]) => void, acts = anyActs) =>
  fc.assert(
    fc.property(acts, (list) => check(eventsOf(list))),
    { numRuns: RUNS },
  );

describe('arrival', () => {
  test('any order, repetition and delay of repeats gives the same case and the same clocks', () => {
    const arrival = fc.tuple(anyActs, fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(arrival, ([acts, random]) => {
        const events = eventsOf(acts);
        const draw = () => random.next().value as number;
        const repeats = events
          .filter(() => draw() % 3 === 0)
          .map((event) => ({ ...event, receivedAt: event.receivedAt + (draw() % 9) }));
        const arrived = [...events, ...repeats]
          .map((event) => ({ event, key: draw() }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        expect(judgeCase(arrived, catalogue)).toEqual(judgeCase(events, catalogue));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the catalogue', () => {
  test('a new version of a target changes no answer of a case that started before it', () => {
    const later = '2026-06-01';
    const newer = targets.map((target) => ({
      ...target,
      id: `${target.id}-v2`,
      value: target.value === null ? null : target.value * 2,
      supersedes: [target.id],
      jurisdiction: 'cn/hubei/ezhou',
      effectiveFrom: later,
    }));
    const grown = catalogueOf([...newer, ...targets]);
    const shown = (clocks: readonly Clock[]) =>
      clocks.map(({ target, ...rest }) => ({ id: target.target.id, ...rest }));
    forEvery((events) => {
      expect(shown(judgeCase(events, grown).clocks)).toEqual(shown(judgeCase(events, catalogue).clocks));
    });
  });

  test('an event the targets do not know changes no clock', () => {
    const unknown = /step\.done|document|visit|fee|stage\.begun|attributes/;
    const known = catalogueOf([...byMethod, rich]);
    const isKnown = ({ type, data }: AcceptedEvent) => !unknown.test(type) && data['ground'] !== 'auction';
    forEvery((events) => {
      const aimed = new Set(events.map(({ data }) => data['corrects'] ?? data['retracts']));
      const kept = events.filter((event) => isKnown(event) || aimed.has(event.id));
      expect(judgeCase(kept, known).clocks).toEqual(judgeCase(events, known).clocks);
    });
  });

  test('the clocks of one target never depend on the other targets', () => {
    forEvery((events) => {
      for (const clock of judgeCase(events, catalogue).clocks)
        expect(clockOf(events, clock.target.target).walk).toEqual(clock.walk);
    });
  });
});

/** The instant up to which the clock had last run by `asOf`. */
function lastCounted({ walk }: Clock, asOf: number): number {
  const i = positionAt(walk, asOf);
  if (walk.state[i] === RUNNING) return asOf;
  let at = i;
  while (at > 0 && walk.state[at - 1] === walk.state[i] && walk.s[at] === 0) at--;
  return walk.t[at]!;
}

describe('verdict and elapsed time', () => {
  const simple = catalogueOf(byMethod);

  test('agree but for rest days after the last day, and the instant 24:00 itself', () => {
    let judged = 0;
    const check = (clock: Clock) => {
      for (const asOf of instantsOf(clock)) {
        const elapsed = elapsedAt(clock, asOf);
        if (elapsed === null) continue;
        judged++;
        const limit = limits[clock.target.measured.method];
        if (verdictAt(clock, asOf) === 'breached') expect(elapsed).toBeGreaterThanOrEqual(limit);
        else if (elapsed > limit) expectInTime(clock, asOf);
      }
    };
    forEvery((events) => judgeCase(events, simple).clocks.forEach(check));
    expect(judged).toBeGreaterThan(RUNS);
  });

  /** More than the limit is counted in time only at the deadline itself, and by calendar days that roll off rest days. */
  function expectInTime(clock: Clock, asOf: number): void {
    const { wholeDays, method } = clock.target.counter;
    expect(wholeDays).toBe(true);
    if (method !== 'cal_days') expect(clock.walk.due).toContain(lastCounted(clock, asOf));
  }

  test('breached stays breached while the case is neither reopened nor begun again', () => {
    const types = [
      'application.accepted',
      'special-procedure.begun',
      'special-procedure.ended',
      'withdrawn',
      'completed',
    ];
    const seen = new Set<string>();
    forEvery(
      (events) => {
        for (const clock of judgeCase(events, catalogue).clocks) {
          const verdicts = instantsOf(clock)
            .sort((a, b) => a - b)
            .map((asOf) => verdictAt(clock, asOf));
          const first = verdicts.indexOf('breached');
          if (first < 0) continue;
          seen.add(clock.target.target.id);
          expect(new Set(verdicts.slice(first))).toEqual(new Set(['breached']));
        }
      },
      randomActs(types, 8),
    );
    expect(seen.size).toBeGreaterThan(4);
  });

  test('elapsed time never goes back but where the count begins again or a pause told later is taken out', () => {
    forEvery(
      (events) => {
        for (const clock of judgeCase(events, simple).clocks) {
          const counted = instantsOf(clock)
            .sort((a, b) => a - b)
            .map((asOf) => elapsedAt(clock, asOf) ?? 0);
          expect(counted).toEqual([...counted].sort((a, b) => a - b));
        }
      },
      randomActs(
        ['application.accepted', 'special-procedure.begun', 'special-procedure.ended', 'completed'],
        10,
      ),
    );
  });
});

/** The same question, answered from the definitions by a plain scan: no walk of transitions, no corrections. */
function naive(events: readonly AcceptedEvent[], method: Method, asOf: number) {
  const sorted = [...events].sort((a, b) => a.occurredAt - b.occurredAt);
  const start = sorted.find(({ type }) => type === 'permit.application.accepted');
  const closed = sorted.find(({ type }) => /completed|rejected|withdrawn/.test(type));
  if (start && closed && closed.occurredAt < start.occurredAt) return 'fault';
  if (!start || start.occurredAt > asOf) return null;
  const end = closed && closed.occurredAt <= asOf ? closed.occurredAt : asOf;
  const gaps = ['hearing', 'correction'].flatMap((ground) => gapsOf(sorted, ground, end));
  const stamp = (at: number) => ({ at, dayOnly: false });
  const { elapsed, deadline } = countTime({
    method,
    calendar: calendars.get('cn')!,
    dayEnds: 'midnight',
    start: stamp(start.occurredAt),
    end: stamp(end),
    pauses: gaps.map(({ from, to }) => ({ from: stamp(from), to: to === null ? null : stamp(to) })),
    limit: limits[method],
  });
  const isPaused = gaps.some(({ from, to }) => from <= end && (to === null || end < to));
  const isLate = deadline !== null && runsAfter(deadline, end, gaps);
  const ended = closed?.type === 'permit.withdrawn' ? 'void' : 'met';
  return {
    elapsed,
    verdict: isLate
      ? 'breached'
      : end < asOf || closed?.occurredAt === asOf
        ? ended
        : isPaused
          ? 'paused'
          : 'running',
  };
}

type Gap = { from: number; to: number | null };

/** Whether the clock ran at any instant after the deadline, up to the end. */
function runsAfter(deadline: number, end: number, gaps: readonly Gap[]): boolean {
  let at = deadline;
  for (const { from, to } of [...gaps].sort((a, b) => a.from - b.from))
    if (from <= at && (to ?? Number.POSITIVE_INFINITY) > at) at = to ?? Number.POSITIVE_INFINITY;
  return at > deadline ? at <= end : end > deadline;
}

/** Begin and end of a ground by a plain scan; a second begin and a lone end say nothing. */
function gapsOf(sorted: readonly AcceptedEvent[], ground: string, end: number) {
  const gaps: Gap[] = [];
  for (const { type, data, occurredAt } of sorted) {
    if (occurredAt > end) break;
    const told = type.includes('correction') ? 'correction' : data['ground'];
    if (told !== ground) continue;
    const open = gaps.at(-1)?.to === null;
    if (/begun|asked/.test(type) && !open) gaps.push({ from: occurredAt, to: null });
    if (/ended|correction\.received/.test(type) && open) gaps.at(-1)!.to = occurredAt;
  }
  return gaps;
}

describe('a plain scan', () => {
  const plain = methods.map((method) =>
    aTarget({
      id: method.replace('_', '-'),
      value: limits[method],
      measured: { method, pauses: [{ ground: 'hearing' }, { ground: 'correction' }] },
    }),
  );
  const known = catalogueOf(plain);
  const types = [
    'application.accepted',
    'application.accepted',
    'special-procedure.begun',
    'special-procedure.ended',
    'correction.asked',
    'correction.received',
    'completed',
    'withdrawn',
    'step.done',
  ];
  const apart = fc
    .uniqueArray(fc.integer({ min: 21, max: DAYS * 48 }), { minLength: 12, maxLength: 12 })
    .chain((times) =>
      randomActs(types, 12).map((acts) =>
        acts.map((act, i) => ({ ...act, at: times[i]!, dayOnly: false, sequence: '' })),
      ),
    );

  test('finds the same elapsed time and verdict as the clock, for every method', () => {
    const found = new Map<unknown, number>();
    forEvery((events) => {
      const { clocks } = judgeCase(events, known);
      for (const clock of clocks)
        for (const asOf of instantsOf(clock)) {
          const expected = naive(events, clock.target.measured.method, asOf);
          const verdict = verdictAt(clock, asOf);
          found.set(verdict, (found.get(verdict) ?? 0) + 1);
          if (expected === 'fault') expect(verdict).toBe('unknown');
          else if (expected === null) expect(verdict).toBe('not-applicable');
          else expect({ elapsed: elapsedAt(clock, asOf), verdict }).toEqual(expected);
        }
    }, apart);
    for (const verdict of ['running', 'paused', 'met', 'breached', 'void', 'unknown'])
      expect(found.get(verdict), verdict).toBeGreaterThan(0);
  });
});

test('a clock is stopped, void or open, and its arrays are in order and of one length', () => {
  forEvery((events) => {
    for (const { walk, grounds } of judgeCase(events, catalogue).clocks) {
      const lengths = [walk.s, walk.w, walk.state, walk.due, walk.late, grounds].map((list) => list.length);
      expect(new Set([...lengths, walk.t.length]).size).toBe(1);
      expect(walk.t).toEqual([...walk.t].sort((a, b) => a - b));
      const sign = walk.s.reduce((sum, s) => sum + s, 0);
      const isOver = walk.state.at(-1) === STOPPED || walk.state.at(-1) === VOID;
      expect(sign).toBe(!isOver && walk.state.at(-1) === RUNNING ? 1 : 0);
      for (const due of walk.due) if (!Number.isNaN(due)) expect(Number.isInteger(due)).toBe(true);
    }
  });
});
