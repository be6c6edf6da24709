// Lets a few questions run at a time; others wait in the order they came, and too many are sent away.
import { refused } from './query-refused.ts';

export interface Slots {
  /** Resolves when a place is free, with what gives it back; rejects when `signal` is aborted before. */
  take(signal: AbortSignal): Promise<() => void>;
  /** Sends everybody away who waits, and whoever comes later. */
  close(): void;
}

export interface SlotOptions {
  readonly places: number;
  readonly waiting: number;
  readonly patienceMs: number;
}

interface Waiter {
  readonly enter: () => void;
  readonly leave: (why: Error) => void;
}

const cancelled = () => refused(394, 'Query was cancelled.');
const tooMany = (said: string) => refused(202, `Too many simultaneous queries: ${said}.`);

export function createSlots({ places, waiting, patienceMs }: SlotOptions): Slots {
  let free = places;
  let closed = false;
  const waiters = new Set<Waiter>();

  const giveBack = () => {
    const [next] = waiters;
    if (next) next.enter();
    else free += 1;
  };
  /** A place can be given back once. */
  const place = (): (() => void) => {
    let held = true;
    return () => {
      if (held) giveBack();
      held = false;
    };
  };

  const queue = (signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const end = () => {
        waiters.delete(waiter);
        clearTimeout(patience);
        signal.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        enter: () => {
          end();
          resolve(place());
        },
        leave: (why) => {
          end();
          reject(why);
        },
      };
      const onAbort = () => waiter.leave(cancelled());
      const patience = setTimeout(() => waiter.leave(tooMany('no place came free in time')), patienceMs);
      signal.addEventListener('abort', onAbort, { once: true });
      waiters.add(waiter);
    });

  return {
    take: async (signal) => {
      if (closed) throw refused(236, 'The server is shutting down.');
      if (signal.aborted) throw cancelled();
      if (free > 0) {
        free -= 1;
        return place();
      }
      if (waiters.size >= waiting) throw tooMany(`${places} run and ${waiting} wait`);
      return queue(signal);
    },
    close: () => {
      closed = true;
      for (const waiter of [...waiters]) waiter.leave(refused(236, 'The server is shutting down.'));
    },
  };
}
