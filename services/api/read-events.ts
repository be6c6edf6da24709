// Reads the events of an HTTP body: CloudEvents structured, batch and binary mode, plain JSON and NDJSON.
import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming } from '../../schemas/receipt.ts';

const ORIGIN = 'http';
/** A rejected body is kept up to this many characters. */
const KEPT = 1024 * 1024;

/** The events of a body in order, and whether it was one event rather than a batch. */
export interface EventsRead {
  readonly items: readonly Incoming[];
  readonly single: boolean;
}

export function readEventsOfBody(body: string, headers: IncomingHttpHeaders): EventsRead {
  if (headers['ce-specversion'] !== undefined) return { items: [binaryEvent(body, headers)], single: true };
  if (/ndjson|jsonl|json-seq/.test(headers['content-type'] ?? '')) {
    const lines = body.split('\n').filter((line) => line.trim() !== '');
    return { items: lines.map((line) => parsed(line)), single: false };
  }
  const item = parsed(body);
  return Array.isArray(item.event)
    ? { items: item.event.map((event) => ({ origin: ORIGIN, event })), single: false }
    : { items: [item], single: true };
}

function parsed(text: string): Incoming {
  try {
    return { origin: ORIGIN, event: JSON.parse(text) };
  } catch (error) {
    return { origin: ORIGIN, raw: text.slice(0, KEPT), problem: badJson(error as Error) };
  }
}

const badJson = (error: Error): Problem => ({
  code: 'bad-json',
  message: `the body is not JSON: ${error.message}; expected a CloudEvents 1.0 event or an array of them`,
});

/** Binary mode: attributes stand in ce- headers, percent-encoded, and the body is the data. */
function binaryEvent(body: string, headers: IncomingHttpHeaders): Incoming {
  const data = body.trim() === '' ? { origin: ORIGIN, event: {} } : parsed(body);
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('ce-') && typeof value === 'string') attributes[name.slice(3)] = decode(value);
  const raw = JSON.stringify({ ...attributes, data: body }).slice(0, KEPT);
  if (data.problem) return { origin: ORIGIN, raw, problem: data.problem };
  return { origin: ORIGIN, event: { ...attributes, data: data.event } };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
