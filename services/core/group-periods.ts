// The months, quarters and years that groups are judged over, and the midnights at which they are.
import type { Measured } from '../../schemas/target.ts';
import { DAY_MS, dayNumber, dayOfIso, isoOfDay } from './local-date.ts';
import { instantOfLocal, offsetAt } from './zone.ts';

/** The zone in which schemas/views/parts/indicator_targets.sql places the ends of cases. */
export const GROUP_ZONE = 'Asia/Shanghai';

export type PeriodKind = Measured['period'];

/** Instants are epoch milliseconds; a period is from `from`, included, to `to`, excluded. */
export interface GroupPeriod {
  readonly kind: PeriodKind;
  /** 2026-10, 2026-Q4 or 2026. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const monthsOf: Record<PeriodKind, number> = { month: 1, quarter: 3, year: 12 };

/** Local midnight at the begin of a month, counted from the begin of year 0. */
const beginOf = (month: number): number =>
  instantOfLocal(GROUP_ZONE, dayNumber(Math.floor(month / 12), (month % 12) + 1, 1)! * DAY_MS);

function periodFrom(kind: PeriodKind, month: number): GroupPeriod {
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  const names = {
    month: `${year}-${String((month % 12) + 1).padStart(2, '0')}`,
    quarter: `${year}-Q${(month % 12) / 3 + 1}`,
    year,
  };
  return { kind, name: names[kind], from: beginOf(month), to: beginOf(month + monthsOf[kind]) };
}

/** The period that runs at an instant. */
export function periodAt(kind: PeriodKind, at: number): GroupPeriod {
  const local = new Date(at + offsetAt(GROUP_ZONE, at));
  const month = local.getUTCFullYear() * 12 + local.getUTCMonth();
  return periodFrom(kind, month - (month % monthsOf[kind]));
}

export const periodBefore = ({ kind, from }: GroupPeriod): GroupPeriod => periodAt(kind, from - 1);

const NAME = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/;

/** The period of a name; null where the name is none. */
export function periodNamed(name: string): GroupPeriod | null {
  const found = NAME.exec(name);
  if (!found) return null;
  const [, year, quarter, month] = found;
  const first = Number(year) * 12;
  if (quarter) return periodFrom('quarter', first + (Number(quarter) - 1) * 3);
  return month ? periodFrom('month', first + Number(month) - 1) : periodFrom('year', first);
}

const localDay = (at: number): number => Math.floor((at + offsetAt(GROUP_ZONE, at)) / DAY_MS);
const beginOfDay = (day: number): number => instantOfLocal(GROUP_ZONE, day * DAY_MS);

/** The first local midnight after an instant. */
export const nextMidnight = (after: number): number => beginOfDay(localDay(after) + 1);

/** The local midnights after `from`, up to and with `to`, in order. */
export function midnightsAfter(from: number, to: number): number[] {
  const first = localDay(from) + 1;
  const count = Math.max(0, localDay(to) - first + 1);
  return Array.from({ length: count }, (_, i) => beginOfDay(first + i));
}

/** YYYY-MM-DD of the local day that ends at a midnight. */
export const dayEndingAt = (midnight: number): string => isoOfDay(localDay(midnight - 1));

/** The midnight that ends a local day, YYYY-MM-DD. */
export const midnightEnding = (day: string): number => beginOfDay(dayOfIso(day) + 1);
