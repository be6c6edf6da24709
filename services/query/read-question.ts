// From an HTTP request to a question, by the rules of ClickHouse's HTTP interface.
import type { IncomingHttpHeaders } from 'node:http';
import type { Question } from './answer-question.ts';
import { refused } from './query-refused.ts';
import type { Setting } from './split-tail.ts';

export interface Asked extends Question {
  readonly id: string | null;
  /** Whether the client lets the answer be packed; whether it can unpack it is in Accept-Encoding. */
  readonly mayPack: boolean;
}

/** Read elsewhere, or without a meaning where nothing is kept between questions. */
const NOT_SETTINGS = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'quota_key',
]);

const NOT_OFFERED = new Map([
  ['session_id', 'sessions are not kept; state settings with each question'],
  ['role', 'there are no roles'],
  ['compress', "ClickHouse's own compression is not spoken; use Accept-Encoding: gzip"],
  ['decompress', "ClickHouse's own compression is not spoken; use Content-Encoding: gzip"],
]);

const header = (headers: IncomingHttpHeaders, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
};

export async function readQuestion(
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  body: Buffer,
): Promise<Asked> {
  const form = await readForm(headers, body);
  const fields: (readonly [string, string])[] = [...query, ...(form ?? [])];
  const given = (name: string) => fields.findLast(([key]) => key === name)?.[1] ?? null;
  const texts = [given('query') ?? '', form ? '' : body.toString('utf8')];
  return {
    sql: texts.filter((text) => text !== '').join('\n'),
    database: given('database') ?? header(headers, 'x-clickhouse-database') ?? '',
    format: given('default_format') ?? header(headers, 'x-clickhouse-format'),
    params: paramsOf(fields),
    settings: settingsOf(fields),
    revision: Number(given('client_protocol_version') ?? 0) || 0,
    id: given('query_id'),
    mayPack: given('enable_http_compression') !== '0',
  };
}

const paramsOf = (fields: readonly (readonly [string, string])[]): Map<string, string> => {
  const params = new Map<string, string>();
  for (const [key, value] of fields) {
    const name = /^param_(.*)$/s.exec(key)?.[1];
    if (name === undefined) continue;
    if (!/^\w+$/.test(name))
      throw refused(62, `Syntax error: ${key.slice(0, 100)} is no name of a parameter`);
    params.set(name, value);
  }
  return params;
};

const settingsOf = (fields: readonly (readonly [string, string])[]): Setting[] =>
  fields.filter(([key, value]) => {
    if (NOT_SETTINGS.has(key) || key.startsWith('param_')) return false;
    const why = NOT_OFFERED.get(key);
    if (why === undefined) return true;
    if (value !== '' && value !== '0') throw refused(344, `${key}: ${why}.`);
    return false;
  });

/** Parameters too long for an address come as parts of a form; null for a body that is the statement. */
async function readForm(headers: IncomingHttpHeaders, body: Buffer): Promise<[string, string][] | null> {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return null;
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
    throw refused(6, 'Cannot parse the body as multipart/form-data');
  });
  return [...form].map(([name, value]) => {
    if (typeof value !== 'string' || !(name === 'query' || name.startsWith('param_')))
      throw refused(344, `the part ${name.slice(0, 100)}: external tables are not taken.`);
    return [name, value];
  });
}
