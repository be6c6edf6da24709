// A calendar compiled for counting: prefix sums over its covered days, from which every method counts.
import type { CalendarFacts } from '../../schemas/calendar.ts';
import type { Problem } from '../../schemas/problem.ts';
import { type DayShape, ShapeTable, weigh } from './day-shape.ts';
import { DAY_MS, dayOfIso, isoOfDay, yearOfDay } from './local-date.ts';
import { readOfficeHours } from './office-hours.ts';
import {
  type Bound,
  continuedRest,
  type IsRest,
  publishedRest,
  rollsTo,
  YEARS_CONTINUED,
} from './unpublished-years.ts';
import { instantOfLocal, offsetAt } from './zone.ts';

/** Day i of the arrays is day number firstDay + i. */
export interface Calendar {
  readonly id: string;
  readonly version: string;
  readonly zone: string;
  readonly firstDay: number;
  /** Last covered day, included. */
  readonly lastDay: number;
  /** Instant of local midnight of day i; one more entry for the end of the last day. */
  readonly midnight: Float64Array;
  /** Working days before day i; one more entry for the total. */
  readonly workedBefore: Int32Array;
  /** Office milliseconds before day i; one more entry for the total. */
  readonly officeBefore: Float64Array;
  /** Index into shapes plus one; 0 on rest days. */
  readonly shapeOf: Uint8Array;
  readonly shapes: readonly DayShape[];
  /** Day index of the k-th working day, k from 0. */
  readonly workingDays: Int32Array;
  readonly unitsPerDay: number;
  /** The same calendar continued past its covered range under the most and the least work a year can hold. */
  readonly continued: ((bound: Bound) => Calendar | null) | null;
  /** Set on a continued calendar: which way it goes, and the day number to which a last day is moved off rest days. */
  readonly assumed: { readonly bound: Bound; readonly rollsTo: (day: number) => number } | null;
}

export type CalendarResult =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly problem: Problem };

/** Compiles a calendar; the years after its covered range are continued both ways only when asked for. */
export function makeCalendar(facts: CalendarFacts): CalendarResult {
  const covered = dayOfIso(facts.covered.to);
  const published = compile(facts, publishedRest(facts), covered);
  if (!published.ok) return published;
  const last = dayOfIso(`${yearOfDay(covered) + YEARS_CONTINUED}-12-31`);
  const known = new Map<Bound, Calendar | null>();
  const continued = (bound: Bound) => {
    if (!known.has(bound)) {
      const result = compile(facts, continuedRest(facts, bound), last);
      const sameUnits = result.ok && result.calendar.unitsPerDay === published.calendar.unitsPerDay;
      const assumed = { bound, rollsTo: rollsTo(facts, bound) };
      known.set(bound, sameUnits ? { ...result.calendar, assumed } : null);
    }
    return known.get(bound)!;
  };
  return { ok: true, calendar: { ...published.calendar, continued } };
}

function compile(facts: CalendarFacts, isRest: IsRest, lastDay: number): CalendarResult {
  const hours = readOfficeHours(facts.officeHours);
  if ('code' in hours) return { ok: false, problem: hours };
  const firstDay = dayOfIso(facts.covered.from);
  const count = lastDay - firstDay + 1;
  const table = new ShapeTable();
  const midnight = Float64Array.from({ length: count + 1 }, (_, i) =>
    instantOfLocal(facts.zone, (firstDay + i) * DAY_MS),
  );
  const shapeOf = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (isRest(firstDay + i)) continue;
    const spans = hours.spansOn(isoOfDay(firstDay + i).slice(5));
    if (!spans) return { ok: false, problem: uncoveredSeason(facts, firstDay + i) };
    shapeOf[i] = table.indexOf(spans, sinceMidnight(facts.zone, firstDay + i, midnight[i]!)) + 1;
  }
  const weighed = weigh(table.shapes, hours.lengthsMs, count);
  if ('code' in weighed) return { ok: false, problem: weighed };
  const sums = prefixSums(shapeOf, weighed.shapes);
  const { id, version, zone } = facts;
  return {
    ok: true,
    calendar: {
      id,
      version,
      zone,
      firstDay,
      lastDay,
      midnight,
      shapeOf,
      ...weighed,
      ...sums,
      continued: null,
      assumed: null,
    },
  };
}

const uncoveredSeason = (facts: CalendarFacts, day: number): Problem => ({
  code: 'bad-office-hours',
  message: `calendar ${facts.id}: no season gives office hours for ${isoOfDay(day)}; add a last season without from and to`,
  field: 'officeHours',
});

/** Milliseconds really elapsed since a day's midnight at a wall-clock reading (they differ when clocks change). */
function sinceMidnight(zone: string, day: number, midnight: number): (minutes: number) => number {
  const steady = offsetAt(zone, midnight) === offsetAt(zone, midnight + DAY_MS + 3_600_000);
  return (minutes) =>
    steady ? minutes * 60_000 : instantOfLocal(zone, day * DAY_MS + minutes * 60_000) - midnight;
}

function prefixSums(shapeOf: Uint8Array, shapes: readonly DayShape[]) {
  const count = shapeOf.length;
  const workedBefore = new Int32Array(count + 1);
  const officeBefore = new Float64Array(count + 1);
  const workingDays: number[] = [];
  for (let i = 0; i < count; i++) {
    const shape = shapeOf[i]! === 0 ? null : shapes[shapeOf[i]! - 1]!;
    workedBefore[i + 1] = workedBefore[i]! + (shape ? 1 : 0);
    officeBefore[i + 1] = officeBefore[i]! + (shape ? shape.lengthMs : 0);
    if (shape) workingDays.push(i);
  }
  return { workedBefore, officeBefore, workingDays: Int32Array.from(workingDays) };
}

/** Index of the covered day an instant falls on, or -1 outside the covered range. */
export function dayIndexAt(calendar: Calendar, at: number): number {
  const { midnight } = calendar;
  const count = midnight.length - 1;
  if (!(at >= midnight[0]! && at < midnight[count]!)) return -1;
  let index = Math.floor((at - midnight[0]!) / DAY_MS);
  if (index >= count) index = count - 1;
  while (midnight[index]! > at) index--;
  while (midnight[index + 1]! <= at) index++;
  return index;
}

/** The local day number of an instant, inside the covered range or not. */
export function dayAt(calendar: Calendar, at: number): number {
  const index = dayIndexAt(calendar, at);
  return index >= 0 ? calendar.firstDay + index : Math.floor((at + offsetAt(calendar.zone, at)) / DAY_MS);
}

/** The instant a local day begins, inside the covered range or not. */
export function startOfDay(calendar: Calendar, day: number): number {
  const index = day - calendar.firstDay;
  return index >= 0 && index < calendar.midnight.length
    ? calendar.midnight[index]!
    : instantOfLocal(calendar.zone, day * DAY_MS);
}

/** The shape of a covered day, or null on a rest day. */
export function shapeAt(calendar: Calendar, index: number): DayShape | null {
  const shape = calendar.shapeOf[index]!;
  return shape === 0 ? null : calendar.shapes[shape - 1]!;
}
