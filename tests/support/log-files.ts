// Log files for tests: written to a folder of the test's own, read through the real readers.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import type { SourceItem } from '../../services/ingest/source-item.ts';

/** Writes a file that is removed when the test has finished, and gives its path. */
export function logFile(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'shixian-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The bytes in chunks of `size`, so that every cut through a row, a sign or a quote can be tried. */
export async function* inChunks(content: string | Uint8Array, size = 64 * 1024): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function allOf(items: AsyncIterable<SourceItem[]>): Promise<SourceItem[]> {
  const all: SourceItem[] = [];
  for await (const some of items) all.push(...some);
  return all;
}

/** A door that keeps what it is handed, refuses what has a problem and knows repeats by source and id. */
export function keepingDoor() {
  const batches: Incoming[][] = [];
  const known = new Set<string>();
  const events: Record<string, unknown>[] = [];
  const receive = (item: Incoming): Receipts['receipts'][number] => {
    if (item.problem) return { id: null, status: 'rejected', problems: [item.problem] };
    const event = item.event as Record<string, unknown>;
    const key = `${event['source']} ${event['id']}`;
    if (known.has(key)) return { id: String(event['id']), status: 'duplicate', problems: [] };
    known.add(key);
    events.push(event);
    return { id: String(event['id']), status: 'accepted', problems: [] };
  };
  const send = async (items: Incoming[]): Promise<Receipts> => {
    batches.push(items);
    const receipts = items.map(receive);
    const count = (status: string) => receipts.filter((receipt) => receipt.status === status).length;
    return {
      accepted: count('accepted'),
      duplicate: count('duplicate'),
      rejected: count('rejected'),
      receipts,
    };
  };
  return { send, batches, events };
}
