// Loads a small made-up town of water, power and gas cases at first start, beside the real permit log.
// Permits are left out, so that the numbers of the real log stay those of the log alone.
import { batchesOf } from '../simulate/paced-batches.ts';
import { defaultWindow, simulateCases } from '../simulate/simulate-cases.ts';
import type { House } from './furnish.ts';

const CASES = 600;
const BATCH_EVENTS = 2000;

/** Cases made up and taken in, or 0 when they are there already; a load cut short goes on at the next start. */
export async function loadSimulation({ shixian }: House, stop: AbortSignal): Promise<number> {
  const [held] = await shixian.db.query<{ n: number }>(
    "SELECT count() AS n FROM cases FINAL WHERE startsWith(case_id, 'SIM-')",
  );
  if (held!.n >= CASES) return 0;
  const calendar = shixian.rules.calendars.get('cn')!;
  const systems = ['power', 'water', 'gas'] as const;
  const events = simulateCases({ seed: 1, cases: CASES, systems, ...defaultWindow, calendar, faults: true });
  for (const batch of batchesOf(events, BATCH_EVENTS)) {
    if (stop.aborted) return 0;
    await shixian.takeIn(batch.map((event) => ({ origin: 'simulated', event })));
  }
  return CASES;
}
