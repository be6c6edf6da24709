// Sends what is due on one channel, one message after another, and keeps what came of it.
import type { Outcome, Sending } from '../store/outbox.ts';
import type { Channel, SendResult } from './channels/channel.ts';
import { type Buckets, type Limit, takeToken } from './channels/rate-limit.ts';
import { nextAttempt } from './channels/retry-schedule.ts';
import type { TellerStore } from './teller-store.ts';
import type { Timers } from './timers.ts';

export interface LaneOptions {
  readonly store: Pick<TellerStore, 'next' | 'settle'>;
  readonly channel: Channel;
  readonly limits: readonly Limit[];
  readonly now: () => number;
  /** Whether this process leads at this instant. */
  readonly holds: () => Promise<boolean>;
  /** Random in [0, 1). */
  readonly draw: () => number;
  readonly timers: Timers;
  readonly warn: (fields: object, message: string) => void;
  readonly observe: (what: 'sent' | 'failed' | 'dead', channel: string) => void;
  /** Begin nothing more. */
  readonly stopping: () => boolean;
  /** Let go of what is under way. */
  readonly cut: AbortSignal;
  /** A message that another process stored is found so soon. */
  readonly lookMs?: number;
}

/** Messages read at once; each may be large. */
const AT_ONCE = 20;
const AGAIN_MS = 5000;
const LOOK_MS = 60_000;

/** A step that sends what is due, and returns when to look again, in epoch milliseconds. */
export function openLane(lane: LaneOptions): () => Promise<number> {
  const { store, channel, limits, now, holds, stopping, lookMs = LOOK_MS } = lane;
  let buckets: Buckets | null = null;
  /** Milliseconds to wait for a token; 0 where one was taken. */
  const take = (): number => {
    const taken = takeToken(limits, buckets, now());
    buckets = taken.buckets;
    return taken.waitMs;
  };
  const sendAll = async (due: readonly Sending[]): Promise<number | null> => {
    for (const sending of due) {
      const waitMs = take();
      if (waitMs > 0) return now() + waitMs;
      if (stopping() || !(await holds())) return now() + AGAIN_MS;
      await sendOne(lane, sending);
    }
    return null;
  };
  return async () => {
    for (;;) {
      const { due, nextAt } = await store.next(channel.name, now(), AT_ONCE);
      if (due.length === 0) return Math.min(nextAt, now() + lookMs);
      const againAt = await sendAll(due);
      if (againAt !== null) return againAt;
    }
  };
}

async function sendOne(lane: LaneOptions, sending: Sending): Promise<void> {
  const { channel, now, draw, observe } = lane;
  const result = await attempt(lane, sending);
  // Cut short: it may have arrived or not, and goes again under its id.
  if (result === null) return;
  const outcome = outcomeOf(result, sending.attempts + 1, now(), draw());
  await settleSurely(lane, sending, outcome);
  observe(outcome.became === 'planned' ? 'failed' : outcome.became, channel.name);
}

/** Null where it was cut short, also of a channel that does not heed the signal. */
async function attempt({ channel, cut }: LaneOptions, { message }: Sending): Promise<SendResult | null> {
  let release = (): void => {};
  const wasCut = new Promise<null>((resolve) => {
    release = () => resolve(null);
    cut.addEventListener('abort', release, { once: true });
    if (cut.aborted) release();
  });
  const send = async (): Promise<SendResult | null> => {
    const result = await channel.send(message, cut).catch(failureOf);
    return cut.aborted && !result.ok ? null : result;
  };
  try {
    return await Promise.race([send(), wasCut]);
  } finally {
    cut.removeEventListener('abort', release);
  }
}

const failureOf = (error: unknown): SendResult => ({ ok: false, retry: true, detail: String(error) });

function outcomeOf(result: SendResult, attempts: number, now: number, draw: number): Outcome {
  if (result.ok) return { became: 'sent' };
  const next = nextAttempt(result, attempts, draw);
  return next.again
    ? { became: 'planned', error: result.detail, nextAt: now + next.afterMs }
    : { became: 'dead', error: next.because };
}

/** While the store takes nothing, nothing else is sent: read again, the message would go again and again. */
async function settleSurely(lane: LaneOptions, sending: Sending, outcome: Outcome): Promise<void> {
  const { store, channel, now, timers, warn, stopping } = lane;
  for (;;) {
    try {
      return await store.settle(sending, outcome, now());
    } catch (error) {
      if (stopping()) throw error;
      const fields = { err: error, channel: channel.name, message: sending.message.messageId };
      warn(fields, `it could not be stored that a message is ${outcome.became}; tried again`);
      await new Promise<void>((resolve) => timers.set(resolve, AGAIN_MS));
    }
  }
}
