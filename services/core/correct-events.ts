// Applies corrections and retractions to the events of one case.
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { Problem } from '../../schemas/problem.ts';
import { type HistoryEvent, identityOf, inOrder } from './history-event.ts';
import { readStamp } from './instant.ts';

interface Corrected {
  readonly events: readonly HistoryEvent[];
  readonly replaced: ReadonlyMap<string, string>;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * The events that stand. The last correction of an event wins; a retraction removes an event, a correction or
 * another retraction. `sorted` must be in order and without repeats.
 */
export function applyCorrections(sorted: readonly HistoryEvent[], problems: Problem[]): Corrected {
  if (!sorted.some(isAboutEvent)) return { events: sorted, replaced: NOTHING };
  const byIdentity = new Map(sorted.map((event) => [identityOf(event.event), event]));
  const aimed = new Map<string, HistoryEvent[]>();
  for (const event of sorted.filter(isAboutEvent)) {
    const aim = aimOf(event);
    if (!byIdentity.has(aim)) problems.push(missing(event));
    aimed.set(aim, [...(aimed.get(aim) ?? []), event]);
  }
  return rebuild(sorted, aimed, problems);
}

const isAboutEvent = ({ effect }: HistoryEvent): boolean =>
  effect.does === 'correct' || effect.does === 'retract';

const aimOf = ({ event, effect, data }: HistoryEvent): string =>
  identityOf({
    source: event.source,
    id: data[effect.does === 'correct' ? 'corrects' : 'retracts'] as string,
  });

const missing = ({ event, data }: HistoryEvent): Problem => ({
  code: 'correction-without-event',
  message: `event ${event.id} speaks of event ${String(data['corrects'] ?? data['retracts'])}, which this case does not have`,
  value: event.id,
});

function rebuild(
  sorted: readonly HistoryEvent[],
  aimed: ReadonlyMap<string, HistoryEvent[]>,
  problems: Problem[],
): Corrected {
  const stands = (event: HistoryEvent, seen: ReadonlySet<HistoryEvent>): boolean =>
    !standing(event, seen).some((other) => other.effect.does === 'retract');
  const standing = (event: HistoryEvent, seen: ReadonlySet<HistoryEvent>): HistoryEvent[] =>
    (aimed.get(identityOf(event.event)) ?? []).filter(
      (other) => !seen.has(other) && stands(other, new Set([...seen, event])),
    );
  const replaced = new Map<string, string>();
  const events: HistoryEvent[] = [];
  for (const event of sorted) {
    const about = standing(event, new Set([event]));
    const retraction = about.find((other) => other.effect.does === 'retract');
    const correction = about.findLast((other) => other.effect.does === 'correct');
    const by = retraction ?? correction;
    if (by) replaced.set(identityOf(event.event), by.event.id);
    if (retraction || isAboutEvent(event)) continue;
    events.push(correction ? corrected(event, correction, problems) : event);
  }
  return { events: events.sort(inOrder), replaced };
}

/** The event with the time and data its correction gives; data that do not fit the type leave it as it was. */
function corrected(event: HistoryEvent, correction: HistoryEvent, problems: Problem[]): HistoryEvent {
  const { time, data } = correction.data as { time?: string; data?: Record<string, unknown> };
  const stamp = time === undefined ? null : readStamp(time, 'UTC');
  const at = stamp?.ok ? stamp.at : event.at;
  if (data === undefined) return { ...event, at };
  const parsed = eventType(event.event.type)!.definition.data.safeParse(data);
  if (parsed.success) return { ...event, at, data: parsed.data };
  problems.push({
    code: 'correction-does-not-fit',
    message: `event ${correction.event.id} corrects ${event.event.id} with data that ${event.event.type} does not allow; the earlier data stand`,
    value: correction.event.id,
  });
  return { ...event, at };
}
