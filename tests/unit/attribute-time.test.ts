// Where a clock's time went: parts by stage and ground that add up exactly.
import { describe, expect, test } from 'vitest';
import { attributeTime } from '../../services/core/attribute-time.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { elapsedTicks, positionAt } from '../../services/core/walk.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { acceptedCases, shippedRules, simulation } from '../support/simulated.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';

const whole = aTarget({ id: 'whole', value: 20, measured: { pauses: [{ ground: 'expert-review' }] } });
const stage = aTarget({
  id: 'plan-stage',
  value: 3,
  measured: {
    scope: 'stage',
    starts: [{ event: 'permit.stage.begun', data: { stage: 'construction-plan' } }],
    stops: [{ event: 'permit.stage.ended', data: { stage: 'construction-plan' } }],
  },
});

// March 2026 has no day off but its weekends: the 2nd is a Monday.
const events = permitCase('staged')
  .received('2026-03-02T09:00+08:00')
  .accepted('2026-03-02T09:00+08:00')
  .stage('begun', 'land-planning', '2026-03-02T10:00+08:00')
  .stage('ended', 'land-planning', '2026-03-04T10:00+08:00')
  .stage('begun', 'construction-plan', '2026-03-05T10:00+08:00')
  .begun('expert-review', '2026-03-06T10:00+08:00')
  .ended('expert-review', '2026-03-10T10:00+08:00')
  .stage('ended', 'construction-plan', '2026-03-12T10:00+08:00')
  .completed('2026-03-13T10:00+08:00')
  .events();
const after = instant('2026-03-20T00:00+08:00');

describe('a case of two stages and one pause', () => {
  const judged = judgeCase(events, catalogueOf([whole, stage]));
  const [principal, ofStage] = judged.clocks;

  test('is late in a stage while in time as a whole', () => {
    expect(principal!.target.target.id).toBe('whole');
    expect([verdictAt(principal!, after), elapsedAt(principal!, after)]).toEqual(['met', 7]);
    expect([verdictAt(ofStage!, after), elapsedAt(ofStage!, after)]).toEqual(['breached', 5]);
  });

  test('spent its days as counted by hand', () => {
    expect(attributeTime(judged.history, principal!, after)).toEqual([
      { part: 'between', ground: null, ticks: 1 },
      { part: 'land-planning', ground: null, ticks: 2 },
      { part: 'construction-plan', ground: null, ticks: 3 },
      { part: 'construction-plan', ground: 'expert-review', ticks: 2 },
      { part: 'after', ground: null, ticks: 1 },
    ]);
  });
});

describe('over simulated cases of all systems', async () => {
  const rules = await shippedRules();
  const asOf = Date.parse('2026-10-31T00:00:00+08:00');
  const clocks = [...acceptedCases(simulation(rules, { cases: 400 })).values()].flatMap((told) => {
    const judged = judgeCase(told, rules.catalogue);
    return judged.clocks.map((clock) => ({ history: judged.history, clock }));
  });
  const attributed = clocks
    .map((one) => ({ ...one, parts: attributeTime(one.history, one.clock, asOf) }))
    .filter(({ parts }) => parts.length > 0);

  test('running parts add up to the elapsed time, tick by tick', () => {
    expect(attributed.length).toBeGreaterThan(100);
    for (const { clock, parts } of attributed) {
      const running = parts
        .filter(({ ground }) => ground === null)
        .reduce((sum, { ticks }) => sum + ticks, 0);
      expect([clock.target.target.id, running]).toEqual([
        clock.target.target.id,
        elapsedTicks(clock.walk, clock.target.counter, asOf),
      ]);
    }
  });

  test('running and paused parts together are the gross time from start to stop', () => {
    let paused = 0;
    for (const { clock, parts } of attributed) {
      const { walk, target } = clock;
      const last = positionAt(walk, asOf);
      const wasReopened = walk.state.slice(0, last).some((state) => state > 2);
      if (wasReopened || target.counter.method === 'wd_incl') continue;
      const end = walk.state[last]! > 2 ? walk.t[last]! : asOf;
      const gross = target.counter.at(end) - target.counter.at(walk.t[0]!);
      expect(parts.reduce((sum, { ticks }) => sum + ticks, 0)).toBe(gross);
      paused += parts.filter(({ ground }) => ground !== null).length;
    }
    expect(paused).toBeGreaterThan(0);
  });
});
