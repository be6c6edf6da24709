// Writes events one JSON object a line, as fast as the reader takes them.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { batchesOf, batchSizeOf, waitBefore } from './paced-batches.ts';
import type { CloudEventJson } from './tell-events.ts';

export interface WriteOptions {
  readonly events: Iterable<CloudEventJson>;
  readonly out: Writable;
  /** Events a second; 0 for as fast as they are read. */
  readonly rate: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Returns how many events were written. */
export async function writeNdjson({ events, out, rate, now }: WriteOptions): Promise<number> {
  const begin = now();
  let written = 0;
  for (const batch of batchesOf(events, batchSizeOf(rate))) {
    const wait = waitBefore(written, rate, now() - begin);
    if (wait > 0) await sleep(wait);
    const lines = batch.map((event) => `${JSON.stringify(event)}\n`).join('');
    if (!out.write(lines)) await once(out, 'drain');
    written += batch.length;
  }
  return written;
}
