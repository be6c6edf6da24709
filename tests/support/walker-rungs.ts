// The walker's rungs: found by its own deadlines and counts, day by day and minute by minute, never by the core's.
import type { RungRule } from '../../schemas/ladder.ts';
import type { Asked } from './random-question.ts';
import { isDateExcluded, type Pause, runsOf, walkElapsed } from './walker.ts';
import { walkDeadline } from './walker-deadline.ts';

/** Runs up to the stop, which ends the last one. */
const runsTo = (asked: Asked, stop: number): Pause[] =>
  runsOf(asked)
    .filter(({ from }) => from <= stop)
    .map(({ from, to }) => ({ from, to: Math.min(to, stop) }));

/** The first instant of a run after one that has passed; red is also reached by the instant that ends the run. */
function firstAfter(runs: readonly Pause[], passed: number, isRed: boolean): number | null {
  for (const { from, to } of runs) {
    if (passed >= to && passed >= from) continue;
    const at = Math.max(passed + 1, from);
    if (at < to || (isRed && at === to)) return at;
  }
  return null;
}

/** Where `left` or `over` is reached; null where it is not. */
export function walkAmount(asked: Asked, stop: number, { left, over }: RungRule): number | null {
  const runs = runsTo(asked, stop);
  const limit = asked.limit - (left ?? 0) + (over ?? 0);
  if (left !== 0 && limit <= 0) return null;
  if (asked.method === 'cal_days' && over !== undefined) return calendarDaysOver(asked, runs, over);
  if (asked.method === 'cal_days' && left !== 0) return calendarDaysLeft(asked, runs, left!);
  const deadline = walkDeadline(asked, limit);
  return deadline === null ? null : firstAfter(runs, deadline, left === 0);
}

/** Calendar days are counted from the deadline, which may have been moved off rest days. */
function calendarDaysLeft(asked: Asked, runs: readonly Pause[], left: number): number | null {
  const { calendar, pauses } = asked;
  for (const [i, run] of runs.entries()) {
    const known = pauses.filter(({ from }) => from < run.from || (i === 0 && from <= run.from));
    const deadline = walkDeadline({ ...asked, pauses: known }, asked.limit);
    const date = deadline === null ? Number.NaN : calendar.dateOf(deadline - 1) - left;
    if (!calendar.coversDate(date)) continue;
    const passed = endOf(asked, date, run.from);
    // So much was left when the run ended, or at that very instant; the rung waits for the next run.
    const isSpent = passed === run.to || passed + 1 === run.to;
    const at = firstAfter(isSpent ? runs.slice(i + 1) : [run], passed, false);
    if (at !== null || isSpent) return at;
  }
  return null;
}

function calendarDaysOver(asked: Asked, runs: readonly Pause[], over: number): number | null {
  const { calendar, pauses } = asked;
  const deadline = walkDeadline(asked, asked.limit);
  if (deadline === null) return null;
  let date = calendar.dateOf(deadline - 1);
  for (let n = over; n > 0 && calendar.coversDate(date); ) if (!isDateExcluded(calendar, pauses, ++date)) n--;
  for (const { from, to } of runs) {
    const last = Math.max(date, calendar.dateOf(from));
    if (!calendar.coversDate(last)) return null;
    const end = endOf(asked, last, from);
    if (end <= to) return firstAfter(runs, end, false);
  }
  return null;
}

function endOf({ calendar, dayEnds }: Asked, date: number, notBefore: number): number {
  const { close, end } = calendar.day(date);
  return dayEnds === 'close' && close >= notBefore ? close : end;
}

/** Why `at` is not where so many percent are used; null when it is (or, for null, when they never are in time). */
export function whyNotUsed(asked: Asked, stop: number, percent: number, at: number | null): string | null {
  const { limit, calendar, method } = asked;
  const share = (percent * limit) / 100;
  const deadline = walkDeadline(asked, limit) ?? Number.POSITIVE_INFINITY;
  const countable = (t: number) => method === 'cal_hours' || calendar.covers(t);
  for (const { from, to } of runsTo(asked, stop)) {
    const last = Math.min(to - 1, deadline, (at ?? Number.POSITIVE_INFINITY) - 1);
    if (last < from || !Number.isFinite(last) || !countable(last)) continue;
    const used = walkElapsed(asked, last);
    if (used !== null && used >= share + 1e-9) return `${used} of ${limit} were used by ${last}`;
  }
  if (at === null) return null;
  const isRunning = runsTo(asked, stop).some(({ from, to }) => from <= at && at < to);
  if (!isRunning || at > deadline) return `the clock does not run in time at ${at}`;
  const used = walkElapsed(asked, at);
  return used === null || used < share - 1e-9 ? `only ${used} of ${limit} are used at ${at}` : null;
}
