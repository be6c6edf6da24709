// The verdict on a clock at any instant: instants are compared, elapsed time is never judged.
import type { Verdict } from '../../schemas/clock.ts';
import { dayIndexAt } from './calendar.ts';
import type { Clock } from './clock.ts';
import { elapsedTicks, PAUSED, positionAt, RUNNING, STOPPED } from './walk.ts';

/** On time if stopped at or before the deadline; a clock that has not started by `asOf` is not-applicable. */
export function verdictAt(
  { walk, fault, target }: Pick<Clock, 'walk' | 'fault' | 'target'>,
  asOf: number,
): Verdict {
  if (fault) return 'unknown';
  const i = positionAt(walk, asOf);
  if (i < 0) return 'not-applicable';
  const due = walk.due[i]!;
  if (walk.state[i] === RUNNING)
    return runningVerdict(due, asOf, dayIndexAt(target.counter.calendar, asOf) >= 0);
  if (walk.late[i]) return 'breached';
  if (walk.state[i] === PAUSED) return 'paused';
  if (walk.state[i] !== STOPPED) return 'void';
  return Number.isNaN(due) && Number.isNaN(elapsedTicks(walk, target.counter, asOf)) ? 'unknown' : 'met';
}

/** Without a deadline the limit reaches past the published days: until they end nothing can be late. */
function runningVerdict(due: number, asOf: number, covered: boolean): Verdict {
  if (Number.isNaN(due)) return covered ? 'running' : 'unknown';
  return asOf > due ? 'breached' : 'running';
}

/** Elapsed units up to `asOf`, included; null when not started or when it needs days outside the covered range. */
export function elapsedAt(
  { walk, target, fault }: Pick<Clock, 'walk' | 'fault' | 'target'>,
  asOf: number,
): number | null {
  if (fault || positionAt(walk, asOf) < 0) return null;
  const ticks = elapsedTicks(walk, target.counter, asOf);
  return Number.isNaN(ticks) ? null : ticks / target.counter.ticksPerUnit;
}

/** Whether the clock has started and neither stopped nor become void by `asOf`. */
export function isOpenAt({ walk }: Pick<Clock, 'walk'>, asOf: number): boolean {
  const state = walk.state[positionAt(walk, asOf)];
  return state === RUNNING || state === PAUSED;
}
