// The calculator's question and answer: `shixian clock`, one JSON object a line under --stdin.
import { z } from 'zod';
import { OfficeHours } from './calendar.ts';
import { Problem } from './problem.ts';
import { DayEnds, Method, Unit } from './target.ts';

const Stamp = z
  .string()
  .max(64)
  .describe('ISO 8601; without offset read in the calendar’s zone; may be a bare date');

export const ClockQuestion = z.strictObject({
  id: z.union([z.string(), z.number()]).nullish().describe('returned as it came'),
  method: Method,
  start: Stamp,
  end: Stamp.nullish(),
  pauses: z
    .array(z.tuple([Stamp, Stamp.nullable()]))
    .default([])
    .describe('[from, to]: from included, to not; to null: not over'),
  limit: z.number().nullish().describe('in the unit of the method'),
  calendar: z.string().default('cn'),
  officeHours: OfficeHours.nullish(),
  dayEnds: DayEnds.default('midnight'),
});
export type ClockQuestion = z.infer<typeof ClockQuestion>;

export const ClockAnswer = z.strictObject({
  id: z.union([z.string(), z.number()]).nullable(),
  elapsed: z.number().nullable(),
  unit: Unit.nullable(),
  deadline: z.string().nullable(),
  problems: z.array(Problem),
});
export type ClockAnswer = z.infer<typeof ClockAnswer>;
