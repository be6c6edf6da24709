// Makes one range of a partition durable: events, verdicts and refusals first, its offset last.
import type { Receipt, Receipts } from '../../schemas/receipt.ts';
import type { BusMessage, EventBus, PartitionLease } from '../platform/event-bus.ts';
import { LeaseLost } from '../platform/event-bus.ts';
import type { Brake } from './brake.ts';
import { deadLetter } from './dead-letters.ts';
import type { RangeDone } from './ingest-watch.ts';
import { bytesOf } from './plan-ranges.ts';
import { nameOf, type RangeMark, settledAt } from './range-mark.ts';
import { readMessage } from './read-message.ts';
import { takeBisecting } from './take-bisecting.ts';
import type { TakeIn } from './telling.ts';

/** A range whose mark stands at the broker. */
export interface Range {
  readonly mark: RangeMark;
  readonly messages: readonly BusMessage[];
  /** The first offset after it. */
  readonly next: number;
  /** It was written ahead before this try. */
  readonly again: boolean;
  readonly attempts: number;
  readonly highWatermark: number;
}

export interface SettleWith {
  readonly bus: Pick<EventBus, 'send'>;
  readonly takeIn: TakeIn;
  readonly now: () => number;
  readonly appVersion: string;
  /** Null lets everything through. */
  readonly brake: Brake | null;
}

/** Too much of a range would be refused; nothing of it was stored. */
export class BrakeOn extends Error {
  override readonly name = 'BrakeOn';
}

/** Safe to repeat. Throws `BrakeOn`, `LeaseLost`, or whatever the store or the broker threw. */
export async function settleRange(
  range: Range,
  lease: PartitionLease,
  { bus, takeIn, now, appVersion, brake }: SettleWith,
): Promise<RangeDone> {
  const { mark, messages } = range;
  const { topic, partition } = lease;
  const startedAt = now();
  const items = messages.map((message) => readMessage(topic, partition, message));
  const receipts = await takeBisecting(takeIn, items, {
    name: nameOf(topic, partition, mark),
    checkedAt: mark.checkedAt,
    again: range.again,
    admit: (found) => {
      const reason = brake?.refuses(outcomes(found));
      if (reason) throw new BrakeOn(reason);
    },
  });
  const storedAt = now();
  const letters = refusedOf(range, receipts).map(({ message, problems }) =>
    deadLetter({
      topic,
      partition,
      message,
      problems,
      attempts: range.attempts,
      firstFailedAt: mark.checkedAt,
      appVersion,
    }),
  );
  if (letters.length > 0) await bus.send(letters);
  if (!lease.held())
    throw new LeaseLost(`${topic}/${partition} passed on while ${mark.from}-${mark.to} was stored`);
  await lease.commit(settledAt(range.next));
  lease.advanceTo(range.next);
  brake?.record(outcomes(receipts.receipts));
  return { ...summed(range, receipts), topic, partition, tookMs: now() - startedAt, storedAt };
}

const outcomes = (receipts: readonly Receipt[]): boolean[] =>
  receipts.map(({ status }) => status === 'rejected');

const refusedOf = ({ messages }: Range, { receipts }: Receipts) =>
  receipts.flatMap(({ status, problems }, i) =>
    status === 'rejected' ? [{ message: messages[i]!, problems }] : [],
  );

type Summary = Omit<RangeDone, 'topic' | 'partition' | 'tookMs' | 'storedAt'>;

function summed(
  { mark, messages, next, attempts, again, highWatermark }: Range,
  receipts: Receipts,
): Summary {
  const codes: Record<string, number> = {};
  for (const { status, problems } of receipts.receipts) {
    const code = problems[0]?.code ?? 'unknown';
    if (status === 'rejected') codes[code] = (codes[code] ?? 0) + 1;
  }
  const told = messages.length > 0 ? messages.map(({ timestamp }) => timestamp) : [mark.checkedAt];
  return {
    from: mark.from,
    to: mark.to,
    next,
    bytes: bytesOf(messages),
    accepted: receipts.accepted,
    duplicate: receipts.duplicate,
    rejected: receipts.rejected,
    codes,
    attempts,
    replayed: again,
    oldestAt: told.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    newestAt: told.reduce((a, b) => Math.max(a, b), 0),
    highWatermark,
  };
}
