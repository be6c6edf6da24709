// `shixian rejected list` and `show`: what was refused and why, down to its very bytes.
import { once } from 'node:events';
import type { RejectedDetail, RejectedPage, RejectedRow } from '../../schemas/rejected.ts';
import { type Door, openDoor } from './open-door.ts';
import { printable } from './printable.ts';
import { textTable } from './text-table.ts';

/** Which rejections a command is about. */
export interface RejectedFilterOptions {
  readonly code?: string;
  readonly stage?: string;
  readonly origin?: string;
  readonly topic?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
}

export interface RejectedListOptions extends RejectedFilterOptions {
  readonly data: string;
  readonly status: string;
  readonly limit?: number;
  readonly format: 'table' | 'json' | 'csv';
}

const SHOWN = 50;
/** Most rows the API gives at once. */
const PAGE = 1000;

export async function runRejectedList({
  data,
  format,
  limit,
  ...filter
}: RejectedListOptions): Promise<void> {
  const door = await openDoor(data);
  try {
    if (format === 'csv') {
      await put(await door.get('/v1/rejected', { ...filter, limit: limit?.toString(), format }));
      return;
    }
    const page = await readPages(door, filter, limit ?? SHOWN);
    await put(format === 'json' ? `${JSON.stringify(page, null, 2)}\n` : `${listText(page)}\n`);
  } finally {
    await door.close();
  }
}

async function readPages(
  door: Door,
  filter: Readonly<Record<string, string>>,
  limit: number,
): Promise<RejectedPage> {
  const read = async (left: number, cursor?: string): Promise<RejectedPage> =>
    JSON.parse(await door.get('/v1/rejected', { ...filter, limit: String(Math.min(left, PAGE)), cursor }));
  let page = await read(limit);
  while (page.next !== null && page.rejected.length < limit) {
    const more = await read(limit - page.rejected.length, page.next);
    page = { ...page, rejected: [...page.rejected, ...more.rejected], next: more.next };
  }
  return page;
}

/** Waits until the reader has taken it, so that nothing is cut off at the end of the process. */
async function put(content: string | Buffer): Promise<void> {
  if (!process.stdout.write(content)) await once(process.stdout, 'drain');
}

function listText({ total, codes, rejected }: RejectedPage): string {
  if (total === 0) return 'no rejection matches';
  const counts = codes.map(({ code, n }) => `${n} × ${code}`).join(', ');
  const table = textTable(
    ['id', 'received', 'status', 'code', 'from', 'event', 'replays', 'why'],
    rejected.map((row) => [
      row.id,
      row.receivedAt,
      row.status,
      row.code,
      placeOf(row),
      shortened(row.eventId, 40),
      row.replays,
      shortened(row.message, 100),
    ]),
  );
  const more = total - rejected.length;
  const rest = more > 0 ? [`… and ${more} more; --limit shows more, --format csv all`] : [];
  return [`${total} rejected: ${counts}`, table, ...rest].join('\n\n');
}

const shortened = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

const placeOf = ({ topic, partition, offset, origin }: RejectedRow): string =>
  topic === '' ? origin : `${topic}/${partition}@${offset}`;

export interface RejectedShowOptions {
  readonly data: string;
  readonly raw?: boolean;
  readonly format: 'text' | 'json';
}

export async function runRejectedShow(id: string, { data, raw, format }: RejectedShowOptions): Promise<void> {
  const door = await openDoor(data);
  try {
    const body = await door.get(`/v1/rejected/${encodeURIComponent(id)}`, {});
    const found: RejectedDetail = JSON.parse(body);
    if (raw) await put(Buffer.from(found.raw, found.rawBase64 ? 'base64' : 'utf8'));
    else await put(format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : `${detailText(found)}\n`);
  } finally {
    await door.close();
  }
}

function detailText(found: RejectedDetail): string {
  const facts = [
    ['rejection', found.id],
    ['status', found.status],
    ['received', found.receivedAt],
    ['from', placeOf(found)],
    ['stage', found.stage],
    ['event', found.eventId],
    ['key', found.keyBase64 ? `${found.key} (base64)` : found.key],
    ['told at', found.toldAt ?? ''],
    [
      'headers',
      Object.entries(found.headers)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    ],
    ['refused by', found.appVersion && `version ${found.appVersion}`],
    ['replays', String(found.replays)],
    ['resolved by', found.resolvedBy && `${found.resolvedBy}, ${found.updatedAt}`],
    ['note', found.note],
  ];
  return [
    printable(facts.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n')),
    printable(found.problems.map(({ code, message }) => `! ${code}: ${message}`).join('\n')),
    found.rawBase64
      ? `${Buffer.from(found.raw, 'base64').length} bytes that are no UTF-8 text; --raw writes them`
      : printable(found.raw),
  ].join('\n\n');
}
