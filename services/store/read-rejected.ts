// Reads rejections: pages of them, their counts by code, and whole rows.
import type { RejectedStatus } from '../../schemas/rejected.ts';
import type { Database, Parameters } from './database.ts';
import { idChunks } from './key-chunks.ts';
import { ALL_KNOWN, instantParameter } from './read-indicators.ts';

export interface RejectedFilter {
  readonly status: RejectedStatus | 'all';
  readonly code: string;
  readonly stage: string;
  /** How the origin begins. */
  readonly origin: string;
  readonly topic: string;
  /** Epoch milliseconds; received from `from`, included, to `to`, excluded. */
  readonly from: number | null;
  readonly to: number | null;
  /** Part of the event id. */
  readonly search: string;
}

/** The place of a rejection in the order of receipt. */
export interface RejectedPlace {
  readonly receivedAt: number;
  readonly id: string;
}

/** A row without what may be large. Instants are as the store writes them. */
export interface RejectedSummary {
  readonly rejection_id: string;
  readonly received_at: string;
  readonly origin: string;
  readonly event_id: string;
  readonly code: string;
  readonly problems: string;
  readonly status: RejectedStatus;
  readonly updated_at: string;
  readonly stage: string;
  readonly app_version: string;
  readonly topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: number;
  readonly told_at: string;
  readonly raw_base64: boolean;
  readonly key_base64: boolean;
  readonly replays: number;
  readonly resolved_by: string;
  readonly note: string;
}

/** A whole row under the names of its columns, so that a column added later is carried over too. */
export interface StoredRejection extends RejectedSummary {
  readonly raw: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly [column: string]: unknown;
}

/** Epoch milliseconds of an instant as a row has it. */
export const instantOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

export const placeOf = (row: Pick<RejectedSummary, 'rejection_id' | 'received_at'>): RejectedPlace => ({
  receivedAt: instantOf(row.received_at),
  id: row.rejection_id,
});

const FILTERED = `
FROM rejected_events FINAL
WHERE ({status:String} = 'all' OR toString(status) = {status:String})
  AND ({code:String} = '' OR code = {code:String})
  AND ({stage:String} = '' OR stage = {stage:String})
  AND startsWith(toString(origin), {origin:String})
  AND ({topic:String} = '' OR topic = {topic:String})
  AND received_at >= {from:DateTime64(3, 'UTC')} AND received_at < {to:DateTime64(3, 'UTC')}
  AND ({search:String} = '' OR positionCaseInsensitiveUTF8(event_id, {search:String}) > 0)`;

const EARLIEST = Date.UTC(1901, 0, 1);

const parametersOf = ({ from, to, ...filter }: RejectedFilter): Parameters => ({
  ...filter,
  from: instantParameter(from ?? EARLIEST),
  to: instantParameter(to ?? ALL_KNOWN),
});

const SUMMARY = '* EXCEPT (raw, key, headers)';
const AFTER = "(received_at, rejection_id) > (toDateTime64({at:String}, 3, 'UTC'), {id:String})";
const BEFORE = "(received_at, rejection_id) < (toDateTime64({at:String}, 3, 'UTC'), {id:String})";

/** The latest received first; `before` is the last one of the page before. */
export function readRejected(
  db: Database,
  filter: RejectedFilter,
  before: RejectedPlace | null,
  limit: number,
): Promise<RejectedSummary[]> {
  const { receivedAt, id } = before ?? { receivedAt: ALL_KNOWN, id: '' };
  return db.query(
    `SELECT ${SUMMARY} ${FILTERED} AND ${BEFORE}
     ORDER BY received_at DESC, rejection_id DESC LIMIT {limit:UInt32}`,
    { ...parametersOf(filter), at: instantParameter(receivedAt), id, limit },
  );
}

/** How many there are of each code, the most first. */
export const countRejected = (db: Database, filter: RejectedFilter): Promise<{ code: string; n: number }[]> =>
  db.query(
    `SELECT toString(code) AS code, count() AS n ${FILTERED} GROUP BY code ORDER BY n DESC, code`,
    parametersOf(filter),
  );

/** Ids and bytes of what was told, the earliest received first. */
export async function listRejected(
  db: Database,
  filter: RejectedFilter,
  after: RejectedPlace | null,
  limit: number,
): Promise<(RejectedPlace & { readonly bytes: number })[]> {
  const { receivedAt, id } = after ?? { receivedAt: EARLIEST, id: '' };
  const rows = await db.query<{ rejection_id: string; received_at: string; bytes: number }>(
    `SELECT rejection_id, received_at, length(raw) + length(key) AS bytes ${FILTERED} AND ${AFTER}
     ORDER BY received_at, rejection_id LIMIT {limit:UInt32}`,
    { ...parametersOf(filter), at: instantParameter(receivedAt), id, limit },
  );
  return rows.map((row) => ({ ...placeOf(row), bytes: row.bytes }));
}

/** Those of the ids that are kept, whole, the earliest received first. */
export async function readStored(db: Database, ids: readonly string[]): Promise<StoredRejection[]> {
  const rows: StoredRejection[] = [];
  for (const part of idChunks(new Set(ids)))
    rows.push(
      ...(await db.query<StoredRejection>(
        `SELECT * FROM rejected_events FINAL WHERE rejection_id IN {ids:Array(String)}
         ORDER BY received_at, rejection_id`,
        { ids: part },
      )),
    );
  return rows;
}
