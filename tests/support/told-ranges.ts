// Ranges as the ingestion tells them to its watches.
import type { RangeDone, RangeFailed } from '../../services/ingest/ingest-watch.ts';

/** 10 accepted messages at offsets 0 to 9 of permit/0, told at 99 s, stored at 100 s, nothing after them. */
export const range = (changes: Partial<RangeDone> = {}): RangeDone => ({
  topic: 'permit',
  partition: 0,
  from: 0,
  to: 9,
  next: 10,
  bytes: 5000,
  accepted: 10,
  duplicate: 0,
  rejected: 0,
  codes: {},
  attempts: 1,
  replayed: false,
  tookMs: 200,
  oldestAt: 98_000,
  newestAt: 99_000,
  storedAt: 100_000,
  highWatermark: 10,
  ...(changes.to === undefined ? {} : { next: changes.to + 1 }),
  ...changes,
});

export const failedRange = (changes: Partial<RangeFailed> = {}): RangeFailed => ({
  topic: 'permit',
  partition: 0,
  from: 10,
  to: 19,
  attempts: 1,
  error: new Error('connect ECONNREFUSED 127.0.0.1:8123'),
  retryInMs: 500,
  ...changes,
});

export const permit = (...partitions: number[]) =>
  partitions.map((partition) => ({ topic: 'permit', partition }));
