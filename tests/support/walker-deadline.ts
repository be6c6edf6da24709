// The walker's deadlines: it goes forward from the start until the limit is used up.
import {
  addOpen,
  eachMinute,
  fractionOf,
  isDateExcluded,
  isOpen,
  type Pause,
  runsOf,
  type Walked,
} from './walker.ts';

/** The least instant with elapsed >= limit (a multiple of 0.01), or the end of the day or session that uses it up; null when unknown or paused. */
export function walkDeadline(walked: Walked, limit: number): number | null {
  const runs = runsOf(walked);
  const { calendar, method } = walked;
  if (runs.length === 0) return null;
  if (method === 'cal_days') return dayDeadline(walked, runs, limit);
  if (method !== 'cal_hours' && !calendar.covers(runs[0]!.from)) return null;
  if (method === 'wd_excl') return dayDeadline(walked, runs, limit);
  if (method === 'wd_incl') return inclusiveDeadline(walked, runs, limit);
  if (method === 'half_days') return calendar.splits ? sessionDeadline(walked, runs, limit * 2) : null;
  return limit === 0 ? runs[0]!.from : leastInstant(walked, runs, Math.round(limit * 100));
}

/** The walk ends at the first minute outside the calendar, with nothing known. */
function leastInstant(walked: Walked, runs: readonly Pause[], hundredths: number): number | null {
  const { calendar, method } = walked;
  let found: number | null = null;
  const reach = method === 'biz_time' ? reachShare(walked, hundredths) : reachTime(hundredths * 36_000);
  eachMinute(runs, (from, to) => {
    if (method !== 'cal_hours' && !calendar.covers(from)) return true;
    if (method === 'cal_hours' || isOpen(calendar, from)) found = reach(from, to);
    return found !== null;
  });
  return found;
}

type Reach = (from: number, to: number) => number | null;

function reachTime(need: number): Reach {
  let left = need;
  return (from, to) => {
    const at = left <= to - from ? from + left : null;
    left -= to - from;
    return at;
  };
}

function reachShare({ calendar }: Walked, hundredths: number): Reach {
  const sums = new Map<number, number>();
  let roughly = 0;
  return (from, to) => {
    const length = calendar.dayAt(from).openMs;
    roughly += (to - from) / length;
    const near = roughly > hundredths / 100 - 1e-6;
    const at = near ? leastShare(sums, hundredths, length, from, to) : null;
    addOpen(sums, calendar, from, to);
    return at;
  };
}

/** The least instant in (from, to] by which the shares, as exact fractions, reach the limit; or null. */
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
function endOf({ calendar, dayEnds }: Walked, date: number, runFrom: number): number {
  const { close, end, working } = calendar.day(date);
  return dayEnds === 'close' && working && runFrom <= close ? close : end;
}

/** Every date of every run, in order, that of the run's excluded end among them. */
function* datesOf({ calendar }: Walked, runs: readonly Pause[]): Generator<Pause & { date: number }> {
  for (const { from, to } of runs) {
    const last = to === Number.POSITIVE_INFINITY ? to : calendar.dateOf(to);
    for (let date = calendar.dateOf(from); date <= last; date++) yield { from, to, date };
  }
}

/** wd_excl and cal_days: the first date whose count is full and whose end the clock reaches without a pause. */
function dayDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar, method, pauses } = walked;
  const byDates = method === 'cal_days';
  const counts = (date: number) =>
    !isDateExcluded(calendar, pauses, date) &&
    (byDates || (calendar.coversDate(date) && calendar.day(date).working));
  let count = 0;
  let counted = calendar.dateOf(walked.start);
  for (const { from, to, date } of datesOf(walked, runs)) {
    while (counted < date) if (counts(++counted)) count++;
    const covered = calendar.coversDate(date);
    if (!covered && (!byDates || count >= limit)) return null;
    if (count < limit || (byDates && !calendar.day(date).working)) continue;
    const end = endOf(walked, date, from);
    if (end <= to) return end;
  }
  return null;
}

/** wd_incl: the end of the date that uses up the limit; a resume on a later date comes too late to move it. */
function inclusiveDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar } = walked;
  const ranOn = new Set<number>();
  let last: { date: number; end: number } | null = null;
  for (const { from, to, date } of datesOf(walked, runs)) {
    if (to !== Number.POSITIVE_INFINITY && calendar.dateOf(to - 1) < date) continue;
    if (last && last.date !== date) return last.end;
    if (!calendar.coversDate(date)) return null;
    if (calendar.day(date).working) ranOn.add(date);
    if (ranOn.size > limit) return from;
    if (ranOn.size < limit) continue;
    last = { date, end: endOf(walked, date, from) };
    if (last.end <= to) return last.end;
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

function sessionsOn({ calendar }: Walked, date: number): Session[] {
  const { working, begin, end, afternoon, morningClose, close } = calendar.day(date);
  if (!working) return [{ begin, end, close: Number.NaN, counts: false }];
  return [
    { begin, end: afternoon, close: morningClose, counts: true },
    { begin: afternoon, end, close, counts: true },
  ];
}

/** half_days: as dayDeadline, by sessions. */
function sessionDeadline(walked: Walked, runs: readonly Pause[], limit: number): number | null {
  const { calendar, dayEnds, start, pauses } = walked;
  const isCounted = ({ begin, counts }: Session) =>
    counts && begin > start && !pauses.some((pause) => pause.from < begin && begin <= pause.to);
  const counted = new Set<number>();
  for (const { from, to, date } of datesOf(walked, runs)) {
    if (!calendar.coversDate(date)) return null;
    for (const session of sessionsOn(walked, date)) {
      if (session.begin > to) break;
      if (isCounted(session)) counted.add(session.begin);
      const end = dayEnds === 'close' && from <= session.close ? session.close : session.end;
      if (counted.size >= limit && session.end > from && end <= to) return end;
    }
  }
  return null;
}
