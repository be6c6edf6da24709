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
  /** What it looked like as a Kafka message; absent for HTTP and files. */
  readonly message?: MessageFacts;
}

/** Where a refused message stood, and its very bytes. */
export interface MessageFacts {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds, as the topic states it. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
}

/** The step at which an event was refused. */
export type Stage = 'decode' | 'schema' | 'semantic' | 'insert';

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
  'stage',
  'app_version',
  'topic',
  'kafka_partition',
  'kafka_offset',
  'told_at',
  'key',
  'headers',
  'raw_base64',
  'key_base64',
];

/**
 * From Kafka each message is a rejection of its own; elsewhere the same bytes refused again are the same rejection.
 * Time and bytes are part of the name, because a topic made anew counts its offsets from 0 again.
 */
function rejectionId({ raw, message }: Rejection): string {
  const hash = createHash('sha256');
  if (message) {
    const { topic, partition, offset, timestamp } = message;
    hash.update([topic, partition, offset, timestamp, ''].join('\u0000'));
  }
  return hash
    .update(message?.value ?? raw)
    .digest('hex')
    .slice(0, 32);
}

const codes: Readonly<Record<Stage, readonly string[]>> = {
  decode: [
    ...['bad-json', 'bad-message', 'bad-key', 'wrong-topic', 'nested-too-deep'],
    ...['json-malformed', 'csv-malformed', 'xml-malformed'],
    ...['row-not-mapped', 'row-width', 'column-empty', 'case-values-differ'],
  ],
  schema: ['bad-envelope', 'bad-data', 'unknown-type'],
  semantic: ['bad-stamp', 'time-in-future', 'time-too-early', 'id-used-twice'],
  insert: ['not-stored'],
};

const stages = new Map<string, Stage>(
  (Object.keys(codes) as Stage[]).flatMap((stage) => codes[stage].map((code) => [code, stage] as const)),
);

/** The step at which a problem of this code is found. */
export const stageOf = (code: string | undefined): Stage => stages.get(code ?? '') ?? 'semantic';

/** Bytes as text where they are valid UTF-8, else as base64. */
function textOf(bytes: Buffer | null): { readonly text: string; readonly base64: boolean } {
  if (bytes === null) return { text: '', base64: false };
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes)
    ? { text, base64: false }
    : { text: bytes.toString('base64'), base64: true };
}

/** When and by which program a batch was refused; `token` names a batch that may be told again. */
export interface Refused {
  readonly receivedAt: number;
  readonly token?: string;
  readonly appVersion: string;
}

/** Keeps those not kept yet: the first telling of a rejection stands, whatever became of it since. */
export async function writeRejections(
  db: Database,
  rejections: readonly Rejection[],
  refused: Refused,
): Promise<void> {
  const byId = new Map([...rejections].reverse().map((rejection) => [rejectionId(rejection), rejection]));
  for (const id of await readKept(db, [...byId.keys()])) byId.delete(id);
  const rows = [...byId].map(([id, rejection]) => rowOf(id, rejection, refused));
  await writeRows(
    db,
    'rejected_events',
    columns,
    rows,
    refused.token === undefined ? {} : { token: refused.token },
  );
}

function rowOf(id: string, rejection: Rejection, { receivedAt, appVersion }: Refused): unknown[] {
  const { origin, eventId, problems, message } = rejection;
  const raw = message ? textOf(message.value) : { text: rejection.raw, base64: false };
  const key = textOf(message?.key ?? null);
  const headers = Object.entries(message?.headers ?? {}).map(([name, value]) => [
    name,
    value.toString('utf8'),
  ]);
  return [
    id,
    instantText(receivedAt),
    origin,
    eventId ?? '',
    problems[0]?.code ?? '',
    JSON.stringify(problems),
    raw.text,
    'open',
    instantText(receivedAt),
    stageOf(problems[0]?.code),
    appVersion,
    message?.topic ?? '',
    message?.partition ?? 0,
    message?.offset ?? 0,
    instantText(message?.timestamp ?? 0),
    key.text,
    Object.fromEntries(headers),
    raw.base64,
    key.base64,
  ];
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
