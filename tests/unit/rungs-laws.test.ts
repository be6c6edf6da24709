// Laws of the rungs of a clock that hold for every calendar, method and history.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Method } from '../../schemas/target.ts';
import type { Clock } from '../../services/core/clock.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { limitTicks } from '../../services/core/limit.ts';
import { rungInstants } from '../../services/core/rungs.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { positionAt, RUNNING, VOID } from '../../services/core/walk.ts';
import { caseCount, tryLaw } from '../support/compare-clocks.ts';
import { followClock } from '../support/follow-clock.ts';
import { ladderOf, rungsOf } from '../support/ladders.ts';
import {
  byMethod,
  catalogue,
  forEvery,
  instantsOf,
  limits,
  pauses,
  RUNS,
  targets,
} from '../support/law-targets.ts';
import { anyActs, eventsOf, randomActs } from '../support/random-history.ts';
import type { Asked } from '../support/random-question.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';
import { walkAmount, whyNotUsed } from '../support/walker-rungs.ts';

vi.setConfig({ testTimeout: 120_000 + 4 * caseCount });

const steps = ladderOf(
  { rung: 'warning', used: 75 },
  { rung: 'yellow', left: 1 },
  { rung: 'red', left: 0 },
  { rung: 'escalation', over: 3 },
);
const isVoid = ({ walk }: Clock) => walk.state.at(-1) === VOID;
const stateAt = ({ walk }: Clock, at: number) => walk.state[positionAt(walk, at)];
const continuous: readonly Method[] = ['biz_time', 'biz_hours', 'cal_hours'];
const isNoTelling = (type: string) => !/corrected|retracted|withdrawn/.test(type);
const types = [
  'application.accepted',
  'special-procedure.begun',
  'special-procedure.ended',
  'correction.asked',
  'correction.received',
  'attributes.changed',
  'extended',
  'completed',
  'reopened',
  'stage.ended',
];

test('rungs come in order of their instants, however the ladder lists them, each once, none before the start', () => {
  const listed = ladderOf(...[...steps.rungs].reverse());
  let reached = 0;
  forEvery((events) => {
    for (const clock of judgeCase(events, catalogue).clocks) {
      const rungs = rungInstants(clock, listed);
      const instants = rungs.map(({ at }) => at);
      reached += rungs.length;
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
      expect(new Set(rungs.map(({ rung }) => rung)).size).toBe(rungs.length);
      for (const at of instants) {
        expect(Number.isSafeInteger(at)).toBe(true);
        expect(at).toBeGreaterThanOrEqual(clock.walk.t[0]!);
      }
    }
  });
  expect(reached).toBeGreaterThan(RUNS * 5);
});

test('red is the first millisecond of the verdict breached, and nothing else is', () => {
  let red = 0;
  forEvery((events) => {
    for (const clock of judgeCase(events, catalogue).clocks) {
      if (isVoid(clock) && !clock.walk.late.at(-1)) continue;
      const at = rungsOf(clock, steps).red;
      const instants = instantsOf(clock).flatMap((edge) => [edge, edge + 2]);
      if (at === undefined) {
        for (const instant of instants) expect(verdictAt(clock, instant)).not.toBe('breached');
        continue;
      }
      red++;
      expect(verdictAt(clock, at)).toBe('breached');
      for (const instant of [...instants, at - 1])
        if (instant < at) expect(verdictAt(clock, instant)).not.toBe('breached');
    }
  });
  expect(red).toBeGreaterThan(RUNS);
});

/** As the boards know it: running, and three quarters of the limit used. */
function isAtRisk(clock: Clock, at: number): boolean {
  if (verdictAt(clock, at) !== 'running') return false;
  const { measured } = clock.target;
  if (measured.limitFromCase === undefined) return 4 * elapsedAt(clock, at)! >= 3 * limits[measured.method];
  const { t, due } = clock.walk;
  return 4 * (at - t[0]!) >= 3 * (due[positionAt(clock.walk, at)]! - t[0]!);
}

