// A second reading of the definitions, by a plain scan of the events, finds what the clock finds.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Method } from '../../schemas/target.ts';
import { countTime } from '../../services/core/count-time.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { forEvery, instantsOf, limits, methods } from '../support/law-targets.ts';
import { DAYS, randomActs } from '../support/random-history.ts';
import { aTarget, calendars, catalogueOf } from '../support/target-builder.ts';

vi.setConfig({ testTimeout: 300_000 });

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
