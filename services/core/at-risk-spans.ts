// When a case was open and three quarters of the limit of its principal clock were used, with the deadline ahead.
import type { StateFrom } from './case-history.ts';
import type { Clock } from './clock.ts';
import type { Interval } from './interval.ts';
import { whileOpen } from './overdue-spans.ts';
import { shareOfDate, shareOfLimit } from './rungs.ts';
import { RUNNING } from './walk.ts';

const PERCENT = 75;

/** In order and apart, the start included and the end not; by the limit in force last, as the views count. */
export function atRiskSpans(states: readonly StateFrom[], clock: Clock): Interval[] {
  return clock.fault || clock.target.byGroup ? [] : whileOpen(states, usedSpans(clock));
}

function usedSpans(clock: Clock): Interval[] {
  const { t, s, w, state, due, limit } = clock.walk;
  const spans: Interval[] = [];
  let base = 0;
  for (let i = 0; i < t.length; i++) {
    if (s[i] !== 0) base += s[i]! * w[i]!;
    if (state[i] !== RUNNING) continue;
    const from =
      limit === null ? shareOfDate(clock.walk, i, PERCENT) : shareOfLimit(clock, i, base, limit, PERCENT);
    const deadline = Number.isNaN(due[i]!) ? Number.POSITIVE_INFINITY : due[i]! + 1;
    const to = Math.min(t[i + 1] ?? Number.POSITIVE_INFINITY, deadline, countedUntil(clock, i));
    if (from < to) spans.push({ from, to });
  }
  return spans;
}

/** Days that are not published count nothing; without a deadline, neither do calendar days begun before them. */
function countedUntil({ walk: { t, due, limit }, target: { counter } }: Clock, i: number): number {
  const { method, calendar } = counter;
  if (limit === null || method === 'cal_hours') return Number.POSITIVE_INFINITY;
  const isUnknown = method === 'cal_days' && Number.isNaN(due[i]!) && t[0]! < calendar.midnight[0]!;
  return isUnknown ? Number.NEGATIVE_INFINITY : calendar.midnight.at(-1)!;
}
