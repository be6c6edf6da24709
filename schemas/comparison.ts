// What another set of calendars would change, asked before it is put in force.
import { z } from 'zod';
import { CalendarDay, CalendarFile, LocalDate } from './calendar.ts';
import { Verdict } from './clock.ts';

/** A calendar's whole content, with its days in place of the name of their file. */
export const CalendarContent = CalendarFile.omit({ days: true, rows: true }).extend({
  days: z.array(CalendarDay),
});

export const CalendarsQuestion = z.strictObject({ calendars: z.array(CalendarContent).min(1) });

/** A day that counts differently, or that only one side covers. */
export const DayChange = z.strictObject({
  calendar: z.string(),
  day: LocalDate,
  before: z.enum(['working', 'rest', 'not covered']),
  after: z.enum(['working', 'rest', 'not covered']),
});

export type DayChange = z.infer<typeof DayChange>;

export const ClockChange = z.strictObject({
  system: z.string(),
  caseId: z.string(),
  targetId: z.string(),
  verdictBefore: Verdict,
  verdictAfter: Verdict,
  deadlineBefore: z.string().nullable(),
  deadlineAfter: z.string().nullable(),
});
export type ClockChange = z.infer<typeof ClockChange>;

export const CalendarsComparison = z.strictObject({
  asOf: z.string(),
  days: z.array(DayChange),
  cases: z.int().describe('cases compared'),
  clocks: z.int().describe('clocks compared'),
  changed: z.int().describe('clocks whose verdict or deadline would change'),
  examples: z.array(ClockChange).describe('the first of them'),
});
export type CalendarsComparison = z.infer<typeof CalendarsComparison>;
