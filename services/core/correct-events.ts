// Applies corrections and retractions to the events of one case.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { type HistoryEvent, identityOf, inOrder } from './history-event.ts';
import { readStamp } from './instant.ts';

interface Corrected {
  readonly events: readonly HistoryEvent[];
  /** source + id of every event that no longer stands as told, with the id of the event that took its place. */
  readonly replaced: ReadonlyMap<string, string>;
}

/** The corrections and retractions that stand, by the identity of the event they speak of, in order. */
type Standing = ReadonlyMap<string, readonly HistoryEvent[]>;

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * The events that stand. The last correction of a time or of data wins; a retraction removes an event, a correction
 * or another retraction. `sorted` must be in order and without repeats.
 */
export function applyCorrections(sorted: readonly HistoryEvent[], problems: Problem[]): Corrected {
  if (!sorted.some(isAboutEvent)) return { events: sorted, replaced: NOTHING };
  const standing = settle(sorted, problems);
  const replaced = new Map<string, string>();
  const events: HistoryEvent[] = [];
  for (const event of sorted) {
    const about = standing.get(identityOf(event.event)) ?? [];
    const retraction = about.find(({ effect }) => effect.does === 'retract');
    const corrections = about.filter(({ effect }) => effect.does === 'correct');
    if (isAboutEvent(event)) problems.push(...corrections.map(cannotCorrect));
    const by = retraction ?? (isAboutEvent(event) ? undefined : corrections.at(-1));
    if (by) replaced.set(identityOf(event.event), by.event.id);
    if (!retraction && !isAboutEvent(event)) events.push(correctedBy(event, corrections, problems));
  }
  return { events: events.sort(inOrder), replaced };
}

export const isAboutEvent = ({ effect }: HistoryEvent): boolean =>
  effect.does === 'correct' || effect.does === 'retract';

const aimOf = ({ event, effect, data }: HistoryEvent): string =>
  identityOf({
    source: event.source,
    id: data[effect.does === 'correct' ? 'corrects' : 'retracts'] as string,
  });

/** Decides from the ends of the chains inwards which corrections and retractions stand. */
function settle(sorted: readonly HistoryEvent[], problems: Problem[]): Standing {
  const byIdentity = new Map(sorted.map((event) => [identityOf(event.event), event]));
  const undecided = countBy(sorted.filter(isAboutEvent), aimOf);
  const standing = new Map<string, HistoryEvent[]>();
  const ready = sorted.filter(({ event }) => !undecided.has(identityOf(event)));
  for (let event = ready.pop(); event; event = ready.pop()) {
    if (!isAboutEvent(event)) continue;
    const aim = aimOf(event);
    const target = byIdentity.get(aim);
    const own = standing.get(identityOf(event.event)) ?? [];
    if (!target) problems.push(missing(event));
    else if (!own.some(({ effect }) => effect.does === 'retract'))
      standing.set(aim, [...(standing.get(aim) ?? []), event]);
    undecided.set(aim, undecided.get(aim)! - 1);
    if (undecided.get(aim) === 0 && target) ready.push(target);
  }
  for (const event of sorted)
    if (isAboutEvent(event) && undecided.get(identityOf(event.event))! > 0) problems.push(inCircle(event));
  for (const about of standing.values()) about.sort(inOrder);
  return standing;
}

function countBy(events: readonly HistoryEvent[], keyOf: (event: HistoryEvent) => string) {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(keyOf(event), (counts.get(keyOf(event)) ?? 0) + 1);
  return counts;
}

/** The event with the last time and the last data that its corrections give. */
function correctedBy(
  event: HistoryEvent,
  corrections: readonly HistoryEvent[],
  problems: Problem[],
): HistoryEvent {
  let { at, data } = event;
  for (const correction of corrections) {
    const told = correction.data as { time?: string; data?: Record<string, unknown> };
    if (told.time !== undefined) at = timeOf(told.time, at);
    if (told.data !== undefined) data = dataOf(event.event, told.data, correction, problems) ?? data;
  }
  return at === event.at && data === event.data ? event : { ...event, at, data };
}

function timeOf(text: string, otherwise: number): number {
  const stamp = readStamp(text, 'UTC');
  return stamp.ok ? stamp.at : otherwise;
}

function dataOf({ id, type }: AcceptedEvent, told: unknown, correction: HistoryEvent, problems: Problem[]) {
  const parsed = eventType(type)!.definition.data.safeParse(told);
  if (parsed.success) return parsed.data;
  problems.push({
    code: 'correction-does-not-fit',
    message: `event ${correction.event.id} corrects ${id} with data that ${type} does not allow; the earlier data stand`,
    value: correction.event.id,
  });
  return null;
}

const missing = ({ event, data }: HistoryEvent): Problem => ({
  code: 'correction-without-event',
  message: `event ${event.id} speaks of event ${String(data['corrects'] ?? data['retracts'])}, which this case does not have from its source`,
  value: event.id,
});

const cannotCorrect = ({ event, data }: HistoryEvent): Problem => ({
  code: 'correction-of-correction',
  message: `event ${event.id} corrects ${String(data['corrects'])}, itself a correction or retraction, and changes nothing; expected one that names the event itself`,
  value: event.id,
});

const inCircle = ({ event }: HistoryEvent): Problem => ({
  code: 'correction-in-circle',
  message: `event ${event.id} stands in a circle of retractions that speak of each other, and changes nothing`,
  value: event.id,
});
