// Laws of verdict and elapsed time that hold for every history of a case.
import { describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../services/core/clock.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { positionAt, RUNNING } from '../../services/core/walk.ts';
import { byMethod, catalogue, forEvery, instantsOf, limits, RUNS } from '../support/law-targets.ts';
import { randomActs } from '../support/random-history.ts';
import { catalogueOf } from '../support/target-builder.ts';

vi.setConfig({ testTimeout: 300_000 });

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
