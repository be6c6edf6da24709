// What users of other service-time engines complain of, one test a complaint.
import { describe, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { explainCase } from '../../services/core/explain-case.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { openRuleBook } from '../../services/main.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { aTarget, catalogueOf, clockOf } from '../support/target-builder.ts';
import { caseFor } from '../support/target-case.ts';

const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const opened = permitCase('c')
  .received(day(2, '09:00'), { attributes: { riskClass: 'low' } })
  .accepted(day(2));
const hearing = [{ ground: 'hearing' }];

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, i) => permutations(list.filter((_, k) => k !== i)).map((rest) => [one, ...rest]));
}

test('pause lost when target or priority changes: a change before, in or after a pause, told in any order, leaves its credit', () => {
  const targets = ['low', 'high'].map((riskClass, i) =>
    aTarget({ id: riskClass, value: 5 + i, measured: { when: { riskClass }, pauses: hearing } }),
  );
  const pause = opened.begun('hearing', day(4)).ended('hearing', day(6));
  const answers = [day(3), day(4), day(5), day(6), day(9)].flatMap((at) =>
    permutations(pause.changed({ riskClass: 'high' }, at).events()).map((events) => {
      const clock = judgeCase(events, catalogueOf(targets)).clocks[0]!;
      return [clock.target.target.id, elapsedAt(clock, instant(day(9))), clock.walk.due.at(-1)];
    }),
  );
  expect(answers).toHaveLength(5 * 120);
  expect(new Set(answers.map(String))).toEqual(
    new Set([['low', 3, instant('2026-03-12T00:00+08:00')].join()]),
  );
});

test('pause lost when the limit changes: an extension before, in or after a pause gives the same deadline', () => {
  const target = aTarget({ measured: { pauses: hearing, extension: { atMost: 5 } } });
  const deadlines = [day(3), day(5), day(9)].map((at) => {
    const told = opened.begun('hearing', day(4)).ended('hearing', day(6)).extended(5, at);
    return clockOf(told.events(), target).walk.due.at(-1);
  });
  expect(new Set(deadlines)).toEqual(new Set([instant('2026-03-19T00:00+08:00')]));
});

test('pause lost on direct close from paused: its credit runs to the close', () => {
  const target = aTarget({ measured: { pauses: hearing } });
  const told = opened.begun('hearing', day(4)).completed(day(20));
  const clock = clockOf(told.events(), target);
  expect(elapsedAt(clock, instant(day(31)))).toBe(2);
  expect(verdictAt(clock, instant(day(31)))).toBe('met');
  expect(clock.problems.map(({ code }) => code)).toEqual(['pause-without-end']);
});

test('editing a rule rewrites past results: a new version changes no case that started before it', () => {
  const v1 = aTarget({ id: 'v1' });
  const v2 = aTarget({ id: 'v2', value: 1, supersedes: ['v1'], effectiveFrom: '2026-03-03' });
  const told = opened.completed(day(6)).events();
  const answer = (targets: CatalogueTarget[]) =>
    judgeCase(told, catalogueOf(targets)).clocks.map((clock) => [
      clock.target.target.id,
      clock.walk,
      verdictAt(clock, instant(day(9))),
    ]);
  expect(answer([v1, v2])).toEqual(answer([v1]));
  const after = permitCase('d').received(day(3)).accepted(day(3)).completed(day(6)).events();
  const { clocks } = judgeCase(after, catalogueOf([v1, v2]));
  expect(clocks.map((clock) => [clock.target.target.id, verdictAt(clock, instant(day(9)))])).toEqual([
    ['v2', 'breached'],
  ]);
});

test('why did it (not) fire? every target answers, with its clause or with every condition that failed', () => {
  const targets = [
    aTarget({ id: 'fires', clause: '20', line: 174, measured: { when: { riskClass: 'low' } } }),
    aTarget({ id: 'other-risk', measured: { when: { riskClass: 'high', lineMetres: { over: 100 } } } }),
    aTarget({ id: 'elsewhere', jurisdiction: 'cn/jiangxi', effectiveFrom: '2026-04-01' }),
  ];
  const catalogue = catalogueOf(targets);
  const events = opened.events();
  const judged = judgeCase(events, catalogue);
  const asked = { events, judged, catalogue, asOf: instant(day(6)), knownAt: null, zone: 'Asia/Shanghai' };
  const { clocks, notChosen } = explainCase(asked);
  expect(clocks).toMatchObject([
    { targetId: 'fires', clause: '20', line: 174, verdict: 'running', elapsed: 4 },
  ]);
  const reasons = notChosen.map(({ targetId, reasons: all }) => [targetId, all.map(({ code }) => code)]);
  expect(reasons).toEqual([
    ['other-risk', ['attribute-differs', 'attribute-missing']],
    ['elsewhere', ['other-jurisdiction', 'not-in-force']],
  ]);
  for (const { reasons: all } of notChosen) for (const { message } of all) expect(message).toMatch(/ is |; /);
  expect(clocks.length + notChosen.length).toBe(targets.length);
});

