// Stands a partition still when too much of it is refused: then the source or the program is wrong, not the messages.
interface Limits {
  readonly inARow: number;
  /** Messages whose share is judged. */
  readonly window: number;
  readonly share: number;
}

const BRAKE: Limits = { inARow: 100, window: 10_000, share: 0.01 };

export interface Brake {
  /** Why these outcomes must not be let through, in order of offsets; null when they may. */
  readonly refuses: (rejected: readonly boolean[]) => string | null;
  /** Remembers outcomes that were let through. */
  readonly record: (rejected: readonly boolean[]) => void;
}

/** More than 100 refused in a row, or more than 1 % of the last 10,000. */
export function makeBrake({ inARow, window, share }: Limits = BRAKE): Brake {
  let recent: readonly boolean[] = [];
  return {
    refuses: (rejected) => {
      if (!rejected.includes(true)) return null;
      const all = [...recent, ...rejected];
      if (longestRun(all, recent.length) > inARow)
        return `more than ${inARow} messages in a row were refused`;
      if (mostWithin(all, recent.length, window) > window * share)
        return `more than ${share * 100} % of the last ${window.toLocaleString('en')} messages were refused`;
      return null;
    },
    record: (rejected) => {
      recent = [...recent, ...rejected].slice(-window);
    },
  };
}

/** The longest run that ends at or after `from`. */
function longestRun(rejected: readonly boolean[], from: number): number {
  let longest = 0;
  let run = 0;
  for (const [i, one] of rejected.entries()) {
    run = one ? run + 1 : 0;
    if (i >= from && run > longest) longest = run;
  }
  return longest;
}

/** The most refused within any full window that ends at or after `from`; a shorter history is not judged by its share. */
function mostWithin(rejected: readonly boolean[], from: number, window: number): number {
  let count = 0;
  let most = 0;
  for (const [i, one] of rejected.entries()) {
    if (one) count += 1;
    if (i >= window && rejected[i - window]) count -= 1;
    if (i >= Math.max(from, window - 1) && count > most) most = count;
  }
  return most;
}
