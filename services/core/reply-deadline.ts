// By when a card must be replied to.
import type { ReplyWithin } from '../../schemas/ladder.ts';
import type { Calendar } from './calendar.ts';
import { makeCounter } from './method.ts';

/**
 * The end, 24:00, of the last working day of `within`, in epoch milliseconds; the day of `raisedAt` is not counted. Null
 * where that needs a day outside the calendar's covered range.
 */
export function replyDueAt(within: ReplyWithin, calendar: Calendar, raisedAt: number): number | null {
  const counter = makeCounter('wd_excl', calendar, 'midnight');
  const due = counter.due(raisedAt, counter.at(raisedAt), within.amount * counter.ticksPerUnit);
  return Number.isNaN(due) ? null : due;
}
