// Writes refused messages to the dead-letter topic, key and value untouched, with headers that say where and why.
import type { Problem } from '../../schemas/problem.ts';
import type { BusHeaders, BusMessage, OutgoingMessage } from '../platform/event-bus.ts';
import { stageOf } from '../store/rejected-events.ts';
import { deadLetterTopic } from './topics.ts';

export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly message: BusMessage;
  readonly problems: readonly Problem[];
  /** Tries of its range up to now. */
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly firstFailedAt: number;
  readonly appVersion: string;
}

const REASON_CHARACTERS = 1000;

/** A header of the message keeps its name; one of ours replaces it only where the names are the same. */
export const deadLetter = (letter: DeadLetter): OutgoingMessage => ({
  topic: deadLetterTopic(letter.topic),
  key: letter.message.key,
  value: letter.message.value,
  headers: { ...letter.message.headers, ...headersOf(letter) },
});

function headersOf({ topic, partition, message, problems, ...letter }: DeadLetter): BusHeaders {
  const [first] = problems;
  const paths = problems.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const texts: Record<string, string> = {
    topic,
    partition: String(partition),
    offset: String(message.offset),
    timestamp: String(message.timestamp),
    stage: stageOf(first?.code),
    code: first?.code ?? '',
    reason: (first?.message ?? '').slice(0, REASON_CHARACTERS),
    paths: paths.join(',').slice(0, REASON_CHARACTERS),
    attempts: String(letter.attempts),
    'app-version': letter.appVersion,
    'first-failed-at': new Date(letter.firstFailedAt).toISOString(),
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`x-dlq-${name}`, Buffer.from(text, 'utf8')]),
  );
}
