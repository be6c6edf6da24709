// Random cases told to a store in batches, through the real door, fold and writers, on random calendars.
import fc from 'fast-check';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { type Calendar, makeCalendar } from '../../services/core/calendar.ts';
import type { Catalogue } from '../../services/core/compile-targets.ts';
import { mendCases, refreshCases } from '../../services/evaluate/refresh-cases.ts';
import { createIntake } from '../../services/ingest/take-in.ts';
import type { Database } from '../../services/store/database.ts';
import { writeCalendars } from '../../services/store/rules.ts';
import { limits, methods, pauses } from './law-targets.ts';
import { randomFacts } from './random-calendar.ts';
import { type Act, anyActs, eventsOf } from './random-history.ts';
import { aTarget, calendars, catalogueOf } from './target-builder.ts';

/** The Chinese calendar and others drawn at random; some end in the midst of the cases. */
export function drawCalendars(seed: number, count: number): ReadonlyMap<string, Calendar> {
  const drawn = fc.sample(randomFacts({ minDays: 500, maxDays: 1300 }), { seed, numRuns: count * 20 });
  const made = drawn
    .filter(({ covered }) => covered.to > '2026-01-20')
    .flatMap((facts, i) => {
      const id = `random-${i}`;
      const result = makeCalendar({ ...facts, id });
      return result.ok ? [[id, result.calendar] as const] : [];
    });
  return new Map([['cn', calendars.get('cn')!], ...made.slice(0, count)]);
}

/** Every method on every calendar, and targets that stop, begin again, extend and take a date from the case. */
export function everyTarget(known: ReadonlyMap<string, Calendar>): Catalogue {
  const plain = [...known.keys()].flatMap((calendar) =>
    methods.map((method) => {
      const dayEnds = method.length % 2 === 0 ? 'close' : 'midnight';
      const measured = { method, calendar, pauses, dayEnds, starts: ['permit.application.received'] };
      return aTarget({ id: `${calendar}-${method.replace('_', '-')}`, value: limits[method], measured });
    }),
  );
  const rich = [...known.keys()].map((calendar) =>
    aTarget({
      id: `${calendar}-rich`,
      measured: {
        calendar,
        starts: ['permit.application.accepted', 'permit.stage.begun'],
        stops: [{ event: 'permit.stage.ended', data: { stage: 'construction-permit' } }],
        restarts: ['permit.correction.received'],
        pauses,
        extension: { atMost: 5, times: 2 },
      },
    }),
  );
  const starts = ['permit.application.received'];
  const dated = aTarget({
    id: 'dated',
    value: null,
    measured: { limitFromCase: 'promisedBy', starts, pauses },
  });
  return catalogueOf([...plain, ...rich, dated], known);
}

export interface Batch {
  readonly receivedAt: number;
  readonly events: readonly AcceptedEvent[];
}

/** Random histories of many cases, cut into batches by when they were received. */
export function drawBatches(seed: number, cases: number, batches: number): Batch[] {
  const histories: Act[][] = fc.sample(anyActs, { seed, numRuns: cases });
  const events = histories
    .flatMap((acts, i) => eventsOf(acts).map((event) => ({ ...event, caseId: `case ${i}` })))
    .sort((a, b) => a.receivedAt - b.receivedAt);
  const size = Math.ceil(events.length / batches);
  return Array.from({ length: batches }, (_, i) => events.slice(i * size, (i + 1) * size))
    .filter((part) => part.length > 0)
    .map((part) => ({ receivedAt: part.at(-1)!.receivedAt, events: part }));
}

const messageOf = (event: AcceptedEvent) => ({
  specversion: '1.0',
  id: `${event.caseId}/${event.id}`,
  source: event.source,
  type: event.type,
  subject: event.caseId,
  time: new Date(event.occurredAt).toISOString(),
  sequence: event.sequence,
  timeprecision: event.dayOnly ? 'day' : 'instant',
  data: aimed(event),
});

/** Ids are told with their case, so that they are the source's own. */
const aimed = ({ caseId, data }: AcceptedEvent): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      name === 'corrects' || name === 'retracts' ? `${caseId}/${String(value)}` : value,
    ]),
  );

export interface RandomStore {
  readonly known: ReadonlyMap<string, Calendar>;
  readonly catalogue: Catalogue;
  readonly batches: readonly Batch[];
}

/** A door to the store that takes batches as they are received. */
export async function openIntake(
  db: Database,
  { known, catalogue, batches }: RandomStore,
  now: () => number,
): Promise<(batch: Batch) => Promise<void>> {
  await writeCalendars(db, [...known.values()], batches[0]!.receivedAt);
  const evaluation = {
    db,
    catalogue,
    rules: { epoch: 1, catalogueVersion: 'test' },
    zoneOf: () => 'Asia/Shanghai',
  };
  const { takeIn } = createIntake({
    db,
    now,
    refresh: (touched, token, stored) => refreshCases(evaluation, touched, token, stored),
    mend: (keys) => mendCases(evaluation, keys, now()),
    appVersion: 'test',
  });
  return async ({ events }) => {
    await takeIn(events.map((event) => ({ origin: 'test', event: messageOf(event) })));
  };
}

/** Tells every batch to the store, each when it was received. */
export async function fillStore(db: Database, store: RandomStore): Promise<void> {
  let now = 0;
  const take = await openIntake(db, store, () => now);
  for (const batch of store.batches) {
    now = batch.receivedAt;
    await take(batch);
  }
}
