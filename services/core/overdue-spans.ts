// When a case was open past the deadline of its principal clock.
import type { StateFrom } from './case-history.ts';
import type { Clock } from './clock.ts';
import type { Interval } from './interval.ts';
import { PAUSED, RUNNING } from './walk.ts';

/** In order and apart, the start included and the end not; a case still overdue has a last span without an end. */
export function overdueSpans(states: readonly StateFrom[], clock: Clock): Interval[] {
  return clock.fault || clock.target.byGroup ? [] : whileOpen(states, lateSpans(clock));
}

/** The parts of spans in which the case was open; parts that meet are one. */
export function whileOpen(states: readonly StateFrom[], among: readonly Interval[]): Interval[] {
  const open = openSpans(states);
  const spans: Interval[] = [];
  for (const one of among) {
    for (const within of open) {
      const from = Math.max(one.from, within.from);
      const to = Math.min(one.to, within.to);
      if (from >= to) continue;
      if (spans.at(-1)?.to === from) spans[spans.length - 1] = { from: spans.at(-1)!.from, to };
      else spans.push({ from, to });
    }
  }
  return spans;
}

/** While the clock was open with its deadline passed; at the deadline itself it had not passed. */
function lateSpans({ walk: { t, state, due, late } }: Clock): Interval[] {
  const spans: Interval[] = [];
  for (let i = 0; i < t.length; i++) {
    const to = t[i + 1] ?? Number.POSITIVE_INFINITY;
    if (state[i] === RUNNING && !Number.isNaN(due[i]!))
      spans.push({ from: Math.max(t[i]!, due[i]! + 1), to });
    else if (state[i] === PAUSED && late[i]) spans.push({ from: t[i]!, to });
  }
  return spans.filter(({ from, to }) => from < to);
}

/** A case is open until it is told otherwise. */
function openSpans(states: readonly StateFrom[]): Interval[] {
  const spans: Interval[] = [];
  let from: number | null = Number.NEGATIVE_INFINITY;
  for (const { at, state } of states) {
    if (state !== 'open' && from !== null) {
      if (at > from) spans.push({ from, to: at });
      from = null;
    } else if (state === 'open') from ??= at;
  }
  if (from !== null) spans.push({ from, to: Number.POSITIVE_INFINITY });
  return spans;
}
