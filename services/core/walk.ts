// The one walk over a clock's open intervals, from which both elapsed time and deadline come.
// It keeps, for every transition, what a reader at any later instant needs: W there, its sign, the deadline in force.
import { dayAt } from './calendar.ts';
import type { Counter } from './method.ts';

export const RUNNING = 1;
export const PAUSED = 2;
export const STOPPED = 3;
export const VOID = 4;

/**
 * Parallel arrays, one entry a transition, in order of time.
 * elapsed(T) = Σ s·(W(T) − w) over transitions up to T; due is NaN where there is no deadline (paused, or unknown).
 * late: the limit was used up before this transition ended a run.
 */
export interface Walk {
  readonly t: number[];
  readonly s: number[];
  readonly w: number[];
  readonly state: number[];
  readonly due: number[];
  readonly late: boolean[];
  /** Ticks used in finished runs. */
  used: number;
  /** Ticks of the limit; null when there is none, or when it is a date. */
  limit: number | null;
  /** A limit that is a date on the case; NaN when it is not. */
  dateLimit: number;
  /** Start and W of the run under way; NaN while none is. */
  runFrom: number;
  runBase: number;
  lastEnd: number;
  lastDue: number;
  /** The transitions of which the arrays do not tell all, in order; null while there are none. */
  turns: Turn[] | null;
}

/** At transition `index` the count began again, another limit was set, or a close was undone. */
export type Turn =
  | { readonly does: 'restart'; readonly index: number }
  | {
      readonly does: 'limit';
      readonly index: number;
      readonly limit: number | null;
      readonly dateLimit: number;
    }
  /** From here on the walk counts what `uncut` counts. */
  | { readonly does: 'rejoin'; readonly index: number; readonly uncut: Walk };

export const newWalk = (limit: number | null, dateLimit: number): Walk => ({
  t: [],
  s: [],
  w: [],
  state: [],
  due: [],
  late: [],
  used: 0,
  limit,
  dateLimit,
  runFrom: Number.NaN,
  runBase: Number.NaN,
  lastEnd: Number.NaN,
  lastDue: Number.NaN,
  turns: null,
});

/** Notes what the next transition does beyond what the arrays tell. */
export function noteTurn(walk: Walk, turn: Turn): void {
  walk.turns ??= [];
  walk.turns.push(turn);
}

function push(walk: Walk, t: number, s: number, w: number, state: number, due: number, late: boolean): void {
  walk.t.push(t);
  walk.s.push(s);
  walk.w.push(w);
  walk.state.push(state);
  walk.due.push(due);
  walk.late.push(late);
}

/** The deadline of the run under way, as it stands if nothing more happens. */
function dueOfRun(walk: Walk, counter: Counter): number {
  if (!Number.isNaN(walk.dateLimit)) return walk.dateLimit;
  if (walk.limit === null) return Number.NaN;
  const need = walk.limit - walk.used;
  if (counter.method === 'wd_incl' && need <= 0) return dueWhenSpent(walk, counter);
  if (Number.isNaN(walk.runBase) || Number.isNaN(need)) return Number.NaN;
  return counter.due(walk.runFrom, walk.runBase, need);
}

/** wd_incl with nothing left: the date that used it up may still be finished; a later date comes too late. */
function dueWhenSpent(walk: Walk, counter: Counter): number {
  const { calendar } = counter;
  const hasRun = !Number.isNaN(walk.lastEnd);
  if (hasRun && dayAt(calendar, walk.lastEnd - 1) !== dayAt(calendar, walk.runFrom)) return walk.lastDue;
  const isOver = counter.at(walk.runFrom) > walk.runBase;
  return isOver ? walk.runFrom : counter.due(walk.runFrom, walk.runBase, 0);
}

/** Whether the limit was used up on days outside the calendar, so that it cannot be told when. */
export function mayHavePassed({ t, limit, used, lastEnd, lastDue }: Walk, { calendar }: Counter): boolean {
  if (!Number.isNaN(lastDue) || Number.isNaN(lastEnd) || limit === null || used < limit) return false;
  return t[0]! < calendar.midnight[0]! || lastEnd > calendar.midnight.at(-1)!;
}

