// A calendar compiled for counting: prefix sums over its covered days, from which every method counts.
import type { CalendarFacts } from '../../schemas/calendar.ts';
import type { Problem } from '../../schemas/problem.ts';
import { DAY_MS, dayOfIso, isoOfDay, weekdayOf, yearOfDay } from './local-date.ts';
import { type HourSpan, readOfficeHours } from './office-hours.ts';
import { instantOfLocal, offsetAt } from './zone.ts';

/** The office time of one working day, in milliseconds after its local midnight; ends excluded. */
export interface DayShape {
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly lengthMs: number;
  /** Opening of the first span that begins at or after noon, when a span precedes it. */
  readonly afternoonMs: number | null;
  /** Close of the last span before the afternoon. */
  readonly morningCloseMs: number | null;
  /** Exact integer weight: lengthMs × unitsPerMs is the calendar's unitsPerDay. */
  readonly unitsPerMs: number;
}

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
}

/** Which way the unpublished years are assumed to go. */
export type Bound = 'earliest' | 'latest';

export type CalendarResult =
  | { readonly ok: true; readonly calendar: Calendar }
  | { readonly ok: false; readonly problem: Problem };

const YEARS_CONTINUED = 3;

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
      known.set(bound, result.ok ? result.calendar : null);
    }
    return known.get(bound)!;
  };
  return { ok: true, calendar: { ...published.calendar, continued } };
}

type IsRest = (day: number) => boolean;

function publishedRest(facts: CalendarFacts): IsRest {
  const kinds = new Map(facts.days.map((day) => [dayOfIso(day.date), day.kind]));
  const weekend = new Set(facts.weekend);
  return (day) => {
    const kind = kinds.get(day);
    return kind === undefined ? weekend.has(weekdayOf(day)) : kind === 'holiday';
  };
}

/** Past the range: the first weekdays of each year off (latest), or the first rest days worked (earliest). */
function continuedRest(facts: CalendarFacts, bound: Bound): IsRest {
  const published = publishedRest(facts);
  const end = dayOfIso(facts.covered.to);
  const most =
    bound === 'latest' ? facts.unpublishedYear.weekdaysOffAtMost : facts.unpublishedYear.restDaysWorkedAtMost;
  const flipped = new Set<number>();
  for (let year = yearOfDay(end + 1), i = 0; i <= YEARS_CONTINUED; i++, year++) {
    let left = most;
    for (let day = Math.max(end + 1, dayOfIso(`${year}-01-01`)); left > 0; day++) {
      if (published(day) === (bound === 'latest')) continue;
      flipped.add(day);
      left--;
    }
  }
  return (day) => published(day) !== flipped.has(day);
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
    shapeOf[i] = table.indexOf(elapsedSpans(facts.zone, firstDay + i, midnight[i]!, spans)) + 1;
  }
  const weighed = weigh(table.shapes, count);
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
    },
  };
}

const uncoveredSeason = (facts: CalendarFacts, day: number): Problem => ({
  code: 'bad-office-hours',
  message: `calendar ${facts.id}: no season gives office hours for ${isoOfDay(day)}; add a last season without from and to`,
  field: 'officeHours',
});

/** Wall-clock spans of one day as milliseconds really elapsed since its midnight (they differ when clocks change). */
function elapsedSpans(zone: string, day: number, midnight: number, spans: readonly HourSpan[]): number[] {
  const elapsed = (minutes: number) => instantOfLocal(zone, day * DAY_MS + minutes * 60_000) - midnight;
  const steady = offsetAt(zone, midnight) === offsetAt(zone, midnight + DAY_MS + 3_600_000);
  return spans.flatMap(({ open, close }) =>
    steady ? [open * 60_000, close * 60_000] : [elapsed(open), elapsed(close)],
  );
}

/** Distinct day shapes, found again by their spans. */
class ShapeTable {
  readonly shapes: number[][] = [];
  readonly #index = new Map<string, number>();

  indexOf(spans: number[]): number {
    const key = spans.join();
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.shapes.push(spans) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Gives every shape an exact integer weight a millisecond, so that each working day holds the same units. */
function weigh(
  spansList: readonly number[][],
  days: number,
): { shapes: readonly DayShape[]; unitsPerDay: number } | Problem {
  const lengths = spansList.map((spans) => spans.reduce((sum, at, i) => sum + (i % 2 === 0 ? -at : at), 0));
  let unitsPerDay = lengths[0] ?? 1;
  for (const length of lengths) unitsPerDay = (unitsPerDay / gcd(unitsPerDay, length)) * length;
  if (unitsPerDay * days > Number.MAX_SAFE_INTEGER || spansList.length > 255)
    return {
      code: 'office-hours-too-irregular',
      message:
        'office hours have too many different day lengths to be counted exactly; use whole quarter hours',
      field: 'officeHours',
    };
  const shapes = spansList.map((spans, i) => shapeFrom(spans, lengths[i]!, unitsPerDay / lengths[i]!));
  return { shapes, unitsPerDay };
}

function shapeFrom(spans: readonly number[], lengthMs: number, unitsPerMs: number): DayShape {
  const opens = spans.filter((_, i) => i % 2 === 0);
  const closes = spans.filter((_, i) => i % 2 === 1);
  const second = opens.findIndex((open) => open >= DAY_MS / 2);
  const split = second > 0;
  return {
    opens,
    closes,
    lengthMs,
    unitsPerMs,
    afternoonMs: split ? opens[second]! : null,
    morningCloseMs: split ? closes[second - 1]! : null,
  };
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

/** Office milliseconds of a shape that lie before `sinceMidnight`. */
export function officeMsBefore(shape: DayShape, sinceMidnight: number): number {
  let sum = 0;
  for (let i = 0; i < shape.opens.length; i++) {
    const open = shape.opens[i]!;
    if (sinceMidnight <= open) break;
    sum += Math.min(sinceMidnight, shape.closes[i]!) - open;
  }
  return sum;
}

/** The least time since midnight by which a shape has given `officeMs` (above 0, at most its length). */
export function sinceMidnightAfter(shape: DayShape, officeMs: number): number {
  let left = officeMs;
  for (let i = 0; i < shape.opens.length; i++) {
    const length = shape.closes[i]! - shape.opens[i]!;
    if (left <= length) return shape.opens[i]! + left;
    left -= length;
  }
  throw new RangeError(`a day gives ${shape.lengthMs} ms of office time, ${officeMs} asked`);
}
