// The HTTP interface of ClickHouse over the embedded store: read-only, for one user, for Grafana and other clients.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answerer } from './answer-question.ts';
import type { CheckLogin } from './check-login.ts';
import { asRefused, refused } from './query-refused.ts';
import { readBody } from './read-body.ts';
import { readQuestion } from './read-question.ts';
import { type Reply, writeAnswer, writeRefusal, writeText } from './write-answer.ts';

/** What became of a question, without its text and without its answer. */
export interface Told {
  readonly id: string;
  /** Zero where it was answered. */
  readonly code: number;
  /** What was thrown behind an error that tells no particulars. */
  readonly fault?: unknown;
  readonly durationMs: number;
  readonly bytes: number;
  readonly agent: string;
}

export interface EndpointOptions {
  readonly answerer: Answerer;
  readonly checkLogin: CheckLogin;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly tell?: (told: Told) => void;
}

export interface Endpoint {
  readonly address: AddressInfo;
  /** Nothing new is taken; questions under way end or are stopped; the answerer is closed. */
  close(): Promise<void>;
}

// Addresses hold statements and parameters.
const MAX_HEADER_BYTES = 256 * 1024;
const MAX_CONNECTIONS = 256;
const KEEP_ALIVE_MS = 30_000;
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;

export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
    serve(options, request, response).catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = HEADERS_WITHIN_MS;
  server.requestTimeout = REQUEST_WITHIN_MS;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    address: server.address() as AddressInfo,
    close: () => close(server, options.answerer),
  };
}

async function close(server: Server, answerer: Answerer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await answerer.close();
  // Answers just given get their way; whoever still sends or reads slowly is cut.
  const cut = setTimeout(() => server.closeAllConnections(), 1_000);
  server.closeIdleConnections();
  await closed;
  clearTimeout(cut);
}

async function serve(
  options: EndpointOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  const reply = { request, response, hello: options.answerer.hello, mayPack: true, id: randomUUID() };
  try {
    const url = readUrl(request);
    if (url.pathname === '/ping') return writeText(reply, 200, 'Ok.\n');
    if (url.pathname !== '/') return writeText(reply, 404, 'There is no handle here. Use / or /ping.\n');
    checkMethod(request);
    if (request.method !== 'POST' && !url.searchParams.has('query')) return writeText(reply, 200, 'Ok.\n');
    await options.checkLogin(request.headers, url.searchParams, left.signal);
    await answerTo(options, reply, url.searchParams, left.signal);
  } catch (error) {
    writeRefusal(reply, asRefused(error));
  }
}

function readUrl(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://endpoint');
  } catch {
    throw refused(62, 'Syntax error: the address cannot be read');
  }
}

function checkMethod({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST')
    throw refused(48, `Method ${method} is not supported; use GET or POST`);
}

async function answerTo(
  { answerer, tell }: EndpointOptions,
  reply: Reply,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  const agent = (reply.request.headers['user-agent'] ?? '').slice(0, 400);
  const told = (id: string, code: number, bytes: number, fault?: unknown) =>
    tell?.({ id, code, bytes, agent, fault, durationMs: Math.round(performance.now() - began) });
  const asked = await readQuestion(reply.request.headers, query, await readBody(reply.request));
  const named = { ...reply, id: idOf(asked.id) ?? reply.id, mayPack: asked.mayPack };
  try {
    const answer = await answerer.answer(asked, signal);
    await writeAnswer(named, answer);
    told(named.id, 0, answer.bytes.length);
  } catch (error) {
    const refusal = asRefused(error);
    writeRefusal(named, refusal);
    told(named.id, refusal.code, 0, refusal.cause);
  }
}

/** An id of the client's is a header of the answer: nothing goes in that does not belong there. */
const idOf = (id: string | null): string | null => (id !== null && /^[\w.:-]{1,128}$/.test(id) ? id : null);
