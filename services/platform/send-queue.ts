// Gathers what is to be sent into requests of bounded size, one at a time, in the order given.
import type { OutgoingMessage } from './event-bus.ts';

interface Waiting {
  /** What of it is not sent yet. */
  rest: readonly OutgoingMessage[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

interface Share {
  readonly of: Waiting;
  readonly messages: readonly OutgoingMessage[];
}

export interface SendQueue {
  send(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Resolves when nothing waits. */
  drained(): Promise<void>;
}

export interface RequestLimits {
  readonly messages: number;
  readonly bytes: number;
}

export interface QueueOptions {
  readonly limits: RequestLimits;
  readonly request: (messages: readonly OutgoingMessage[]) => Promise<void>;
  /** Whether an error comes of some of the messages, so that others may pass without them. */
  readonly blamesContent: (error: unknown) => boolean;
}

export function makeSendQueue(options: QueueOptions): SendQueue {
  let waiting: Waiting[] = [];
  let pumping: Promise<void> | null = null;
  const pump = async (): Promise<void> => {
    while (waiting.length > 0) {
      await sendShares(gather(waiting, options.limits), options);
      waiting = waiting.filter(({ rest }) => rest.length > 0);
    }
    pumping = null;
  };
  return {
    send: (messages) =>
      new Promise((done, failed) => {
        if (messages.length === 0) return done();
        waiting.push({ rest: messages, done, failed });
        pumping ??= pump();
      }),
    drained: async () => {
      await pumping;
    },
  };
}

/** What record and header need beside their bytes, at most. */
const RECORD_BYTES = 40;
const HEADER_BYTES = 10;

const lengthOf = (part: Buffer | string | null): number => (part === null ? 0 : Buffer.byteLength(part));

const bytesOf = ({ key, value, headers = {} }: OutgoingMessage): number =>
  Object.entries(headers).reduce(
    (sum, [name, bytes]) => sum + lengthOf(name) + bytes.length + HEADER_BYTES,
    RECORD_BYTES + lengthOf(key) + lengthOf(value),
  );

/** As many messages as fit, at least one, from the front of those that wait. */
function gather(waiting: readonly Waiting[], limits: RequestLimits): Share[] {
  const shares: Share[] = [];
  let room = { ...limits };
  for (const of of waiting) {
    let count = 0;
    for (const message of of.rest) {
      const bytes = bytesOf(message);
      const isFirst = shares.length === 0 && count === 0;
      if (!isFirst && (room.messages < 1 || room.bytes < bytes)) break;
      room = { messages: room.messages - 1, bytes: room.bytes - bytes };
      count += 1;
    }
    if (count > 0) shares.push({ of, messages: of.rest.slice(0, count) });
    if (count < of.rest.length) break;
  }
  return shares;
}

/** One request for all; where some of them are at fault one for each, so that nobody fails for what another sent. */
async function sendShares(shares: readonly Share[], options: QueueOptions): Promise<void> {
  try {
    await options.request(shares.flatMap(({ messages }) => messages));
    for (const share of shares) passed(share);
  } catch (error) {
    if (shares.length > 1 && options.blamesContent(error))
      for (const share of shares) await sendShares([share], options);
    else for (const share of shares) failed(share, error);
  }
}

function passed({ of, messages }: Share): void {
  of.rest = of.rest.slice(messages.length);
  if (of.rest.length === 0) of.done();
}

/** What would follow is not sent either: order within a key. */
function failed({ of }: Share, error: unknown): void {
  of.rest = [];
  of.failed(error);
}
