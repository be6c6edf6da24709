// Calendars as data: which days and hours count, in which zone, over which covered range.
import { z } from 'zod';

export const LocalDate = z.iso.date();
export const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'expected MM-DD');
export const DayHours = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)(,([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00))*$/,
    'expected spans such as 09:00-12:00,13:30-17:30',
  )
  .describe('office hours of a working day, spans in order, ends excluded');

/** Hours in force from a month-day to a month-day, both included; may wrap the year end. First match wins. */
export const Season = z.strictObject({
  from: MonthDay.optional(),
  to: MonthDay.optional(),
  hours: DayHours,
});
export const OfficeHours = z.union([DayHours, z.array(Season).min(1)]);
export type OfficeHours = z.infer<typeof OfficeHours>;

/** One published exception: a day off, or a rest day made a working day 调休. */
export const CalendarDay = z.strictObject({
  date: LocalDate,
  kind: z.enum(['holiday', 'makeup']),
  name: z.string().min(1),
  notice: z.string().min(1),
});
export type CalendarDay = z.infer<typeof CalendarDay>;

/** A calendar file; `days` names a CSV beside it. */
export const CalendarFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  version: z.string().min(1),
  name: z.strictObject({ zh: z.string(), en: z.string() }),
  zone: z.string().min(1).describe('IANA time zone'),
  covered: z
    .strictObject({ from: LocalDate, to: LocalDate })
    .describe('first and last published day, both included'),
  weekend: z.array(z.int().min(1).max(7)).describe('ISO weekdays that rest, Monday is 1'),
  days: z.string().min(1),
  rows: z.int().min(1).describe('how many rows the days file holds, so that a file cut short is refused'),
  officeHours: OfficeHours,
  unpublishedYear: z
    .strictObject({
      weekdaysOffAtMost: z.int().min(0),
      restDaysWorkedAtMost: z.int().min(0),
    })
    .describe('bounds used for a provisional deadline past the covered range'),
  sources: z.array(z.string()).min(1),
});
export type CalendarFile = z.infer<typeof CalendarFile>;

/** A calendar's whole published content, the input of services/core/calendar.ts. */
export type CalendarFacts = Omit<CalendarFile, 'days' | 'rows'> & { readonly days: readonly CalendarDay[] };
