// What is remembered of cases: as much as allowed, the last told of longest, and nothing that may have changed.
import { describe, expect, test } from 'vitest';
import { type KnownCase, learn, makeHotCases } from '../../services/ingest/known-cases.ts';
import { keyText } from '../../services/store/case-events.ts';
import { permitCase } from '../support/case-builder.ts';

const ROOMY = { events: 1000, characters: 1_000_000 };

function aCase(caseId: string, events: number, text = 'survey'): KnownCase {
  const known: KnownCase = { system: 'permit', caseId, events: new Map(), digests: new Map(), characters: 0 };
  let told = permitCase(caseId);
  for (let n = 0; n < events; n++) told = told.step(text, '2026-03-02T09:00+08:00');
  for (const event of told.events()) learn(known, event.id, event);
  return known;
}

const keyOf = (caseId: string) => keyText({ system: 'permit', caseId });

function remembering(limits: typeof ROOMY, cases: readonly KnownCase[]) {
  const hot = makeHotCases(limits);
  for (const known of cases) hot.take([]).giveBack([known]);
  const has = (caseId: string) => {
    const { cases: found, giveBack } = hot.take([keyOf(caseId)]);
    giveBack(found.values());
    return found.size === 1;
  };
  return { hot, has };
}

describe('what is taken', () => {
  test('is the case that was given, and is not remembered until it is given back', () => {
    const a = aCase('a', 3);
    const { hot } = remembering(ROOMY, [a, aCase('b', 1)]);
    const taken = hot.take([keyOf('a'), keyOf('nobody')]);
    expect([...taken.cases]).toEqual([[keyOf('a'), a]]);
    expect(hot.take([keyOf('a')]).cases.size).toBe(0);
    expect(hot.size().events).toBe(1);
    taken.giveBack(taken.cases.values());
    expect(hot.take([keyOf('a')]).cases.get(keyOf('a'))).toBe(a);
  });

  test('is not remembered when all was forgotten meanwhile', () => {
    const { hot, has } = remembering(ROOMY, [aCase('a', 3), aCase('b', 1)]);
    const taken = hot.take([keyOf('a')]);
    hot.forget();
    taken.giveBack(taken.cases.values());
    expect([has('a'), has('b'), hot.size()]).toEqual([false, false, { events: 0, characters: 0 }]);
    hot.take([]).giveBack([aCase('c', 2)]);
    expect(hot.size().events).toBe(2);
  });
});

describe('bounds', () => {
  test('of events: the cases told of last stay', () => {
    const cases = Array.from({ length: 20 }, (_, n) => aCase(`c${n}`, 3));
    const { hot, has } = remembering({ ...ROOMY, events: 10 }, cases);
    expect(hot.size().events).toBe(9);
    expect(['c16', 'c17', 'c18', 'c19'].map(has)).toEqual([false, true, true, true]);
  });

  test('of characters: long texts count', () => {
    const cases = Array.from({ length: 20 }, (_, n) => aCase(`c${n}`, 1, 'x'.repeat(2000)));
    const { hot } = remembering({ ...ROOMY, characters: 10_000 }, cases);
    expect(hot.size().characters).toBeLessThanOrEqual(10_000);
    expect(hot.size().events).toBe(4);
  });

  test('a case told of again goes to the end of the line', () => {
    const { hot, has } = remembering({ ...ROOMY, events: 4 }, [aCase('a', 2), aCase('b', 2)]);
    expect(has('a')).toBe(true);
    hot.take([]).giveBack([aCase('c', 2)]);
    expect(['a', 'b', 'c'].map(has)).toEqual([true, false, true]);
  });

  test('events added while it was taken count', () => {
    const { hot } = remembering(ROOMY, [aCase('a', 2)]);
    const { cases, giveBack } = hot.take([keyOf('a')]);
    const [added] = permitCase('a').completed('2026-03-03T09:00+08:00').events();
    learn(cases.get(keyOf('a'))!, 'added', added!);
    giveBack(cases.values());
    expect(hot.size().events).toBe(3);
    hot.take([keyOf('a')]);
    expect(hot.size()).toEqual({ events: 0, characters: 0 });
  });

  test('of nothing: nothing is remembered', () => {
    const { has } = remembering({ events: 0, characters: 0 }, [aCase('a', 1)]);
    expect(has('a')).toBe(false);
  });
});
