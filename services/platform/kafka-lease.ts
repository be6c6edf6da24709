// The hold on one partition, over one consumer of kafkajs.
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { type CommitPoint, LeaseLost, type PartitionLease } from './event-bus.ts';
import { placeOf } from './kafka-admin.ts';
import type { Generation } from './kafka-generation.ts';
import { protocolType } from './kafka-problem.ts';

/** The most Kafka keeps with a commit, by its own default. */
const MOST_MARK_BYTES = 4096;

/** Answers that say: another generation has begun, or will, or this coordinator is no longer the group's. */
const LOST = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
  'NOT_COORDINATOR_FOR_GROUP',
]);

export const isGenerationLost = (error: unknown): boolean => LOST.has(protocolType(error) ?? '');

/** Moves the fetch position; the client keeps the offset before it as the last one done with. */
export const moveTo = ({ resolveOffset }: EachBatchPayload, offset: number): void =>
  resolveOffset(String(offset - 1));

export interface LeaseOptions {
  readonly payload: EachBatchPayload;
  readonly generation: Generation;
  readonly consumer: Pick<Consumer, 'pause' | 'resume'>;
  readonly fence: () => void;
  /** The topic's name as the program knows it. */
  readonly topic: string;
}

export function makeLease({ payload, generation, consumer, fence, topic }: LeaseOptions): PartitionLease {
  const { topic: brokerTopic, partition } = payload.batch;
  const place = placeOf(brokerTopic, partition);
  const isOver = (): boolean => generation.over.aborted;
  const lost = (): LeaseLost =>
    new LeaseLost(`generation ${generation.number} of ${topic}/${partition} is over`);
  const move = (offset: number): void => {
    generation.positions.set(place, offset);
    moveTo(payload, offset);
  };
  return {
    topic,
    partition,
    generation: generation.number,
    held: () => !isOver(),
    committed: async () => {
      try {
        return (await generation.committed()).get(place) ?? null;
      } catch (error) {
        throw isOver() ? lost() : error;
      }
    },
    commit: async (point) => {
      if (isOver()) throw lost();
      checkMark(point);
      try {
        await generation.commits.add({ ...point, topic: brokerTopic, partition }, async (request) => {
          // In the same turn as the request is made: the client would send it as of the generation it is in then.
          if (isOver()) throw lost();
          await payload.commitOffsetsIfNecessary(request);
        });
      } catch (error) {
        if (error instanceof LeaseLost) throw lost();
        if (!isGenerationLost(error)) throw error;
        fence();
        throw lost();
      }
    },
    advanceTo: (offset) => {
      if (!isOver()) move(offset);
    },
    pauseFrom: (offset, delayMs) => {
      if (isOver()) return;
      const partitions = [{ topic: brokerTopic, partitions: [partition] }];
      consumer.pause(partitions);
      move(offset);
      if (delayMs === null) return;
      const timer = setTimeout(() => consumer.resume(partitions), delayMs);
      generation.over.addEventListener('abort', () => clearTimeout(timer), { once: true });
    },
  };
}

function checkMark({ mark }: CommitPoint): void {
  const bytes = Buffer.byteLength(mark);
  if (bytes > MOST_MARK_BYTES)
    throw new Error(`the mark of a commit has ${bytes} bytes, expected at most ${MOST_MARK_BYTES}`);
}
