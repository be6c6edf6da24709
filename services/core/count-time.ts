// Elapsed time and deadline of plain instants and pauses: the calculator behind `shixian clock`.
import type { Problem } from '../../schemas/problem.ts';
import type { DayEnds, Method, Unit } from '../../schemas/target.ts';
import { type Calendar, dayAt } from './calendar.ts';
import { type Interval, outside } from './interval.ts';
import { limitTicks } from './limit.ts';
import { type Counter, everyDaySplits, makeCounter } from './method.ts';
import {
  elapsedTicks,
  halt,
  mayHavePassed,
  newWalk,
  PAUSED,
  provisionalDue,
  run,
  STOPPED,
  stopPaused,
  type Walk,
} from './walk.ts';

/** An instant, and whether only its date is known. */
export interface Stamp {
  readonly at: number;
  readonly dayOnly: boolean;
}

export interface CountQuestion {
  readonly method: Method;
  readonly calendar: Calendar;
  readonly dayEnds: DayEnds;
  readonly start: Stamp;
  readonly end: Stamp | null;
  readonly pauses: readonly { readonly from: Stamp; readonly to: Stamp | null }[];
  readonly limit: number | null;
}

export interface CountAnswer {
  readonly elapsed: number | null;
  readonly unit: Unit;
  /** The instant the limit is used up, itself still in time. */
  readonly deadline: number | null;
  readonly provisional: { readonly earliest: number; readonly latest: number } | null;
  readonly problems: readonly Problem[];
}

/** Counts from start to end, both included, without the pauses (start included, end not). */
export function countTime(question: CountQuestion): CountAnswer {
  const counter = makeCounter(question.method, question.calendar, question.dayEnds);
  const problems: Problem[] = [];
  const answer = { elapsed: null, unit: counter.unit, deadline: null, provisional: null, problems };
  const pauses = readPauses(question, problems);
  if (!counter.wholeDays || question.method === 'half_days') refuseDates(question, problems);
  if (question.method === 'half_days' && !everyDaySplits(question.calendar)) problems.push(noAfternoon);
  if (pauses === null || problems.length > 0) return answer;
  const elapsed = question.end === null ? null : elapsedUnits(counter, question, pauses, problems);
  const deadline = question.limit === null ? null : deadlineOf(counter, question, pauses, problems);
  return { ...answer, elapsed, deadline: deadline?.at ?? null, provisional: deadline?.provisional ?? null };
}

/** A bare date on the same local day as the other end is never before it. */
function orderedEnd(calendar: Calendar, from: Stamp, to: Stamp): number {
  const sameDay = (from.dayOnly || to.dayOnly) && dayAt(calendar, from.at) === dayAt(calendar, to.at);
  return sameDay ? Math.max(from.at, to.at) : to.at;
}

function readPauses({ calendar, pauses }: CountQuestion, problems: Problem[]): Interval[] | null {
  const intervals: Interval[] = [];
  for (const [i, { from, to }] of pauses.entries()) {
    const end = to === null ? Number.POSITIVE_INFINITY : orderedEnd(calendar, from, to);
    if (end < from.at) {
      problems.push({
        code: 'reversed-pause',
        message: `pause ${i + 1} ends before it begins; expected its end at or after its beginning`,
        field: `pauses[${i}]`,
      });
      return null;
    }
    intervals.push({ from: from.at, to: end });
  }
  return intervals;
}

function refuseDates({ method, start, end, pauses }: CountQuestion, problems: Problem[]): void {
  const stamps = [start, end, ...pauses.flatMap((pause) => [pause.from, pause.to])];
  if (!stamps.some((stamp) => stamp?.dayOnly)) return;
  problems.push({
    code: 'date-only-stamp',
    message: `method ${method} needs the time of day and a stamp gives only a date; expected such as 2026-03-02T09:00:00+08:00`,
  });
}

function elapsedUnits(
  counter: Counter,
  { calendar, start, end, pauses }: CountQuestion,
  gaps: readonly Interval[],
  problems: Problem[],
): number | null {
  const stop = orderedEnd(calendar, start, end!);
  if (stop < start.at) {
    problems.push({
      code: 'end-before-start',
      message: 'the end is before the start; expected the end at or after the start',
      field: 'end',
    });
    return null;
  }
  if (pauses.some((pause) => pause.to === null && pause.from.at < stop))
    problems.push({
      code: 'open-pause',
      message: 'a pause has no end and is counted as running to the end',
      field: 'pauses',
    });
  const ticks = elapsedTicks(walkTo(counter, gaps, start.at, stop), counter, stop);
  if (!Number.isNaN(ticks)) return ticks / counter.ticksPerUnit;
  problems.push(cannotCount(counter));
  return null;
}

/** The walk from start to a stop, included. */
function walkTo(counter: Counter, gaps: readonly Interval[], start: number, stop: number): Walk {
  const walk = newWalk(null, Number.NaN);
  for (const part of outside(gaps, start, stop)) {
    run(walk, counter, part.from);
    if (part.to < stop) halt(walk, counter, part.to, PAUSED);
  }
  const pausedAtStop = gaps.some((gap) => gap.from <= stop && stop < gap.to);
  if (Number.isNaN(walk.runFrom) && !pausedAtStop) run(walk, counter, stop);
  if (pausedAtStop && !Number.isNaN(walk.runFrom)) halt(walk, counter, stop, PAUSED);
  if (!Number.isNaN(walk.runFrom)) halt(walk, counter, stop, STOPPED);
  else if (walk.t.length > 0) stopPaused(walk, stop);
  return walk;
}

const noAfternoon: Problem = {
  code: 'no-afternoon-opening',
  message:
    'half days are split where the office opens in the afternoon, and these office hours have no such opening',
  field: 'officeHours',
};

const cannotCount = ({ calendar }: Counter): Problem => ({
  code: 'outside-calendar',
  message: `calendar ${calendar.id} does not cover every day needed; nothing is assumed about days that are not published`,
  field: 'calendar',
  value: calendar.id,
});

function deadlineOf(
  counter: Counter,
  { calendar, limit, start }: CountQuestion,
  gaps: readonly Interval[],
  problems: Problem[],
): { at: number | null; provisional: { earliest: number; latest: number } | null } | null {
  const ticks = limitTicks(limit!, counter);
  if (typeof ticks !== 'number') {
    problems.push(ticks);
    return null;
  }
  const walk = newWalk(ticks, Number.NaN);
  for (const part of outside(gaps, start.at, Number.POSITIVE_INFINITY)) {
    run(walk, counter, part.from);
    if (walk.lastDue <= part.to) return { at: walk.lastDue, provisional: null };
    if (!Number.isFinite(part.to)) continue;
    halt(walk, counter, part.to, PAUSED);
    if (mayHavePassed(walk, counter)) return unknown(counter, problems);
  }
  if (Number.isNaN(walk.runFrom)) {
    problems.push({
      code: 'paused',
      message: 'the clock is paused without an end, so it has no deadline',
      field: 'pauses',
    });
    return null;
  }
  const provisional = provisionalDue(walk, counter);
  problems.push(provisional ? provisionalProblem(calendar) : cannotCount(counter));
  return { at: null, provisional };
}

function unknown(counter: Counter, problems: Problem[]): null {
  problems.push(cannotCount(counter));
  return null;
}

const provisionalProblem = (calendar: Calendar): Problem => ({
  code: 'provisional-deadline',
  message: `the deadline lies past the published range of calendar ${calendar.id}; it settles when the next year is published`,
  field: 'calendar',
  value: calendar.id,
});
