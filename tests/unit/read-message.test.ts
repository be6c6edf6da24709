// What a Kafka message must look like to become an event, and what is said of one that does not.
import { expect, test } from 'vitest';
import { readMessage } from '../../services/ingest/read-message.ts';
import type { BusMessage } from '../../services/platform/event-bus.ts';

const event = {
  specversion: '1.0',
  id: 'e1',
  source: '/water',
  type: 'water.application.received',
  subject: 'W-1',
  time: '2026-03-02T09:00:00+08:00',
  data: {},
};

const message = (changes: Partial<BusMessage> = {}): BusMessage => ({
  offset: 7,
  key: Buffer.from('W-1'),
  value: Buffer.from(JSON.stringify(event)),
  headers: {},
  timestamp: 1000,
  ...changes,
});

const read = (changes: Partial<BusMessage> = {}) => readMessage('water.applications', 3, message(changes));
const bytes = (text: string) => Buffer.from(text, 'utf8');

test('a structured event, and where it stood', () => {
  expect(read()).toEqual({
    origin: 'kafka:water.applications/3',
    event,
    message: { ...message(), topic: 'water.applications', partition: 3 },
  });
});

test('binary mode: attributes in ce_ headers, data in the value', () => {
  const headers = Object.fromEntries(
    Object.entries(event)
      .filter(([name]) => name !== 'data')
      .map(([name, value]) => [`ce_${name}`, bytes(String(value))]),
  );
  const item = read({
    headers: { ...headers, 'content-type': bytes('application/json; charset=utf-8') },
    value: bytes('{"applicant":"company"}'),
  });
  expect(item.event).toEqual({ ...event, data: { applicant: 'company' } });
  expect(item.problem).toBeUndefined();
});

const refusals: [string, Partial<BusMessage>, string, RegExp][] = [
  ['no value', { value: null }, 'bad-message', /no value; expected a CloudEvents/],
  ['an empty value', { value: bytes('') }, 'bad-message', /no value/],
  ['not JSON', { value: bytes('{') }, 'bad-json', /not JSON/],
  ['bytes that are no text', { value: Buffer.from([0xff, 0xfe, 0x00]) }, 'bad-json', /not JSON/],
  [
    'another format',
    { headers: { 'content-type': bytes('application/avro') } },
    'bad-message',
    /"application\/avro"/,
  ],
  [
    'a batch',
    { headers: { 'content-type': bytes('application/cloudevents-batch+json') } },
    'bad-message',
    /one event/,
  ],
  ['no key', { key: null }, 'bad-key', /absent; expected the subject, "W-1"/],
  ['another key', { key: bytes('W-2') }, 'bad-key', /"W-2"; expected the subject, "W-1"/],
  [
    "another system's event",
    { value: bytes(JSON.stringify({ ...event, type: 'gas.application.received' })) },
    'wrong-topic',
    /water\.applications; expected an event of water/,
  ],
];

test.each(refusals)('%s is refused with its reason and its bytes', (_, changes, code, says) => {
  const item = read(changes);
  expect(item.problem?.code).toBe(code);
  expect(item.problem?.message).toMatch(says);
  expect(item.message!.value).toEqual(message(changes).value);
});

test('what the envelope lacks is left to the envelope to say', () => {
  for (const odd of ['null', '[]', '7', '{"subject":5}'])
    expect(read({ value: bytes(odd) }).problem).toBeUndefined();
});

test('a topic of no system takes any event', () => {
  const foreign = (topic: string) =>
    readMessage(
      topic,
      0,
      message({ value: bytes(JSON.stringify({ ...event, type: 'gas.application.received' })) }),
    );
  expect(foreign('events').problem).toBeUndefined();
});
