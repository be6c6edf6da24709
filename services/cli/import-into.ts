// Imports a file through a door, with a progress bar, and says what came of it.
import { join } from 'node:path';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import { importFile } from '../ingest/import-file.ts';
import type { ImportSummary } from '../ingest/import-summary.ts';
import { readMapping } from '../ingest/read-mapping.ts';
import { showProgress } from '../ingest/show-progress.ts';
import { packageRoot } from '../platform/package-root.ts';
import { Failure } from './failure.ts';

export interface ImportQuestion {
  readonly path: string;
  readonly mapping: string | undefined;
  readonly label: string;
}

export const sampleQuestion = (): ImportQuestion => ({
  path: join(packageRoot(), 'infra/samples/receipt.csv.gz'),
  mapping: join(packageRoot(), 'infra/samples/receipt.mapping.yaml'),
  label: 'sample permit log',
});

export async function importInto(
  { path, mapping, label }: ImportQuestion,
  send: (items: Incoming[]) => Promise<Receipts>,
): Promise<ImportSummary> {
  const read = mapping === undefined ? null : await readMapping(mapping);
  if (read && !read.ok) throw new Failure(read.problems);
  const progress = showProgress({ stream: process.stderr, label });
  try {
    return await importFile({
      path,
      send,
      onProgress: progress.update,
      ...(read ? { mapping: read.mapping } : {}),
    });
  } finally {
    progress.stop();
  }
}

/** The summary in lines: counts, then each kind of problem with its first place. */
export function summaryLines({
  rows,
  events,
  accepted,
  duplicate,
  rejected,
  problems,
  failure,
}: ImportSummary): string[] {
  const lines = [
    `${rows} rows gave ${events} events: ${accepted} accepted, ${duplicate} known before, ${rejected} rejected`,
    ...problems.map(
      ({ code, count, origin, message }) => `  ${count} × ${code}, first at ${origin}: ${message}`,
    ),
  ];
  if (failure) lines.push(`stopped: ${failure.message}`);
  return lines;
}
