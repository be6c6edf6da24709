// Makes an event of a Kafka message, by the CloudEvents Kafka binding: structured (the value is the event) or
// binary (attributes in ce_ headers, the value is the data). What makes none keeps its bytes and says why.
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { BusHeaders, BusMessage } from '../platform/event-bus.ts';
import type { Item } from './sort-batch.ts';
import { systemOfTopic } from './topics.ts';

/** `partition` is where the message stood. Never throws. */
export function readMessage(topic: string, partition: number, message: BusMessage): Item {
  const { offset, timestamp, key, value, headers } = message;
  const facts = { topic, partition, offset, timestamp, key, value, headers };
  const item = { origin: `kafka:${topic}/${partition}`, message: facts };
  const read = readEvent(message);
  if ('problem' in read) return { ...item, ...read };
  const problem = misplaced(topic, key, read.event);
  return problem ? { ...item, ...read, problem } : { ...item, ...read };
}

type Read = { readonly event: unknown } | { readonly problem: Problem };

function readEvent({ value, headers }: BusMessage): Read {
  if (value === null || value.length === 0)
    return { problem: bad('bad-message', 'the message has no value; expected a CloudEvents 1.0 event') };
  const kind = headers['content-type']?.toString('utf8') ?? 'application/json';
  if (!/^application\/(?:[\w.-]+\+)?json\b/.test(kind) || /^application\/cloudevents-batch/.test(kind))
    return {
      problem: {
        ...bad(
          'bad-message',
          `content-type: "${kind.slice(0, 100)}" is not read; expected one event as JSON`,
        ),
        field: 'content-type',
      },
    };
  const parsed = parse(value);
  if ('problem' in parsed || headers['ce_specversion'] === undefined) return parsed;
  return { event: { ...attributesOf(headers), data: parsed.event } };
}

function parse(value: Buffer): Read {
  const text = value.toString('utf8');
  try {
    return { event: JSON.parse(text) };
  } catch (error) {
    return {
      problem: bad('bad-json', `the value is not JSON: ${(error as Error).message}; expected an event`),
    };
  }
}

function attributesOf(headers: BusHeaders): Record<string, string> {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce_'))
    .map(([name, value]) => [name.slice(3), value.toString('utf8')]);
  return Object.fromEntries(attributes);
}

/** One case must stay in one partition of one topic, or two consumers would judge it at once. */
function misplaced(topic: string, key: Buffer | null, event: unknown): Problem | null {
  const { subject, type } = (event ?? {}) as { subject?: unknown; type?: unknown };
  const system = typeof type === 'string' ? eventType(type)?.system : undefined;
  const expected = systemOfTopic(topic);
  if (system !== undefined && expected !== undefined && system !== expected)
    return {
      ...bad('wrong-topic', `type: "${type}" stands on ${topic}; expected an event of ${expected}`),
      field: 'type',
      value: type,
    };
  const found = key?.toString('utf8') ?? null;
  if (typeof subject !== 'string' || found === subject) return null;
  return {
    ...bad('bad-key', `the message key is ${shown(found)}; expected the subject, "${subject.slice(0, 256)}"`),
    field: 'key',
    value: found?.slice(0, 256) ?? null,
  };
}

const shown = (key: string | null): string => (key === null ? 'absent' : `"${key.slice(0, 256)}"`);

const bad = (code: string, message: string): Problem => ({ code, message });
