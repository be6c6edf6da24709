// Hands one batch of kafkajs to the program while keeping the membership alive, and fences what the client does not.
import kafkajs, { type Consumer, type EachBatchPayload } from 'kafkajs';
import type { ConsumeOptions } from './event-bus.ts';
import { type KafkaAdmin, placeOf } from './kafka-admin.ts';
import { toBusBatch } from './kafka-batch.ts';
import type { Generation, Membership } from './kafka-generation.ts';
import { isGenerationLost, makeLease } from './kafka-lease.ts';
import { startsRight } from './kafka-position.ts';
import type { TopicNames } from './topic-names.ts';

export interface HandOver {
  readonly membership: Membership;
  readonly consumer: Consumer;
  readonly admin: Pick<KafkaAdmin, 'spans'>;
  readonly names: TopicNames;
  readonly heartbeatMs: number;
  readonly onBatch: ConsumeOptions['onBatch'];
  /** Lets the batches of one partition through one at a time. */
  readonly inTurn: (place: string, work: () => Promise<void>) => Promise<void>;
  readonly onHanded: () => void;
  /** The program's own handler failed, which it promised never to. */
  readonly onBroken: (error: unknown) => void;
}

/** kafkajs tells by the type that it has to join again. */
const rejoin = (): Error =>
  Object.assign(new kafkajs.KafkaJSError('the generation is over'), { type: 'REBALANCE_IN_PROGRESS' });

/** Moves no position by itself: what is not moved over is fetched again. */
export async function handOver(payload: EachBatchPayload, options: HandOver): Promise<void> {
  const { membership, heartbeatMs, inTurn } = options;
  const { topic, partition } = payload.batch;
  const generation = membership.current();
  if (generation?.owns(topic, partition)) {
    const stopBeating = keepAlive(payload, heartbeatMs, (error) => {
      if (isGenerationLost(error)) membership.fence(generation);
    });
    try {
      await inTurn(placeOf(topic, partition), () => handOn(payload, generation, options));
    } finally {
      stopBeating();
    }
  }
  if (membership.needsJoin()) throw rejoin();
}

async function handOn(payload: EachBatchPayload, generation: Generation, options: HandOver): Promise<void> {
  const { membership, consumer, admin, names, onBatch, onHanded, onBroken } = options;
  if (!(await mayHandOn(payload, generation, admin))) return;
  const topic = names.here(payload.batch.topic);
  const fence = (): void => membership.fence(generation);
  const lease = makeLease({ payload, generation, consumer, fence, topic });
  try {
    await onBatch(toBusBatch(payload.batch, topic), lease);
    onHanded();
  } catch (error) {
    membership.close();
    onBroken(error);
  }
}

/** An error here means that the generation ended while the broker was asked. */
const mayHandOn = async (
  payload: EachBatchPayload,
  generation: Generation,
  admin: Pick<KafkaAdmin, 'spans'>,
): Promise<boolean> => {
  if (generation.over.aborted) return false;
  const isRight = await startsRight(payload, generation, admin).catch(() => false);
  return isRight && !generation.over.aborted;
};

/** kafkajs itself sends a heartbeat only between batches. */
function keepAlive(
  { heartbeat }: EachBatchPayload,
  ms: number,
  onError: (error: unknown) => void,
): () => void {
  const timer = setInterval(() => void heartbeat().catch(onError), ms);
  return () => clearInterval(timer);
}
