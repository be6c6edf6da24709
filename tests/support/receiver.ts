// An HTTP server that answers as told and remembers what it was sent.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Answer =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and says nothing; cuts the connection; sends headers and then nothing. */
  | 'silence'
  | 'cut'
  | 'half';

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The next answers in order; the last one stays. */
  answer(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

export async function openReceiver(...answers: readonly Answer[]): Promise<Receiver> {
  let left = [...answers];
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void take(request).then((one) => {
      received.push(one);
      give(left.length > 1 ? left.shift()! : (left[0] ?? { status: 200 }), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (...next) => {
      left = [...next];
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function take(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method!,
    path: request.url!,
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === 'silence') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  if (answer === 'half') {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{');
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body ?? '');
}

/** A port nobody listens at. */
export async function closedPort(): Promise<number> {
  const receiver = await openReceiver();
  await receiver.close();
  return Number(new URL(receiver.url).port);
}
