// A clock's life as spans: running, paused and non-working time that together are exactly its whole length.

import { type Calendar, dayIndexAt, shapeAt } from './calendar.ts';
import type { Clock } from './clock.ts';
import { PAUSED, positionAt, RUNNING } from './walk.ts';

/** Ends excluded. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
  readonly kind: 'running' | 'paused' | 'non-working';
  readonly ground: string | null;
}

/** Spans from the clock's start to its stop, or to `asOf` while it is open; empty before it starts. */
export function spansOf(clock: Clock, asOf: number): ClockSpan[] {
  const { walk, grounds, target } = clock;
  const last = positionAt(walk, asOf);
  const spans: ClockSpan[] = [];
  for (let i = 0; i <= last; i++) {
    const from = walk.t[i]!;
    const to = i < last ? walk.t[i + 1]! : asOf;
    if (to <= from) continue;
    if (walk.state[i] === PAUSED) append(spans, { from, to, kind: 'paused', ground: grounds[i] ?? null });
    // A stop that something follows was undone by a reopening, and the time since it counts.
    else if (walk.state[i] === RUNNING || i < last)
      addWorked(spans, target.counter.calendar, target.counter.method, from, to);
  }
  return spans;
}

function append(spans: ClockSpan[], span: ClockSpan): void {
  const before = spans.at(-1);
  const joins = before?.to === span.from && before.kind === span.kind && before.ground === span.ground;
  if (joins) spans[spans.length - 1] = { ...before, to: span.to };
  else spans.push(span);
}

type Method = Clock['target']['counter']['method'];

/** Splits running time where the method sees no working time; days outside the calendar stay as they are. */
function addWorked(spans: ClockSpan[], calendar: Calendar, method: Method, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const index = dayIndexAt(calendar, at);
    if (index < 0 || method === 'cal_hours' || method === 'cal_days') {
      append(spans, { from: at, to, kind: 'running', ground: null });
      return;
    }
    const until = Math.min(to, calendar.midnight[index + 1]!);
    addDay(spans, calendar, index, method.startsWith('biz'), at, until);
    at = until;
  }
}

function addDay(
  spans: ClockSpan[],
  calendar: Calendar,
  index: number,
  byHours: boolean,
  from: number,
  to: number,
): void {
  const shape = shapeAt(calendar, index);
  if (!shape || !byHours) {
    append(spans, { from, to, kind: shape ? 'running' : 'non-working', ground: null });
    return;
  }
  const start = calendar.midnight[index]!;
  let at = from;
  const upTo = (edge: number, kind: ClockSpan['kind']) => {
    const end = Math.min(edge, to);
    if (end <= at) return;
    append(spans, { from: at, to: end, kind, ground: null });
    at = end;
  };
  for (let i = 0; i < shape.opens.length; i++) {
    upTo(start + shape.opens[i]!, 'non-working');
    upTo(start + shape.closes[i]!, 'running');
  }
  upTo(to, 'non-working');
}