test('a warning comes at the first instant at which the clock is at risk', () => {
  const plain = catalogueOf(targets.filter(({ id }) => id !== 'rich'));
  let warned = 0;
  forEvery((events) => {
    for (const clock of judgeCase(events, plain).clocks) {
      if (isVoid(clock)) continue;
      const at = rungsOf(clock, steps).warning ?? Number.POSITIVE_INFINITY;
      const instants = instantsOf(clock).flatMap((edge) => [edge, edge - 40_000_000]);
      for (const instant of [...instants, at - 1])
        if (instant < at) expect(isAtRisk(clock, instant)).toBe(false);
      if (at === Number.POSITIVE_INFINITY) continue;
      warned++;
      expect(isAtRisk(clock, at)).toBe(true);
    }
  });
  expect(warned).toBeGreaterThan(RUNS);
});

test('nothing is reached while the clock is paused', () => {
  let reached = 0;
  const check = (clock: Clock) => {
    for (const { rung, at } of rungInstants(clock, steps)) {
      reached++;
      expect(verdictAt(clock, at)).not.toBe('paused');
      if (rung !== 'red') expect(stateAt(clock, at)).toBe(RUNNING);
    }
  };
  forEvery(
    (events) => judgeCase(events, catalogue).clocks.forEach(check),
    randomActs([...types, ...types.slice(0, 3)], 14),
  );
  expect(reached).toBeGreaterThan(RUNS);
});

test('an amount left or over is where the same clock under a limit so much smaller or larger is breached', () => {
  const near = targets.filter(({ id, value }) => id !== 'cal-days' && value !== null);
  const other = (by: number) => catalogueOf(near.map((target) => ({ ...target, value: target.value! + by })));
  const [own, smaller, larger] = [catalogueOf(near), other(-1), other(3)];
  const seen = new Set<string>();
  const runningRed = (clock: Clock) => {
    const at = rungsOf(clock, steps).red;
    return at !== undefined && stateAt(clock, at) === RUNNING ? at : undefined;
  };
  forEvery(
    (events) => {
      const twins = [judgeCase(events, smaller).clocks, judgeCase(events, larger).clocks];
      for (const clock of judgeCase(events, own).clocks) {
        const rungs = rungsOf(clock, steps);
        if (isVoid(clock)) continue;
        for (const [i, rung] of (['yellow', 'escalation'] as const).entries()) {
          const twin = twins[i]!.find(({ target }) => target.target.id === clock.target.target.id)!;
          const at = rungsOf(twin, steps).red;
          if (at !== undefined && runningRed(twin) === undefined) continue;
          expect(rungs[rung]).toBe(at);
          if (at !== undefined) seen.add(`${clock.target.target.id} ${rung}`);
        }
      }
    },
    randomActs([...types.filter((type) => type !== 'extended'), ...types.slice(0, 3)], 10),
  );
  expect(seen.size).toBe(2 * near.length);
});

