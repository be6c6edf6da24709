// Keeps what was refused, byte for byte, so that nothing a source told is lost.
import { createHash } from 'node:crypto';
import type { Problem } from '../../schemas/problem.ts';
import { instantText } from './case-events.ts';
import type { Database } from './database.ts';
import { idChunks } from './key-chunks.ts';
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

/** Keeps those not kept yet: the first telling of a rejection stands, whatever became of it since. */
export async function writeRejections(
  db: Database,
  rejections: readonly Rejection[],
  receivedAt: number,
  token: string,
): Promise<void> {
  const byId = new Map([...rejections].reverse().map((rejection) => [rejectionId(rejection.raw), rejection]));
  for (const id of await readKept(db, [...byId.keys()])) byId.delete(id);
  const rows = [...byId].map(([id, { origin, eventId, problems, raw }]) => [
    id,
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

async function readKept(db: Database, ids: readonly string[]): Promise<string[]> {
  const kept: string[] = [];
  for (const part of idChunks(ids)) {
    const rows = await db.query<{ rejection_id: string }>(
      'SELECT DISTINCT rejection_id FROM rejected_events WHERE rejection_id IN {ids:Array(String)}',
      { ids: part },
    );
    kept.push(...rows.map((row) => row.rejection_id));
  }
  return kept;
}
