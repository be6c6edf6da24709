// Watches a world of the consumer and notes what must never be: holes below a commit, a range told in two ways.

import type { Telling } from '../../services/ingest/telling.ts';
import { deadLetterTopic } from '../../services/ingest/topics.ts';
import type { OutgoingMessage } from '../../services/platform/event-bus.ts';
import { type ModelStore, messagePlace, type StoredRow } from './consume-store.ts';
import type { MemoryBroker } from './memory-broker.ts';

/** How a message must end: stored, refused, or either as the instant or the order has it. */
export type Expected = 'stored' | 'refused' | 'either';

export interface Produced {
  readonly partition: number;
  readonly offset: number;
  readonly expected: Expected;
  /** What a row of it would hold; null where none can be made. */
  readonly content: string | null;
  readonly message: OutgoingMessage;
}

export interface Inspector {
  readonly produced: Produced[];
  /** What was found wrong, in words. */
  readonly faults: string[];
  readonly committed: (partition: number, offset: number) => void;
  readonly missing: (topic: string, partition: number, from: number, to: number) => void;
  readonly died: (error: Error) => void;
  /** Notes what retention is about to delete between what was committed and the offset `to`. */
  readonly deleting: (partition: number, committed: number, to: number) => void;
  /** What is wrong now that everything is said to be done. */
  readonly finish: () => void;
}

interface Inspection {
  readonly broker: MemoryBroker;
  readonly store: ModelStore;
  readonly produced: Produced[];
  readonly faults: string[];
  /** Places deleted by retention before they were durable, and places reported missing. */
  readonly deleted: Set<string>;
  readonly missed: Set<string>;
  /** Retention deleted what may have been under way. */
  isCutShort: boolean;
}

const TOPIC = 'permit.applications';

const placeOf = ({ partition, offset }: Pick<Produced, 'partition' | 'offset'>): string =>
  messagePlace(TOPIC, partition, offset);

export function makeInspector(broker: MemoryBroker, store: ModelStore): Inspector {
  const inspection: Inspection = {
    broker,
    store,
    produced: [],
    faults: [],
    deleted: new Set(),
    missed: new Set(),
    isCutShort: false,
  };
  const { produced, faults, deleted, missed } = inspection;
  store.onTold = watchTellings(faults);
  return {
    produced,
    faults,
    committed: (partition, offset) => {
      const holes = open(inspection).filter((one) => one.partition === partition && one.offset < offset);
      for (const hole of holes) faults.push(`${offset} was committed above ${placeOf(hole)}`);
    },
    missing: (topic, partition, from, to) => {
      for (let offset = from; offset <= to; offset++) missed.add(messagePlace(topic, partition, offset));
    },
    died: (error) => faults.push(`the consumer died: ${error.stack}`),
    deleting: (partition, committed, to) => {
      const isDeleted = (one: Produced) => one.partition === partition && one.offset < to;
      for (const one of open(inspection)) if (isDeleted(one)) deleted.add(placeOf(one));
      if (produced.some((one) => isDeleted(one) && one.offset >= committed)) inspection.isCutShort = true;
    },
    finish: () => finish(inspection),
  };
}

/** Each message is told once in a batch, and only ever under the name and instant it was first told under. */
function watchTellings(faults: string[]): ModelStore['onTold'] {
  const first = new Map<string, string>();
  return (places, { name, checkedAt }: Telling) => {
    const telling = `${name} at ${checkedAt}`;
    if (new Set(places).size < places.length) faults.push(`${telling} tells a message twice`);
    for (const place of places) {
      const before = first.get(place) ?? telling;
      first.set(place, before);
      if (before !== telling) faults.push(`${place} was told as ${before}, then as ${telling}`);
    }
  };
}

/** What is neither stored nor refused and told of. */
function notDurable({ broker, store, produced }: Inspection): Produced[] {
  const contents = new Set(store.rows.map(({ content }) => content));
  const letters = deadLetters(broker);
  return produced.filter((one) => {
    const place = placeOf(one);
    const isStored = one.expected !== 'refused' && one.content !== null && contents.has(one.content);
    return !isStored && !(store.rejected.has(place) && letters.has(place));
  });
}

const open = (inspection: Inspection): Produced[] =>
  notDurable(inspection).filter((one) => !inspection.deleted.has(placeOf(one)));

function deadLetters(broker: MemoryBroker): Set<string> {
  const letters = broker.messages(deadLetterTopic(TOPIC), 0);
  return new Set(
    letters.map(({ headers }) => {
      const [partition, offset] = ['x-dlq-partition', 'x-dlq-offset'].map((name) => Number(headers[name]));
      return messagePlace(String(headers['x-dlq-topic']), partition!, offset!);
    }),
  );
}

function finish(inspection: Inspection): void {
  const { faults, deleted, missed } = inspection;
  for (const one of open(inspection)) faults.push(`${placeOf(one)} was lost`);
  for (const place of notDurable(inspection).map(placeOf))
    if (deleted.has(place) && !missed.has(place)) faults.push(`nobody told that ${place} was deleted`);
  // A range deleted while it is being stored cannot be told again, so what comes of it is anyone's guess.
  if (!inspection.isCutShort) checkRows(inspection);
}

function checkRows({ store, produced, faults }: Inspection): void {
  const { rows, rejected, unfolded } = store;
  for (const [i, row] of rows.entries()) {
    const first = rows.findIndex(({ id }) => id === row.id);
    if (first < i && !isOneRow(rows[first]!, row)) faults.push(`${row.id} is stored twice`);
    if (rejected.has(row.place)) faults.push(`${row.place} is both stored and refused`);
  }
  for (const one of produced)
    if (one.expected === 'stored' && rejected.has(placeOf(one))) faults.push(`${placeOf(one)} was refused`);
  for (const caseId of unfolded) faults.push(`${caseId} was not folded`);
}

/**
 * The table keeps one row of an event. A process that was put out and one that took over may both insert it while
 * they tell the same range; nobody else may.
 */
const isOneRow = (a: StoredRow, b: StoredRow): boolean =>
  a.content === b.content && a.caseId === b.caseId && a.name === b.name && a.process !== b.process;
