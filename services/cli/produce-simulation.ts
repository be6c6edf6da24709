// Writes simulated events to the topics of their systems, as a source system would.
import { setTimeout as sleep } from 'node:timers/promises';
import { topicOf } from '../ingest/topics.ts';
import type { EventBus, OutgoingMessage } from '../platform/event-bus.ts';
import { batchesOf, waitBefore } from '../simulate/paced-batches.ts';
import type { CloudEventJson } from '../simulate/tell-events.ts';

export interface ProduceOptions {
  readonly events: Iterable<CloudEventJson>;
  readonly bus: Pick<EventBus, 'send'>;
  /** Events a second; 0 for as fast as the broker takes them. */
  readonly rate: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly stop: AbortSignal;
  readonly onProgress: (produced: Produced) => void;
}

export interface Produced {
  readonly sent: number;
  readonly seconds: number;
}

/** At a rate, twenty batches a second, so that events come evenly. */
const batchSize = (rate: number): number => (rate === 0 ? 5000 : Math.max(1, Math.ceil(rate / 20)));

export async function produceSimulation(options: ProduceOptions): Promise<Produced> {
  const { events, bus, rate, now, stop, onProgress } = options;
  const begin = now();
  let sent = 0;
  const produced = () => ({ sent, seconds: (now() - begin) / 1000 });
  for (const batch of batchesOf(events, batchSize(rate))) {
    const wait = waitBefore(sent, rate, now() - begin);
    if (wait > 0) await sleep(wait);
    if (stop.aborted) break;
    await bus.send(batch.map(messageOf));
    sent += batch.length;
    onProgress(produced());
  }
  return produced();
}

/** The topic is that of the system the type begins with; a broken event keeps what key it has. */
export function messageOf(event: CloudEventJson): OutgoingMessage {
  const { subject, type } = event;
  return {
    topic: topicOf(String(type).split('.')[0]!),
    key: typeof subject === 'string' ? subject : null,
    value: JSON.stringify(event),
    headers: { 'content-type': Buffer.from('application/cloudevents+json') },
  };
}
