// What the years after a calendar's covered range can hold at most, for provisional deadlines.
import type { CalendarFacts } from '../../schemas/calendar.ts';
import { dayOfIso, weekdayOf, yearOfDay } from './local-date.ts';

/** Which way the unpublished years are assumed to go. */
export type Bound = 'earliest' | 'latest';

export type IsRest = (day: number) => boolean;

export const YEARS_CONTINUED = 3;

/** Rest days as published; days without a row rest on weekends. */
export function publishedRest(facts: CalendarFacts): IsRest {
  const kinds = new Map(facts.days.map((day) => [dayOfIso(day.date), day.kind]));
  const weekend = new Set(facts.weekend);
  return (day) => {
    const kind = kinds.get(day);
    return kind === undefined ? weekend.has(weekdayOf(day)) : kind === 'holiday';
  };
}

/** Past the range: the first weekdays of each year off (latest), or the first rest days worked (earliest). */
export function continuedRest(facts: CalendarFacts, bound: Bound): IsRest {
  const published = publishedRest(facts);
  const { weekdaysOffAtMost, restDaysWorkedAtMost } = facts.unpublishedYear;
  const end = dayOfIso(facts.covered.to);
  const flipped = new Set<number>();
  for (let year = yearOfDay(end + 1), i = 0; i <= YEARS_CONTINUED; i++, year++) {
    let left = bound === 'latest' ? weekdaysOffAtMost : restDaysWorkedAtMost;
    const last = dayOfIso(`${year}-12-31`);
    for (let day = Math.max(end + 1, dayOfIso(`${year}-01-01`)); left > 0 && day <= last; day++) {
      if (published(day) === (bound === 'latest')) continue;
      flipped.add(day);
      left--;
    }
  }
  return (day) => published(day) !== flipped.has(day);
}

/**
 * The day to which a last day is moved off rest days, at the soonest or at the latest. The days off of an
 * unpublished year may all lie just there, and any rest day of it may be worked.
 */
export function rollsTo(facts: CalendarFacts, bound: Bound): (day: number) => number {
  const isRest = publishedRest(facts);
  const { weekdaysOffAtMost, restDaysWorkedAtMost } = facts.unpublishedYear;
  const end = dayOfIso(facts.covered.to);
  return (from) => {
    const off = new Map<number, number>();
    for (let day = from; day < end + YEARS_CONTINUED * 366; day++) {
      if (day > end && bound === 'earliest' && restDaysWorkedAtMost > 0) return day;
      if (isRest(day)) continue;
      const used = off.get(yearOfDay(day)) ?? 0;
      if (day <= end || bound === 'earliest' || used === weekdaysOffAtMost) return day;
      off.set(yearOfDay(day), used + 1);
    }
    return Number.NaN;
  };
}
