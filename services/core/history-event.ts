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
    a.event.receivedAt - b.event.receivedAt ||
    textOrder(a.event.type, b.event.type) ||
    textOrder(JSON.stringify(a.data), JSON.stringify(b.data))
  );
}

/** An accepted event as its source told it, before any correction. */
export const historyEvent = (event: AcceptedEvent): HistoryEvent => ({
  event,
  effect: eventType(event.type)!.definition.effect,
  at: event.occurredAt,
  data: event.data,
});

/** Whether only the local date of the event is known; a correction of its time gives it one. */
export const isDayOnly = ({ event, at }: HistoryEvent): boolean => event.dayOnly && at === event.occurredAt;

/** Drops repeats of `sorted`, in place; of two tellings under one id the first received stays. */
export function distinct(sorted: HistoryEvent[]): HistoryEvent[] {
  const known = sorted.length > FEW ? new Map<string, number>() : null;
  let kept = 0;
  let moved = false;
  for (const one of sorted) {
    const before = known ? known.get(identityOf(one.event)) : indexOfSame(sorted, kept, one.event);
    if (before === undefined) {
      known?.set(identityOf(one.event), kept);
      sorted[kept++] = one;
    } else if (one.event.receivedAt < sorted[before]!.event.receivedAt) {
      sorted[before] = one;
      moved = true;
    }
  }
  sorted.length = kept;
  return moved ? sorted.sort(inOrder) : sorted;
}

/** Below it a scan is quicker than a map. */
const FEW = 24;

/** Ids of one case mostly differ at their end, which is cheaper to compare than the whole. */
function indexOfSame(events: readonly HistoryEvent[], count: number, { id, source }: AcceptedEvent) {
  const last = id.charCodeAt(id.length - 1);
  for (let i = count - 1; i >= 0; i--) {
    const { event } = events[i]!;
    if (event.id.charCodeAt(event.id.length - 1) === last && event.id === id && event.source === source)
      return i;
  }
  return undefined;
}

/** What a tally event adds: 1 unless `field` says how many; fees in fen, so that they stay whole. */
export function tallyAmount(field: string | undefined, data: HistoryEvent['data']): number {
  const value = field === undefined ? undefined : data[field];
  if (field === 'yuan') return Math.round(Number(value) * 100);
  return value === undefined ? 1 : (value as number);
}
