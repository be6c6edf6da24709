// What the door answers for each event it was handed, and the form in which a reader hands events in.
import { z } from 'zod';
import { Problem } from './problem.ts';

/** One thing to take in: an event as told, or a source line that could not be made into one. */
export const Incoming = z.strictObject({
  origin: z.string().max(512).describe('where it came from: http, or file name and line'),
  event: z.unknown().optional(),
  raw: z.string().optional().describe('the source text, kept when the event is rejected'),
  problem: Problem.optional().describe('why no event could be made of it'),
});
export type Incoming = z.infer<typeof Incoming>;

export const Receipt = z.strictObject({
  id: z.string().nullable().describe('the event id, when one could be read'),
  status: z
    .enum(['accepted', 'duplicate', 'rejected', 'queued'])
    .describe('queued: durable in Kafka, judged and known as new or repeated once it is read from there'),
  problems: z.array(Problem),
});
export type Receipt = z.infer<typeof Receipt>;

export const Receipts = z.strictObject({
  accepted: z.int(),
  duplicate: z.int(),
  rejected: z.int(),
  queued: z.int().optional().describe('present when events go through Kafka'),
  receipts: z.array(Receipt),
});
export type Receipts = z.infer<typeof Receipts>;