/** A run begins at `at`, included. */
export function run(walk: Walk, counter: Counter, at: number): void {
  walk.runFrom = at;
  walk.runBase = counter.enter(at, walk.lastEnd);
  // A deadline that passed stays passed: a later run never makes good what an earlier one missed.
  const hasPassed = walk.due.at(-1)! <= walk.t.at(-1)! && !Number.isNaN(walk.lastEnd);
  if (!hasPassed && !mayHavePassed(walk, counter)) walk.lastDue = dueOfRun(walk, counter);
  push(walk, at, 1, walk.runBase, RUNNING, walk.lastDue, false);
}

/** The run under way ends at `at`: excluded when the clock pauses, included when it stops or becomes void. */
export function halt(walk: Walk, counter: Counter, at: number, state: number): void {
  const due = walk.lastDue;
  const ticks = state !== PAUSED ? counter.at(at) : at > walk.runFrom ? counter.leave(at) : walk.runBase;
  walk.used += ticks - walk.runBase;
  const hasRun = at > walk.runFrom;
  if (hasRun) walk.lastEnd = at;
  walk.runFrom = Number.NaN;
  const spent = due < at || (due === at && hasRun);
  push(walk, at, -1, ticks, state, state === PAUSED && !spent ? Number.NaN : due, at > due);
}

/** A paused clock stops: its credit runs to the stop, so nothing is added and nothing can become late. */
export function stopPaused(walk: Walk, at: number): void {
  const last = walk.t.length - 1;
  push(walk, at, 0, 0, STOPPED, walk.due[last]!, walk.late[last]!);
}

/** The clock is void from `at`; a deadline missed before stays missed. */
export function cancel(walk: Walk, counter: Counter, at: number): void {
  const last = walk.t.length - 1;
  if (Number.isNaN(walk.runFrom)) push(walk, at, 0, 0, VOID, walk.due[last]!, walk.late[last]!);
  else halt(walk, counter, at, VOID);
}

/** The count begins again at zero at `at` (interrupt, not suspend). */
export function restart(walk: Walk, counter: Counter, at: number): void {
  if (!Number.isNaN(walk.runFrom)) halt(walk, counter, at, PAUSED);
  noteTurn(walk, { does: 'restart', index: walk.t.length });
  const spent = walk.used;
  walk.used = 0;
  walk.lastEnd = Number.NaN;
  run(walk, counter, at);
  walk.w[walk.w.length - 1]! += spent;
}

/** The limit changes at `at`; the run under way takes its new deadline from there. */
export function changeLimit(
  walk: Walk,
  counter: Counter,
  at: number,
  limit: number | null,
  dateLimit: number,
): void {
  noteTurn(walk, { does: 'limit', index: walk.t.length, limit, dateLimit });
  walk.limit = limit;
  walk.dateLimit = dateLimit;
  const last = walk.t.length - 1;
  const running = !Number.isNaN(walk.runFrom);
  if (running) walk.lastDue = dueOfRun(walk, counter);
  const isLate = walk.late[last]!;
  const due = isLate ? walk.due[last]! : Number.NaN;
  push(walk, at, 0, 0, walk.state[last]!, running ? walk.lastDue : due, isLate);
}

/** Index of the last transition at or before `at`, or -1. */
export function positionAt(walk: Pick<Walk, 't'>, at: number): number {
  let index = walk.t.length - 1;
  while (index >= 0 && walk.t[index]! > at) index--;
  return index;
}

/** Ticks counted up to an instant, included; NaN when it needs a day outside the covered range. */
export function elapsedTicks(walk: Pick<Walk, 't' | 's' | 'w'>, counter: Counter, at: number): number {
  let sum = 0;
  let sign = 0;
  for (let i = 0; i < walk.t.length && walk.t[i]! <= at; i++) {
    if (walk.s[i] === 0) continue;
    sum -= walk.s[i]! * walk.w[i]!;
    sign += walk.s[i]!;
  }
  return sign === 0 ? sum : sum + sign * counter.at(at);
}

/** Provisional deadline of the run under way: the earliest and latest instants the unpublished years allow. */
export function provisionalDue(walk: Walk, counter: Counter) {
  const isSettled = !Number.isNaN(walk.lastDue);
  if (isSettled || Number.isNaN(walk.runFrom) || walk.limit === null || Number.isNaN(walk.runBase))
    return null;
  const earliest = counter.continued('earliest');
  const latest = counter.continued('latest');
  if (!earliest || !latest) return null;
  const bounds = { earliest: dueOfRun(walk, earliest), latest: dueOfRun(walk, latest) };
  return Number.isNaN(bounds.earliest) || Number.isNaN(bounds.latest) ? null : bounds;
}
