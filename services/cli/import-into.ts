// Imports a file through a door, with a progress bar, and says what came of it.
import { join } from 'node:path';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import { importFile } from '../ingest/import-file.ts';
import type { ImportSummary } from '../ingest/import-summary.ts';
import { readMapping } from '../ingest/read-mapping.ts';
import { showProgress } from '../ingest/show-progress.ts';
import { packageRoot } from '../platform/package-root.ts';
import { Failure } from './failure.ts';
import { printable } from './printable.ts';

export interface ImportQuestion {
  readonly path: string;
  readonly mapping: Mapping | null;
  readonly label: string;
}

/** A question with its mapping read and checked. */
export async function readQuestion(path: string, mappingPath: string | undefined): Promise<ImportQuestion> {
  const read = mappingPath === undefined ? null : await readMapping(mappingPath);
  if (read && !read.ok) throw new Failure(read.problems);
  return { path, mapping: read?.mapping ?? null, label: path };
}

export async function sampleQuestion(): Promise<ImportQuestion> {
  const folder = join(packageRoot(), 'infra/samples');
  const question = await readQuestion(join(folder, 'receipt.csv.gz'), join(folder, 'receipt.mapping.yaml'));
  return { ...question, label: 'sample permit log' };
}

/** Each batch is several writes to disk, so a file goes in few and large ones. */
const BATCH_EVENTS = 20_000;

export async function importInto(
  { path, mapping, label }: ImportQuestion,
  send: (items: Incoming[]) => Promise<Receipts>,
): Promise<ImportSummary> {
  const progress = showProgress({ stream: process.stderr, label });
  try {
    return await importFile({
      path,
      send,
      batchSize: BATCH_EVENTS,
      onProgress: progress.update,
      ...(mapping ? { mapping } : {}),
    });
  } finally {
    progress.stop();
  }
}

/** The summary in lines: counts, then each kind of problem with its first place. */
export const summaryLines = (summary: ImportSummary): string[] => [
  `${summary.rows} rows gave ${summary.events} events: ${summary.queued > 0 ? `${summary.queued} queued in Kafka, ` : ''}${summary.accepted} accepted, ${summary.duplicate} known before, ${summary.rejected} rejected`,
  ...summary.problems.map(
    ({ code, count, origin, message }) =>
      `  ${count} × ${code}, first at ${origin}: ${printable(message).replaceAll('\n', ' ')}`,
  ),
];

/** Why an import did not succeed: the file ended early, or nothing in it was an event. */
export function importProblem({ path }: ImportQuestion, summary: ImportSummary): Problem | null {
  const { accepted, duplicate, rejected, queued, failure } = summary;
  if (failure !== null || rejected === 0 || accepted + duplicate + queued > 0) return failure;
  const message = `nothing in ${path} became an event; expected a log, or CloudEvents one a line; all ${rejected} rejections are kept`;
  return { code: 'nothing-imported', message, value: path };
}
