// Writes answers and errors to HTTP with the headers ClickHouse's clients read.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Answer } from './answer-question.ts';
import type { Hello } from './native-hello.ts';
import { TEXT_TYPE } from './output-formats.ts';
import { type QueryRefused, statusOf } from './query-refused.ts';

const pack = promisify(gzip);
const PACKED_FROM_BYTES = 1024;

export interface Reply {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly hello: Hello;
  /** Whether the client lets answers be packed. */
  readonly mayPack: boolean;
  readonly id: string;
}

const commonHeaders = ({ hello, id }: Reply): Record<string, string> => ({
  'X-ClickHouse-Server-Display-Name': hello.displayName,
  'X-ClickHouse-Timezone': hello.timezone,
  'X-ClickHouse-Query-Id': id,
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
});

const summaryOf = ({ rowsRead, bytesRead, bytes, seconds }: Answer): string =>
  JSON.stringify({
    read_rows: String(rowsRead),
    read_bytes: String(bytesRead),
    written_rows: '0',
    written_bytes: '0',
    total_rows_to_read: '0',
    result_bytes: String(bytes.length),
    elapsed_ns: String(Math.round(seconds * 1e9)),
  });

const unpacks = ({ headers }: IncomingMessage): boolean =>
  String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((one) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(one));

export async function writeAnswer(reply: Reply, answer: Answer): Promise<void> {
  const packed = reply.mayPack && unpacks(reply.request) && answer.bytes.length >= PACKED_FROM_BYTES;
  const body = packed ? await pack(answer.bytes, { level: constants.Z_BEST_SPEED }) : answer.bytes;
  send(reply, 200, body, {
    ...commonHeaders(reply),
    'Content-Type': answer.mediaType,
    'X-ClickHouse-Format': answer.format,
    'X-ClickHouse-Summary': summaryOf(answer),
    ...(packed ? { 'Content-Encoding': 'gzip' } : {}),
  });
}

export function writeRefusal(reply: Reply, { code, text }: QueryRefused): void {
  const status = statusOf(code);
  send(reply, status, `${text} (version ${reply.hello.version} (official build))\n`, {
    ...commonHeaders(reply),
    'Content-Type': TEXT_TYPE,
    'X-ClickHouse-Exception-Code': String(code),
    ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="ClickHouse server HTTP API"' } : {}),
    // What is left of the request is not read.
    ...(reply.request.complete ? {} : { Connection: 'close' }),
  });
}

export function writeText(reply: Reply, status: number, text: string): void {
  send(reply, status, text, { ...commonHeaders(reply), 'Content-Type': TEXT_TYPE });
}

function send(
  { request, response }: Reply,
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string>,
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
