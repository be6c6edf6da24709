// A synthetic case for any target of a catalogue, made from the target's own conditions, anchors and counts.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { Attributes } from '../../schemas/events/effect.ts';
import type { Anchor, CatalogueTarget, Counts, When } from '../../schemas/target.ts';

type Condition = When[string];

/** A value that meets the condition. */
function valueFor(condition: Condition): string | number | boolean {
  if (Array.isArray(condition)) return condition[0]!;
  if (typeof condition !== 'object') return condition;
  const { atLeast, over, atMost, under } = condition;
  if (atLeast !== undefined) return atLeast;
  if (atMost !== undefined) return atMost;
  return over !== undefined ? over + 0.5 : under! - 0.5;
}

export const attributesFor = (when: When): Attributes =>
  Object.fromEntries(Object.entries(when).map(([name, condition]) => [name, valueFor(condition)]));

const HOUR = 3_600_000;

export interface SyntheticCase {
  readonly events: readonly AcceptedEvent[];
  readonly startedAt: number;
  readonly completedAt: (at: number) => readonly AcceptedEvent[];
  /** The same case in which this much of what the target counts has happened. */
  readonly counting: (amount: number) => SyntheticCase;
}

/** What the case itself must tell to be counted. */
function attributesCounted(counts: Counts): Attributes {
  if ('casesWith' in counts) return attributesFor(counts.casesWith);
  if ('customerHours' in counts)
    return { [counts.customerHours.affected]: 10, [counts.customerHours.served]: 100 };
  return {};
}

/** Received at `at` and started an hour later, at the place and with the attributes the target asks for. */
export function caseFor(target: CatalogueTarget, at: number): SyntheticCase {
  const { system, service, when, starts, limitFromCase, counts } = target.measured!;
  const jurisdiction = target.jurisdiction ?? target.document.jurisdiction;
  const attributes = {
    ...attributesFor(when),
    ...(counts ? attributesCounted(counts) : {}),
    ...(limitFromCase ? { [limitFromCase]: new Date(at + 480 * HOUR).toISOString() } : {}),
  };
  const open = { jurisdiction, attributes, ...(service === undefined ? {} : { service }) };
  const received = told(system, 0, `${system}.application.received`, at, open);
  const start = anchorEvent(system, 1, starts[0]!, at + HOUR);
  return synthetic(target, start.type === received.type ? [received] : [received, start]);
}

function synthetic(target: CatalogueTarget, events: readonly AcceptedEvent[]): SyntheticCase {
  const { system, counts } = target.measured!;
  const last = events.at(-1)!.occurredAt;
  const next = events.length;
  return {
    events,
    startedAt: last,
    completedAt: (at) => [...events, told(system, next, `${system}.completed`, at, {})],
    counting: (amount) => synthetic(target, [...events, ...counted(system, counts!, amount, last, next)]),
  };
}

const told = (
  system: string,
  n: number,
  type: string,
  at: number,
  data: Record<string, unknown>,
): AcceptedEvent => ({
  system,
  caseId: 'synthetic',
  source: '/synthetic',
  id: `e${n}`,
  type,
  occurredAt: at,
  dayOnly: false,
  recordedAt: null,
  receivedAt: at,
  sequence: '',
  data,
});

const anchorEvent = (system: string, n: number, anchor: Anchor, at: number): AcceptedEvent =>
  typeof anchor === 'string'
    ? told(system, n, anchor, at, {})
    : told(system, n, anchor.event, at, anchor.data);

const tallyEvents = {
  steps: () => ['step.done', { name: 'x' }],
  materials: () => ['document.submitted', { name: 'x' }],
  errands: () => ['visit.made', {}],
  fee: (yuan: number) => ['fee.charged', { yuan: yuan.toFixed(2) }],
} as const;

function counted(system: string, counts: Counts, amount: number, at: number, n: number): AcceptedEvent[] {
  const times = (count: number, make: (i: number) => AcceptedEvent) =>
    Array.from({ length: count }, (_, i) => make(n + i));
  if ('events' in counts)
    return times(amount, (i) => anchorEvent(system, i, counts.events[0]!, at + (i + 1) * 60_000));
  if (!('tally' in counts)) return [];
  const [type, data] = tallyEvents[counts.tally](amount);
  const count = counts.tally === 'fee' ? Math.sign(amount) : amount;
  return times(count, (i) => told(system, i, `${system}.${type}`, at + (i + 1) * 60_000, { ...data }));
}
