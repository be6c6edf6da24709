// Which event took the ground of a card away, or that none did, so that it was the rules.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { WithdrawalFacts } from './card-life.ts';
import { identityOf } from './history-event.ts';
import { formatInstant } from './instant.ts';

/** Beyond as many events the search ends: what was told before them is not what is asked for. */
const MOST_EVENTS = 200;

/**
 * Of the events in the order in which they were received the first from which on the ground was gone for good, found by
 * leaving out the last, the last two and so on until the ground is there. `isReached` folds what it is given.
 */
export function withdrawalCause(
  events: readonly AcceptedEvent[],
  isReached: (events: readonly AcceptedEvent[]) => boolean,
  zone: string,
): WithdrawalFacts {
  const told = inOrderOfTelling(events);
  const least = Math.max(1, told.length - MOST_EVENTS);
  for (let count = told.length - 1; count >= least; count--) {
    if (!isReached(told.slice(0, count))) continue;
    const { id, type, occurredAt, receivedAt } = told[count]!;
    const detail = `occurred ${formatInstant(occurredAt, zone)}, told ${formatInstant(receivedAt, zone)}`;
    return { cause: 'event', eventId: id, eventType: type, detail };
  }
  return { cause: 'rules', eventId: null, eventType: null, detail: 'targets, calendars or ladders changed' };
}

/** Each event once, as it was first received; of one batch, in the order in which they occurred. */
function inOrderOfTelling(events: readonly AcceptedEvent[]): AcceptedEvent[] {
  const sorted = [...events].sort(
    (a, b) => a.receivedAt - b.receivedAt || a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1),
  );
  const first = new Map<string, AcceptedEvent>();
  for (const event of sorted) if (!first.has(identityOf(event))) first.set(identityOf(event), event);
  return [...first.values()];
}
