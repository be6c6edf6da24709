// Cases that two targets of one slot both claim, and cases that none does, are found over the whole space.
import { beforeAll, describe, expect, test } from 'vitest';
import { closedAttributes } from '../../schemas/events/closed-attributes.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { findOverlaps, type KnownGap } from '../../services/core/find-overlaps.ts';
import { loadTargets } from '../../services/platform/load-targets.ts';
import { aTarget, calendars, catalogueOf } from '../support/target-builder.ts';

const place = 'cn/hubei/ezhou';

function found(targets: readonly CatalogueTarget[], gaps: readonly KnownGap[] = []): string[] {
  const compiled = [...catalogueOf(targets).byId.values()];
  return findOverlaps(compiled, gaps, closedAttributes).map(({ code, message }) => `${code} ${message}`);
}

const power = (id: string, when: object, more: Record<string, unknown> = {}, change: object = {}) =>
  aTarget({
    id,
    ...change,
    measured: {
      system: 'power',
      service: 'new electricity connection',
      starts: ['power.application.received'],
      when,
      ...more,
    },
  });
const slot = 'promised elapsed_time target of power "new electricity connection"';
const gap = (when: KnownGap['when'], why = 'not promised'): KnownGap => ({
  system: 'power',
  service: 'new electricity connection',
  metrics: ['elapsed_time'],
  kind: 'promised',
  scope: 'whole',
  when,
  why,
  document: 'test-2024',
  jurisdiction: place,
});

describe('overlaps', () => {
  test('two voltages are all there is: neither overlap nor gap', () => {
    expect(found([power('high', { voltage: 'high' }), power('low', { voltage: 'low' })])).toEqual([]);
  });

  test('conditions on different attributes meet in a case that has both', () => {
    expect(found([power('a', { voltage: 'low' }), power('b', { inPark: true })])).toContain(
      `targets-overlap ${place}: a and b both apply to cases with {"voltage":"low","inPark":true}`,
    );
  });

  test('bounds that share a number overlap, bounds that touch do not', () => {
    const upTo = (bound: object) =>
      found([power('a', { capacityKw: { atMost: 160 } }), power('b', { capacityKw: bound })]);
    expect(upTo({ atLeast: 160 })).toEqual([
      `targets-overlap ${place}: a and b both apply to cases with {"capacityKw":160}`,
    ]);
    expect(upTo({ over: 160 })).toEqual([]);
  });

  test('an exception keeps targets apart, also where nobody told the attribute', () => {
    const sizes = { enterpriseSize: ['micro', 'small'] };
    expect(found([power('a', {}, { unless: sizes }), power('b', sizes)])).toEqual([]);
    expect(found([power('a', {}, { unless: { inPark: true } }), power('b', { voltage: 'low' })])).toEqual([
      `targets-overlap ${place}: a and b both apply to cases with {"voltage":"low"}`,
      `targets-gap ${place}: no ${slot} covers cases with inPark true, voltage "high"`,
    ]);
  });

  test.each([
    ['superseded', power('b', {}, {}, { supersedes: ['a'] })],
    ['of a later time', power('b', {}, {}, { effectiveFrom: '2024-07-01' })],
    ['of a nearer place', power('b', {}, {}, { jurisdiction: `${place}/gedian` })],
    ['of another metric', power('b', {}, { counts: { tally: 'steps' } }, { metric: 'steps', unit: 'count' })],
    ['of another kind', power('b', {}, { kind: 'statutory' })],
    ['of another service', power('b', {}, { service: 'temporary supply' })],
  ])('a target %s is no overlap', (_, other) => {
    expect(found([power('a', {}, {}, { effectiveTo: '2024-06-30' }), other])).toEqual([]);
  });

  test('nor is one that the first supersedes', () => {
    expect(found([power('a', {}, {}, { supersedes: ['b'] }), power('b', {})])).toEqual([]);
  });

  test('times that meet in a month are one', () => {
    const early = power('a', {}, {}, { effectiveTo: '2024-06-30' });
    const late = power('b', {}, {}, { effectiveFrom: '2024-06-01' });
    expect(found([early, late])).toEqual([`targets-overlap ${place}: a and b both apply to every case`]);
    expect(found([late, early])).toHaveLength(1);
  });

  test('the same place and time is one', () => {
    expect(found([power('a', {}), power('b', {})])).toEqual([
      `targets-overlap ${place}: a and b both apply to every case`,
    ]);
  });
});

