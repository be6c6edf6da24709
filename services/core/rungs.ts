// When a clock reaches the rungs of a ladder: from its instants alone, without waiting for them.
import type { Rung } from '../../schemas/card.ts';
import type { Ladder, RungRule } from '../../schemas/ladder.ts';
import type { Clock } from './clock.ts';
import { limitTicks } from './limit.ts';
import { shiftWalk } from './shift-walk.ts';
import { verdictAt } from './verdict.ts';
import { RUNNING, VOID, type Walk } from './walk.ts';

export interface RungInstant {
  readonly rung: Rung;
  /** Epoch milliseconds, the first at which the rung is reached. */
  readonly at: number;
}

type Judged = Pick<Clock, 'walk' | 'fault' | 'target'>;

/**
 * The rungs the clock has reached or, if nothing more happens, will reach, in order of their instants. A share used is
 * reached as soon as it is used; an amount left or over on the first millisecond after the instant up to which so much
 * of the limit may be used, so that `left: 0` is the first millisecond of the verdict `breached`. Every other rung waits
 * until the clock runs. What an earlier run reached stays reached. None for clocks that are void, at fault, or judge a group.
 */
export function rungInstants(clock: Judged, ladder: Ladder): RungInstant[] {
  const { walk, fault, target } = clock;
  const isVoid = walk.state.at(-1) === VOID && !walk.late.at(-1);
  if (fault || target.byGroup || isVoid) return [];
  const reached: RungInstant[] = [];
  for (const rule of ladder.rungs) {
    const at = instantOf(clock, rule);
    if (!Number.isNaN(at)) reached.push({ rung: rule.rung, at });
  }
  return reached.sort((a, b) => a.at - b.at);
}

function instantOf(clock: Judged, { used, left, over }: RungRule): number {
  const { walk, target } = clock;
  if (left === 0) return firstBreach(walk, walk.late);
  if (target.counter.method === 'count') return Number.NaN;
  if (used !== undefined) return firstUse(clock, used);
  const amount = limitTicks(left ?? over!, target.counter);
  if (typeof amount !== 'number') return Number.NaN;
  return firstBreach(shiftWalk(walk, target, left === undefined ? amount : -amount), []);
}

/** The first millisecond at which the walk runs past its deadline, or has halted `late`; NaN when there is none. */
function firstBreach({ t, state, due }: Walk, late: readonly boolean[]): number {
  for (let i = 0; i < t.length; i++) {
    const halted = late[i] ? t[i]! : Number.NaN;
    const at = state[i] === RUNNING ? Math.max(due[i]! + 1, t[i]!) : halted;
    if (at < endOf(t, i)) return at;
  }
  return Number.NaN;
}

/** The first millisecond at which the clock runs in time and has used so many percent of the limit in force, or NaN. */
function firstUse(clock: Judged, percent: number): number {
  const { walk, target } = clock;
  const { t, s, w, state } = walk;
  const turns = walk.turns ?? [];
  let { limit } = target;
  let base = 0;
  for (let i = 0; i < t.length; i++) {
    const turn = turns.find(({ index }) => index === i);
    if (turn?.does === 'limit') limit = turn.limit;
    else if (turn?.does === 'rejoin') limit = turn.uncut.limit;
    if (s[i] !== 0) base += s[i]! * w[i]!;
    if (state[i] !== RUNNING) continue;
    const at = limit === null ? shareOfDate(walk, i, percent) : shareOfLimit(clock, i, base, limit, percent);
    if (at < endOf(t, i) && verdictAt(clock, at) === 'running') return at;
  }
  return Number.NaN;
}

const endOf = (t: readonly number[], i: number): number => t[i + 1] ?? Number.POSITIVE_INFINITY;

/** Of a limit that is a date, the share of all time from the start up to it. */
export function shareOfDate({ t, due }: Walk, i: number, percent: number): number {
  const from = t[0]!;
  return Math.max(t[i]!, from + Math.ceil((percent * (due[i]! - from)) / 100));
}

/** The first instant of the run in which W(t) − base is that share of the limit; NaN where it is not within the run. */
export function shareOfLimit(
  { walk, target: { counter } }: Judged,
  i: number,
  base: number,
  limit: number,
  percent: number,
): number {
  const ticks = base + Math.ceil((percent * limit) / 100);
  let low = walk.t[i]!;
  if (counter.at(low) >= ticks) return low;
  const { midnight } = counter.calendar;
  const due = walk.due[i]!;
  const isCounted = !Number.isNaN(due) && !Number.isNaN(counter.at(due));
  let high = isCounted ? due : midnight[midnight.length - 1]! - 1;
  if (!(high > low && counter.at(high) >= ticks)) return Number.NaN;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (counter.at(middle) >= ticks) high = middle;
    else low = middle;
  }
  return high;
}
