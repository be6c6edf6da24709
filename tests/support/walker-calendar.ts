// The walker's own reading of a calendar's facts: sets of days, and every minute of a day looked at on its wall clock.
import type { CalendarFacts } from '../../schemas/calendar.ts';

export const MINUTE = 60_000;
const DAY = 86_400_000;

/** One local date, read minute by minute. */
export interface WalkerDay {
  readonly begin: number;
  readonly end: number;
  readonly working: boolean;
  /** 1 for every minute since `begin` in which the office is open. */
  readonly open: Uint8Array;
  readonly openMs: number;
  /** Begin of the first open minute and end of the last one; NaN on rest days. */
  readonly opening: number;
  readonly close: number;
  /** Begin of the afternoon's first open minute, and end of the last one before it; NaN without an afternoon. */
  readonly afternoon: number;
  readonly morningClose: number;
}

export interface WalkerCalendar {
  readonly covers: (t: number) => boolean;
  readonly dateOf: (t: number) => number;
  readonly coversDate: (date: number) => boolean;
  readonly day: (date: number) => WalkerDay;
  /** The day an instant lies on. */
  readonly dayAt: (t: number) => WalkerDay;
  /** Every working day has an afternoon opening. */
  readonly splits: boolean;
}

const offsets = new Map<string, Map<number, number>>();

/** East of UTC; the zones used change their clocks on whole hours only. */
function offsetAt(zone: string, t: number): number {
  let known = offsets.get(zone);
  if (!known) {
    known = new Map();
    offsets.set(zone, known);
  }
  const hour = Math.floor(t / 3_600_000);
  let offset = known.get(hour);
  if (offset === undefined) {
    offset = wallClock(zone, hour * 3_600_000) - hour * 3_600_000;
    known.set(hour, offset);
  }
  return offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(zone: string, t: number): number {
  const numeric = 'numeric' as const;
  let format = formats.get(zone);
  if (!format) {
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric };
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...fields });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(t).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!);
}

const text = (date: number): string => new Date(date * DAY).toISOString().slice(0, 10);
const date = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / DAY;

interface WallSpan {
  readonly open: number;
  readonly close: number;
}

function wallSpans(facts: CalendarFacts, monthDay: string): WallSpan[] {
  const seasons = typeof facts.officeHours === 'string' ? [{ hours: facts.officeHours }] : facts.officeHours;
  for (const season of seasons as { from?: string; to?: string; hours: string }[]) {
    const from = season.from ?? '01-01';
    const to = season.to ?? '12-31';
    const inside = from <= to ? monthDay >= from && monthDay <= to : !(monthDay > to && monthDay < from);
    if (inside) return season.hours.split(',').map(wallSpan);
  }
  throw new Error(`no season on ${monthDay}`);
}

function wallSpan(span: string): WallSpan {
  const [open, close] = span.split('-').map((time) => {
    const [hour, minute] = time.split(':').map(Number);
    return hour! * 60 + minute!;
  });
  return { open: open!, close: close! };
}

const afternoonOf = (spans: readonly WallSpan[]): number =>
  spans.find(({ open }, i) => i > 0 && spans[0]!.open < 720 && open >= 720)?.open ?? Number.NaN;

function workingDays(facts: CalendarFacts): Set<number> {
  const kinds = new Map(facts.days.map((day) => [day.date as string, day.kind]));
  const days = new Set<number>();
  for (let n = date(facts.covered.from); n <= date(facts.covered.to); n++) {
    const kind = kinds.get(text(n));
    const weekday = new Date(n * DAY).getUTCDay() || 7;
    if (kind === 'makeup' || (kind === undefined && !facts.weekend.includes(weekday))) days.add(n);
  }
  return days;
}

/** First instant of a local date, sought quarter hour by quarter hour. */
function beginOf(zone: string, n: number): number {
  let t = n * DAY - 15 * 3_600_000;
  while (Math.floor((t + offsetAt(zone, t)) / DAY) < n) t += 15 * MINUTE;
  return t;
}

function readDay(zone: string, n: number, spans: readonly WallSpan[] | null): WalkerDay {
  const begin = beginOf(zone, n);
  const end = beginOf(zone, n + 1);
  const open = new Uint8Array((end - begin) / MINUTE);
  const noon = spans ? afternoonOf(spans) : Number.NaN;
  let [opening, close, afternoon, morningClose] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  let openMs = 0;
  let offset = 0;
  for (let i = 0; spans && i < open.length; i++) {
    const t = begin + i * MINUTE;
    if (i % 60 === 0) offset = offsetAt(zone, t);
    const wall = ((t + offset) % DAY) / MINUTE;
    if (!spans.some((span) => span.open <= wall && wall < span.close)) continue;
    open[i] = 1;
    if (openMs === 0) opening = t;
    openMs += MINUTE;
    if (wall >= noon && Number.isNaN(afternoon)) [afternoon, morningClose] = [t, close];
    close = t + MINUTE;
  }
  const working = spans !== null;
  return { begin, end, working, open, openMs, opening, close, afternoon, morningClose };
}

/** Reads facts whose zone changes its clocks on whole hours. */
export function walkerCalendar(facts: CalendarFacts): WalkerCalendar {
  const { zone } = facts;
  const [first, last] = [date(facts.covered.from), date(facts.covered.to)];
  const working = workingDays(facts);
  const spansOn = (n: number) => (working.has(n) ? wallSpans(facts, text(n).slice(5)) : null);
  const days = new Map<number, WalkerDay>();
  const day = (n: number): WalkerDay => {
    let known = days.get(n);
    if (!known) {
      known = readDay(zone, n, spansOn(n));
      days.set(n, known);
    }
    return known;
  };
  let latest = day(first);
  const dayAt = (t: number): WalkerDay => {
    if (t < latest.begin || t >= latest.end) latest = day(dateOf(t));
    return latest;
  };
  const dateOf = (t: number) => Math.floor((t + offsetAt(zone, t)) / DAY);
  const coversDate = (n: number) => n >= first && n <= last;
  const splits = [...working].every((n) => !Number.isNaN(afternoonOf(spansOn(n)!)));
  return { covers: (t) => coversDate(dateOf(t)), dateOf, coversDate, day, dayAt, splits };
}
