// Follows a clock transition by transition, as events tell of it, instead of asking for it at once.
import type { Calendar } from '../../services/core/calendar.ts';
import type { Clock } from '../../services/core/clock.ts';
import { limitTicks } from '../../services/core/limit.ts';
import { makeCounter } from '../../services/core/method.ts';
import { halt, newWalk, PAUSED, run, STOPPED, stopPaused } from '../../services/core/walk.ts';
import type { Asked } from './random-question.ts';
import { runsOf } from './walker.ts';

/** The clock after every transition up to `until`, where it stops if that is finite. */
export function followClock(
  calendar: Calendar,
  asked: Asked,
  until: number,
): Pick<Clock, 'walk' | 'grounds'> & { readonly target: Pick<Clock['target'], 'counter'> } {
  const counter = makeCounter(asked.method, calendar, asked.dayEnds);
  const walk = newWalk(limitTicks(asked.limit, counter) as number, Number.NaN);
  const runs = runsOf(asked).filter(({ from }) => from <= until);
  if (runs[0]?.from !== asked.start) {
    run(walk, counter, asked.start);
    halt(walk, counter, asked.start, PAUSED);
  }
  for (const { from, to } of runs) {
    run(walk, counter, from);
    if (to <= until && Number.isFinite(to)) halt(walk, counter, to, PAUSED);
  }
  if (Number.isFinite(until)) {
    if (Number.isNaN(walk.runFrom)) stopPaused(walk, until);
    else halt(walk, counter, until, STOPPED);
  }
  return { walk, grounds: walk.t.map(() => null), target: { counter } };
}
