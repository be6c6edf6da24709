// Rejections as they leave the house.
import { type RejectedDetail, RejectedRow } from '../../schemas/rejected.ts';
import { formatInstant } from '../core/instant.ts';
import {
  instantOf,
  type RejectedPlace,
  type RejectedSummary,
  type StoredRejection,
} from '../store/read-rejected.ts';
import { toCsv } from './csv.ts';

const ZONE = 'Asia/Shanghai';
const shown = (text: string): string => formatInstant(instantOf(text), ZONE);

const problemsOf = ({ problems }: RejectedSummary): RejectedDetail['problems'] => JSON.parse(problems);

export function rejectedRow(row: RejectedSummary): RejectedRow {
  const isMessage = row.topic !== '';
  return {
    id: row.rejection_id,
    receivedAt: shown(row.received_at),
    status: row.status,
    code: row.code,
    message: problemsOf(row)[0]?.message ?? '',
    stage: row.stage,
    origin: row.origin,
    topic: row.topic,
    partition: isMessage ? row.kafka_partition : null,
    offset: isMessage ? row.kafka_offset : null,
    eventId: row.event_id,
    replays: row.replays,
    updatedAt: shown(row.updated_at),
    resolvedBy: row.resolved_by,
    note: row.note,
  };
}

export const rejectedDetail = (row: StoredRejection): RejectedDetail => ({
  ...rejectedRow(row),
  problems: problemsOf(row),
  raw: row.raw,
  rawBase64: row.raw_base64,
  key: row.key,
  keyBase64: row.key_base64,
  headers: row.headers,
  toldAt: row.topic === '' ? null : shown(row.told_at),
  appVersion: row.app_version,
});

const columns = Object.keys(RejectedRow.shape) as (keyof RejectedRow)[];

export const rejectedCsv = (rows: readonly RejectedRow[]): string =>
  toCsv(
    columns,
    rows.map((row) => columns.map((name) => row[name])),
  );

export const cursorOf = ({ receivedAt, id }: RejectedPlace): string => `${receivedAt}-${id}`;

export function readCursor(text: string | undefined): RejectedPlace | null {
  const [receivedAt, id] = text?.split('-') ?? [];
  return id === undefined ? null : { receivedAt: Number(receivedAt), id };
}
