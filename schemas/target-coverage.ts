// How much of what the documents promise is measured, and why the rest is not.
import { z } from 'zod';

const Count = z.int().min(0);

export const CoverageRow = z.strictObject({
  name: z.string().describe('a document id or a domain; all: the whole catalogue'),
  targets: Count,
  core: Count,
  measured: Count,
  coreMeasured: Count,
  assumed: Count.describe('rest on an assumed reading, measured or not'),
  reasons: z.strictObject({
    'no-source-connected': Count,
    'slogan-undecoded': Count,
    'not-measurable-from-events': Count,
  }),
});
export type CoverageRow = z.infer<typeof CoverageRow>;

export const TargetCoverage = z.strictObject({
  documents: z.array(CoverageRow),
  domains: z.array(CoverageRow),
});
export type TargetCoverage = z.infer<typeof TargetCoverage>;
