// Repeats a step whenever there is something to do: at the instant the step itself named, or when woken.

import { realTimers, type Timers } from './timers.ts';

export interface StepLoop {
  wake(): void;
  /** Waits for a step under way. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Returns the instant, in epoch milliseconds, from which on there is something to do again. */
  readonly step: () => Promise<number>;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
  readonly timers?: Timers;
}

const AFTER_FAILURE_MS = 1000;
/** Clocks are set anew, and timers of many days are not kept. */
const LONGEST_MS = 60_000;

export function startLoop({ step, now, failed, timers = realTimers }: LoopOptions): StepLoop {
  const { longestMs = LONGEST_MS } = timers;
  let stopped = false;
  let woken = false;
  let rouse = (): void => {};
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = timers.set(resolve, ms);
      rouse = () => {
        timers.clear(timer);
        resolve();
      };
      if (stopped || woken) rouse();
    });
  const stepOrLater = (): Promise<number> =>
    step().catch((error: unknown) => {
      failed(error);
      return now() + AFTER_FAILURE_MS;
    });
  const run = async (): Promise<void> => {
    while (!stopped) {
      woken = false;
      const at = await stepOrLater();
      do await wait(Math.min(Math.max(at - now(), 0), longestMs));
      while (!stopped && !woken && now() < at);
    }
  };
  const running = run();
  return {
    wake: () => {
      woken = true;
      rouse();
    },
    stop: () => {
      stopped = true;
      rouse();
      return running;
    },
  };
}
