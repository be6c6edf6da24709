// Loads a small made-up town of water, power and gas cases at first start, beside the real permit log.
// Permits are left out, so that the numbers of the real log stay those of the log alone.
import { type Calendar, dayIndexAt } from '../core/calendar.ts';
import { isoOfDay } from '../core/local-date.ts';
import { batchesOf } from '../simulate/paced-batches.ts';
import { simulateCases } from '../simulate/simulate-cases.ts';
import type { House } from './furnish.ts';

const CASES = 600;
const BATCH_EVENTS = 2000;
const DAYS = 240;

/** The days up to the one on which the store was made, so that boards show a town at work; the same at every start. */
function windowOf(calendar: Calendar, madeAt: number): { from: string; to: string } {
  const last = calendar.shapeOf.length - 1;
  const today = dayIndexAt(calendar, madeAt);
  const to = today > 0 ? today - 1 : last;
  const dayOf = (i: number) => isoOfDay(calendar.firstDay + i);
  return { from: dayOf(Math.max(0, to - DAYS)), to: dayOf(to) };
}

/** Cases made up and taken in, or 0 when they are there already; a load cut short goes on at the next start. */
export async function loadSimulation({ shixian }: House, stop: AbortSignal): Promise<number> {
  const [held] = await shixian.db.query<{ n: number }>(
    "SELECT count() AS n FROM cases FINAL WHERE startsWith(case_id, 'SIM-')",
  );
  if (held!.n >= CASES) return 0;
  const calendar = shixian.rules.calendars.get('cn')!;
  const systems = ['power', 'water', 'gas'] as const;
  const [store] = await shixian.db.query<{ at: number }>(
    'SELECT toUnixTimestamp64Milli(made_at) AS at FROM store',
  );
  const window = windowOf(calendar, store!.at);
  const events = simulateCases({ seed: 1, cases: CASES, systems, ...window, calendar, faults: true });
  for (const batch of batchesOf(events, BATCH_EVENTS)) {
    if (stop.aborted) return 0;
    await shixian.takeIn(batch.map((event) => ({ origin: 'simulated', event })));
  }
  return CASES;
}
