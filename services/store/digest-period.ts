// The day or month a digest is of, in Asia/Shanghai, and the one before it.
import { DAY_MS, dayOfIso, isoOfDay } from '../core/local-date.ts';
import { instantOfLocal, offsetAt } from '../core/zone.ts';

export const DIGEST_ZONE = 'Asia/Shanghai';

/** Instants are epoch milliseconds; a period is from `from`, included, to `to`, excluded. */
export interface DigestPeriod {
  /** YYYY-MM-DD or YYYY-MM. */
  readonly name: string;
  readonly nameBefore: string;
  readonly nameAfter: string;
  readonly before: number;
  readonly from: number;
  readonly to: number;
  readonly after: number;
}

const midnight = (day: number): number => instantOfLocal(DIGEST_ZONE, day * DAY_MS);

export function dayPeriod(date: string): DigestPeriod {
  const day = dayOfIso(date);
  return {
    name: date,
    nameBefore: isoOfDay(day - 1),
    nameAfter: isoOfDay(day + 1),
    before: midnight(day - 1),
    from: midnight(day),
    to: midnight(day + 1),
    after: midnight(day + 2),
  };
}

const monthName = (months: number): string =>
  `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;

export function monthPeriod(month: string): DigestPeriod {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const begin = (number: number) => midnight(dayOfIso(`${monthName(number)}-01`));
  return {
    name: month,
    nameBefore: monthName(months - 1),
    nameAfter: monthName(months + 1),
    before: begin(months - 1),
    from: begin(months),
    to: begin(months + 1),
    after: begin(months + 2),
  };
}

/** The local day of an instant. */
export const localDay = (at: number): string =>
  isoOfDay(Math.floor((at + offsetAt(DIGEST_ZONE, at)) / DAY_MS));

/** The last day that is over. */
export const lastDay = (now: number): string => isoOfDay(dayOfIso(localDay(now)) - 1);
/** The last month that is over. */
export const lastMonth = (now: number): string => monthPeriod(localDay(now).slice(0, 7)).nameBefore;
