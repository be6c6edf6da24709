// The slow twin of the clock, for tests only: it walks minute by minute and day by day over the definitions themselves.
// It shares no code with services/core and has no prefix sums; every answer is found by looking at each step.
import type { DayEnds, Method } from '../../schemas/target.ts';
import { MINUTE, type WalkerCalendar } from './walker-calendar.ts';

/** Start included, end not; an end of Infinity is an open pause. */
export interface Pause {
  readonly from: number;
  readonly to: number;
}

export interface Walked {
  readonly calendar: WalkerCalendar;
  readonly method: Method;
  readonly dayEnds: DayEnds;
  readonly start: number;
  readonly pauses: readonly Pause[];
}

const isPaused = ({ pauses }: Walked, t: number): boolean => pauses.some((p) => p.from <= t && t < p.to);

/** The stretches in which the clock runs, from the start on, without end. */
export function runsOf(walked: Walked): Pause[] {
  const edges = [walked.start, ...walked.pauses.flatMap((p) => [p.from, p.to])]
    .filter((t) => t >= walked.start && Number.isFinite(t))
    .sort((a, b) => a - b);
  const runs: Pause[] = [];
  for (const [i, from] of edges.entries()) {
    const to = edges[i + 1] ?? Number.POSITIVE_INFINITY;
    if (to === from || isPaused(walked, from)) continue;
    const before = runs.at(-1);
    if (before?.to === from) runs[runs.length - 1] = { from: before.from, to };
    else runs.push({ from, to });
  }
  return runs;
}

/** Runs up to `end`, the end itself a run of no length when the clock runs there. */
function runsUpTo(walked: Walked, end: number): Pause[] {
  const runs = runsOf(walked).filter(({ from }) => from < end);
  const cut = runs.map(({ from, to }) => ({ from, to: Math.min(to, end) }));
  return isPaused(walked, end) || cut.at(-1)?.to === end ? cut : [...cut, { from: end, to: end }];
}

/** Elapsed units from start to `end`, both included; null where a day outside the calendar is needed. */
export function walkElapsed(walked: Walked, end: number): number | null {
  const { calendar, method } = walked;
  const runs = runsUpTo(walked, end);
  if (method === 'cal_days') return countDates(walked, calendar.dateOf(end), () => true);
  if (method === 'cal_hours') return openTime(runs, null) / 3_600_000;
  const edges = runs.flatMap(({ from, to }) => [
    from,
    to === from || !isPaused(walked, to) || method !== 'wd_incl' ? to : to - 1,
  ]);
  const cannotSplit = method === 'half_days' && !calendar.splits;
  if (cannotSplit || !edges.every(calendar.covers)) return null;
  if (method === 'biz_hours') return openTime(runs, calendar) / 3_600_000;
  if (method === 'biz_time') return shareOf(openByLength(runs, calendar));
  if (method === 'half_days') return countSessions(walked, end) / 2;
  if (method === 'wd_excl') return countDates(walked, calendar.dateOf(end), (n) => calendar.day(n).working);
  return datesRunOn(walked, end).filter((n) => calendar.day(n).working).length;
}

/** Dates d with D(start) < d <= last, without those with D(from) < d <= D(to) of a pause. */
function countDates(
  { calendar, start, pauses }: Walked,
  last: number,
  counts: (date: number) => boolean,
): number {
  let count = 0;
  for (let n = calendar.dateOf(start) + 1; n <= last; n++)
    if (!isDateExcluded(calendar, pauses, n) && counts(n)) count++;
  return count;
}

export const isDateExcluded = ({ dateOf }: WalkerCalendar, pauses: readonly Pause[], n: number): boolean =>
  pauses.some(({ from, to }) => dateOf(from) < n && (to === Number.POSITIVE_INFINITY || n <= dateOf(to)));

/** Dates on which the clock ran for at least one instant of [start, end]. */
function datesRunOn(walked: Walked, end: number): number[] {
  const { calendar, start } = walked;
  const dates: number[] = [];
  for (let n = calendar.dateOf(start); n <= calendar.dateOf(end); n++) {
    const { begin, end: after } = calendar.day(n);
    const first = Math.max(begin, start);
    const instants = [first, ...walked.pauses.map(({ to }) => to)];
    if (instants.some((t) => t >= first && t < after && t <= end && !isPaused(walked, t))) dates.push(n);
  }
  return dates;
}

/** Sessions that begin in (start, end] and not in a pause's (from, to]. */
function countSessions({ calendar, start, pauses }: Walked, end: number): number {
  let count = 0;
  for (let n = calendar.dateOf(start); n <= calendar.dateOf(end); n++) {
    const { working, begin, afternoon } = calendar.day(n);
    for (const t of working ? [begin, afternoon] : [])
      if (t > start && t <= end && !pauses.some(({ from, to }) => from < t && t <= to)) count++;
  }
  return count;
}

/** Calls `see` for every minute or part of one in the runs, until it answers true; false from it means go on. */
export function eachMinute(runs: readonly Pause[], see: (from: number, to: number) => boolean): boolean {
  for (const { from, to } of runs)
    for (let t = from; t < to; ) {
      const next = Math.min((Math.floor(t / MINUTE) + 1) * MINUTE, to);
      if (see(t, next)) return true;
      t = next;
    }
  return false;
}

export function isOpen(calendar: WalkerCalendar, t: number): boolean {
  const { open, begin } = calendar.dayAt(t);
  return open[Math.floor((t - begin) / MINUTE)] === 1;
}

/** Milliseconds of the runs, in office hours when a calendar is given. */
export function openTime(runs: readonly Pause[], calendar: WalkerCalendar | null): number {
  let sum = 0;
  eachMinute(runs, (from, to) => {
    if (calendar === null || isOpen(calendar, from)) sum += to - from;
    return false;
  });
  return sum;
}

/** Office milliseconds by the length of the day they lie in. */
function openByLength(runs: readonly Pause[], calendar: WalkerCalendar): Map<number, number> {
  const sums = new Map<number, number>();
  eachMinute(runs, (from, to) => {
    if (isOpen(calendar, from)) addOpen(sums, calendar, from, to);
    return false;
  });
  return sums;
}

export function addOpen(sums: Map<number, number>, calendar: WalkerCalendar, from: number, to: number): void {
  const { openMs } = calendar.dayAt(from);
  sums.set(openMs, (sums.get(openMs) ?? 0) + to - from);
}

/** Σ ms / length as an exact fraction. */
export function fractionOf(sums: ReadonlyMap<number, number>): { over: bigint; under: bigint } {
  let [over, under] = [0n, 1n];
  for (const [length, ms] of sums) {
    over = over * BigInt(length) + BigInt(ms) * under;
    under *= BigInt(length);
  }
  return { over, under };
}

function shareOf(sums: ReadonlyMap<number, number>): number {
  const { over, under } = fractionOf(sums);
  let [a, b] = [over, under];
  while (b > 0n) [a, b] = [b, a % b];
  return Number(over / a) / Number(under / a);
}
