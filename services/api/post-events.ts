// Takes events in over HTTP and answers for each of them.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problems } from '../../schemas/api.ts';
import { Incoming, Receipts } from '../../schemas/receipt.ts';
import { problemsOf } from '../core/issue-problems.ts';
import type { ApiContext } from './create-server.ts';
import { badJson, readEventsOfBody } from './read-events.ts';
import { Refusal } from './refusal.ts';

/** Bytes of all bodies under way at once; beyond it callers are asked to come again. */
const BYTES_AT_ONCE = 128 * 1024 * 1024;
const EVENT_BODY = 8 * 1024 * 1024;
const IMPORT_BODY = 64 * 1024 * 1024;

export function addEventRoutes(app: FastifyInstance, { shixian }: ApiContext): void {
  let bytes = 0;
  const takeIn = async (items: readonly Incoming[], size: number) => {
    if (bytes + size > BYTES_AT_ONCE)
      throw new Refusal(503, [
        { code: 'busy', message: 'too many events are under way; send this batch again in a few seconds' },
      ]);
    bytes += size;
    try {
      return await shixian.takeIn(items);
    } finally {
      bytes -= size;
    }
  };

  app.post('/v1/events', { bodyLimit: EVENT_BODY, schema: eventsSchema }, async (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    const { items, single } = readEventsOfBody(body, request.headers);
    const receipts = await takeIn(items, body.length);
    if (single && receipts.rejected > 0) reply.code(items[0]?.problem ? 400 : 422);
    else if (receipts.queued) reply.code(202);
    return receipts;
  });

  app.post('/v1/incoming', { bodyLimit: IMPORT_BODY, schema: { hide: true } }, async (request) => {
    const body = typeof request.body === 'string' ? request.body : '';
    return takeIn(readIncoming(body), body.length);
  });
}

const eventsSchema = {
  summary: 'Take events in',
  description:
    'CloudEvents 1.0: structured (application/cloudevents+json), batch (application/cloudevents-batch+json), binary (ce- headers), plain JSON, or NDJSON. The answer has one receipt an event, in order. A repeat of source and id is a duplicate and changes nothing. A single event that is rejected answers 422; a batch answers 200 with its receipts. Rejected events are kept with their reasons. 202 means that events are durable in Kafka and judged once they are read from there.',
  consumes: [
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/json',
    'application/x-ndjson',
  ],
  response: {
    200: Receipts,
    202: Receipts,
    400: z.union([Receipts, Problems]),
    413: Problems,
    422: Receipts,
    503: Problems,
  },
};

/** What the command line hands in while a server owns the folder: events and lines that made none. */
function readIncoming(body: string): Incoming[] {
  const parsed = z.array(Incoming).safeParse(readJson(body));
  if (!parsed.success) throw new Refusal(400, problemsOf(parsed.error, body, 'bad-incoming'));
  return parsed.data;
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Refusal(400, [badJson(error as Error)]);
  }
}
