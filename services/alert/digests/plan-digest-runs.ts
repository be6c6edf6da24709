// When which digest is due, and which is owed; pure.
import type { DigestMailings } from '../../../schemas/channel.ts';
import { DAY_MS, dayOfIso } from '../../core/local-date.ts';
import { instantOfLocal } from '../../core/zone.ts';
import { DIGEST_ZONE, localDay, monthPeriod } from '../../store/digest-period.ts';

export type DigestKind = 'daily' | 'monthly';

/** Local times at which the digest of what was over by then is made. */
export interface DigestTimes {
  readonly daily: { readonly hour: number; readonly minute: number };
  /** `day` from 1 to 28, so that every month has it. */
  readonly monthly: { readonly day: number; readonly hour: number; readonly minute: number };
}

/** Of the day before, ready when work begins; of the month before, after late reports of its last day. */
export const usualTimes: DigestTimes = {
  daily: { hour: 7, minute: 30 },
  monthly: { day: 1, hour: 8, minute: 0 },
};

/** The times that are told, else the usual ones. */
export function timesOf({ daily, monthly }: DigestMailings): DigestTimes {
  const timeOf = (at: string) => ({ hour: Number(at.slice(0, 2)), minute: Number(at.slice(3)) });
  return {
    daily: daily === undefined ? usualTimes.daily : timeOf(daily.at),
    monthly: monthly === undefined ? usualTimes.monthly : { day: monthly.day, ...timeOf(monthly.at) },
  };
}

export interface DigestRun {
  readonly kind: DigestKind;
  /** YYYY-MM-DD of the day, or YYYY-MM of the month, that the digest is of. */
  readonly period: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** The latest run that was due at or before an instant. */
export function latestDue(kind: DigestKind, times: DigestTimes, now: number): DigestRun {
  const today = dayOfIso(localDay(now));
  if (kind === 'daily') {
    const { hour, minute } = times.daily;
    const at = (day: number) => instantOfLocal(DIGEST_ZONE, day * DAY_MS + (hour * 60 + minute) * 60_000);
    const day = at(today) <= now ? today : today - 1;
    return { kind, period: localDay(at(day) - DAY_MS), dueAt: at(day) };
  }
  const month = localDay(now).slice(0, 7);
  const thisMonth = monthlyDue(month, times);
  const due = thisMonth <= now ? month : monthPeriod(month).nameBefore;
  return { kind, period: monthPeriod(due).nameBefore, dueAt: monthlyDue(due, times) };
}

/** The instant in a month at which the bulletin of the month before is made. */
function monthlyDue(month: string, { monthly }: DigestTimes): number {
  const { day, hour, minute } = monthly;
  const first = dayOfIso(`${month}-01`);
  return instantOfLocal(DIGEST_ZONE, (first + day - 1) * DAY_MS + (hour * 60 + minute) * 60_000);
}

/**
 * The run that is owed, if any: the latest due one unless it was made. Of several missed runs only the latest is made
 * up. Where none was ever made, none was missed before `since`, when runs began to be scheduled.
 */
export function owedRun(
  kind: DigestKind,
  times: DigestTimes,
  { last, since, now }: { readonly last: string | null; readonly since: number; readonly now: number },
): DigestRun | null {
  const due = latestDue(kind, times, now);
  if (last === null) return due.dueAt >= since ? due : null;
  return due.period > last ? due : null;
}

/** A pattern of cron, in the zone of digests. */
export function cronOf(kind: DigestKind, { daily, monthly }: DigestTimes): string {
  return kind === 'daily'
    ? `${daily.minute} ${daily.hour} * * *`
    : `${monthly.minute} ${monthly.hour} ${monthly.day} * *`;
}
