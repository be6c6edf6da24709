// Makes of a rejection what its door made of it when it was told, so that it can be handed in again.
import type { Problem } from '../../schemas/problem.ts';
import type { BusMessage } from '../platform/event-bus.ts';
import { instantOf, type StoredRejection } from '../store/read-rejected.ts';
import { readMessage } from './read-message.ts';
import type { Item } from './sort-batch.ts';

export type RejectionRead = { readonly item: Item } | { readonly problem: Problem };

/** The item, or why what was kept can never become an event. Never throws. */
export function readRejection(row: StoredRejection): RejectionRead {
  if (row.topic !== '') return { item: readMessage(row.topic, row.kafka_partition, messageOf(row)) };
  const { origin, raw, code } = row;
  if (code === 'nested-too-deep') return notReplayable('it was kept without its deepest levels');
  const isLine = FILE_LINE.test(origin);
  const parsed = parse(raw);
  if ('why' in parsed) {
    if (!isLine || isNdjson(origin)) return asUnreadable(row, parsed.why);
    return notReplayable(SOURCE_LINE);
  }
  if (isLine && !isNdjson(origin) && !isMappedEvent(parsed.value)) return notReplayable(SOURCE_LINE);
  if (isBinaryMode(row, parsed.value)) return withData(row, parsed.value);
  return { item: { origin, raw, event: parsed.value } };
}

const bytesOf = (text: string, base64: boolean): Buffer => Buffer.from(text, base64 ? 'base64' : 'utf8');

/** The bytes that were told. */
export const rawBytes = ({ raw, raw_base64 }: StoredRejection): Buffer => bytesOf(raw, raw_base64);

const messageOf = (row: StoredRejection): BusMessage => ({
  offset: row.kafka_offset,
  timestamp: instantOf(row.told_at),
  key: row.key === '' ? null : bytesOf(row.key, row.key_base64),
  value: rawBytes(row),
  headers: Object.fromEntries(
    Object.entries(row.headers).map(([name, text]) => [name, Buffer.from(text, 'utf8')]),
  ),
});

const FILE_LINE = /:\d+$/;
const SOURCE_LINE =
  'it is a line of a file, not an event; mend the file or its mapping and import the file again';

const isNdjson = (origin: string): boolean => /\.(ndjson|jsonl|json)(\.gz)?:\d+$/i.test(origin);

const notReplayable = (why: string): RejectionRead => ({
  problem: { code: 'not-replayable', message: `it cannot be replayed: ${why}` },
});

function parse(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

const UNREADABLE = ['bad-json', 'json-malformed'];

/** Refused again as it was, unless it could be read once: then its end was not kept. */
function asUnreadable({ origin, raw, code }: StoredRejection, why: string): RejectionRead {
  if (!UNREADABLE.includes(code)) return notReplayable('only its beginning was kept; tell it again');
  return {
    item: { origin, raw, problem: { code, message: `it is not JSON: ${why}; expected one CloudEvent` } },
  };
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A mapping gives each event its data; the cells of a row are texts. */
const isMappedEvent = (value: unknown): boolean =>
  isRecord(value) && typeof value['specversion'] === 'string' && isRecord(value['data']);

/**
 * HTTP's binary mode keeps the body as the text of data. An event told whole with such data was refused for
 * that, so that its problems name it.
 */
const isBinaryMode = ({ origin, problems }: StoredRejection, value: unknown): value is Fields =>
  origin === 'http' &&
  isRecord(value) &&
  typeof value['data'] === 'string' &&
  !(JSON.parse(problems) as Problem[]).some(({ code, field }) => code === 'bad-envelope' && field === 'data');

function withData(row: StoredRejection, event: Fields): RejectionRead {
  const text = String(event['data']);
  const data = text.trim() === '' ? { value: {} } : parse(text);
  if ('why' in data) return asUnreadable(row, data.why);
  return { item: { origin: row.origin, raw: row.raw, event: { ...event, data: data.value } } };
}
