// The time for which this process looks after cards: it compares everything once and then follows what happens.
import type { CardEvent } from '../core/card-life.ts';
import { CARDS, enterSince } from '../store/alert-since.ts';
import type { CaseKey } from '../store/case-events.ts';
import { followChanges } from './follow-changes.ts';
import type { Looking } from './look-at-cases.ts';
import { type StepLoop, startLoop } from './step-loop.ts';
import type { Timers } from './timers.ts';
import { type WatchOptions, watchCases } from './watch-cases.ts';
import { watchReplies } from './watch-replies.ts';

/** A part that works only while this process leads. */
export interface Part {
  start(since: number): void | Promise<void>;
  stop(): Promise<void>;
  /** Something happened to cards. */
  wake?(): void;
}

export interface TermOptions extends Omit<WatchOptions, 'since' | 'told'> {
  /** Epoch milliseconds since when rungs raise cards where the store does not say yet; null: since now. */
  readonly cardsSince: number | null;
  /** Cases are taken in by other processes, which tell of them through the store. */
  readonly fromStore: boolean;
  /** Those who tell people, judge groups and make digests. */
  readonly partsOf: (duties: Duties) => readonly Part[];
  readonly warn: (fields: object, message: string) => void;
  readonly observe?: (events: readonly CardEvent[]) => void;
  readonly timers?: Timers;
  readonly sweepMs?: number;
}

/** What a part is given to work with. */
export interface Duties extends Pick<Looking, 'holds' | 'now'> {
  readonly told: (events: readonly CardEvent[]) => void;
}

export interface Term {
  changed(keys: readonly CaseKey[]): void;
  wake(): void;
  end(): Promise<void>;
}

const SWEEP_MS = 10 * 60_000;

export async function beginTerm(options: TermOptions): Promise<Term> {
  const { db, now, holds, cardsSince, warn, timers, sweepMs = SWEEP_MS } = options;
  const since = (await enterSince(db, [CARDS], cardsSince ?? now())).get(CARDS)!;
  let repliesLoop: StepLoop | null = null;
  const told = (events: readonly CardEvent[]): void => {
    options.observe?.(events);
    replies.raised(events);
    repliesLoop?.wake();
    for (const part of parts) part.wake?.();
  };
  const cases = watchCases({ ...options, since, told });
  const replies = watchReplies({ ...options, told });
  const parts = options.partsOf({ holds, now, told });
  const failed = (error: unknown): void =>
    warn({ err: error }, 'cards could not be looked after; tried again');
  const stopParts = async (): Promise<void> => {
    for (const part of parts) await part.stop();
  };
  try {
    for (const part of parts) await part.start(since);
  } catch (error) {
    await stopParts();
    throw error;
  }
  const loop = (step: () => Promise<number>) =>
    startLoop({ step, now, failed, ...(timers ? { timers } : {}) });
  const casesLoop = loop(cases.step);
  const ofReplies = loop(replies.step);
  repliesLoop = ofReplies;
  const changed = (keys: readonly CaseKey[]): void => {
    cases.changed(keys);
    casesLoop.wake();
  };
  const sweepLoop = loop(async () => {
    await cases.sweep();
    casesLoop.wake();
    return now() + sweepMs;
  });
  const follow = options.fromStore ? loop(followChanges(db, changed, now)) : null;
  return {
    changed,
    wake: () => {
      for (const part of parts) part.wake?.();
    },
    end: async () => {
      await Promise.all([follow?.stop(), sweepLoop.stop(), casesLoop.stop(), ofReplies.stop()]);
      await stopParts();
    },
  };
}
