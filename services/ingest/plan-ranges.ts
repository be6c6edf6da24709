// Cuts the messages of a partition into the ranges that are taken in and committed as one.
import type { BusMessage } from '../platform/event-bus.ts';

export interface RangeLimits {
  readonly messages: number;
  readonly bytes: number;
}

const sizeOf = ({ key, value }: BusMessage): number => (key?.length ?? 0) + (value?.length ?? 0);

export const bytesOf = (messages: readonly BusMessage[]): number =>
  messages.reduce((sum, message) => sum + sizeOf(message), 0);

/** Consecutive parts within the limits; a message larger than the limit stands alone. */
export function* cutRanges(
  messages: readonly BusMessage[],
  limits: RangeLimits,
): Generator<readonly BusMessage[]> {
  let from = 0;
  let bytes = 0;
  for (const [at, message] of messages.entries()) {
    const full = at - from >= limits.messages || bytes + sizeOf(message) > limits.bytes;
    if (full && at > from) {
      yield messages.slice(from, at);
      from = at;
      bytes = 0;
    }
    bytes += sizeOf(message);
  }
  if (from < messages.length) yield messages.slice(from);
}
