// What the fold of one clock keeps while it passes over the events of its case.
import type { GroundName } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { CompiledTarget } from './compile-targets.ts';
import type { HistoryEvent } from './history-event.ts';
import { newWalk, RUNNING, STOPPED, VOID, type Walk } from './walk.ts';

/** One ground of a clock; several spells of it share one cap. */
export interface Pause {
  /** Where its credit begins; NaN while it is not under way. */
  from: number;
  /** Ticks of its cap used up. */
  credited: number;
  /** Its cap ended it before its end was told. */
  isOverrun: boolean;
  /** An end told before its begin, which may follow at the same moment. */
  loneEnd: { readonly event: HistoryEvent; readonly note: Problem } | null;
}

export interface ClockFold {
  readonly target: CompiledTarget;
  readonly walk: Walk;
  /** The ground beside each transition; null where the clock was not paused. */
  readonly grounds: (GroundName | null)[];
  /** Every listed ground an event has spoken of. */
  pauses: Map<GroundName, Pause>;
  /** How many of them are under way. */
  pausesUnderWay: number;
  fault: Problem | null;
  extensions: number;
  /** The end of the case stopped it, so that a reopening sets it going again. */
  endedByCase: boolean;
  endedBeforeStart: boolean;
  /** The end of the case or an anchor stood before the start, though at the same moment. */
  endsAtStart: { readonly isVoid: boolean; readonly byCase: boolean } | null;
  problems: Problem[];
}

export const newFold = (target: CompiledTarget, dateLimit: number, fault: Problem | null): ClockFold => ({
  target,
  walk: newWalk(target.limit, dateLimit),
  grounds: [],
  pauses: new Map(),
  pausesUnderWay: 0,
  fault,
  extensions: 0,
  endedByCase: false,
  endedBeforeStart: false,
  endsAtStart: null,
  problems: [],
});

export const stateOf = ({ walk }: ClockFold): number => walk.state[walk.state.length - 1]!;
export const isRunning = (fold: ClockFold): boolean => stateOf(fold) === RUNNING;
export const isOver = (fold: ClockFold): boolean => stateOf(fold) === STOPPED || stateOf(fold) === VOID;

/** Notes the ground beside every transition made since the last note. */
export function mark(fold: ClockFold, ground: GroundName | null): void {
  while (fold.grounds.length < fold.walk.t.length) fold.grounds.push(ground);
}

export function note(fold: ClockFold, code: string, message: string): Problem {
  const problem = { code, message };
  fold.problems.push(problem);
  return problem;
}