describe('what was told', () => {
  test('order, repeats and delays change no rung', () => {
    const arrival = fc.tuple(anyActs, fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(arrival, ([acts, random]) => {
        const events = eventsOf(acts);
        const draw = () => random.next().value as number;
        const repeats = events
          .filter(() => draw() % 2 === 0)
          .map((event) => ({ ...event, receivedAt: event.receivedAt + draw() }));
        const arrived = [...events, ...repeats]
          .map((event) => ({ event, key: draw() }))
          .sort((a, b) => a.key - b.key);
        const rungs = (list: readonly AcceptedEvent[]) =>
          judgeCase(list, catalogue).clocks.map((clock) => rungInstants(clock, steps));
        expect(rungs(arrived.map(({ event }) => event))).toEqual(rungs(events));
      }),
      { numRuns: RUNS },
    );
  });

  test('what is reached by an instant needs no event after it', () => {
    const extendable = aTarget({
      id: 'extendable',
      value: 8,
      measured: { pauses, restarts: ['permit.correction.received'], extension: { atMost: 5, times: 2 } },
    });
    const known = catalogueOf([...byMethod, extendable]);
    let compared = 0;
    forEvery(
      (events) => {
        for (const clock of judgeCase(events, known).clocks) {
          if (clock.fault) continue;
          const all = rungInstants(clock, steps);
          for (const by of [
            ...all.map(({ at }) => at),
            ...clock.walk.t.flatMap((at) => [at, at + 36_000_000]),
          ]) {
            const told = events.filter(({ occurredAt }) => occurredAt <= by);
            const then = judgeCase(told, known).clocks.find(
              ({ target }) => target.target.id === clock.target.target.id,
            );
            if (!then || then.fault) continue;
            compared++;
            const upTo = (rungs: typeof all) => rungs.filter(({ at }) => at <= by);
            expect(upTo(rungInstants(then, steps))).toEqual(upTo(all));
          }
        }
      },
      randomActs([...types.filter(isNoTelling), ...types.slice(0, 3)], 8).map((acts) =>
        acts.map((act) => ({ ...act, dayOnly: false })),
      ),
    );
    expect(compared).toBeGreaterThan(RUNS * 5);
  });

  test('publishing nothing new changes nothing', () => {
    const again = catalogueOf(structuredClone(targets));
    const newer = targets.map((target) => ({
      ...target,
      id: `${target.id}-v2`,
      value: target.value === null ? null : target.value * 2,
      supersedes: [target.id],
      effectiveFrom: '2026-06-01',
    }));
    const grown = catalogueOf([...newer, ...targets]);
    const rungs = (events: AcceptedEvent[], known: typeof catalogue) =>
      judgeCase(events, known).clocks.map((clock) => [clock.target.target.id, rungInstants(clock, steps)]);
    forEvery((events) => {
      expect(rungs(events, again)).toEqual(rungs(events, catalogue));
      expect(rungs(events, grown)).toEqual(rungs(events, catalogue));
    });
  });
});

/** Amounts drawn from the question itself, in steps its method can count. */
function drawnLadder({ method, start, end }: Asked) {
  const draw = (among: number) => Math.abs(Math.floor((start + 7 * end) / 1000)) % among;
  const step = method === 'half_days' ? 0.5 : continuous.includes(method) ? 0.25 : 1;
  return ladderOf(
    { rung: 'warning', used: 1 + draw(100) },
    { rung: 'yellow', left: step * (1 + draw(5)) },
    { rung: 'red', left: 0 },
    { rung: 'escalation', over: step * (1 + draw(7)) },
  );
}

test('differential law: rungs are where the minute-by-minute walker finds them, under every method', () => {
  const reached = new Map<string, number>();
  tryLaw({ share: 0.4 }, ({ calendar, asked }) => {
    if (!asked.calendar.covers(asked.start)) return false;
    const ladder = drawnLadder(asked);
    const stop = asked.end % 3 === 0 ? Number.POSITIVE_INFINITY : asked.end;
    const { walk, target } = followClock(calendar, asked, stop);
    const limit = limitTicks(asked.limit, target.counter) as number;
    const clock = { walk, fault: null, target: { ...target, limit, byGroup: false } } as Clock;
    const found = rungsOf(clock, ladder);
    for (const rung of Object.keys(found)) reached.set(rung, (reached.get(rung) ?? 0) + 1);
    for (const rule of ladder.rungs) {
      const at = found[rule.rung] ?? null;
      const told = JSON.stringify({ ...asked, calendar: calendar.zone, stop, rule, at });
      if (rule.used === undefined) expect(at, told).toBe(walkAmount(asked, stop, rule));
      else expect(whyNotUsed(asked, stop, rule.used, at), told).toBeNull();
    }
    return true;
  });
  for (const rung of ['warning', 'yellow', 'red', 'escalation'])
    expect(reached.get(rung), rung).toBeGreaterThan(caseCount / 50);
});