test('offline approvals entered later: when it happened, was written down and was told stand side by side', () => {
  const told = opened.completed(day(4), { recordedAt: day(16), receivedAt: day(18) });
  const events = told.events();
  const catalogue = catalogueOf([aTarget()]);
  const judged = judgeCase(events, catalogue);
  const asked = { events, judged, catalogue, asOf: instant(day(20)), knownAt: null, zone: 'Asia/Shanghai' };
  const explained = explainCase(asked);
  expect(explained.verdict).toBe('met');
  expect(explained.events.at(-1)).toMatchObject({
    occurredAt: '2026-03-04T10:00:00+08:00',
    recordedAt: '2026-03-16T10:00:00+08:00',
    receivedAt: '2026-03-18T10:00:00+08:00',
  });
});

test('stale stored values: one fold answers for every later instant, and nothing has to run in between', () => {
  const clock = clockOf(opened.events());
  const before = structuredClone(clock.walk);
  const verdicts = [day(2), day(9, '23:59'), day(10, '00:01'), day(31)].map((at) =>
    verdictAt(clock, instant(at)),
  );
  expect(verdicts).toEqual(['running', 'running', 'breached', 'breached']);
  expect(clock.walk).toEqual(before);
});

const book = await openRuleBook();
if (!book.ok) throw new Error(book.problems.map(({ message }) => message).join('\n'));
const { catalogue, targets } = book.value;
const measured = targets.filter((target) => target.measured !== undefined);
const FIRST = Date.parse('2024-03-04T02:00:00Z');

/** The first Monday morning on which the target is in force and its calendar is published. */
function dayInForce({ effectiveFrom, effectiveTo, measured: how }: CatalogueTarget): number {
  if (how!.calendar === 'nl') return Date.parse('2011-03-07T09:00:00Z');
  const first = effectiveFrom === null ? FIRST : Math.max(FIRST, Date.parse(`${effectiveFrom}T02:00:00Z`));
  return effectiveTo === null ? first : Math.min(first, Date.parse(`${effectiveTo}T02:00:00Z`));
}

const clockFor = (target: CatalogueTarget, events: Parameters<typeof judgeCase>[0]) =>
  judgeCase(events, catalogue).clocks.find((clock) => clock.target.target.id === target.id)!;

describe('configured but dead rules: every measured target', () => {
  test.each(measured.map((target) => [target.id, target] as const))('%s starts', (_, target) => {
    const { events, startedAt } = caseFor(target, dayInForce(target));
    const clock = clockFor(target, events);
    expect(clock).toBeDefined();
    expect(clock.fault).toBeNull();
    expect(clock.walk.t[0]).toBe(startedAt);
    expect(verdictAt(clock, startedAt - 1)).toBe('not-applicable');
  });

  const ofTime = measured.filter(
    ({ measured: how, aggregation }) => !how!.counts && aggregation === 'each_case',
  );
  test.each(ofTime.map((target) => [target.id, target] as const))(
    '%s is met and breached in time',
    (_, target) => {
      const one = caseFor(target, dayInForce(target));
      const deadline = clockFor(target, one.events).walk.due[0]!;
      const verdictOf = (events: Parameters<typeof judgeCase>[0], asOf: number) =>
        verdictAt(clockFor(target, events), asOf);
      expect(verdictOf(one.events, deadline)).toBe('running');
      expect(verdictOf(one.events, deadline + 1)).toBe('breached');
      expect(verdictOf(one.completedAt(deadline), deadline + 1e9)).toBe('met');
      expect(verdictOf(one.completedAt(deadline + 1), deadline + 1e9)).toBe('breached');
    },
  );

  const ofThings = measured.filter(
    ({ measured: how, aggregation }) => how!.counts && aggregation === 'each_case',
  );
  test.each(ofThings.map((target) => [target.id, target] as const))(
    '%s is met and breached in number',
    (_, target) => {
      const one = caseFor(target, dayInForce(target));
      const later = one.startedAt + 1e9;
      const verdictOf = (amount: number) =>
        verdictAt(clockFor(target, one.counting(amount).completedAt(later)), later + 1);
      const isFloor = target.comparator.startsWith('>');
      const value = target.value!;
      const [kept, missed] = isFloor ? [value + 1, 0] : [target.comparator === '<' ? 0 : value, value + 1];
      expect(verdictOf(kept)).toBe('met');
      expect(verdictOf(missed)).toBe('breached');
    },
  );

  const ofGroups = measured.filter(({ aggregation }) => aggregation !== 'each_case');
  test.each(ofGroups.map((target) => [target.id, target] as const))(
    '%s counts towards its group',
    (_, target) => {
      const one = caseFor(target, dayInForce(target));
      const later = one.startedAt + 4 * 86_400_000;
      const counts = target.measured!.counts;
      const told = counts && ('tally' in counts || 'events' in counts) ? one.counting(3) : one;
      const clock = clockFor(target, told.completedAt(later));
      expect(verdictAt(clock, later + 1)).toBe('not-applicable');
      expect(elapsedAt(clock, later + 1)).toBeGreaterThan(0);
    },
  );

  test('is of one of these kinds', () => {
    expect(ofTime.length + ofThings.length + ofGroups.length).toBe(measured.length);
    expect(ofTime.length).toBeGreaterThan(15);
  });
});
