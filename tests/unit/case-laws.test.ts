// Laws that hold for every history of a case.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Clock } from '../../services/core/clock.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { RUNNING, STOPPED, VOID } from '../../services/core/walk.ts';
import { catalogue, forEvery, RUNS, targets } from '../support/law-targets.ts';
import { anyActs, eventsOf } from '../support/random-history.ts';
import { catalogueOf, clockOf } from '../support/target-builder.ts';

vi.setConfig({ testTimeout: 300_000 });

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
    const known = catalogueOf(targets.filter(({ id }) => id !== 'dated'));
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
