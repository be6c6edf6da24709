// Keeps what was refused, byte for byte, so that nothing a source told is lost.
import { createHash } from 'node:crypto';
import type { Problem } from '../../schemas/problem.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { writeRows } from './write-rows.ts';

export interface Rejection {
  readonly origin: string;
  readonly eventId: string | null;
  readonly problems: readonly Problem[];
  readonly raw: string;
}

const columns = [
  'rejection_id',
  'received_at',
  'origin',
  'event_id',
  'code',
  'problems',
  'raw',
  'status',
  'updated_at',
];

/** The same bytes refused again are the same rejection. */
const rejectionId = (raw: string): string => createHash('sha256').update(raw).digest('hex').slice(0, 32);

export async function writeRejections(
  db: Database,
  rejections: readonly Rejection[],
  receivedAt: number,
  token: string,
): Promise<void> {
  const rows = rejections.map(({ origin, eventId, problems, raw }) => [
    rejectionId(raw),
    instantText(receivedAt),
    origin,
    eventId ?? '',
    problems[0]?.code ?? '',
    JSON.stringify(problems),
    raw,
    'open',
    instantText(receivedAt),
  ]);
  await writeRows(db, 'rejected_events', columns, rows, { token });
}
