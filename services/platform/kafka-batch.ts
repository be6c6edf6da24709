// A batch as kafkajs brings it, made into one of the port.
import type { Batch, IHeaders, KafkaMessage } from 'kafkajs';
import type { BusBatch, BusHeaders, BusMessage } from './event-bus.ts';

export const toBusBatch = (batch: Batch, topic: string): BusBatch => ({
  topic,
  partition: batch.partition,
  messages: batch.messages.map(toBusMessage),
  nextOffset: Number(batch.lastOffset()) + 1,
  highWatermark: Number(batch.highWatermark),
});

const toBusMessage = ({ offset, key, value, headers, timestamp }: KafkaMessage): BusMessage => ({
  offset: Number(offset),
  key,
  value,
  headers: toBusHeaders(headers),
  timestamp: Number(timestamp),
});

/** Of a header given more than once the last counts; one without a value is empty. */
function toBusHeaders(headers: IHeaders | undefined): BusHeaders {
  if (!headers) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      toBuffer(Array.isArray(value) ? value.at(-1) : value),
    ]),
  );
}

const toBuffer = (value: Buffer | string | null | undefined): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.from(value ?? '');
