// Signs in the telling of a case: events told late, and corrections told after the deadline.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { CaseHistory } from './case-history.ts';
import { isAboutEvent } from './correct-events.ts';
import { DAY_MS, isoOfDay } from './local-date.ts';
import { type CaseSign, secondsBetween, settledSign } from './sign.ts';

/** `metBy` is the deadline of its clock where that stands met. */
export function toldSigns({ told }: CaseHistory, metBy: number | null): CaseSign[] {
  const late: CaseSign[] = [];
  const corrected: CaseSign[] = [];
  for (const one of told) {
    const { event } = one;
    const days = lateDays(event);
    if (days > 0) late.push(telling('told-late', event, days));
    if (metBy === null || !isAboutEvent(one)) continue;
    const hours = secondsBetween(metBy, toldAt(event)) / 3600;
    if (toldAt(event) > metBy) corrected.push(telling('corrected-after-deadline', event, hours));
  }
  return [...byReceipt(late, mostLate), ...byReceipt(corrected, toldLast)];
}

const LATE_DAYS = 3;
const MOST_DAYS = 65_535;

/** Whole days from an event to its being recorded, or received where its source tells no recording; 0 up to three. */
function lateDays(event: AcceptedEvent): number {
  const { occurredAt, recordedAt, receivedAt, dayOnly, live } = event;
  if (recordedAt === null && !live) return 0;
  const spent = (recordedAt ?? receivedAt) - occurredAt;
  // Of a date, from the end of the day.
  const untold = dayOnly ? 1 : 0;
  return spent <= (LATE_DAYS + untold) * DAY_MS
    ? 0
    : Math.min(MOST_DAYS, Math.floor(spent / DAY_MS) - untold);
}

function toldAt({ occurredAt, recordedAt, receivedAt, live }: AcceptedEvent): number {
  return Math.max(occurredAt, recordedAt ?? (live ? receivedAt : occurredAt));
}

/** Of an event received as it came and without a recording, its source and its day of receipt. */
const receiptOf = ({ source, recordedAt, receivedAt, live }: AcceptedEvent): string =>
  recordedAt === null && live ? `${source} ${isoOfDay(Math.floor(receivedAt / DAY_MS))}` : '';

const telling = (sign: string, event: AcceptedEvent, amount: number): CaseSign => ({
  ...settledSign(sign, toldAt(event), amount, event.type),
  receipt: receiptOf(event),
});

type Choice = (a: CaseSign, b: CaseSign) => CaseSign;

/** What was told last of all, and of the most late event what is told of it. */
const mostLate: Choice = (a, b) => ({ ...(b.amount! > a.amount! ? b : a), at: Math.max(a.at, b.at) });
const toldLast: Choice = (a, b) => (b.at > a.at ? b : a);

/** One of each receipt, the one that counts before others first. */
function byReceipt(signs: readonly CaseSign[], choose: Choice): CaseSign[] {
  const found = new Map<string, CaseSign>();
  for (const sign of signs) {
    const other = found.get(sign.receipt);
    found.set(sign.receipt, other ? choose(other, sign) : sign);
  }
  return [...found.values()].sort((a, b) => b.amount! - a.amount!);
}
