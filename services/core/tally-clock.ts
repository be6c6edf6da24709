// Clocks that count things instead of time: steps, documents, errands, fees, events, cases with or without something.
// They are walks like any other, under a W that stands still: elapsed = Σ s·(0 − w), so SQL reads them the same way.
import type { Problem } from '../../schemas/problem.ts';
import { dayAt } from './calendar.ts';
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';
import { type CompiledTarget, compileAnchor, isAnchor } from './compile-targets.ts';
import { type HistoryEvent, isDayOnly, tallyAmount } from './history-event.ts';
import { meets } from './matches.ts';
import { newWalk, RUNNING, STOPPED, VOID, type Walk } from './walk.ts';

/**
 * Counts over the whole history; the clock starts with event `start` and ends with the case. What is told after the end
 * still counts: a fee is a fee whenever it is charged.
 */
export function measureTally(history: CaseHistory, target: CompiledTarget, start: number): Clock {
  const walk = newWalk(target.limit, Number.NaN);
  const startedAt = history.events[start]!.at;
  const course: Course = {
    state: RUNNING,
    endedBy: null,
    startedAt,
    told: 0,
    shown: 0,
    pastSince: Number.NaN,
  };
  const amountOf = amountBy(target);
  let fault: Problem | null = null;
  for (const [i, event] of history.events.entries()) {
    course.told += amountOf(event);
    const turned = turn(course, event);
    if (i < start) continue;
    if (i === start && course.endedBy && !isSameMoment(target, course.endedBy, event)) fault = endBeforeStart;
    const count = countNow(target, history, course);
    if (i === start || turned || count !== course.shown) show(walk, target, course, event.at, count);
  }
  return { target, walk, grounds: walk.t.map(() => null), fault, problems: [] };
}

/** How far the case has come. */
interface Course {
  state: typeof RUNNING | typeof STOPPED | typeof VOID;
  endedBy: HistoryEvent | null;
  readonly startedAt: number;
  /** Ticks of what is counted, told so far. */
  told: number;
  /** Ticks the walk has come to. */
  shown: number;
  /** When the limit could no longer be kept; NaN while it can. */
  pastSince: number;
}

const endBeforeStart: Problem = {
  code: 'end-before-start',
  message: 'the case ended before the count started; the instants contradict each other',
};

/** Closing, withdrawing and reopening; whether the state changed. */
function turn(course: Course, event: HistoryEvent): boolean {
  const { effect } = event;
  const before = course.state;
  if (effect.does === 'close' && before === RUNNING) {
    course.state = effect.outcome === 'withdrawn' ? VOID : STOPPED;
    course.endedBy = event;
  } else if (effect.does === 'reopen') {
    course.state = RUNNING;
    course.endedBy = null;
  }
  return course.state !== before;
}

/** One instant, or one local date where only the date of either is known. */
function isSameMoment({ counter: { calendar } }: CompiledTarget, a: HistoryEvent, b: HistoryEvent): boolean {
  if (a.at === b.at) return true;
  return (isDayOnly(a) || isDayOnly(b)) && dayAt(calendar, a.at) === dayAt(calendar, b.at);
}

/** What one event adds, in ticks: fen for fees, 1 for everything else unless the event says how many. */
function amountBy({ measured: { counts } }: CompiledTarget): (event: HistoryEvent) => number {
  if (counts && 'events' in counts) {
    const anchors = counts.events.map(compileAnchor);
    return ({ event, data }) => (isAnchor(anchors, event.type, data) ? 1 : 0);
  }
  const tally =
    counts && ('tally' in counts ? counts.tally : 'casesWithout' in counts && counts.casesWithout);
  return ({ effect, data }) =>
    effect.does === 'tally' && effect.tally === tally ? tallyAmount(effect.amountField, data) : 0;
}

/** Whether a case counts is known only when it has ended. */
function countNow({ measured }: CompiledTarget, history: CaseHistory, course: Course): number {
  const { endedBy, told, startedAt } = course;
  const counts = measured.counts!;
  if (!('casesWith' in counts || 'customerHours' in counts))
    return 'casesWithout' in counts ? Number(endedBy !== null && told === 0) : told;
  if (!endedBy) return 0;
  const known = history.attributes.findLast(({ at }) => at <= endedBy.at)?.attributes ?? {};
  if ('casesWith' in counts) return meets(counts.casesWith, known) ? 1 : 0;
  const { affected, served } = counts.customerHours;
  return perCustomer(endedBy.at - startedAt, Number(known[affected]), Number(known[served]));
}

/** Milliseconds that fall on each customer served, rounded down; nothing where the numbers were not told. */
function perCustomer(lengthMs: number, affected: number, served: number): number {
  if (!Number.isSafeInteger(affected) || !Number.isSafeInteger(served) || served <= 0) return 0;
  return Number((BigInt(lengthMs) * BigInt(affected)) / BigInt(served));
}

/** The walk comes to `count` at an instant, in the state of the course. */
function show(walk: Walk, target: CompiledTarget, course: Course, at: number, count: number): void {
  const added = count - course.shown;
  const isPast = cannotBeKept(target, count);
  if (!isPast) course.pastSince = Number.NaN;
  else if (Number.isNaN(course.pastSince)) course.pastSince = at;
  const { state } = course;
  const wasVoid = walk.state.at(-1) === VOID;
  const isLate = { [RUNNING]: false, [STOPPED]: !isKept(target, count), [VOID]: isPast };
  walk.late.push(state === VOID && wasVoid ? walk.late.at(-1)! : isLate[state]);
  walk.t.push(at);
  walk.s.push(added === 0 ? 0 : 1);
  walk.w.push(added === 0 ? 0 : -added);
  walk.state.push(state);
  walk.due.push(state === RUNNING ? course.pastSince - 1 : Number.NaN);
  course.shown = count;
}

/** Whether a count that only grows can no longer meet its limit. */
function cannotBeKept({ target: { comparator }, limit }: CompiledTarget, count: number): boolean {
  if (limit === null) return false;
  if (comparator === '<') return count >= limit;
  return (comparator === '<=' || comparator === '=') && count > limit;
}

/** Whether the count at the end of the case keeps the promise; without a limit of its own it always does. */
function isKept({ target: { comparator }, limit }: CompiledTarget, count: number): boolean {
  if (limit === null) return true;
  const holds = {
    '<=': count <= limit,
    '<': count < limit,
    '=': count === limit,
    '>=': count >= limit,
    '>': count > limit,
  };
  return holds[comparator];
}
