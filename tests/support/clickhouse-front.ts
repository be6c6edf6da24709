// A ClickHouse server's HTTP interface over a database of the test, as far as @clickhouse/client uses it, with faults on order.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Database } from '../../services/store/database.ts';

/** One statement that came in. */
export interface FrontRequest {
  readonly sql: string;
  readonly database: string;
  readonly user: string;
  /** Everything in the address: settings, parameters, ids. */
  readonly query: URLSearchParams;
  readonly compressed: boolean;
  /** 1 for the first statement since the front was opened. */
  readonly number: number;
}

export type Fault =
  /** The connection is cut before the statement is carried out. */
  | { readonly kind: 'cut' }
  /** The statement is carried out and the connection cut before the answer. */
  | { readonly kind: 'cut-after' }
  /** ClickHouse's own error instead of carrying it out. */
  | { readonly kind: 'error'; readonly code: number; readonly message?: string; readonly status?: number }
  /** Something between answers instead, such as a proxy. */
  | { readonly kind: 'proxy'; readonly status: number }
  /** An answer that begins and never ends, a little more of it every so often. */
  | { readonly kind: 'dribble'; readonly everyMs: number }
  /** Carried out only after so long. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface ClickhouseFront {
  readonly url: string;
  readonly requests: readonly FrontRequest[];
  /** Asked before each statement; undefined lets it through. */
  fail(decide: (request: FrontRequest) => Fault | undefined): void;
  heal(): void;
  /** Nothing listens any more and every connection is cut, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface FrontOptions {
  readonly user?: string;
  readonly password?: string;
  /** What the server says it is; by default the engine's own version. */
  readonly version?: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly code?: number;
}

const TYPES: Record<number, string> = {
  60: 'UNKNOWN_TABLE',
  81: 'UNKNOWN_DATABASE',
  516: 'AUTHENTICATION_FAILED',
};
const STATUS: Record<number, number> = { 60: 404, 62: 400, 81: 404, 516: 403 };

const errorAnswer = (
  code: number,
  message: string,
  type = TYPES[code] ?? 'SOME_ERROR',
  status = STATUS[code] ?? 500,
): Answer => ({
  status,
  code,
  body: `Code: ${code}. DB::Exception: ${message} (${type}) (version 26.7.2.1 (official build))\n`,
});

const READS = /^\s*(?:--[^\n]*\n|\s)*(?:SELECT|WITH|SHOW|DESC|EXISTS|EXPLAIN)\b/i;
const FORMAT =
  /\s+FORMAT\s+(\w+)(?:\s+SETTINGS\s+output_format_json_quote_64bit_integers=0, optimize_and_compare_chain=0)?[\s;]*$/i;

const carryOut = async (db: Database, sql: string, params: Record<string, unknown>): Promise<string> => {
  if (READS.test(sql)) {
    const format = FORMAT.exec(sql)?.[1] ?? 'TabSeparated';
    return db.queryText(sql.replace(FORMAT, ''), params, format);
  }
  if (/^\s*INSERT\b/i.test(sql)) await db.insertRaw(sql);
  else await db.command(sql, Object.keys(params).length > 0 ? params : undefined);
  return '';
};

const answer = async (db: Database, sql: string, params: Record<string, unknown>): Promise<Answer> => {
  try {
    return { status: 200, body: await carryOut(db, sql, params) };
  } catch (error) {
    const { code, type, message } = error as { code?: string; type?: string; message: string };
    return errorAnswer(Number(code ?? 1002), message, type);
  }
};

const UNESCAPED: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

/** Parameters as the client writes them: escaped as in tab-separated text, lists and maps as literals. */
const paramsOf = (query: URLSearchParams, sql: string): Record<string, unknown> => {
  const params: Record<string, unknown> = {};
  for (const [key, value] of query) {
    if (!key.startsWith('param_')) continue;
    const name = key.slice('param_'.length);
    const isNested = new RegExp(`\\{\\s*${name}\\s*:\\s*(?:Array|Map|Tuple)`).test(sql);
    const plain = value.replace(/\\(.)/gs, (_, mark: string) => UNESCAPED[mark] ?? mark);
    params[name] = value === '\\N' ? null : isNested ? value : plain;
  }
  return params;
};

