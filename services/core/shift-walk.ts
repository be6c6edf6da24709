// A clock's walk as it would be with a smaller or a larger limit: when that one is breached, so much is left, or over.
import { dayAt, dayIndexAt, startOfDay } from './calendar.ts';
import type { CompiledTarget } from './compile-targets.ts';
import type { Counter } from './method.ts';
import { rejoinWalk } from './rejoin-walk.ts';
import {
  cancel,
  changeLimit,
  halt,
  newWalk,
  restart,
  run,
  STOPPED,
  stopPaused,
  type Turn,
  type Walk,
} from './walk.ts';

/** The limit in force, in ticks or as a date (NaN when it is not one). */
interface Terms {
  readonly limit: number | null;
  readonly dateLimit: number;
}

interface Shifting {
  readonly walk: Walk;
  readonly twin: Walk;
  readonly counter: Counter;
  readonly shift: number;
  terms: Terms;
  /** Calendar days of the limit, with those its last day was moved off rest days. */
  rolled: number;
}

/** The same transitions under limits that are `shift` ticks larger; a limit of which nothing would be left is none. */
export function shiftWalk(
  walk: Walk,
  target: Pick<CompiledTarget, 'counter' | 'limit'>,
  shift: number,
): Walk {
  return follow(walk, target, shift).twin;
}

function follow(walk: Walk, target: Pick<CompiledTarget, 'counter' | 'limit'>, shift: number): Shifting {
  const counter = unrolled(target.counter);
  const dateLimit = target.limit === null ? (walk.due[0] ?? Number.NaN) : Number.NaN;
  const terms = { limit: target.limit, dateLimit };
  const twin = newWalk(null, Number.NaN);
  const shifting: Shifting = { walk, twin, counter, shift, terms, rolled: target.limit ?? Number.NaN };
  setTerms(shifting);
  const turns = walk.turns ?? [];
  for (let i = 0; i < walk.t.length; i = twin.t.length) {
    const turn = turns.find(({ index }) => index === i);
    if (turn?.does === 'rejoin') {
      const uncut = follow(turn.uncut, target, shift);
      rejoinWalk(twin, uncut.twin, walk.t[i]!);
      Object.assign(shifting, { terms: uncut.terms, rolled: uncut.rolled });
    } else step(shifting, i, turn);
  }
  return shifting;
}

function step(shifting: Shifting, i: number, turn: Turn | undefined): void {
  const { walk, twin, counter } = shifting;
  const at = walk.t[i]!;
  if (turn?.does === 'limit') {
    shifting.terms = turn;
    roll(shifting, i, twin.runBase - twin.used);
    const { limit, dateLimit } = shiftedTerms(shifting);
    changeLimit(twin, counter, at, limit, dateLimit);
  } else if (walk.s[i] === 1) {
    roll(shifting, i, counter.at(at) - (turn ? 0 : twin.used));
    setTerms(shifting);
    (turn ? restart : run)(twin, counter, at);
  } else if (walk.s[i] === -1) halt(twin, counter, at, walk.state[i]!);
  else if (walk.state[i] === STOPPED) stopPaused(twin, at);
  else cancel(twin, counter, at);
}

function setTerms(shifting: Shifting): void {
  const { limit, dateLimit } = shiftedTerms(shifting);
  shifting.twin.limit = limit;
  shifting.twin.dateLimit = dateLimit;
}

function shiftedTerms({ walk, counter, shift, terms, rolled }: Shifting): Terms {
  const { limit, dateLimit } = terms;
  if (limit === null) return { limit, dateLimit: shiftDate(counter, walk.t[0]!, dateLimit, shift) };
  const base = counter.method === 'cal_days' ? rolled : limit;
  return { limit: limit + shift > 0 ? base + shift : null, dateLimit: Number.NaN };
}

/** A deadline ahead tells how many days it really gives; one that has passed gives what it gave, an unknown one nothing. */
function roll(shifting: Shifting, i: number, base: number): void {
  const { walk, counter, terms } = shifting;
  if (counter.method !== 'cal_days' || terms.limit === null) return;
  const due = walk.due[i]!;
  if (Number.isNaN(due)) shifting.rolled = due;
  else if (due >= walk.t[i]!) shifting.rolled = dayAt(counter.calendar, due - 1) - base;
}

/** Calendar days before and after a deadline are not moved off rest days; only the deadline is. */
function unrolled(counter: Counter): Counter {
  if (counter.method !== 'cal_days') return counter;
  return { ...counter, due: (from, base, need) => endOfDay(counter, from, base + need) };
}

/** Closing time or 24:00 of a covered day, whether it is a working day or not. */
function endOfDay(counter: Counter, from: number, day: number): number {
  const { calendar } = counter;
  const midnight = startOfDay(calendar, day + 1);
  if (dayIndexAt(calendar, midnight - 1) < 0) return Number.NaN;
  const rolled = counter.due(from, day, 0);
  return Number.isNaN(rolled) ? midnight : Math.min(rolled, midnight);
}

/** A date moved by ticks; NaN where it needs unknown days, or where the clock is not given so much in all. */
function shiftDate(counter: Counter, startedAt: number, date: number, shift: number): number {
  if (Number.isNaN(date)) return date;
  const ticks = counter.at(counter.wholeDays ? date - 1 : date) + shift;
  const given = ticks - counter.enter(startedAt, Number.NaN);
  if (Number.isNaN(given) || (shift < 0 && given <= 0)) return Number.NaN;
  return counter.due(0, 0, ticks);
}
