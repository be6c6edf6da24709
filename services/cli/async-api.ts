// The topics as AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0), for those who produce
// events or read what was refused; payloads are the JSON Schemas beside it.
import type { EventDefinition, Vocabulary } from '../../schemas/events/effect.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { deadLetterTopic, topicOf } from '../ingest/topics.ts';

/** The document of all systems. */
export const asyncApi = (version: string) => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Shixian 时限: events of cases 办件',
    version,
    description:
      'CloudEvents 1.0, structured or binary mode. The message key is the subject, which is the case id; a message with another key is refused. Compression: gzip, snappy, lz4 or zstd.',
  },
  defaultContentType: 'application/cloudevents+json',
  channels: Object.fromEntries(vocabularies.flatMap(channelsOf)),
  operations: Object.fromEntries(vocabularies.flatMap(operationsOf)),
  components: { messages: { refused: REFUSED } },
});

const channelName = (system: string) => `${system}Applications`;
const letterName = (system: string) => `${system}Refused`;
const messageName = (type: string) =>
  type.replace(/[^a-zA-Z0-9]+(.)/g, (_, next: string) => next.toUpperCase());

function channelsOf({ system, zh, en, types }: Vocabulary): [string, object][] {
  const messages = Object.entries(types).map(([type, definition], index) => [
    messageName(type),
    messageOf(system, type, definition, index),
  ]);
  const events = {
    address: topicOf(system),
    title: `${en} ${zh}`,
    messages: Object.fromEntries(messages),
    bindings: { kafka: { topic: topicOf(system), topicConfiguration: { 'cleanup.policy': ['delete'] } } },
  };
  const letters = {
    address: deadLetterTopic(topicOf(system)),
    title: `${en} ${zh}: refused`,
    messages: { refused: { $ref: '#/components/messages/refused' } },
  };
  return [
    [channelName(system), events],
    [letterName(system), letters],
  ];
}

const messageOf = (system: string, type: string, { zh, en }: EventDefinition, index: number) => ({
  name: type,
  title: `${en} ${zh}`,
  payload: { $ref: `./${system}-events.json#/oneOf/${index}` },
  bindings: { kafka: { key: { type: 'string', description: 'the subject of the event: the case id' } } },
});

const operationsOf = ({ system }: Vocabulary): [string, object][] => [
  [
    `take${channelName(system)}`,
    { action: 'receive', channel: { $ref: `#/channels/${channelName(system)}` } },
  ],
  [`tell${letterName(system)}`, { action: 'send', channel: { $ref: `#/channels/${letterName(system)}` } }],
];

const text = (description: string) => ({ type: 'string', description });

const REFUSED = {
  name: 'refused',
  title: 'A message that was refused, key and value untouched',
  description: 'May be told more than once; topic, partition and offset tell which message it is.',
  headers: {
    type: 'object',
    properties: {
      'x-dlq-topic': text('where the message stood'),
      'x-dlq-partition': text('its partition'),
      'x-dlq-offset': text('its offset'),
      'x-dlq-timestamp': text('its timestamp, epoch milliseconds'),
      'x-dlq-stage': {
        enum: ['decode', 'schema', 'semantic', 'insert'],
        description: 'the step that refused it',
      },
      'x-dlq-code': text('code of the first problem'),
      'x-dlq-reason': text('the first problem in a sentence'),
      'x-dlq-paths': text('the fields at fault, comma-separated'),
      'x-dlq-attempts': text('tries of its range'),
      'x-dlq-app-version': text('version of the program that refused it'),
      'x-dlq-first-failed-at': text('RFC 3339, UTC'),
    },
  },
  payload: { description: 'the very bytes of the message' },
};
