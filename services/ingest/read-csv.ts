// Reads a CSV log row by row, of any size: byte order mark, quotes, quoted newlines, CRLF, blank lines.
import { CsvError, type Parser, parse } from 'csv-parse';
import type { Problem } from '../../schemas/problem.ts';
import { decode } from './open-source.ts';
import { KEPT_RAW, LONGEST_ITEM, type SourceItem } from './source-item.ts';

export interface CsvOptions {
  /** Columns the header must have. */
  readonly columns: readonly string[];
  readonly encoding?: string;
  readonly delimiter?: string;
}

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Yields one item a row, chunk by chunk; a missing column ends the reading before the first row. */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: CsvOptions,
): AsyncGenerator<SourceItem[]> {
  let header: readonly string[] | null = null;
  let line = 0;
  try {
    for await (const records of csvRecords(chunks, options)) {
      if (!header && records[0]) {
        const first = records.shift()!;
        header = first.fields.map((name) => name.trim());
        const problem = headerProblem(header, options.columns);
        if (problem) return yield [{ kind: 'failure', line: first.line, problem }];
      }
      yield records.map((record) => rowItem(header!, record));
      line = records.at(-1)?.line ?? line;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return yield [{ kind: 'failure', line: line + 1, problem: brokenRow(error, line) }];
  }
  if (!header) yield [{ kind: 'failure', line: 1, problem: emptyFile }];
}

const emptyFile: Problem = {
  code: 'file-empty',
  message: 'the file is empty: expected a header line with the names of the columns',
};

function headerProblem(header: readonly string[], needed: readonly string[]): Problem | null {
  const missing = needed.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const found = header.slice(0, 50).join(', ');
    const message = `the header lacks ${missing.join(', ')}, which the mapping names; it has ${found}`;
    return { code: 'columns-missing', message, value: missing };
  }
  const repeated = needed.filter((column) => header.indexOf(column) !== header.lastIndexOf(column));
  if (repeated.length === 0) return null;
  const message = `the header has ${repeated.join(', ')} more than once: expected each column once`;
  return { code: 'column-repeated', message, value: repeated };
}

function rowItem(header: readonly string[], { line, fields }: CsvRecord): SourceItem {
  const problem = rowProblem(header, fields);
  if (problem) return { kind: 'malformed', line, problem, raw: JSON.stringify(fields).slice(0, KEPT_RAW) };
  const row: Record<string, string> = {};
  for (let index = 0; index < header.length; index++) row[header[index]!] = fields[index]!;
  return { kind: 'row', line, row };
}

function rowProblem(header: readonly string[], fields: readonly string[]): Problem | null {
  if (fields.length !== header.length) {
    const message = `the row has ${fields.length} values: expected ${header.length}, as the header has columns`;
    return { code: 'row-width', message, value: fields.length };
  }
  const broken = fields.findIndex((field) => field.includes('\uFFFD'));
  if (broken < 0) return null;
  const message = `column ${header[broken]} is not in the file's encoding: expected UTF-8, or the encoding the mapping names`;
  return { code: 'bad-encoding', field: header[broken]!, message, value: fields[broken] };
}

function brokenRow(error: CsvError, lastGoodLine: number): Problem {
  const why =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'a quote is opened and never closed'
      : error.code === 'CSV_MAX_RECORD_SIZE'
        ? `a row is longer than ${LONGEST_ITEM} bytes, as when a quote is not closed`
        : error.message;
  return {
    code: 'csv-malformed',
    message: `after the row of line ${lastGoodLine}, ${why}; nothing after it was read`,
  };
}

/** Rows come through `on_record`, not the stream's own buffer, so that none before an error is lost. */
async function* csvRecords(chunks: AsyncIterable<Buffer>, options: CsvOptions): AsyncGenerator<CsvRecord[]> {
  let found: CsvRecord[] = [];
  const parser = createParser(options.delimiter ?? ',', (record) => found.push(record));
  const input = (options.encoding ?? 'utf-8') === 'utf-8' ? chunks : decode(chunks, options.encoding);
  let error: unknown = null;
  for await (const chunk of input) {
    error = await failureOf((done) => parser.write(chunk, done));
    yield found;
    found = [];
    if (error) throw error;
  }
  error = await failureOf((done) => parser.end(done));
  yield found;
  if (error) throw error;
}

const failureOf = (act: (done: (error?: Error | null) => void) => void): Promise<Error | null> =>
  new Promise((resolve) => act((error) => resolve(error ?? null)));

function createParser(delimiter: string, take: (record: CsvRecord) => void): Parser {
  let [doubled, before] = [0, 0]; // the parser counts a quoted CRLF as two lines
  const parser = parse({
    bom: true,
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ITEM,
    on_record: (fields: string[], { lines }) => {
      const text = lines === before + 1 ? '' : fields.join('');
      before = lines;
      doubled += text.split('\r\n').length - 1;
      take({ line: lines - doubled - (text.split('\n').length - 1), fields });
      return null;
    },
  });
  parser.on('error', () => {}); // told to the callback of write or end
  parser.resume();
  return parser;
}
