// The spans and parts of a reopened case: the time between its close and its reopening counts, and is shown.
import { expect, test } from 'vitest';
import { attributeTime } from '../../services/core/attribute-time.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { spansOf } from '../../services/core/spans.ts';
import { elapsedAt } from '../../services/core/verdict.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';

const told = permitCase('c')
  .received('2026-03-02T10:00+08:00')
  .accepted('2026-03-02T10:00+08:00')
  .completed('2026-03-03T10:00+08:00')
  .reopened('2026-03-05T10:00+08:00');
const { history, clocks } = judgeCase(told.events(), catalogueOf([aTarget()]));
const clock = clocks[0]!;

test('spans leave no gap from the start to the instant asked for', () => {
  const asOf = instant('2026-03-06T10:00+08:00');
  const spans = spansOf(clock, asOf);
  expect(spans).toEqual([{ from: clock.walk.t[0], to: asOf, kind: 'running', ground: null }]);
});

test('before the reopening the clock ends with its close', () => {
  expect(spansOf(clock, instant('2026-03-04T10:00+08:00')).at(-1)!.to).toBe(
    instant('2026-03-03T10:00+08:00'),
  );
});

test('parts add up to the elapsed time', () => {
  const asOf = instant('2026-03-06T10:00+08:00');
  const parts = attributeTime(history, clock, asOf);
  expect(parts.reduce((sum, { ticks }) => sum + ticks, 0)).toBe(elapsedAt(clock, asOf));
  expect(parts.map(({ part, ticks }) => [part, ticks])).toEqual([
    ['permit.completed', 1],
    ['after', 3],
  ]);
});
