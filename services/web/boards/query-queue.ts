// Lets only a few questions be under way at once; the rest wait their turn, the first of the board first.

export interface QueryQueue {
  /** Runs a task when its turn comes, lower ranks first; one whose signal is given up never starts. */
  readonly run: <T>(task: () => Promise<T>, signal: AbortSignal, rank?: number) => Promise<T>;
  /** Resolves once nothing runs and nothing waits. */
  readonly whenIdle: () => Promise<void>;
}

interface Waiting {
  readonly rank: number;
  readonly start: () => void;
}

export function openQueue(atOnce: number): QueryQueue {
  const waiting: Waiting[] = [];
  let idle: (() => void)[] = [];
  let running = 0;
  const next = () => {
    while (running < atOnce && waiting.length > 0) waiting.shift()!.start();
    if (running > 0 || waiting.length > 0) return;
    for (const tell of idle.splice(0)) tell();
  };
  const run = <T>(task: () => Promise<T>, signal: AbortSignal, rank = 0): Promise<T> =>
    new Promise((resolve, reject) => {
      const start = () => {
        if (signal.aborted) return reject(signal.reason);
        running += 1;
        task()
          .then(resolve, reject)
          .finally(() => {
            running -= 1;
            next();
          });
      };
      const later = waiting.findIndex((each) => each.rank > rank);
      waiting.splice(later === -1 ? waiting.length : later, 0, { rank, start });
      // Panels ask together; which of them are first is known once all have asked.
      queueMicrotask(next);
    });
  const whenIdle = (): Promise<void> =>
    running === 0 && waiting.length === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          idle = [...idle, resolve];
        });
  return { run, whenIdle };
}