const UNPACK: Record<string, (body: Buffer) => Buffer> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (UNPACK[request.headers['content-encoding'] ?? '']?.(body) ?? body).toString('utf8');
};

const credentialsOf = (request: IncomingMessage, query: URLSearchParams): [string, string] => {
  const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user, ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return [user!, rest.join(':')];
  }
  const header = (name: string) => request.headers[name] as string | undefined;
  return [
    header('x-clickhouse-user') ?? query.get('user') ?? 'default',
    header('x-clickhouse-key') ?? query.get('password') ?? '',
  ];
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const write = (response: ServerResponse, { status, body, code }: Answer): void => {
  if (response.destroyed) return;
  const headers = {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Server-Display-Name': 'front',
  };
  response.writeHead(
    status,
    code === undefined ? headers : { ...headers, 'X-ClickHouse-Exception-Code': String(code) },
  );
  response.end(body);
};

const dribble = (response: ServerResponse, everyMs: number): void => {
  response.writeHead(200);
  const timer = setInterval(() => response.write('\n'), everyMs);
  response.on('close', () => clearInterval(timer));
};

/** Answers in the statement's stead; false for a fault that leaves it to be carried out. */
const spoil = (fault: Fault, incoming: IncomingMessage, response: ServerResponse): boolean => {
  if (fault.kind === 'cut') incoming.socket.destroy();
  else if (fault.kind === 'dribble') dribble(response, fault.everyMs);
  else if (fault.kind === 'proxy')
    write(response, { status: fault.status, body: '<html>upstream is not there</html>' });
  else if (fault.kind === 'error')
    write(response, errorAnswer(fault.code, fault.message ?? 'on order', undefined, fault.status));
  else return false;
  return true;
};

/** The database stays the caller's to close. Without `user` any user and password will do. */
export const openFront = async (db: Database, allowed: FrontOptions = {}): Promise<ClickhouseFront> => {
  const requests: FrontRequest[] = [];
  let decide: (request: FrontRequest) => Fault | undefined = () => undefined;

  const refusal = async (request: FrontRequest, password: string): Promise<Answer | null> => {
    const { user, database } = request;
    if (allowed.user !== undefined && (user !== allowed.user || password !== (allowed.password ?? '')))
      return errorAnswer(
        516,
        `${user}: Authentication failed: password is incorrect, or there is no user with such name.`,
      );
    const known = await db.query<{ name: string }>('SELECT name FROM system.databases');
    return known.some(({ name }) => name === database) || database === 'default'
      ? null
      : errorAnswer(81, `Database ${database} does not exist.`);
  };

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://front');
    if (pathname === '/ping') return write(response, { status: 200, body: 'Ok.\n' });
    const body = await bodyOf(incoming);
    const sql = [query.get('query'), body].filter((part) => part !== null && part !== '').join('\n');
    const [user, password] = credentialsOf(incoming, query);
    const request = {
      sql,
      user,
      query,
      database: query.get('database') ?? 'default',
      compressed: incoming.headers['content-encoding'] !== undefined,
      number: requests.length + 1,
    };
    requests.push(request);
    const fault = decide(request);
    if (fault && spoil(fault, incoming, response)) return;
    if (fault?.kind === 'slow') await later(fault.ms);
    const told =
      allowed.version !== undefined && /^SELECT version\(\)/.test(sql)
        ? { status: 200, body: `${allowed.version}\n` }
        : null;
    const answered =
      (await refusal(request, password)) ?? told ?? (await answer(db, sql, paramsOf(query, sql)));
    if (fault?.kind === 'cut-after') return void incoming.socket.destroy();
    write(response, answered);
  };

  // A client that leaves while it sends is no fault of the front.
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 10_000;
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    fail: (next) => {
      decide = next;
    },
    heal: () => {
      decide = () => undefined;
    },
    down,
    up: () => listen(port),
    close: down,
  };
};
