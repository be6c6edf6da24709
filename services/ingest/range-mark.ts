// The note written beside a committed offset before a range is stored, so that whoever comes after a crash
// takes in exactly that range again, under the same name.
import type { CommitPoint } from '../platform/event-bus.ts';

/** Offsets `from` to `to`, both included, about to be stored. */
export interface RangeMark {
  readonly from: number;
  readonly to: number;
  readonly messages: number;
  /** Epoch milliseconds at which the range was first read. */
  readonly checkedAt: number;
}

const VERSION = 1;

export const writtenAhead = ({ from, to, messages, checkedAt }: RangeMark): CommitPoint => ({
  offset: from,
  mark: JSON.stringify({ v: VERSION, to, n: messages, at: checkedAt }),
});

/** A point below which everything is durable and nothing is under way. */
export const settledAt = (offset: number): CommitPoint => ({ offset, mark: '' });

/** The range under way at a committed point; null when there is none. Throws on a note of a newer program. */
export function readMark(point: CommitPoint | null): RangeMark | null {
  if (point === null || point.mark === '') return null;
  const { v, to, n, at } = parsed(point.mark);
  if (v !== VERSION || !isCount(to) || !isCount(n) || !isCount(at) || to < point.offset)
    throw new Error(`commit note ${point.mark} at offset ${point.offset} is not one this program writes`);
  return { from: point.offset, to, messages: n, checkedAt: at };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parsed(mark: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(mark));
  } catch {
    return {};
  }
}

/** The name under which a range is taken in; `checkedAt` tells apart ranges of a topic that was made anew. */
export const nameOf = (topic: string, partition: number, { from, to, checkedAt }: RangeMark): string =>
  `v1:${topic}:${partition}:${from}-${to}:${checkedAt}`;
