// Questions the HTTP API takes. Answers are in indicator.ts, clock.ts and receipt.ts.
import { z } from 'zod';
import { Jurisdiction } from './events/effect.ts';
import { Problem } from './problem.ts';

const Stamp = z.string().min(1).max(40);
const System = z.string().min(1).max(64).default('permit').describe('permit');
const asOf = Stamp.optional().describe(
  'what had happened by this instant, included; a bare date means its end; without offset read in Asia/Shanghai; default now',
);
const knownAt = Stamp.optional().describe('what had been told by this instant, included; default everything');
const within = z
  .union([z.literal(''), Jurisdiction])
  .default('')
  .describe('a jurisdiction and everything in it, such as cn/hubei; default everywhere');
const Format = z.enum(['json', 'csv']).default('json');

const AttributeName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected an attribute name');

export const IndicatorQuery = z.strictObject({
  system: System,
  within,
  asOf,
  knownAt,
  groupBy: z
    .string()
    .optional()
    .transform((text) => (text ? text.split(',').map((name) => name.trim()) : []))
    .pipe(z.array(AttributeName).max(8))
    .describe('attribute names, comma-separated, such as department,channel'),
  from: Stamp.optional().describe('period start, included'),
  to: Stamp.optional().describe('period end, excluded'),
  periodBy: z.enum(['begun', 'ended']).default('begun').describe('what of a case must lie in the period'),
  format: Format,
});

export const TargetIndicatorQuery = z.strictObject({ system: System, asOf, knownAt, format: Format });

/** Further parameters are attribute names and the values cases must have, such as department=General. */
export const CaseListQuery = z
  .object({
    system: System,
    within,
    asOf,
    knownAt,
    state: z
      .enum(['all', 'overdue', 'at-risk', 'open', 'ended', 'late', 'paused', 'unknown', 'void'])
      .default('all'),
    sort: z.enum(['overdue', 'deadline', 'started', 'id']).default('id'),
    search: z.string().max(128).default('').describe('part of a case id'),
    limit: z.coerce.number().int().min(1).max(1000).optional().describe('default 50; exports have no limit'),
    cursor: z.coerce.number().int().min(0).max(10_000_000).default(0),
    format: Format,
  })
  .catchall(z.string().max(512));

export const CaseQuery = z.strictObject({
  system: z.string().min(1).max(64).optional().describe('needed only when two systems share a case id'),
  asOf,
  knownAt,
  format: z.enum(['json']).default('json'),
});

export const CaseParams = z.object({ caseId: z.string().min(1).max(256) });

export const Problems = z.object({ problems: z.array(Problem) });
export type Problems = z.infer<typeof Problems>;
