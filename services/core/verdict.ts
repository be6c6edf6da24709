// The verdict on a clock at any instant: instants are compared, elapsed time is never judged.
import type { Verdict } from '../../schemas/clock.ts';
import { dayIndexAt } from './calendar.ts';
import type { Clock } from './clock.ts';
import { elapsedTicks, PAUSED, positionAt, RUNNING, STOPPED, VOID } from './walk.ts';

/** On time if stopped at or before the deadline; not-applicable before it starts, and for a target that judges a group. */
export function verdictAt(
  { walk, fault, target }: Pick<Clock, 'walk' | 'fault' | 'target'>,
  asOf: number,
): Verdict {
  if (fault) return 'unknown';
  const i = positionAt(walk, asOf);
  if (i < 0) return 'not-applicable';
  const due = walk.due[i]!;
  const clock = { walk, target };
  if (target.byGroup) return walk.state[i] === VOID ? 'void' : 'not-applicable';
  if (walk.state[i] === RUNNING) {
    if (!Number.isNaN(due)) return asOf > due ? 'breached' : 'running';
    return isLimitAhead(clock, asOf) ? 'running' : 'unknown';
  }
  if (walk.late[i]) return 'breached';
  if (walk.state[i] === PAUSED) return 'paused';
  if (walk.state[i] !== STOPPED) return 'void';
  return Number.isNaN(due) && !canBeMet(clock, asOf) ? 'unknown' : 'met';
}

/** The verdict from the last change of a clock on; null where it hangs on the instant asked. */
export function settledVerdict(clock: Pick<Clock, 'walk' | 'fault' | 'target'>): Verdict | null {
  const { walk, fault, target } = clock;
  const isRunning = walk.state.at(-1) === RUNNING && !fault && !target.byGroup;
  return isRunning ? null : verdictAt(clock, walk.t.at(-1) ?? 0);
}

type Counted = Pick<Clock, 'walk' | 'target'>;

/** Without a deadline the limit reaches past the published days: until they end nothing can be late. */
function isLimitAhead({ walk, target: { counter } }: Counted, asOf: number): boolean {
  if (counter.method === 'count') return true;
  if (dayIndexAt(counter.calendar, asOf) < 0 || Number.isNaN(elapsedTicks(walk, counter, asOf))) return false;
  return counter.method !== 'cal_days' || walk.t[0]! >= counter.calendar.midnight[0]!;
}

/** Calendar days are counted past the published days too, where no deadline can be told. */
function canBeMet({ walk, target: { counter } }: Counted, asOf: number): boolean {
  const ticks = elapsedTicks(walk, counter, asOf);
  if (Number.isNaN(ticks) || counter.method !== 'cal_days') return !Number.isNaN(ticks);
  const { midnight } = counter.calendar;
  const stoppedAt = walk.t[positionAt(walk, asOf)]!;
  return ticks <= walk.limit! || (walk.t[0]! >= midnight[0]! && stoppedAt < midnight.at(-1)!);
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
