// Keeps an idle Kafka client idle: kafkajs 2.2 looks at each connection's queue a thousand times a second even when it is empty.
import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const GUARDED = Symbol.for('shixian.kafka-idle-guard');
/** Releases whose queue was read and found to look again whenever a request is put into it. */
const KNOWN = /^2\.2\.\d+$/;

/**
 * True when the guard stands. A request that waits always finds the timer set: it is put into `pending`
 * before the look is scheduled, and each look schedules the next while any waits.
 */
export function guardIdleQueues(load: (path: string) => unknown = createRequire(import.meta.url)): boolean {
  const { version } = load('kafkajs/package.json') as { version: string };
  if (!KNOWN.test(version)) return false;
  const { prototype } = load('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  if (GUARDED in prototype) return true;
  const schedule = prototype.scheduleCheckPendingRequests;
  if (typeof schedule !== 'function') return false;
  prototype.scheduleCheckPendingRequests = function guarded(this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
  Object.defineProperty(prototype, GUARDED, { value: true });
  return true;
}
