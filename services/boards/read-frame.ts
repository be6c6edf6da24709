// Runs a statement and gives its rows as Grafana would hold them.
import type { BoardColumn, Cell } from '../../schemas/board.ts';
import type { Database } from '../store/database.ts';
import { QueryProblem } from './query-problem.ts';

export interface Frame {
  readonly columns: readonly BoardColumn[];
  readonly rows: readonly Cell[][];
  readonly truncated: boolean;
}

/** The most rows of one answer. */
export const MOST_ROWS = 10_000;

/** `what` names the query in the message of its failure. */
export async function readFrame(db: Database, sql: string, what: string): Promise<Frame> {
  const text = await ask(db, bounded(sql), what);
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return { columns: [], rows: [], truncated: false };
  const [names, types, ...rows] = lines.map((line) => JSON.parse(line) as unknown[]);
  const columns = names!.map((name, i) => ({ name: String(name), type: String(types![i]) }));
  const readers = columns.map(({ type }) => readerOf(type));
  return {
    columns,
    rows: rows.slice(0, MOST_ROWS).map((row) => row.map((value, i) => readers[i]!(value))),
    truncated: rows.length > MOST_ROWS,
  };
}

/** Instants come as seconds since 1970, whatever zone a column shows them in. */
const bounded = (sql: string): string => `SELECT * FROM
(
${sql.trim().replace(/;+$/, '')}
)
LIMIT ${MOST_ROWS + 1}
SETTINGS date_time_output_format = 'unix_timestamp'`;

async function ask(db: Database, sql: string, what: string): Promise<string> {
  try {
    return await db.queryText(sql, undefined, 'JSONCompactEachRowWithNamesAndTypes');
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]!.trim().slice(0, 300);
    throw new QueryProblem(500, { code: 'query-failed', message: `${what}: ${reason}` }, error);
  }
}

/** The type beneath LowCardinality and Nullable. */
export const bareType = (type: string): string => {
  const inner = /^(?:LowCardinality|Nullable)\((.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
};

export const isInstant = (type: string): boolean => /^Date/.test(bareType(type));

type Read = (value: unknown) => Cell;

function readerOf(type: string): Read {
  const bare = bareType(type);
  if (/^DateTime/.test(bare)) return orNull((value) => Math.round(Number(value) * 1000));
  if (/^Date/.test(bare)) return orNull((value) => Date.parse(`${value}T00:00:00Z`));
  if (/^(?:U?Int|Decimal)/.test(bare)) return orNull(Number);
  return orNull((value) => (typeof value === 'object' ? JSON.stringify(value) : (value as Cell)));
}

const orNull =
  (read: (value: unknown) => Cell): Read =>
  (value) =>
    value === null || value === undefined ? null : read(value);
