// Writes one structured line for each batch, and one for whatever goes wrong; never what a message says.
import type { IngestWatch, RangeDone } from './ingest-watch.ts';
import { shortError } from './short-error.ts';

/** The part of a pino logger that is used. */
export interface IngestLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export function makeIngestLog(logger: IngestLogger): IngestWatch {
  return {
    assigned: (partitions) => logger.info({ partitions: byTopic(partitions) }, 'partitions assigned'),
    fetched: () => {},
    done: (range) => logger.info(fieldsOf(range), 'batch stored'),
    failed: ({ topic, partition, from, to, attempts, error, retryInMs }) =>
      logger.warn(
        { topic, partition, from, to, attempt: attempts, retryInMs, error: shortError(error) },
        'batch failed; it will be tried again',
      ),
    braked: ({ topic, partition, from, reason }) =>
      logger.error({ topic, partition, from, reason }, 'partition stands still until a person has looked'),
    missing: (topic, partition, from, to) =>
      logger.error(
        { topic, partition, from, to, offsets: to - from + 1 },
        'messages were deleted by the broker before they were read',
      ),
  };
}

function byTopic(
  partitions: readonly { readonly topic: string; readonly partition: number }[],
): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { topic, partition } of partitions) found[topic] = [...(found[topic] ?? []), partition];
  return found;
}

function fieldsOf(range: RangeDone): object {
  const { topic, partition, from, to, next, accepted, duplicate, rejected } = range;
  const { codes, attempts, replayed, tookMs, bytes } = range;
  const rows = accepted + duplicate + rejected;
  const lagOffsets = Math.max(0, range.highWatermark - next);
  const lagMs = lagOffsets === 0 ? 0 : Math.max(0, range.storedAt - range.newestAt);
  return {
    topic,
    partition,
    from,
    to,
    rows,
    bytes,
    accepted,
    duplicate,
    rejected,
    codes,
    attempts,
    replayed,
    tookMs,
    lagOffsets,
    lagSeconds: lagMs / 1000,
  };
}
