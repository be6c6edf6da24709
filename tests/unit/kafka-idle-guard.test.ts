// An idle connection sets no timer, and no request waits without one.
import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guardIdleQueues } from '../../services/platform/kafka-idle-guard.ts';

interface Queue {
  pending: unknown[];
  inflight: Map<number, unknown>;
  maybeThrottle(ms: number): void;
  checkPendingRequests(): void;
  push(request: object): void;
  fulfillRequest(answer: object): void;
}

const require = createRequire(import.meta.url);
const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as new (options: object) => Queue;
const logger = { debug: () => {}, warn: () => {} };

beforeEach(() => {
  expect(guardIdleQueues()).toBe(true);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function makeQueue(maxInFlightRequests: number | null = null) {
  const sent: number[] = [];
  const queue = new RequestQueue({
    maxInFlightRequests,
    requestTimeout: 30_000,
    enforceRequestTimeout: true,
    clientId: 'test',
    broker: 'none:1',
    logger,
  });
  const push = (correlationId: number): void =>
    queue.push({
      entry: { correlationId, resolve: () => {}, reject: () => {} },
      expectResponse: true,
      sendRequest: () => sent.push(correlationId),
    });
  return { queue, sent, push };
}

test('a queue with nothing in it sets no timer, however often it is looked at', () => {
  const { queue, push, sent } = makeQueue();
  push(1);
  queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
  for (let i = 0; i < 100; i += 1) queue.checkPendingRequests();
  expect(sent).toEqual([1]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a request held back because the broker asked for a pause is sent after it', () => {
  const { queue, push, sent } = makeQueue();
  queue.maybeThrottle(500);
  push(1);
  push(2);
  expect([sent, vi.getTimerCount()]).toEqual([[], 1]);
  vi.advanceTimersByTime(499);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([1, 2]);
  vi.advanceTimersByTime(1_000);
  expect(vi.getTimerCount()).toBe(0);
});

test('a request that waits for others in flight is sent when one is answered, and looked for meanwhile', () => {
  const { queue, push, sent } = makeQueue(1);
  for (const id of [1, 2, 3]) push(id);
  expect(sent).toEqual([1]);
  expect(vi.getTimerCount()).toBe(1);
  queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
  expect(sent).toEqual([1, 2]);
  expect(vi.getTimerCount()).toBe(1);
  queue.inflight.clear();
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([1, 2, 3]);
});

test('a kafkajs that nobody has looked at is left as it is', () => {
  const prototype = { scheduleCheckPendingRequests: () => 'as it was' };
  const before = prototype.scheduleCheckPendingRequests;
  const load = (path: string) => (path.endsWith('package.json') ? { version: '2.3.0' } : { prototype });
  expect(guardIdleQueues(load)).toBe(false);
  expect(prototype.scheduleCheckPendingRequests).toBe(before);
});
