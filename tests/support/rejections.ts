// Rejections for tests: messages and bodies that are refused, a settlement over a store, and its rows.
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { ReplayAnswer } from '../../schemas/rejected.ts';
import { readMessage } from '../../services/ingest/read-message.ts';
import {
  type Chosen,
  createSettlement,
  type Settlement,
  type SettleQuestion,
} from '../../services/ingest/settle-rejections.ts';
import type { Item } from '../../services/ingest/sort-batch.ts';
import type { BusMessage } from '../../services/platform/event-bus.ts';
import type { Database } from '../../services/store/database.ts';
import type { RejectedFilter, StoredRejection } from '../../services/store/read-rejected.ts';
import { intakeOn } from './test-intake.ts';

export const TOPIC = 'permit.applications';

/** What Kafka brought, as the ingestion reads it. */
export const fromKafka = (message: Partial<BusMessage> & { readonly offset: number }, partition = 3): Item =>
  readMessage(TOPIC, partition, {
    key: null,
    value: null,
    headers: {},
    timestamp: 1_770_000_000_123,
    ...message,
  });

/** An event in the binary mode of the Kafka binding. */
export function binary(event: Readonly<Record<string, unknown>>, offset: number): Item {
  const { data, ...attributes } = event;
  const headers = Object.entries(attributes).map(([name, value]) => [
    `ce_${name}`,
    Buffer.from(String(value)),
  ]);
  return fromKafka({
    offset,
    key: Buffer.from(String(event['subject'])),
    value: Buffer.from(JSON.stringify(data)),
    headers: { ...Object.fromEntries(headers), 'content-type': Buffer.from('application/json') },
  });
}

export const everyFilter: RejectedFilter = {
  status: 'all',
  code: '',
  stage: '',
  origin: '',
  topic: '',
  from: null,
  to: null,
  search: '',
};
const { status: _, ...anyOpen } = everyFilter;

export const named = (...ids: readonly string[]): Chosen => ({ ids });
export const allOpen: Chosen = { filter: anyOpen, after: null };
export const asked = (chosen: Chosen, more: Partial<SettleQuestion> = {}): SettleQuestion => ({
  chosen,
  by: 'wang',
  note: '',
  dryRun: false,
  ...more,
});

/** The results, or why there are none. */
export async function resultsOf(answer: ReturnType<Settlement['replay']>): Promise<ReplayAnswer['results']> {
  const found = await answer;
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join('\n'));
  return [...found.value.results];
}

export const settlementOn = (db: Database, now: () => number): Settlement =>
  createSettlement({ db, takeIn: intakeOn(db, now), now });

export const tellAt = (db: Database, at: number, items: readonly (Incoming | Item)[]): Promise<Receipts> =>
  intakeOn(db, () => at)(items);

/** Every rejection as it stands, the earliest received first. */
export const rejections = (db: Database): Promise<StoredRejection[]> =>
  db.query('SELECT * FROM rejected_events FINAL ORDER BY received_at, rejection_id');
