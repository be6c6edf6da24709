// The counting methods: each is a non-decreasing whole number W(t) of ticks and its inverse.
// Definitions: wd_excl and wd_incl count dates, biz_time shares of office time, cal_* plain time, half_days sessions.
import type { DayEnds, Method, Unit } from '../../schemas/target.ts';
import { type Calendar, dayAt, dayIndexAt, shapeAt } from './calendar.ts';
import { officeMsBefore, sinceMidnightAfter } from './day-shape.ts';
import type { Bound } from './unpublished-years.ts';

/** NaN stands for "needs a day outside the calendar's covered range". Ticks are whole numbers. */
export interface Counter {
  readonly method: Method | 'count';
  readonly calendar: Calendar;
  readonly unit: Unit;
  readonly ticksPerUnit: number;
  /** Whether the limit must be a whole number of units, and the deadline the end of a day or session. */
  readonly wholeDays: boolean;
  /** Ticks up to an instant. */
  readonly at: (t: number) => number;
  /** Ticks a run begins from; `lastEnd` is the end of the run before it, or NaN. */
  readonly enter: (t: number, lastEnd: number) => number;
  /** Ticks at the end of a run that excludes `t`. */
  readonly leave: (t: number) => number;
  /** The deadline of a run beginning at `from` with `need` ticks left of the limit. */
  readonly due: (from: number, base: number, need: number) => number;
  /** The same counter with the unpublished years continued one way; null where the calendar has no such bounds. */
  readonly continued: (bound: Bound) => Counter | null;
}

/** Fees are counted in fen, customer hours in milliseconds, everything else in ones. */
const thingTicks = { yuan: 100, hour: 3_600_000 };

/** The counter of targets that count things: W stands still, and every amount is in the walk itself. */
export function makeThingCounter(calendar: Calendar, unit: Unit): Counter {
  const still = () => 0;
  const ticksPerUnit = thingTicks[unit as keyof typeof thingTicks] ?? 1;
  const parts = { unit, ticksPerUnit, wholeDays: false, at: still, enter: still, leave: still };
  return { method: 'count', calendar, ...parts, due: () => Number.NaN, continued: () => null };
}

type CounterParts = Pick<Counter, 'unit' | 'ticksPerUnit' | 'wholeDays' | 'at' | 'due'> & Partial<Counter>;

/** The counter of a method on a calendar; deadlines of whole-day methods fall on `dayEnds`. */
export function makeCounter(method: Method, calendar: Calendar, dayEnds: DayEnds): Counter {
  const parts = builders[method](calendar, dayEnds);
  const continued = (bound: Bound) => {
    const other = calendar.continued?.(bound);
    return other ? makeCounter(method, other, dayEnds) : null;
  };
  return { method, calendar, continued, enter: (t) => parts.at(t), leave: parts.at, ...parts };
}

const builders: Record<Method, (calendar: Calendar, dayEnds: DayEnds) => CounterParts> = {
  wd_excl: (calendar, dayEnds) => ({
    unit: 'working_day',
    ticksPerUnit: 1,
    wholeDays: true,
    at: (t) => workedThrough(calendar, t),
    due: (from, base, need) => dueOnWorkingDay(calendar, dayEnds, from, base, need),
  }),
  wd_incl: (calendar, dayEnds) => ({
    unit: 'working_day',
    ticksPerUnit: 1,
    wholeDays: true,
    at: (t) => workedThrough(calendar, t),
    leave: (t) => workedThrough(calendar, t - 1),
    enter: (t, lastEnd) => enterInclusive(calendar, t, lastEnd),
    due: (from, base, need) => dueOnWorkingDay(calendar, dayEnds, from, base, need),
  }),
  biz_time: (calendar) => ({
    unit: 'working_day',
    ticksPerUnit: calendar.unitsPerDay,
    wholeDays: false,
    at: (t) => officeUnits(calendar, t),
    due: (from, base, need) => (need <= 0 ? from : dueByUnits(calendar, base + need)),
  }),
  biz_hours: (calendar) => ({
    unit: 'hour',
    ticksPerUnit: 3_600_000,
    wholeDays: false,
    at: (t) => officeMs(calendar, t),
    due: (from, base, need) => (need <= 0 ? from : dueByOfficeMs(calendar, base + need)),
  }),
  cal_days: (calendar, dayEnds) => ({
    unit: 'calendar_day',
    ticksPerUnit: 1,
    wholeDays: true,
    at: (t) => dayAt(calendar, t),
    due: (from, base, need) => dueOnCalendarDay(calendar, dayEnds, from, base + Math.max(need, 0)),
  }),
  cal_hours: () => ({
    unit: 'hour',
    ticksPerUnit: 3_600_000,
    wholeDays: false,
    at: (t) => t,
    due: (from, _base, need) => from + Math.max(need, 0),
  }),
  half_days: (calendar, dayEnds) => ({
    unit: 'working_day',
    ticksPerUnit: 2,
    wholeDays: true,
    at: everyDaySplits(calendar) ? (t) => sessionsThrough(calendar, t) : () => Number.NaN,
    due: (from, base, need) => dueOnSession(calendar, dayEnds, from, base, need),
  }),
};

function workedThrough(calendar: Calendar, t: number): number {
  const index = dayIndexAt(calendar, t);
  return index < 0 ? Number.NaN : calendar.workedBefore[index + 1]!;
}

