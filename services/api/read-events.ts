// Reads the events of an HTTP body: CloudEvents structured, batch and binary mode, plain JSON and NDJSON.
import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming } from '../../schemas/receipt.ts';
import { tooDeep, withoutDepths } from '../core/short-value.ts';

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
    return { items: lines.map((line) => parsed(line, incomingOf)), single: false };
  }
  const whole = parsed(body, (event, raw) =>
    Array.isArray(event) ? event.map((one) => incomingOf(one)) : incomingOf(event, raw),
  );
  return Array.isArray(whole) ? { items: whole, single: false } : { items: [whole], single: true };
}

function parsed<T>(text: string, made: (value: unknown, raw: string) => T): T | Incoming {
  const raw = text.slice(0, KEPT);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { origin: ORIGIN, raw, problem: badJson(error as Error) };
  }
  return made(value, raw);
}

/** `raw` is the text as it was sent, where there is one of this event alone. */
function incomingOf(event: unknown, raw?: string): Incoming {
  const problem = tooDeep(event);
  if (problem) return { origin: ORIGIN, raw: raw ?? JSON.stringify(withoutDepths(event)), problem };
  return { origin: ORIGIN, event, ...(raw === undefined ? {} : { raw }) };
}

export const badJson = (error: Error): Problem => ({
  code: 'bad-json',
  message: `the body is not JSON: ${error.message}; expected a CloudEvents 1.0 event or an array of them`,
});

/** Binary mode: attributes stand in ce- headers, percent-encoded, and the body is the data. */
function binaryEvent(body: string, headers: IncomingHttpHeaders): Incoming {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('ce-') && typeof value === 'string') attributes[name.slice(3)] = decode(value);
  const raw = JSON.stringify({ ...attributes, data: body }).slice(0, KEPT);
  const data = body.trim() === '' ? '{}' : body;
  return { ...parsed(data, (value) => incomingOf({ ...attributes, data: value }, raw)), raw };
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
