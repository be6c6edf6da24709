// The envelope every event arrives in: CloudEvents 1.0, JSON format (https://github.com/cloudevents/spec).
import { z } from 'zod';

/** A lone surrogate does not survive storage, and an id changed there would not know its repeat; NUL ends texts elsewhere. */
const identifier = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\0\p{Cs}]*$/u, 'expected text without NUL characters and broken Unicode');

/** Instants must carry their offset: a stamp without one is refused, never guessed (RFC 3339, required by CloudEvents). */
export const OffsetInstant = z.iso.datetime({
  offset: true,
  error: 'expected an instant with its offset, such as 2026-03-02T09:00:00+08:00',
});

/** CloudEvents attributes Shixian reads; unknown extension attributes are allowed and ignored. */
export const Envelope = z.looseObject({
  specversion: z.literal('1.0'),
  id: identifier.describe('unique within its source; source + id is the identity of an event'),
  source: identifier.describe('URI-reference of the system that tells the event'),
  type: z.string().min(1).max(128).describe('one of the event types of a system'),
  subject: identifier.describe('the case id 办件编号'),
  time: OffsetInstant.describe('when it happened, with offset'),
  datacontenttype: z
    .string()
    .regex(/^application\/(.+\+)?json\b/, 'expected application/json')
    .optional(),
  recordedtime: OffsetInstant.optional().describe('when the source system wrote it down, with offset'),
  timeprecision: z.enum(['instant', 'day']).optional().describe('day: only the local date of time is known'),
  sequence: z
    .string()
    .max(32)
    .optional()
    .describe('order among events of one instant; compared as text after length'),
  data: z.record(z.string(), z.unknown()).default({}),
});
export type Envelope = z.infer<typeof Envelope>;

/** An event that passed every check. Instants are epoch milliseconds. */
export interface AcceptedEvent {
  readonly system: string;
  readonly caseId: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly dayOnly: boolean;
  readonly recordedAt: number | null;
  readonly receivedAt: number;
  /** Received as it came, over HTTP or Kafka; a file is a log of old. */
  readonly live?: boolean;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
}
