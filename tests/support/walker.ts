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
  if (!edges.every(calendar.covers) || (method === 'half_days' && !calendar.splits)) return null;
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

const isDateExcluded = ({ dateOf }: WalkerCalendar, pauses: readonly Pause[], n: number): boolean =>
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

function isOpen(calendar: WalkerCalendar, t: number): boolean {
  const { open, begin } = calendar.day(calendar.dateOf(t));
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

function addOpen(sums: Map<number, number>, calendar: WalkerCalendar, from: number, to: number): void {
  const { openMs } = calendar.day(calendar.dateOf(from));
  sums.set(openMs, (sums.get(openMs) ?? 0) + to - from);
}

/** Σ ms / length as an exact fraction. */
function fractionOf(sums: ReadonlyMap<number, number>): { over: bigint; under: bigint } {
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

/** The least instant with elapsed >= limit (a multiple of 0.01), or the end of the day or session that uses it up; null when unknown or paused. */
export function walkDeadline(walked: Walked, limit: number): number | null {
  const runs = runsOf(walked);
  const { method, start } = walked;
  if (method === 'biz_time' || method === 'biz_hours' || method === 'cal_hours')
    return limit === 0 ? zeroLimit(walked, runs, start) : leastInstant(walked, runs, Math.round(limit * 100));
  if (method === 'wd_incl') return inclusiveDeadline(walked, runs, limit);
  if (method === 'half_days') return sessionDeadline(walked, runs, limit * 2);
  return dayDeadline(walked, runs, limit);
}

const zeroLimit = ({ method, calendar }: Walked, runs: readonly Pause[], start: number): number | null => {
  const at = runs[0]?.from ?? start;
  return runs.length === 0 || (method !== 'cal_hours' && !calendar.covers(at)) ? null : at;
};

/** The walk ends at the first minute outside the calendar, with nothing known. */
function leastInstant(walked: Walked, runs: readonly Pause[], hundredths: number): number | null {
  const { calendar, method } = walked;
  const sums = new Map<number, number>();
  let [share, ms] = [0, 0];
  let found: number | null = null;
  eachMinute(runs, (from, to) => {
    if (method !== 'cal_hours' && !calendar.covers(from)) return true;
    if (method !== 'cal_hours' && !isOpen(calendar, from)) return false;
    if (method === 'biz_time') {
      const length = calendar.day(calendar.dateOf(from)).openMs;
      share += (to - from) / length;
      if (share > hundredths / 100 - 1e-6) found = leastShare(sums, hundredths, length, from, to);
      addOpen(sums, calendar, from, to);
    } else {
      const need = hundredths * 36_000 - ms;
      if (need <= to - from) found = from + need;
      ms += to - from;
    }
    return found !== null;
  });
  return found;
}

/** The least instant in (from, to] by which the shares reach the limit, or null. */
function leastShare(
  sums: ReadonlyMap<number, number>,
  hundredths: number,
  length: number,
  from: number,
  to: number,
): number | null {
  const { over, under } = fractionOf(sums);
  const missing = (BigInt(hundredths) * under - 100n * over) * BigInt(length);
  const ms = (missing + 100n * under - 1n) / (100n * under);
  return ms <= BigInt(to - from) ? from + Number(ms) : null;
}

/** End of a date: 24:00, or the closing time where that is asked and the run did not begin after it. */
function endOf({ calendar, dayEnds }: Walked, n: number, runFrom: number): number {
  const { close, end, working } = calendar.day(n);
  return dayEnds === 'close' && working && runFrom <= close ? close : end;
}

/** wd_excl and cal_days: the first date whose count is full and whose end the clock reaches without a pause. */
function dayDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar, method, start } = walked;
  const byDates = method === 'cal_days';
  if (!byDates && !(runs.length > 0 && calendar.covers(runs[0]!.from))) return null;
  const counts = (n: number) => byDates || (calendar.coversDate(n) && calendar.day(n).working);
  let count = 0;
  let counted = calendar.dateOf(start);
  for (const { from, to } of runs)
    for (let n = calendar.dateOf(from); to === Number.POSITIVE_INFINITY || n <= calendar.dateOf(to); n++) {
      if (!byDates && !calendar.coversDate(n)) return null;
      for (; counted < n; counted++)
        if (!isDateExcluded(calendar, walked.pauses, counted + 1) && counts(counted + 1)) count++;
      if (count < limit) continue;
      if (!calendar.coversDate(n)) return null;
      const end = endOf(walked, n, from);
      if (end <= to && (!byDates || calendar.day(n).working)) return end;
    }
  return null;
}

/** wd_incl: the end of the date that uses up the limit; a resume on a later date comes too late to move it. */
function inclusiveDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar } = walked;
  const dates = new Set<number>();
  let last: { date: number; end: number } | null = null;
  for (const { from, to } of runs)
    for (
      let n = calendar.dateOf(from);
      to === Number.POSITIVE_INFINITY || n <= calendar.dateOf(to - 1);
      n++
    ) {
      if (last && last.date !== n) return last.end;
      if (!calendar.coversDate(n)) return null;
      if (calendar.day(n).working) dates.add(n);
      if (dates.size > limit) return from;
      if (dates.size < limit) continue;
      const end = endOf(walked, n, from);
      if (end <= to) return end;
      last = { date: n, end };
    }
  return null;
}

interface Session {
  readonly begin: number;
  readonly end: number;
  /** Its end in close mode; NaN when it has none. */
  readonly close: number;
  readonly counts: boolean;
}

function sessionsOn({ calendar }: Walked, n: number): Session[] {
  const { working, begin, end, afternoon, morningClose, close } = calendar.day(n);
  if (!working) return [{ begin, end, close: Number.NaN, counts: false }];
  return [
    { begin, end: afternoon, close: morningClose, counts: true },
    { begin: afternoon, end, close, counts: true },
  ];
}

/** half_days: as dayDeadline, by sessions. */
function sessionDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar, dayEnds, start, pauses } = walked;
  if (!calendar.splits || !(runs.length > 0 && calendar.covers(runs[0]!.from))) return null;
  const isCounted = ({ begin, counts }: Session) =>
    counts && begin > start && !pauses.some(({ from, to }) => from < begin && begin <= to);
  let count = 0;
  let counted = Number.NEGATIVE_INFINITY;
  for (const { from, to } of runs)
    for (let n = calendar.dateOf(from); to === Number.POSITIVE_INFINITY || n <= calendar.dateOf(to); n++) {
      if (!calendar.coversDate(n)) return null;
      for (const session of sessionsOn(walked, n)) {
        if (session.begin > counted && isCounted(session)) count++;
        counted = Math.max(counted, session.begin);
        const end = dayEnds === 'close' && from <= session.close ? session.close : session.end;
        if (count >= limit && session.end > from && end <= to) return end;
      }
    }
  return null;
}
