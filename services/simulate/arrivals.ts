// When applications come in: on working days in office hours, some over the network on evenings and rest days.
import { type Calendar, dayIndexAt, shapeAt } from '../core/calendar.ts';
import type { SeededRandom } from './seeded-random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Load by month, January first: slack before the Spring Festival, a spring and an autumn peak, the year's end. */
const byMonth = [0.75, 0.6, 1.25, 1.15, 1.05, 1.1, 0.95, 0.9, 1.15, 1.0, 1.1, 1.2] as const;
/** Load by weekday, Monday first; make-up weekends are quiet working days. */
const byWeekday = [1.2, 1.08, 1.02, 1, 0.85, 0.6, 0.6] as const;
const REST_DAY = 0.06;
const EVENING = 0.12;

/** How many cases come in on each day of the window; they sum to `cases`. Days are indexes of the calendar. */
export function casesByDay(calendar: Calendar, first: number, last: number, cases: number): number[] {
  const loads = Array.from({ length: last - first + 1 }, (_, i) => loadOf(calendar, first + i));
  const whole = loads.reduce((sum, load) => sum + load, 0);
  let passed = 0;
  let given = 0;
  return loads.map((load, i) => {
    passed += load;
    const due = i === loads.length - 1 ? cases : Math.floor((cases * passed) / whole);
    const today = due - given;
    given = due;
    return today;
  });
}

function loadOf(calendar: Calendar, index: number): number {
  const date = new Date((calendar.firstDay + index) * 24 * HOUR);
  const month = byMonth[date.getUTCMonth()]!;
  if (isRestDay(calendar, index)) return month * REST_DAY;
  return month * byWeekday[(date.getUTCDay() + 6) % 7]!;
}

export const isRestDay = (calendar: Calendar, index: number): boolean => shapeAt(calendar, index) === null;

/** An instant of day `index` at which an application comes in, in whole seconds. */
export function arrivalOn(calendar: Calendar, index: number, online: boolean, random: SeededRandom): number {
  const midnight = calendar.midnight[index]!;
  const shape = shapeAt(calendar, index);
  if (!shape) return midnight + seconds(random.between(8.5 * HOUR, 22 * HOUR));
  if (online && random.chance(EVENING)) return midnight + seconds(random.between(18 * HOUR, 23 * HOUR));
  const span = random.chance(0.58) ? 0 : shape.opens.length - 1;
  const [opens, closes] = [shape.opens[span]!, shape.closes[span]!];
  const share = (random.unit() + random.unit()) / 2;
  return midnight + seconds(opens + MINUTE + share * (closes - opens - 2 * MINUTE));
}

const seconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** The next instant after `at` at which an applicant acts: any waking hour. */
export function wakingAfter(calendar: Calendar, at: number, random: SeededRandom): number {
  const index = dayIndexAt(calendar, at);
  if (index < 0) return Number.POSITIVE_INFINITY;
  const sinceMidnight = at - calendar.midnight[index]!;
  if (sinceMidnight >= 8 * HOUR && sinceMidnight < 22 * HOUR) return at;
  const morning = sinceMidnight < 8 * HOUR ? calendar.midnight[index]! : calendar.midnight[index + 1]!;
  return morning + seconds(random.between(8 * HOUR, 10 * HOUR));
}