describe('gaps', () => {
  const small = power('small', { enterpriseSize: ['micro', 'small'], capacityKw: { atMost: 160 } });
  const others = `targets-gap ${place}: no ${slot} covers cases with enterpriseSize "household" or "self-employed" or "medium" or "large"`;
  const larger = `targets-gap ${place}: no ${slot} covers cases with enterpriseSize "micro" or "small", capacityKw over 160`;

  test('are told in as few words as hold', () => {
    expect(found([small])).toEqual([others, larger]);
  });

  test('between and around numbers are told by their bounds', () => {
    const between = [
      power('a', { capacityKw: { atMost: 100 } }),
      power('b', { capacityKw: { atLeast: 160 } }),
    ];
    expect(found(between)).toEqual([
      `targets-gap ${place}: no ${slot} covers cases with capacityKw over 100 and under 160`,
    ]);
    expect(found([power('a', { capacityKw: 160 })])).toEqual([
      `targets-gap ${place}: no ${slot} covers cases with capacityKw under 160 or over 160`,
    ]);
  });

  test('are filled by a target of the area around', () => {
    const province = power('province', {}, {}, { jurisdiction: 'cn/hubei' });
    expect(found([small, province])).toEqual([]);
  });

  test('that a document explains are not told, others still are', () => {
    expect(found([small], [gap({ capacityKw: { over: 160 } })])).toEqual([
      `targets-gap ${place}: no ${slot} covers cases with enterpriseSize "household" or "self-employed" or "medium" or "large", capacityKw at most 160`,
    ]);
    expect(found([small], [gap({})])).toEqual([]);
  });

  test('explained without being there are told', () => {
    const vain = `gap-explained-in-vain test-2024: no case in ${place} falls into the gap explained for elapsed_time of "new electricity connection"`;
    expect(found([power('all', {})], [gap({})])).toEqual([vain]);
    expect(found([small], [gap({}), gap({ enterpriseSize: 'small', capacityKw: { under: 100 } })])).toEqual([
      vain,
    ]);
  });

  test('in values nobody fixed are told as another value', () => {
    const permits = aTarget({ measured: { when: { department: 'planning' } } });
    expect(found([permits])).toEqual([
      `targets-gap ${place}: no promised elapsed_time target of permit covers cases with department another value`,
    ]);
  });

  test('of a space too large to look through are said to be so', () => {
    const when = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`attribute${i}`, { atMost: 1 }] as const),
    );
    expect(found([power('wide', when)])).toEqual([
      `too-many-conditions ${place}: gaps of the ${slot} were not looked for`,
    ]);
  });
});

describe('the shipped catalogue', () => {
  let loaded: Extract<Awaited<ReturnType<typeof loadTargets>>, { ok: true }>;
  beforeAll(async () => {
    const result = await loadTargets('schemas/targets', new Set(calendars.keys()));
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
    loaded = result;
  });

  test('has no overlap and no gap that is not explained', () => {
    expect(found(loaded.targets, loaded.gaps)).toEqual([]);
  });

  test('has gaps that are explained, each for a reason', () => {
    const unexplained = found(loaded.targets);
    expect(unexplained.filter((line) => !line.startsWith('targets-gap'))).toEqual([]);
    expect(unexplained.length).toBeGreaterThan(50);
    for (const { why } of loaded.gaps) expect(why).toMatch(/\.$/);
  });
});
