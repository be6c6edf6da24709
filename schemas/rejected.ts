// Rejected events as they are listed, looked at, replayed and discarded: questions and answers of API and command line.
import { z } from 'zod';
import { Problem } from './problem.ts';

const Stamp = z.string().min(1).max(40);
const Id = z.string().regex(/^[0-9a-f]{32}$/, 'expected the 32 hexadecimal digits of a rejection');
const Cursor = z
  .string()
  .regex(/^\d{1,15}-[0-9a-f]{32}$/, 'expected the next of an earlier answer')
  .optional();

export const rejectedStatuses = ['open', 'replayed', 'discarded'] as const;
export type RejectedStatus = (typeof rejectedStatuses)[number];

/** The filters a list and a change share; an absent one lets everything through. */
const filters = {
  code: z.string().max(64).default('').describe('of the first problem, such as bad-data'),
  stage: z.enum(['', 'decode', 'schema', 'semantic', 'insert']).default('').describe('where it was refused'),
  origin: z.string().max(512).default('').describe('how its origin begins: http, or a file name'),
  topic: z.string().max(249).default('').describe('Kafka topic'),
  from: Stamp.optional().describe('received from then on; without offset read in Asia/Shanghai'),
  to: Stamp.optional().describe('received before then'),
  search: z.string().max(128).default('').describe('part of the event id'),
};

export const RejectedFilters = z.strictObject(filters);
export type RejectedFilters = z.infer<typeof RejectedFilters>;

export const RejectedQuery = z.strictObject({
  ...filters,
  status: z.enum([...rejectedStatuses, 'all']).default('open'),
  limit: z.coerce.number().int().min(1).max(1000).optional().describe('default 50; exports have no limit'),
  cursor: Cursor,
  format: z.enum(['json', 'csv']).default('json'),
});
export type RejectedQuery = z.output<typeof RejectedQuery>;

export const RejectedParams = z.object({ id: Id });

/** One line of a list. Instants are ISO 8601 with offset. */
export const RejectedRow = z.strictObject({
  id: z.string(),
  receivedAt: z.string(),
  status: z.enum(rejectedStatuses),
  code: z.string(),
  message: z.string().describe('the first problem, in words'),
  stage: z.string(),
  origin: z.string(),
  topic: z.string().describe('empty for what came by HTTP or file'),
  partition: z.int().nullable(),
  offset: z.int().nullable(),
  eventId: z.string(),
  replays: z.int().describe('how often it was handed in again'),
  updatedAt: z.string(),
  resolvedBy: z.string(),
  note: z.string(),
});
export type RejectedRow = z.infer<typeof RejectedRow>;

export const RejectedPage = z.strictObject({
  total: z.int(),
  codes: z.array(z.strictObject({ code: z.string(), n: z.int() })).describe('how many of each code'),
  rejected: z.array(RejectedRow).describe('the latest received first'),
  next: z.string().nullable().describe('cursor of the next page'),
});
export type RejectedPage = z.infer<typeof RejectedPage>;

/** One rejection whole, with what was told, byte for byte. */
export const RejectedDetail = RejectedRow.extend({
  problems: z.array(Problem),
  raw: z.string().describe('what was told; base64 where it is no valid UTF-8'),
  rawBase64: z.boolean(),
  key: z.string().describe('key of the Kafka message'),
  keyBase64: z.boolean(),
  headers: z.record(z.string(), z.string()).describe('headers of the Kafka message'),
  toldAt: z.string().nullable().describe('timestamp of the Kafka message'),
  appVersion: z.string().describe('the program that refused it'),
});
export type RejectedDetail = z.infer<typeof RejectedDetail>;

/** Most rejections one change may name. */
export const CHANGE_IDS = 200;

const by = z.string().trim().min(1).max(128).describe('who asks for it');
const note = z.string().trim().max(1000);
const chosen = {
  ids: z.array(Id).min(1).max(CHANGE_IDS).optional().describe('these, whatever became of them'),
  filter: RejectedFilters.optional().describe('the open ones among these; {} is every open one'),
  cursor: Cursor.describe('goes on after an earlier answer; with filter only'),
  by,
  dryRun: z.boolean().default(false).describe('say what would come of it and change nothing'),
};
const isOneOf = ({ ids, filter }: { ids?: unknown; filter?: unknown }) =>
  (ids === undefined) !== (filter === undefined);
const ONE_OF = 'expected either ids or filter';

export const ReplayQuestion = z.strictObject({ ...chosen, note: note.default('') }).refine(isOneOf, ONE_OF);
export type ReplayQuestion = z.output<typeof ReplayQuestion>;

export const DiscardQuestion = z
  .strictObject({ ...chosen, note: note.min(1).describe('why it is of no use') })
  .refine(isOneOf, ONE_OF);
export type DiscardQuestion = z.output<typeof DiscardQuestion>;

/** `queued` is durable in Kafka; `acceptable` is of a dry run: it passes every check that needs no other event. */
export const replayOutcomes = [
  'accepted',
  'duplicate',
  'queued',
  'acceptable',
  'rejected',
  'not-replayable',
] as const;
export const discardOutcomes = ['discarded', 'unchanged'] as const;

const changed = <const T extends readonly string[]>(outcomes: T) =>
  z.strictObject({
    results: z
      .array(
        z.strictObject({
          id: z.string(),
          eventId: z.string(),
          outcome: z.enum(outcomes),
          problems: z.array(Problem),
        }),
      )
      .describe('the earliest received first'),
    next: z.string().nullable().describe('cursor of those not reached yet'),
  });

/** Accepted, duplicate and queued ones are replayed; rejected and not-replayable ones keep their status. */
export const ReplayAnswer = changed(replayOutcomes);
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

export const DiscardAnswer = changed(discardOutcomes);
export type DiscardAnswer = z.infer<typeof DiscardAnswer>;
