// Cuts a stream of events into batches and says when each may go, so that a rate is kept over the whole run.
import type { CloudEventJson } from './tell-events.ts';

const LARGEST = 1000;

/** At a rate, four batches a second or fewer; without one, large ones. */
export const batchSizeOf = (rate: number): number =>
  rate === 0 ? LARGEST : Math.min(LARGEST, Math.max(1, Math.ceil(rate / 4)));

export function* batchesOf(events: Iterable<CloudEventJson>, size: number): Generator<CloudEventJson[]> {
  let batch: CloudEventJson[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Milliseconds until a batch may follow `sent` events; rate 0 never waits. */
export const waitBefore = (sent: number, rate: number, elapsedMs: number): number =>
  rate === 0 ? 0 : Math.max(0, (sent / rate) * 1000 - elapsedMs);
