// Office hours of one working day: spans of wall-clock time, chosen by season.
import type { OfficeHours } from '../../schemas/calendar.ts';
import type { Problem } from '../../schemas/problem.ts';

/** Minutes after local midnight. */
export const NOON = 720;

/** Minutes after local midnight; ends excluded. */
export interface HourSpan {
  readonly open: number;
  readonly close: number;
}

interface SeasonRule {
  readonly from: string;
  readonly to: string;
  readonly spans: readonly HourSpan[];
}

const DAY_HOURS = /^\d{2}:[0-5]\d-\d{2}:[0-5]\d(,\d{2}:[0-5]\d-\d{2}:[0-5]\d)*$/;
const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** Spans of a text such as 09:00-12:00,13:30-17:30, or a problem when they are empty, reversed or overlap. */
export function readDayHours(text: string): readonly HourSpan[] | Problem {
  const refuse = (why: string): Problem => ({
    code: 'bad-office-hours',
    message: `office hours "${text}": ${why}; expected spans in order such as 09:00-12:00,13:30-17:30`,
    field: 'officeHours',
    value: text,
  });
  if (!DAY_HOURS.test(text)) return refuse('not in the form');
  const spans = text.split(',').map((part) => {
    const [open, close] = part.split('-');
    return { open: minutesOf(open!), close: minutesOf(close!) };
  });
  let last = 0;
  for (const span of spans) {
    if (span.close > 1440) return refuse('a span ends after 24:00');
    if (span.open >= span.close) return refuse('a span ends before it begins');
    if (span.open < last) return refuse('spans overlap or are out of order');
    last = span.close;
  }
  return spans;
}

export interface HourRules {
  /** The spans of a month-day (MM-DD), first matching season first; null where no season covers it. */
  readonly spansOn: (monthDay: string) => readonly HourSpan[] | null;
  /** Length of a working day in each season, in milliseconds, on days when the clocks do not change. */
  readonly lengthsMs: readonly number[];
}

/** Office hours by season, read once. */
export function readOfficeHours(hours: OfficeHours): HourRules | Problem {
  const seasons = typeof hours === 'string' ? [{ hours }] : hours;
  const rules: SeasonRule[] = [];
  for (const season of seasons) {
    const spans = readDayHours(season.hours);
    if ('code' in spans) return spans;
    const { from = '01-01', to = '12-31' } = season as { from?: string; to?: string };
    rules.push({ from, to, spans });
  }
  return {
    spansOn: (monthDay) => rules.find((rule) => isInSeason(rule, monthDay))?.spans ?? null,
    lengthsMs: rules.map(({ spans }) => lengthMs(spans)),
  };
}

const lengthMs = (spans: readonly HourSpan[]): number =>
  spans.reduce((sum, { open, close }) => sum + close - open, 0) * 60_000;

function isInSeason({ from, to }: SeasonRule, monthDay: string): boolean {
  return from <= to ? from <= monthDay && monthDay <= to : monthDay >= from || monthDay <= to;
}
