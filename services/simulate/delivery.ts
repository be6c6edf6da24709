// When and how often the events of a case are delivered, with the faults that real deliveries have.
import { breakEvent } from './broken-event.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { CloudEventJson, Recorded } from './tell-events.ts';

export interface Delivery {
  readonly at: number;
  readonly event: CloudEventJson;
}

const HOUR = 3_600_000;

/** Shares of events, each drawn on its own. */
export const faultShares = { late: 0.025, overtaken: 0.03, repeated: 0.015, broken: 0.004 } as const;

/** Hands each delivery of an event to `deliver`; without `faults` it comes once, as it was written down. */
export function deliverEvent(
  { recordedAt, event }: Recorded,
  faults: SeededRandom | null,
  deliver: (delivery: Delivery) => void,
): void {
  if (!faults) {
    deliver({ at: recordedAt, event });
    return;
  }
  const at = recordedAt + delayOf(faults);
  deliver({ at, event });
  if (faults.chance(faultShares.repeated)) deliver({ at: at + faults.whole(5, 172_800) * 1000, event });
  if (faults.chance(faultShares.broken)) deliver({ at, event: breakEvent(event, faults) });
}

/** Seconds as a rule; minutes when newer events overtake it; hours to days when a queue was down. */
function delayOf(faults: SeededRandom): number {
  const draw = faults.unit();
  if (draw < faultShares.late) return faults.whole(2 * HOUR, 9 * 24 * HOUR);
  if (draw < faultShares.late + faultShares.overtaken) return faults.whole(60_000, HOUR);
  return faults.whole(500, 8000);
}
