// Waits no longer than is said.
import { setTimeout as sleep } from 'node:timers/promises';

/** True when the work ended in time, well or badly; it goes on when it did not. */
export async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const impatience = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const tooLong = sleep(ms, false, { signal: impatience.signal }).catch(() => false);
  try {
    return await Promise.race([ended, tooLong]);
  } finally {
    impatience.abort();
  }
}

const WAIT_MS = { first: 200, most: 5_000 } as const;

/** How long to wait before try number `tries`, counted from 0: twice as long each time, up to five seconds. */
export const waitMs = (tries: number): number =>
  Math.min(WAIT_MS.most, WAIT_MS.first * 2 ** Math.min(tries, 10));

/** Sleeps, or wakes at once when the signal is given. */
export const sleepUnless = (signal: AbortSignal, ms: number): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** Tries until it works; once the signal is given, the next error counts. */
export async function patiently<T>(over: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (over.aborted) throw error;
      await sleepUnless(over, waitMs(tries));
    }
  }
}
