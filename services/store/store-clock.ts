// The store's clock: services whose own clocks differ by minutes agree on it.
import type { Database } from './database.ts';

export interface StoreClock {
  /** Epoch milliseconds as the store counts them, by this process's own running since it last asked. */
  now(): number;
  /** Asks the store again. */
  measure(): Promise<void>;
}

const NOW = "SELECT toUnixTimestamp64Milli(now64(3, 'UTC')) AS at";

/** `elapsed` gives milliseconds that only grow. */
export async function openStoreClock(
  db: Database,
  elapsed: () => number = () => performance.now(),
): Promise<StoreClock> {
  let offset = 0;
  const measure = async (): Promise<void> => {
    const asked = elapsed();
    const [row] = await db.query<{ at: number }>(NOW);
    offset = row!.at - (asked + elapsed()) / 2;
  };
  await measure();
  return { now: () => Math.floor(elapsed() + offset), measure };
}
