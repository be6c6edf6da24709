// A case reached from a board of the past is shown as it stood at the end of the board's range.
import type { Place } from '../place.ts';
import { readTime } from './time-range.ts';
import { isoIn } from './zone-time.ts';

const zone = 'Asia/Shanghai';
/** Ends later than this before now count as now. */
const graceMs = 3_600_000;

export function pinnedTo(here: Place, next: Place, now = Date.now()): Place {
  if (here.page !== 'board' || next.page !== 'case' || next.asOf !== null) return next;
  const end = here.query.to === null ? null : readTime(here.query.to, now, zone, true);
  if (end === null || end > now - graceMs) return next;
  return { ...next, asOf: isoIn(end, zone) };
}
