// Gives the Database port its shape over any ClickHouse client, whatever the connection beneath.
import type { ClickHouseClient } from '@clickhouse/client';
import type { Database, Parameters } from '../store/database.ts';

type Run = (text: string, params?: Parameters) => Promise<string>;

export interface ClickhouseWays {
  engine: Database['engine'];
  read: Run;
  write: Run;
  close: () => Promise<void>;
}

/**
 * Counts stay numbers; and the search of comparisons for chains (a < b, b < c) is left out, which finds none in our views
 * and takes longer than all the rest of understanding a question.
 */
const SETTINGS = 'output_format_json_quote_64bit_integers=0, optimize_and_compare_chain=0';

// Settings stay inside the text: sent beside it, the embedded engine would keep them for the whole session.
const withFormat = (sql: string, format: string): string => {
  if (!/^\w+$/.test(format))
    throw new Error(`format ${JSON.stringify(format)} is not a ClickHouse format name`);
  const bare = sql.trim().replace(/;+$/, '');
  return `${bare}\nFORMAT ${format} SETTINGS ${SETTINGS}`;
};

const parseRows = <T>(text: string): T[] => {
  const lines = text.split('\n').filter((line) => line !== '');
  return JSON.parse(`[${lines.join(',')}]`) as T[];
};

/** Runs one text on a client and returns all it answers. */
export const runOn =
  (client: ClickHouseClient): Run =>
  async (text, params) => {
    const answer = await client.exec(params ? { query: text, query_params: { ...params } } : { query: text });
    const chunks: Buffer[] = [];
    for await (const chunk of answer.stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  };

export const clickhouseDatabase = ({ engine, read, write, close }: ClickhouseWays): Database => ({
  engine,
  query: async <T>(sql: string, params?: Parameters) =>
    parseRows<T>(await read(withFormat(sql, 'JSONEachRow'), params)),
  queryText: (sql, params, format) => read(withFormat(sql, format), params),
  command: async (sql, params) => {
    await write(sql, params);
  },
  insertRaw: async (statement) => {
    await write(statement);
  },
  close,
});