function enterInclusive(calendar: Calendar, t: number, lastEnd: number): number {
  const index = dayIndexAt(calendar, t);
  if (index < 0) return Number.NaN;
  const dayCountedBefore = dayIndexAt(calendar, lastEnd - 1) === index;
  return calendar.workedBefore[dayCountedBefore ? index + 1 : index]!;
}

function officeMs(calendar: Calendar, t: number): number {
  const index = dayIndexAt(calendar, t);
  if (index < 0) return Number.NaN;
  const shape = shapeAt(calendar, index);
  const today = shape ? officeMsBefore(shape, t - calendar.midnight[index]!) : 0;
  return calendar.officeBefore[index]! + today;
}

function officeUnits(calendar: Calendar, t: number): number {
  const index = dayIndexAt(calendar, t);
  if (index < 0) return Number.NaN;
  const shape = shapeAt(calendar, index);
  const today = shape ? officeMsBefore(shape, t - calendar.midnight[index]!) * shape.unitsPerMs : 0;
  return calendar.workedBefore[index]! * calendar.unitsPerDay + today;
}

/** A working day without an afternoon opening has no two sessions, so days beyond it cannot be counted either. */
export const everyDaySplits = ({ shapes }: Calendar): boolean =>
  shapes.every(({ afternoonMs }) => afternoonMs !== null);

function sessionsThrough(calendar: Calendar, t: number): number {
  const index = dayIndexAt(calendar, t);
  if (index < 0) return Number.NaN;
  const shape = shapeAt(calendar, index);
  const before = calendar.workedBefore[index]! * 2;
  if (!shape) return before;
  return before + (t - calendar.midnight[index]! >= shape.afternoonMs! ? 2 : 1);
}

/** End of a covered day: 24:00, or closing time where the day has one that `notBefore` has not passed. */
function endOfDay(calendar: Calendar, dayEnds: DayEnds, index: number, notBefore: number): number {
  const shape = dayEnds === 'close' ? shapeAt(calendar, index) : null;
  const close = shape ? calendar.midnight[index]! + shape.closes.at(-1)! : Number.NEGATIVE_INFINITY;
  return close >= notBefore ? close : calendar.midnight[index + 1]!;
}

function dueOnWorkingDay(
  calendar: Calendar,
  dayEnds: DayEnds,
  from: number,
  base: number,
  need: number,
): number {
  const index = need <= 0 ? dayIndexAt(calendar, from) : (calendar.workingDays[base + need - 1] ?? -1);
  return index < 0 ? Number.NaN : endOfDay(calendar, dayEnds, index, from);
}

/** Rolls a last day that is a rest day to the next working day (Civil Code art. 203). */
function dueOnCalendarDay(calendar: Calendar, dayEnds: DayEnds, from: number, day: number): number {
  const index = day - calendar.firstDay;
  if (index < 0 || index >= calendar.shapeOf.length) return Number.NaN;
  const working = calendar.assumed
    ? calendar.assumed.rollsTo(day) - calendar.firstDay
    : calendar.workingDays[calendar.workedBefore[index]!];
  if (working === undefined || !(working < calendar.shapeOf.length)) return Number.NaN;
  const isOpeningAssumed = calendar.assumed?.bound === 'earliest' && shapeAt(calendar, working) === null;
  if (dayEnds === 'midnight' || !isOpeningAssumed) return endOfDay(calendar, dayEnds, working, from);
  const firstClose = Math.min(...calendar.shapes.map(({ closes }) => closes.at(-1)!));
  return Math.max(from, calendar.midnight[working]! + firstClose);
}

function dueByUnits(calendar: Calendar, units: number): number {
  const position = Math.ceil(units / calendar.unitsPerDay) - 1;
  const index = calendar.workingDays[position];
  if (index === undefined) return Number.NaN;
  const shape = shapeAt(calendar, index)!;
  const rest = units - position * calendar.unitsPerDay;
  return calendar.midnight[index]! + sinceMidnightAfter(shape, Math.ceil(rest / shape.unitsPerMs));
}

function dueByOfficeMs(calendar: Calendar, ms: number): number {
  const { workingDays, officeBefore } = calendar;
  let low = 0;
  let high = workingDays.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (officeBefore[workingDays[middle]! + 1]! < ms) low = middle + 1;
    else high = middle;
  }
  const index = workingDays[low];
  if (index === undefined) return Number.NaN;
  return calendar.midnight[index]! + sinceMidnightAfter(shapeAt(calendar, index)!, ms - officeBefore[index]!);
}

function dueOnSession(
  calendar: Calendar,
  dayEnds: DayEnds,
  from: number,
  base: number,
  need: number,
): number {
  if (Number.isNaN(base)) return Number.NaN;
  const now = dayIndexAt(calendar, from);
  if (need <= 0 && shapeAt(calendar, now) === null) return calendar.midnight[now + 1]!;
  const session = base + Math.max(need, 0);
  const index = calendar.workingDays[Math.ceil(session / 2) - 1];
  if (index === undefined) return Number.NaN;
  if (session % 2 === 0) return endOfDay(calendar, dayEnds, index, from);
  const shape = shapeAt(calendar, index)!;
  const close = calendar.midnight[index]! + shape.morningCloseMs!;
  return dayEnds === 'close' && close >= from ? close : calendar.midnight[index]! + shape.afternoonMs!;
}
