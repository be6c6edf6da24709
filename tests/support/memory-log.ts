// The topics of the broker model: partitions, offsets, retention, and control records that take an offset unseen.
import { createHash } from 'node:crypto';
import type { BusMessage, OutgoingMessage } from '../../services/platform/event-bus.ts';

export interface Fetched {
  readonly messages: readonly BusMessage[];
  readonly nextOffset: number;
  readonly highWatermark: number;
}

export interface PartitionLog {
  low: number;
  high: number;
  /** What was not deleted, oldest first; an offset without a message is a control record. */
  messages: BusMessage[];
}

export interface MemoryLog {
  readonly create: (topic: string, partitions: number) => boolean;
  readonly partitionsOf: (topic: string) => readonly PartitionLog[];
  readonly append: (message: OutgoingMessage, timestamp: number) => { partition: number; offset: number };
  /** Takes one offset that no consumer ever sees, as the end of a transaction does. */
  readonly appendControl: (topic: string, partition: number) => void;
  /** Deletes what lies below the offset. */
  readonly retain: (topic: string, partition: number, low: number) => void;
  /** Up to `most` offsets from `offset` on; null where that lies outside the log. */
  readonly read: (topic: string, partition: number, offset: number, most: number) => Fetched | null;
}

const bytesOf = (content: Buffer | string | null): Buffer | null =>
  content === null ? null : Buffer.from(content);

const copied = (message: BusMessage): BusMessage => ({
  ...message,
  key: bytesOf(message.key),
  value: bytesOf(message.value),
  headers: copiedHeaders(message.headers),
});

const copiedHeaders = (headers: BusMessage['headers']): BusMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));

export function makeLog(): MemoryLog {
  const topics = new Map<string, PartitionLog[]>();
  let turns = 0;
  const partitionsOf = (topic: string): PartitionLog[] => {
    const partitions = topics.get(topic);
    if (!partitions) throw new Error(`unknown topic ${topic}`);
    return partitions;
  };
  const partitionOf = (topic: string, partition: number): PartitionLog => {
    const found = partitionsOf(topic)[partition];
    if (!found) throw new Error(`${topic} has no partition ${partition}`);
    return found;
  };
  return {
    create: (topic, partitions) => {
      if (topics.has(topic)) return false;
      topics.set(
        topic,
        Array.from({ length: partitions }, () => ({ low: 0, high: 0, messages: [] })),
      );
      return true;
    },
    partitionsOf,
    append: ({ topic, key, value, headers = {} }, timestamp) => {
      const count = partitionsOf(topic).length;
      const partition = key === null ? turns++ % count : hashOf(key) % count;
      const log = partitionOf(topic, partition);
      const offset = log.high++;
      log.messages.push(copied({ offset, key: bytesOf(key), value: bytesOf(value), headers, timestamp }));
      return { partition, offset };
    },
    appendControl: (topic, partition) => {
      partitionOf(topic, partition).high += 1;
    },
    retain: (topic, partition, low) => {
      const log = partitionOf(topic, partition);
      log.low = Math.min(Math.max(log.low, low), log.high);
      log.messages = log.messages.filter(({ offset }) => offset >= log.low);
    },
    read: (topic, partition, offset, most) => {
      const { low, high, messages } = partitionOf(topic, partition);
      if (offset < low || offset > high) return null;
      const nextOffset = Math.min(high, offset + most);
      const wanted = messages.filter((message) => message.offset >= offset && message.offset < nextOffset);
      return { messages: wanted.map(copied), nextOffset, highWatermark: high };
    },
  };
}

const hashOf = (key: Buffer | string): number => createHash('sha256').update(key).digest().readUInt32BE(0);
