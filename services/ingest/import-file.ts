// Imports a log file of any size: reads it in a stream and hands its events in, a batch at a time.
import { basename } from 'node:path';
import type { Mapping } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming, Receipts } from '../../schemas/receipt.ts';
import { createTally, type ImportSummary, type Tally } from './import-summary.ts';
import { createItemMapper } from './map-item.ts';
import { compileMapping } from './map-row.ts';
import { openSource, readProblem, type Source } from './open-source.ts';
import { readCsv } from './read-csv.ts';
import { readNdjson } from './read-ndjson.ts';
import { readXes } from './read-xes.ts';
import type { SourceItem } from './source-item.ts';

export interface Progress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly rows: number;
  readonly events: number;
}

export interface ImportOptions {
  readonly path: string;
  /** Needed for CSV and XES; NDJSON holds events already. */
  readonly mapping?: Mapping;
  readonly send: (items: Incoming[]) => Promise<Receipts>;
  readonly batchSize?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** A batch is also handed in when this much of the file went into it, in bytes. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** What `send` throws is thrown on; all that is wrong with the file itself is in the summary. */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const tally = createTally();
  const opened = await openSource(options.path);
  if (!opened.ok) return tally.summary(opened.problem);
  const format = formatOf(options.path, options.mapping !== undefined);
  if (format !== 'ndjson' && !options.mapping) return tally.summary(mappingNeeded(options.path));
  const items = readToFailure(options.path, readItems(format, opened.source, options.mapping));
  return tally.summary(await handIn(items, opened.source, options, tally));
}

type Format = 'csv' | 'xes' | 'ndjson';

/** By the ending of the name; of other names a mapping tells whether rows are expected. */
function formatOf(path: string, mapped: boolean): Format {
  const ending = /\.([a-z]+)$/.exec(path.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? '';
  if (ending === 'xes') return 'xes';
  if (['ndjson', 'jsonl', 'json'].includes(ending)) return 'ndjson';
  return ending === 'csv' || mapped ? 'csv' : 'ndjson';
}

const mappingNeeded = (path: string): Problem => ({
  code: 'mapping-needed',
  message: `${path} holds rows, not events: expected a mapping that says how rows become events`,
  value: path,
});

function readItems(format: Format, source: Source, mapping?: Mapping): AsyncGenerator<SourceItem[]> {
  if (format === 'ndjson') return readNdjson(source.chunks());
  if (format === 'xes') return readXes(source.chunks());
  const { encoding, delimiter } = mapping!;
  return readCsv(source.chunks(), { columns: compileMapping(mapping!).columns, encoding, delimiter });
}

/** A disk or gzip error ends the items with a failure, so that what was read before it is still handed in. */
async function* readToFailure(
  path: string,
  items: AsyncGenerator<SourceItem[]>,
): AsyncGenerator<SourceItem[]> {
  try {
    yield* items;
  } catch (error) {
    const problem = readProblem(path, error);
    if (!problem) throw error;
    yield [{ kind: 'failure', line: 0, problem }];
  }
}

async function handIn(
  items: AsyncGenerator<SourceItem[]>,
  source: Source,
  { path, mapping, send, batchSize = 5000, onProgress }: ImportOptions,
  tally: Tally,
): Promise<Problem | null> {
  const file = basename(path);
  const mapItem = createItemMapper(file, mapping ?? null);
  let [batch, sentAtBytes]: [Incoming[], number] = [[], 0];
  const flush = async () => {
    if (batch.length > 0) tally.addReceipts(batch, await send(batch));
    [batch, sentAtBytes] = [[], source.bytesOut()];
    onProgress?.({ bytes: source.bytesRead(), totalBytes: source.totalBytes, ...tally.counts() });
  };
  let failure: Problem | null = null;
  for await (const some of items) {
    for (const item of some) {
      if (item.kind === 'failure') failure = placed(file, item);
      const made = item.kind === 'failure' ? [] : tally.addRow(mapItem(item));
      for (const incoming of made) {
        batch.push(incoming);
        if (batch.length >= batchSize) await flush();
      }
    }
    if (source.bytesOut() - sentAtBytes > BATCH_BYTES) await flush();
  }
  await flush();
  return failure;
}

const placed = (file: string, { line, problem }: { line: number; problem: Problem }): Problem =>
  line > 0 ? { ...problem, message: `${file}:${line} ${problem.message}` } : problem;
