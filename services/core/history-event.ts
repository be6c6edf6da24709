// One event of a history, its identity, and the order in which events of a case stand.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Effect } from '../../schemas/events/effect.ts';
import { eventType } from '../../schemas/events/vocabulary.ts';

/** An event with its effect, time and data as they stand after corrections. */
export interface HistoryEvent {
  readonly event: AcceptedEvent;
  readonly effect: Effect;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events of one instant stand in this order, so that a tie never depends on arrival. */
const RANK: Record<Effect['does'], number> = {
  open: 0,
  reopen: 1,
  attributes: 2,
  mark: 3,
  resume: 4,
  tally: 5,
  extend: 6,
  pause: 7,
  close: 8,
  correct: 9,
  retract: 9,
};

export const identityOf = (event: Pick<AcceptedEvent, 'source' | 'id'>): string =>
  `${event.source}\u0000${event.id}`;

const textOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of a case's events: instant, the source's own sequence, effect, then identity. */
export function inOrder(a: HistoryEvent, b: HistoryEvent): number {
  return (
    a.at - b.at ||
    a.event.sequence.length - b.event.sequence.length ||
    textOrder(a.event.sequence, b.event.sequence) ||
    RANK[a.effect.does] - RANK[b.effect.does] ||
    textOrder(a.event.id, b.event.id) ||
    textOrder(a.event.source, b.event.source) ||
    a.event.receivedAt - b.event.receivedAt
  );
}

/** An accepted event as its source told it, before any correction. */
export const historyEvent = (event: AcceptedEvent): HistoryEvent => ({
  event,
  effect: eventType(event.type)!.definition.effect,
  at: event.occurredAt,
  data: event.data,
});

/** Repeats stand side by side once in order; the first received stays. */
export function distinct(sorted: HistoryEvent[]): HistoryEvent[] {
  let kept = 0;
  for (const event of sorted) {
    const last = kept === 0 ? undefined : sorted[kept - 1]!.event;
    if (last && last.id === event.event.id && last.source === event.event.source) continue;
    sorted[kept++] = event;
  }
  sorted.length = kept;
  return sorted;
}
