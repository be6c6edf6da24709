// The pauses of a clock: grounds under way, their union, and the caps that end them.
import type { GroundName } from '../../schemas/events/effect.ts';
import { dayAt } from './calendar.ts';
import { type ClockFold, isRunning, mark, note, type Pause, stateOf } from './clock-fold.ts';
import type { PauseCap } from './compile-targets.ts';
import { type HistoryEvent, isDayOnly } from './history-event.ts';
import { halt, PAUSED, run } from './walk.ts';

const groundOf = ({ effect, data }: HistoryEvent): GroundName => {
  const { ground } = effect as { ground: GroundName | 'from-data' };
  return ground === 'from-data' ? (data['ground'] as GroundName) : ground;
};

/** One instant, or one local date where only the date of either is known. */
export function isSameMoment({ target }: ClockFold, a: HistoryEvent, b: HistoryEvent): boolean {
  if (a.at === b.at) return true;
  const { calendar } = target.counter;
  return (isDayOnly(a) || isDayOnly(b)) && dayAt(calendar, a.at) === dayAt(calendar, b.at);
}

export function pause(fold: ClockFold, event: HistoryEvent): void {
  if (!openGround(fold, event) || !isRunning(fold)) return;
  halt(fold.walk, fold.target.counter, event.at, PAUSED);
  mark(fold, groundOf(event));
}

export function resume(fold: ClockFold, event: HistoryEvent): void {
  if (!closeGround(fold, event) || fold.pausesUnderWay > 0 || stateOf(fold) !== PAUSED) return;
  run(fold.walk, fold.target.counter, event.at);
  mark(fold, null);
}

/** Null for a ground the target does not list. */
function pauseOf({ target, pauses }: ClockFold, ground: GroundName): Pause | null {
  const known = pauses.get(ground);
  if (known || !target.pauses.has(ground)) return known ?? null;
  const fresh: Pause = { from: Number.NaN, credited: 0, isOverrun: false, loneEnd: null };
  pauses.set(ground, fresh);
  return fresh;
}

const isUnderWay = ({ from }: Pause): boolean => !Number.isNaN(from);

/** Begins a ground the target lists; false when it changes nothing. */
export function openGround(fold: ClockFold, event: HistoryEvent): boolean {
  const ground = groundOf(event);
  const one = pauseOf(fold, ground);
  if (one === null || endedAtOnce(fold, one, event)) return false;
  if (isUnderWay(one)) {
    note(fold, 'pause-begun-twice', `the pause for ${ground} was begun while it was under way`);
    return false;
  }
  if (creditLeft(fold, ground, one) <= 0) {
    one.isOverrun = true;
    noteCapUsed(fold, ground);
    return false;
  }
  one.from = event.at;
  one.isOverrun = false;
  fold.pausesUnderWay++;
  return true;
}

/** Whether the pause ended in the moment it began: its end stood first, and together they change nothing. */
function endedAtOnce(fold: ClockFold, one: Pause, event: HistoryEvent): boolean {
  const { loneEnd } = one;
  if (!loneEnd || !isSameMoment(fold, loneEnd.event, event)) return false;
  one.loneEnd = null;
  fold.problems.splice(fold.problems.indexOf(loneEnd.note), 1);
  return true;
}

/** Ends a ground the target lists; false when it was not under way. */
export function closeGround(fold: ClockFold, event: HistoryEvent): boolean {
  const ground = groundOf(event);
  const one = pauseOf(fold, ground);
  if (one === null) return false;
  if (!isUnderWay(one)) {
    const message = `the pause for ${ground} ended without having begun`;
    if (!one.isOverrun) one.loneEnd = { event, note: note(fold, 'pause-end-without-begin', message) };
    one.isOverrun = false;
    return false;
  }
  const cap = fold.target.pauses.get(ground);
  const isStarted = fold.walk.t.length > 0;
  if (cap && isStarted) one.credited += cap.counter.at(event.at) - cap.counter.at(one.from);
  stop(fold, one);
  return true;
}

function stop(fold: ClockFold, one: Pause): void {
  one.from = Number.NaN;
  fold.pausesUnderWay--;
}

function creditLeft({ target }: ClockFold, ground: GroundName, { credited }: Pause): number {
  return (target.pauses.get(ground)?.ticks ?? Number.POSITIVE_INFINITY) - credited;
}

const noteCapUsed = (fold: ClockFold, ground: GroundName) =>
  note(fold, 'pause-cap-used', `the pause for ${ground} is credited no further than its cap`);

/**
 * A cap of whole days is used up at 24:00, which is also 0:00 of the day after; methods that leave out the day a pause
 * ends on must not leave out that one.
 */
function dayEdge({ target }: ClockFold, cap: PauseCap): number {
  const { wholeDays, method } = target.counter;
  return cap.counter.wholeDays && wholeDays && method !== 'wd_incl' ? 1 : 0;
}

/** Ends every pause whose cap is used up before `at`, at the instant it is used up. */
export function endCappedPauses(fold: ClockFold, at: number): void {
  if (stateOf(fold) !== PAUSED) return;
  let ended: { ground: GroundName; one: Pause; until: number }[] | null = null;
  for (const [ground, one] of fold.pauses) {
    const until = endOfCredit(fold, ground, one);
    if (until < at) ended = [...(ended ?? []), { ground, one, until }];
  }
  if (ended) endAll(fold, ended);
}

function endAll(fold: ClockFold, ended: { ground: GroundName; one: Pause; until: number }[]): void {
  ended.sort((a, b) => a.until - b.until || (a.ground < b.ground ? -1 : 1));
  for (const { ground, one } of ended) {
    noteCapUsed(fold, ground);
    one.credited += creditLeft(fold, ground, one);
    one.isOverrun = true;
    stop(fold, one);
  }
  if (fold.pausesUnderWay > 0) return;
  run(fold.walk, fold.target.counter, Math.max(ended.at(-1)!.until, fold.walk.t.at(-1)!));
  mark(fold, null);
}

/** When the cap of a pause under way is used up; NaN where that never happens. */
function endOfCredit(fold: ClockFold, ground: GroundName, one: Pause): number {
  const cap = fold.target.pauses.get(ground);
  if (!cap || !isUnderWay(one)) return Number.NaN;
  return (
    cap.counter.due(one.from, cap.counter.at(one.from), creditLeft(fold, ground, one)) - dayEdge(fold, cap)
  );
}

const NONE: readonly GroundName[] = [];

/** The grounds under way, in the order they were first spoken of. */
export function groundsUnderWay({ pauses, pausesUnderWay }: ClockFold): readonly GroundName[] {
  if (pausesUnderWay === 0) return NONE;
  return [...pauses].filter(([, one]) => isUnderWay(one)).map(([ground]) => ground);
}

/** The clock starts: pauses under way are credited from here on. */
export function creditFrom(fold: ClockFold, at: number): void {
  for (const one of fold.pauses.values()) if (isUnderWay(one)) one.from = at;
}
