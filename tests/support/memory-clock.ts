// Time that moves only when told to, so that a run is fast and the same every time.
export interface MemoryClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Runs `task` once `ms` have passed. */
  readonly after: (ms: number, task: () => void) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Lets `ms` pass: runs what is due one by one, each followed to its end. */
  readonly advance: (ms: number) => Promise<void>;
  /** Moves on to each next task at once, until the answer is called. */
  readonly play: () => () => void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Everything that promises alone can bring about has come about. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function makeClock(startsAt = Date.UTC(2026, 2, 2)): MemoryClock {
  let now = startsAt;
  let order = 0;
  const timers = new Set<Timer>();
  const after = (ms: number, task: () => void): void => {
    order += 1;
    timers.add({ at: now + Math.max(0, ms), order, task });
  };
  const runNext = async (until: number): Promise<boolean> => {
    const next = earliest(timers);
    if (!next || next.at > until) return false;
    timers.delete(next);
    now = Math.max(now, next.at);
    next.task();
    await settled();
    return true;
  };
  return {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    advance: async (ms) => {
      const until = now + ms;
      await settled();
      while (await runNext(until));
      now = until;
    },
    play: () => {
      let playing = true;
      const run = async () => {
        while (playing) if (!(await runNext(Number.POSITIVE_INFINITY))) await settled();
      };
      void run();
      return () => {
        playing = false;
      };
    },
  };
}

/** Few are pending at a time, so looking at each is quick enough. */
function earliest(timers: ReadonlySet<Timer>): Timer | null {
  let found: Timer | null = null;
  for (const timer of timers)
    if (!found || timer.at < found.at || (timer.at === found.at && timer.order < found.order)) found = timer;
  return found;
}
