// How one target was kept in one period: a row of the target indicators.
import { z } from 'zod';

export const TargetRow = z.strictObject({
  targetId: z.string(),
  periodFrom: z.string().describe('first day of the month, quarter or year its cases ended in'),
  aggregation: z
    .string()
    .describe('each_case: actual is the share in time, in percent; else actual is in unit'),
  comparator: z.string(),
  limit: z.number().nullable(),
  unit: z.string(),
  n: z.int().describe('cases actual rests on'),
  open: z.int().describe('cases not ended; those overdue count as breached'),
  met: z.int(),
  breached: z.int(),
  actual: z.number().nullable(),
  verdict: z.enum(['met', 'breached', 'running']).describe('running: nothing to judge yet'),
});
export type TargetRow = z.infer<typeof TargetRow>;
