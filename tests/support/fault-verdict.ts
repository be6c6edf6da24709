// Compares what a fault run left in the store and in the dead-letter topics with what was produced, computed anew.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { identityOf } from '../../services/core/history-event.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { readMessage } from '../../services/ingest/read-message.ts';
import { deadLetterTopic } from '../../services/ingest/topics.ts';
import type { RuleBook } from '../../services/main.ts';
import type { BusMessage, EventBus, OutgoingMessage } from '../../services/platform/event-bus.ts';
import { keyText } from '../../services/store/case-events.ts';
import { clockRow } from '../../services/store/case-rows.ts';
import type { Database } from '../../services/store/database.ts';
import { type FaultRun, persist } from './fault-run.ts';

export interface Ledger {
  /** Distinct events that must be stored, and messages that must be refused. */
  readonly events: string[];
  readonly refused: number;
  /** Per case its number of events, and the digest of each clock that applies. */
  readonly clocks: Record<string, { readonly events: number; readonly digests: Record<string, string> }>;
}

const bytes = (part: Buffer | string | null): Buffer | null =>
  part === null ? null : Buffer.from(part as string);

const asMessage = ({ key, value, headers = {} }: OutgoingMessage): BusMessage => ({
  offset: 0,
  key: bytes(key),
  value: bytes(value),
  headers,
  timestamp: 0,
});

/** What must come of the messages, whatever happened on the way. */
export function expectedLedger(rules: RuleBook, epoch: number, produced: readonly OutgoingMessage[]): Ledger {
  const cases = new Map<string, Map<string, AcceptedEvent>>();
  let refused = 0;
  for (const message of produced) {
    const item = readMessage(message.topic, 0, asMessage(message));
    const result = item.problem ? null : acceptEvent(item.event, Date.now());
    if (!result?.ok) {
      refused += 1;
      continue;
    }
    const known = cases.get(keyText(result.event)) ?? new Map<string, AcceptedEvent>();
    cases.set(keyText(result.event), known.set(identityOf(result.event), result.event));
  }
  const clocks: Ledger['clocks'] = {};
  for (const [key, events] of cases) {
    const judged = judgeCase([...events.values()], rules.catalogue);
    const rows = judged.clocks.map((clock) =>
      clockRow(judged, clock, { epoch, catalogueVersion: rules.catalogue.version }),
    );
    const digests = Object.fromEntries(rows.map(({ targetId, digest }) => [targetId, digest]).sort());
    clocks[key] = { events: events.size, digests };
  }
  return { events: [...cases.values()].flatMap((known) => [...known.keys()]).sort(), refused, clocks };
}

/** The same ledger as the store has it. */
export async function storedLedger(db: Database, { run }: FaultRun): Promise<Ledger> {
  const like = `SIM-${run}-%`;
  const events = await db.query<{ source: string; id: string }>(
    'SELECT source, event_id AS id FROM case_events FINAL WHERE case_id LIKE {like:String}',
    { like },
  );
  const [refused] = await db.query<{ n: number }>(
    `SELECT count() AS n FROM rejected_events FINAL
     WHERE key LIKE {like:String} OR key LIKE {poison:String} OR raw LIKE {within:String}`,
    { like, poison: `poison-${run}-%`, within: `%SIM-${run}-%` },
  );
  const cases = await db.query<{ system: string; caseId: string; events: number }>(
    'SELECT system, case_id AS caseId, events FROM cases FINAL WHERE case_id LIKE {like:String}',
    { like },
  );
  const rows = await db.query<{ system: string; caseId: string; target: string; digest: string }>(
    `SELECT system, case_id AS caseId, target_id AS target, digest FROM clocks FINAL
     WHERE case_id LIKE {like:String} AND applies ORDER BY target_id`,
    { like },
  );
  const clocks: Ledger['clocks'] = Object.fromEntries(
    cases.map((one) => [keyText(one), { events: one.events, digests: {} }]),
  );
  for (const row of rows) clocks[keyText(row)]!.digests[row.target] = row.digest;
  return { events: events.map(identityOf).sort(), refused: refused!.n, clocks };
}

/** Rows of events beyond the distinct ones, which the engine has yet to merge away. */
export async function extraRows(db: Database, { run }: FaultRun): Promise<number> {
  const [found] = await db.query<{ n: number }>(
    'SELECT count() - uniqExact(source, event_id) AS n FROM case_events WHERE case_id LIKE {like:String}',
    { like: `SIM-${run}-%` },
  );
  return found!.n;
}

/** Places of the messages that the dead-letter topics tell of, each once however often it was told. */
export async function deadLetters(bus: EventBus, { run, topics }: FaultRun): Promise<Set<string>> {
  const letters = topics.map(deadLetterTopic);
  const ends = await persist(() => bus.positions(`letters-${run}`, letters));
  let left = ends.reduce((sum, { high }) => sum + high, 0);
  const found = new Set<string>();
  if (left === 0) return found;
  const text = (message: BusMessage, name: string) => message.headers[`x-dlq-${name}`]!.toString('utf8');
  await new Promise<void>((resolve, reject) => {
    const reading = bus.consume({
      group: `letters-${run}-${process.pid}`,
      topics: letters,
      onAssigned: () => {},
      onDead: reject,
      onBatch: async (batch, lease) => {
        for (const message of batch.messages)
          found.add(['topic', 'partition', 'offset'].map((name) => text(message, name)).join('/'));
        lease.advanceTo(batch.nextOffset);
        left -= batch.messages.length;
        if (left <= 0) resolve(reading.then((consumption) => consumption.stop()));
      },
    });
  });
  return found;
}
