// A clock: one case's history measured against one target.
import type { GroundName } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { CaseHistory } from './case-history.ts';
import { type ClockFold, isOver, mark, newFold, note, stateOf } from './clock-fold.ts';
import { dateLimitAt, extend, moveDate, refuseExtension } from './clock-limit.ts';
import {
  closeGround,
  creditFrom,
  endCappedPauses,
  groundsUnderWay,
  isSameMoment,
  openGround,
  pause,
  resume,
} from './clock-pauses.ts';
import { type CompiledTarget, isAnchor } from './compile-targets.ts';
import { type HistoryEvent, isDayOnly } from './history-event.ts';
import { rejoinWalk } from './rejoin-walk.ts';
import { cancel, halt, PAUSED, restart, run, STOPPED, stopPaused, type Walk } from './walk.ts';

export interface Clock {
  readonly target: CompiledTarget;
  readonly walk: Walk;
  /** The pause that was under way from each transition on; null where the clock was not paused. */
  readonly grounds: readonly (GroundName | null)[];
  /** Why no verdict can be given; null when one can. */
  readonly fault: Problem | null;
  readonly problems: readonly Problem[];
}

/** Index of the event that starts the target's clock: the first event of its most preferred anchor that occurred; or -1. */
export function startOf(history: CaseHistory, target: CompiledTarget): number {
  for (const anchor of target.starts) {
    const index = history.events.findIndex(({ event, data }) => isAnchor([anchor], event.type, data));
    if (index >= 0) return index;
  }
  return -1;
}

/** Measures a history against a target whose clock starts at event `start`. */
export function measureClock(history: CaseHistory, target: CompiledTarget, start: number): Clock {
  const { events } = history;
  const dateLimit = dateLimitAt(history, target, start);
  const fold = newFold(target, dateLimit.at, dateLimit.fault);
  follow(fold, { events, start, until: events.length, ends: true, dateLimit: dateLimit.at });
  endCappedPauses(fold, Number.POSITIVE_INFINITY);
  return fold;
}

/** Events before index `until` are followed; without `ends` the case never closes. */
interface Course {
  readonly events: readonly HistoryEvent[];
  readonly start: number;
  readonly until: number;
  readonly ends: boolean;
  readonly dateLimit: number;
}

function follow(fold: ClockFold, course: Course): void {
  const { events, start, until } = course;
  for (let i = 0; i < until; i++) {
    const event = events[i]!;
    if (fold.pausesUnderWay > 0) endCappedPauses(fold, event.at);
    const transitions = fold.walk.t.length;
    if (i < start) beforeStart(fold, event, course);
    else if (i === start) begin(fold, event);
    else apply(fold, i, course);
    if (event.event.dayOnly && fold.walk.t.length > transitions) needTimeOfDay(fold, event);
  }
}

function beforeStart(fold: ClockFold, event: HistoryEvent, { events, start, ends }: Course): void {
  const { effect, data } = event;
  const { stops } = fold.target;
  if (effect.does === 'pause') openGround(fold, event);
  else if (effect.does === 'resume') closeGround(fold, event);
  else if (effect.does === 'reopen') Object.assign(fold, { endedBeforeStart: false, endsAtStart: null });
  else if (effect.does === 'extend') refuseExtension(fold, event, 'the clock had not started');
  const byCase = effect.does === 'close' && ends;
  if (!byCase && !(stops.length > 0 && isAnchor(stops, event.event.type, data))) return;
  if (!isSameMoment(fold, event, events[start]!)) fold.endedBeforeStart = true;
  else fold.endsAtStart ??= { isVoid: byCase && effect.outcome === 'withdrawn', byCase };
}

const endBeforeStart: Problem = {
  code: 'end-before-start',
  message: 'the case ended before the clock started; the instants contradict each other',
};

function begin(fold: ClockFold, event: HistoryEvent): void {
  const { walk, target, endedBeforeStart, endsAtStart } = fold;
  creditFrom(fold, event.at);
  run(walk, target.counter, event.at);
  if (fold.pausesUnderWay > 0) halt(walk, target.counter, event.at, PAUSED);
  mark(fold, groundsUnderWay(fold)[0] ?? null);
  if (endedBeforeStart) fold.fault ??= endBeforeStart;
  if (!endsAtStart || endedBeforeStart) return;
  end(fold, event, endsAtStart.isVoid);
  fold.endedByCase = endsAtStart.byCase;
}

function apply(fold: ClockFold, i: number, course: Course): void {
  const history = course.events[i]!;
  const { event, effect, at, data } = history;
  if (effect.does === 'close') {
    if (course.ends) close(fold, history, effect.outcome === 'withdrawn');
  } else if (effect.does === 'reopen') {
    if (course.ends) reopen(fold, i, course);
  } else if (effect.does === 'extend') extend(fold, history);
  else if (!isOver(fold)) applyOpen(fold, history);
  const { stops, restarts } = fold.target;
  if (stops.length > 0 && isAnchor(stops, event.type, data)) end(fold, history, false);
  if (restarts.length > 0 && isAnchor(restarts, event.type, data)) startAgain(fold, at);
}

function applyOpen(fold: ClockFold, event: HistoryEvent): void {
  const { does } = event.effect;
  if (does === 'pause') pause(fold, event);
  else if (does === 'resume') resume(fold, event);
  else if (does === 'attributes') moveDate(fold, event);
}

function close(fold: ClockFold, event: HistoryEvent, isVoid: boolean): void {
  if (isOver(fold)) return;
  end(fold, event, isVoid);
  fold.endedByCase = true;
}

function end(fold: ClockFold, { at }: HistoryEvent, isVoid: boolean): void {
  if (isOver(fold)) return;
  const { walk, target } = fold;
  const isPaused = stateOf(fold) === PAUSED;
  for (const ground of groundsUnderWay(fold))
    note(fold, 'pause-without-end', `the pause for ${ground} had not ended when the clock stopped`);
  if (isVoid) cancel(walk, target.counter, at);
  else if (isPaused) stopPaused(walk, at);
  else halt(walk, target.counter, at, STOPPED);
  mark(fold, null);
}

/** The close did not end the case: from here on the clock stands as if it had not been made. */
function reopen(fold: ClockFold, i: number, course: Course): void {
  if (!fold.endedByCase) return;
  const { at } = course.events[i]!;
  const uncut = newFold(fold.target, course.dateLimit, null);
  follow(uncut, { ...course, until: i, ends: false });
  endCappedPauses(uncut, at);
  rejoinWalk(fold.walk, uncut.walk, at);
  const { pauses, pausesUnderWay, extensions, problems } = uncut;
  Object.assign(fold, { pauses, pausesUnderWay, extensions, problems, endedByCase: false });
  mark(fold, uncut.grounds.at(-1) ?? null);
}

function startAgain(fold: ClockFold, at: number): void {
  if (isOver(fold)) return;
  restart(fold.walk, fold.target.counter, at);
  if (fold.pausesUnderWay > 0) halt(fold.walk, fold.target.counter, at, PAUSED);
  mark(fold, groundsUnderWay(fold)[0] ?? null);
}

/** Hours and sessions cannot be counted from a date alone. */
function needTimeOfDay(fold: ClockFold, event: HistoryEvent): void {
  const { method, wholeDays } = fold.target.counter;
  if ((wholeDays && method !== 'half_days') || !isDayOnly(event)) return;
  fold.fault ??= {
    code: 'date-only-stamp',
    message: `method ${method} needs the time of day, and of event ${event.event.id} only the date is known; expected such as 2026-03-02T09:00:00+08:00`,
    field: 'time',
    value: event.event.id,
  };
}
