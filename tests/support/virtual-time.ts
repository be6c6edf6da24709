// Time that passes only when nothing is under way, so that days of timers run in seconds.
import type { Timers } from '../../services/alert/timers.ts';

export interface VirtualTime {
  now(): number;
  readonly timers: Timers;
  /** Counts what is under way outside, such as a statement; time stands still meanwhile. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves once everything due before `end` has run, and it is `end`. */
  runUntil(end: number): Promise<void>;
}

/** Turns of the event loop in which nothing began, after which nothing is under way. */
const QUIET_TURNS = 4;

export function makeVirtualTime(start: number): VirtualTime {
  let now = start;
  let busy = 0;
  let begun = 0;
  const waiting = new Map<object, { readonly at: number; readonly run: () => void }>();
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  let ended = (): void => {};
  const settle = async (): Promise<void> => {
    for (let quiet = 0, seen = begun; quiet < QUIET_TURNS; ) {
      if (busy > 0)
        await new Promise<void>((resolve) => {
          ended = resolve;
        });
      await turn();
      quiet = busy === 0 && seen === begun ? quiet + 1 : 0;
      seen = begun;
    }
  };
  const earliest = () =>
    [...waiting].reduce<[object, number] | null>(
      (best, [handle, { at }]) => (best === null || at < best[1] ? [handle, at] : best),
      null,
    );
  return {
    now: () => now,
    timers: {
      longestMs: 1000 * 3_600_000,
      set: (run, ms) => {
        const handle = {};
        waiting.set(handle, { at: now + Math.max(ms, 0), run });
        return handle;
      },
      clear: (handle) => void waiting.delete(handle as object),
    },
    during: async (work) => {
      busy += 1;
      begun += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
        begun += 1;
        if (busy === 0) ended();
      }
    },
    runUntil: async (end) => {
      for (;;) {
        await settle();
        const next = earliest();
        if (next === null || next[1] > end) break;
        const { at, run } = waiting.get(next[0])!;
        waiting.delete(next[0]);
        now = Math.max(now, at);
        run();
      }
      now = Math.max(now, end);
    },
  };
}
