// Whether a batch starts where its partition's consumer stands: a fetch asked for in an earlier generation may end in this one.
import type { Batch, EachBatchPayload } from 'kafkajs';
import { type KafkaAdmin, placeOf } from './kafka-admin.ts';
import type { Generation } from './kafka-generation.ts';
import { moveTo } from './kafka-lease.ts';
import { patiently } from './wait-bounded.ts';

/** The types of kafkajs leave out where the fetch began. */
const fetchedFrom = (batch: Batch): number =>
  Number((batch as Batch & { fetchedOffset: string }).fetchedOffset);

/**
 * True when the batch may be handed on. Else the fetch position was put right, and the next fetch brings the records:
 * handing on a batch beyond the committed offset would let records before it be passed over.
 */
export async function startsRight(
  payload: EachBatchPayload,
  generation: Generation,
  admin: Pick<KafkaAdmin, 'spans'>,
): Promise<boolean> {
  const { batch } = payload;
  const place = placeOf(batch.topic, batch.partition);
  const from = fetchedFrom(batch);
  const position = generation.positions.get(place);
  if (position === undefined) {
    const start = await startOf(batch, generation, admin, from);
    if (generation.over.aborted) return false;
    generation.positions.set(place, start);
    if (from === start) return true;
    moveTo(payload, start);
    return false;
  }
  // Beyond it lie control records, which the client passes over by itself.
  if (from >= position) return true;
  // Before it: a fetch that was overtaken, unless the log no longer reaches the position and the client began anew.
  const isOvertaken = await reaches(batch, position, generation, admin);
  if (generation.over.aborted) return false;
  generation.positions.set(place, isOvertaken ? position : from);
  if (isOvertaken) moveTo(payload, position);
  return !isOvertaken;
}

async function startOf(
  { topic, partition }: Batch,
  generation: Generation,
  admin: Pick<KafkaAdmin, 'spans'>,
  from: number,
): Promise<number> {
  const points = await generation.committed();
  const point = points.get(placeOf(topic, partition));
  if (point) return point.offset;
  // Nothing committed and no generation before: the client began at the beginning.
  if (generation.isFirst) return from;
  return (await spanOf(topic, partition, generation, admin))?.low ?? from;
}

async function reaches(
  { topic, partition }: Batch,
  position: number,
  generation: Generation,
  admin: Pick<KafkaAdmin, 'spans'>,
): Promise<boolean> {
  const span = await spanOf(topic, partition, generation, admin);
  return span !== undefined && span.low <= position && position <= span.high;
}

const spanOf = async (
  topic: string,
  partition: number,
  { over }: Generation,
  admin: Pick<KafkaAdmin, 'spans'>,
) => (await patiently(over, () => admin.spans(topic))).find((span) => span.partition === partition);
