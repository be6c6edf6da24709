// When a message may go: office hours of a calendar, or times of day on its working days or on every day.
import type { QuietHours } from '../../schemas/channel.ts';
import { type Calendar, dayAt, shapeAt, startOfDay } from '../core/calendar.ts';
import type { DayShape } from '../core/day-shape.ts';
import { DAY_MS } from '../core/local-date.ts';
import { readDayHours } from '../core/office-hours.ts';
import { instantOfLocal } from '../core/zone.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Longer than any rest the State Council has published. */
const LONGEST_REST_DAYS = 60;

/**
 * The first instant at or after `at` that is open; `at` itself while it is. A day the calendar does not cover
 * counts as a working day: better a message on a holiday than none.
 */
export function nextOpening(quiet: QuietHours, calendar: Calendar, at: number): number {
  const today = dayAt(calendar, at);
  for (let day = today; day <= today + LONGEST_REST_DAYS; day++) {
    const span = spansOf(quiet, calendar, day).find(({ to }) => to > at);
    if (span) return Math.max(at, span.from);
  }
  return at;
}

/** The open times of a local day in order, ends excluded. */
function spansOf({ open, days }: QuietHours, calendar: Calendar, day: number): Span[] {
  const index = day - calendar.firstDay;
  const isCovered = index >= 0 && day <= calendar.lastDay;
  const shape = isCovered ? shapeAt(calendar, index) : lastShape(calendar);
  if (open === 'office-hours') return shape === null ? [] : officeSpans(shape, startOfDay(calendar, day));
  if (shape === null && days === 'working') return [];
  const hours = readDayHours(open);
  if ('code' in hours) throw new RangeError(hours.message);
  const instantOf = (minutes: number) => instantOfLocal(calendar.zone, day * DAY_MS + minutes * 60_000);
  return hours.map((span) => ({ from: instantOf(span.open), to: instantOf(span.close) }));
}

const officeSpans = ({ opens, closes }: DayShape, midnight: number): Span[] =>
  opens.map((open, i) => ({ from: midnight + open, to: midnight + closes[i]! }));

function lastShape(calendar: Calendar): DayShape | null {
  const index = calendar.workingDays.at(-1);
  return index === undefined ? null : shapeAt(calendar, index);
}
