// Timers, so that tests can let hours pass at once.
export interface Timers {
  /** The longest to wait at once; a minute where it is not said. */
  readonly longestMs?: number;
  /** Runs once after so many milliseconds; a process is not kept alive by it. */
  set(run: () => void, ms: number): unknown;
  clear(timer: unknown): void;
}

export const realTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms).unref(),
  clear: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
