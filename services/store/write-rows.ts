// Writes rows: the one place that inserts, so that every setting that decides what is kept is stated here.
import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';

export interface WriteOptions {
  /** Names this write: the same rows under the same token are stored once, however often they are sent. */
  token?: string;
}

/** The values themselves were refused, so that the same rows would be refused again. */
export class RowsRefused extends Error {
  override readonly name = 'RowsRefused';
  readonly table: string;
  constructor(table: string, cause: Error) {
    super(cause.message, { cause });
    this.table = table;
  }
}

/** ClickHouse's error codes for values that do not fit their column: parse, type, range, null, size. */
const VALUE_CODES = new Set([6, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349]);

const isOfValues = (error: Error): boolean =>
  VALUE_CODES.has(Number(/\bCode: (\d+)\b/.exec(error.message)?.[1] ?? (error as { code?: string }).code));

interface Chunk {
  from: number;
  to: number;
  text: string;
}

const CHUNK_ROWS = 20_000;
const CHUNK_CHARACTERS = 16_000_000;
const SURROGATE = /[\uD800-\uDFFF]/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

// ClickHouse refuses a lone surrogate, and one bad character must not make a batch unwritable for ever.
const quote = (text: string): string =>
  JSON.stringify(SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\uFFFD') : text);

const encodeNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw new Error(`${value} is not a finite number`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new Error(`${value} is beyond 2^53`);
  return String(value);
};

const encode = (value: unknown): string => {
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return `"${value}"`;
  if (value instanceof Date) return quote(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (typeof value !== 'object') throw new Error(`a value of type ${typeof value} cannot be stored`);
  return `{${Object.entries(value).map(([key, inner]) => `${quote(key)}:${encode(inner)}`)}}`;
};

/** Whether JSON writes the value as it is to be stored, which is quicker than cell by cell. */
const isPlain = (value: unknown): boolean => {
  if (typeof value === 'string') return !SURROGATE.test(value);
  if (typeof value === 'number')
    return Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value));
  if (value === null || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || value instanceof Date) return false;
  return Object.entries(value).every(([name, inner]) => isPlain(name) && isPlain(inner));
};

const encodeRow = (
  table: string,
  columns: readonly string[],
  row: readonly unknown[],
  at: number,
): string => {
  if (row.length !== columns.length) {
    throw new Error(`${table} row ${at} has ${row.length} values, expected ${columns.length}`);
  }
  if (row.every(isPlain)) return JSON.stringify(row);
  const cells = row.map((value, index) => {
    try {
      return encode(value);
    } catch (cause) {
      throw new Error(`${table}.${columns[index]} row ${at}: ${(cause as Error).message}`, { cause });
    }
  });
  return `[${cells.join(',')}]`;
};

/** Rows as text, which more than one table of the same columns can be given. */
export interface EncodedRows {
  readonly columns: readonly string[];
  readonly lines: readonly string[];
}

/** The rows as text; throws `RowsRefused`, naming `table`, when a value can never be stored. */
export function encodeRows(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): EncodedRows {
  try {
    return { columns, lines: rows.map((row, at) => encodeRow(table, columns, row, at)) };
  } catch (error) {
    throw new RowsRefused(table, error as Error);
  }
}

function* chunksOf(lines: readonly string[]): Generator<Chunk> {
  let from = 0;
  let characters = 0;
  for (const [at, line] of lines.entries()) {
    const full = at - from >= CHUNK_ROWS || characters + line.length > CHUNK_CHARACTERS;
    if (full && at > from) {
      yield { from, to: at, text: lines.slice(from, at).join('\n') };
      from = at;
      characters = 0;
    }
    characters += line.length + 1;
  }
  if (lines.length > from) yield { from, to: lines.length, text: lines.slice(from).join('\n') };
}

const identifier = (name: string): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Error(`${JSON.stringify(name)} is not a column or table name`);
  return name;
};

const literal = (text: string): string => `'${text.replace(/[\\']/g, (mark) => `\\${mark}`)}'`;

const settings = (token: string): string =>
  [
    'async_insert=0',
    'insert_deduplicate=1',
    `insert_deduplication_token=${literal(token)}`,
    "date_time_input_format='best_effort'",
    'input_format_null_as_default=0',
    // On a cluster a row is stored when its shard has it, not when it is queued for the way there.
    'distributed_foreground_insert=1',
  ].join(', ');

/** Appends `rows` in order: encodes and writes them at once. */
export const writeRows = async (
  db: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  options: WriteOptions = {},
): Promise<void> => writeEncoded(db, table, encodeRows(table, columns, rows), options);

/**
 * Appends rows in order, or throws `RowsRefused` when a value can never be stored. A chunk's token carries its row
 * range, so a replay of the same rows under the same token repeats nothing. Without a token every row is stored, even
 * one equal to an earlier row.
 */
export const writeEncoded = async (
  db: Database,
  table: string,
  { columns, lines }: EncodedRows,
  options: WriteOptions = {},
): Promise<void> => {
  if (options.token === '') throw new Error(`${table}: an empty token names no write`);
  const into = `INSERT INTO ${identifier(table)} (${columns.map(identifier).join(', ')})`;
  // A token of its own, because the engine would otherwise drop a token-less block equal to an earlier one.
  const token = options.token ?? `once-${randomUUID()}`;
  for (const { from, to, text } of chunksOf(lines)) {
    const statement = `${into} SETTINGS ${settings(`${token}/${from}-${to}`)} FORMAT JSONCompactEachRow\n${text}`;
    await insert(db, table, statement);
  }
};

const insert = async (db: Database, table: string, statement: string): Promise<void> => {
  try {
    await db.insertRaw(statement);
  } catch (error) {
    throw isOfValues(error as Error) ? new RowsRefused(table, error as Error) : error;
  }
};
