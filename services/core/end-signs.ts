// Signs at the end of a case: when no office works, and at the last moment of its deadline.
import { type Calendar, dayIndexAt, shapeAt } from './calendar.ts';
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';
import { DAY_MS } from './local-date.ts';
import { type CaseSign, metBy, overSince, secondsBetween, settledSign } from './sign.ts';

/** `calendar` is that of the clock, or of the country where there is none. */
export function endSigns(
  history: CaseHistory,
  clock: Clock | null,
  calendar: Calendar | undefined,
): CaseSign[] {
  return [...offHours(history, calendar), ...(clock ? lastMoment(history, clock) : [])];
}

const HOUR_MS = 3_600_000;
const MORNING = 6;
const NIGHT = 22;

function offHours(history: CaseHistory, calendar: Calendar | undefined): CaseSign[] {
  const end = history.states.at(-1);
  if (end?.state !== 'ended' || !calendar) return [];
  const day = dayIndexAt(calendar, end.at);
  if (day < 0 || isDated(history, end.at)) return [];
  const rests = shapeAt(calendar, day) === null;
  const hour = (end.at - calendar.midnight[day]!) / HOUR_MS;
  const isOff = rests || hour < MORNING || hour >= NIGHT;
  // Dates without a time stand at midnight or at noon.
  if (!isOff || hour === 0 || hour === 12) return [];
  return [settledSign('off-hours-end', end.at, hour, rests ? 'rest-day' : 'night')];
}

function lastMoment(history: CaseHistory, clock: Clock): CaseSign[] {
  const deadline = metBy(clock);
  if (deadline === null) return [];
  const { walk, target } = clock;
  const stoppedAt = overSince(walk);
  if (deadline > stoppedAt + DAY_MS || isDated(history, stoppedAt)) return [];
  const lastSeconds = Math.min(3600, Math.trunc(secondsBetween(walk.t[0]!, deadline) / 24));
  const closing = closingBy(target.counter.calendar, stoppedAt, deadline);
  if (stoppedAt <= closing - lastSeconds * 1000) return [];
  const amount = secondsBetween(stoppedAt, deadline) / 60;
  return [settledSign('ended-at-the-last-moment', stoppedAt, amount, target.target.id)];
}

/** The deadline; where it is the midnight after `at`, the last close of the offices before it. */
function closingBy(calendar: Calendar, at: number, deadline: number): number {
  const day = dayIndexAt(calendar, at);
  if (day < 0 || deadline !== calendar.midnight[day + 1]) return deadline;
  const shape = shapeAt(calendar, day);
  return shape ? calendar.midnight[day]! + shape.closes.at(-1)! : deadline;
}

const END = /\.(completed|rejected|withdrawn)$/;

/** Of an end told at this instant only the date is known. */
const isDated = ({ told }: CaseHistory, at: number): boolean =>
  told.some(({ event }) => event.dayOnly && event.occurredAt === at && END.test(event.type));
