// A week of a case and the clock that measures it, told in words that a test can write down.
import { formatInstant } from '../../services/core/instant.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { positionAt } from '../../services/core/walk.ts';
import { type CaseBuilder, instant, permitCase } from './case-builder.ts';
import { aTarget, clockOf } from './target-builder.ts';

/** Five working days that everything can happen to. */
export const target = aTarget({
  value: 5,
  measured: {
    stops: ['permit.stage.ended'],
    restarts: ['permit.correction.received'],
    pauses: [{ ground: 'hearing' }, { ground: 'inspection', atMost: { amount: 2, unit: 'working_day' } }],
    extension: { atMost: 3 },
  },
});
export const oneDay = aTarget({ value: 1, measured: { ...target.measured } });

/** A clock at an instant in words: verdict, days used, deadline, and what was noted about the events. */
export function inWords(events: CaseBuilder, at: string, promise = target): string {
  const clock = clockOf(events.events(), promise);
  const due = clock.walk.due[positionAt(clock.walk, instant(at))] ?? Number.NaN;
  const deadline = Number.isNaN(due)
    ? 'no deadline'
    : `due ${formatInstant(due, 'Asia/Shanghai').slice(5, 16)}`;
  const used = elapsedAt(clock, instant(at));
  const notes = [clock.fault, ...clock.problems].flatMap((problem) => (problem ? [problem.code] : []));
  const words = [verdictAt(clock, instant(at)), used === null ? 'not counted' : `${used} used`, deadline];
  return `${words.join(', ').replace('T', ' ')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

export const monday = '2026-03-02T10:00+08:00';
export const tuesday = '2026-03-03T10:00+08:00';
export const wednesday = '2026-03-04T10:00+08:00';
export const thursday = '2026-03-05T10:00+08:00';
export const friday = '2026-03-06T10:00+08:00';

export const received = permitCase('c').received('2026-03-02T09:00+08:00');
export const accepted = received.accepted(monday);
