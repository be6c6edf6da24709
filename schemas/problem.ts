// A problem says what is wrong with a value in a form both a program and a person can use.
import { z } from 'zod';

/** A stable code, one sentence, and where it helps the field and value at fault. */
export const Problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  value: z.unknown().optional(),
});
export type Problem = z.infer<typeof Problem>;
