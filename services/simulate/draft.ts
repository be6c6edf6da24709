// A case being told: its place, its chance, and the events that happened so far, in no order.
import type { Calendar } from '../core/calendar.ts';
import type { OfficeTime } from './office-time.ts';
import type { Place } from './place.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Told {
  readonly at: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Draft {
  readonly system: string;
  readonly caseId: string;
  readonly place: Place;
  /** Filed over the network rather than at the counter. */
  readonly online: boolean;
  /** Index of the calendar day on which it begins. */
  readonly day: number;
  readonly startedAt: number;
  readonly random: SeededRandom;
  readonly calendar: Calendar;
  readonly office: OfficeTime;
  readonly told: Told[];
}

/** Adds an event; `name` is its type without the system. What would happen after the calendar's end never does. */
export function tell(
  { system, told }: Draft,
  at: number,
  name: string,
  data: Readonly<Record<string, unknown>> = {},
): void {
  if (Number.isFinite(at)) told.push({ at, type: `${system}.${name}`, data });
}

/** The instant `days` of office time after another, never before it. */
export function officeAfter({ office }: Draft, at: number, days: number): number {
  if (!Number.isFinite(at)) return at;
  return Math.max(at, office.instantAt(office.positionAt(at) + days));
}
