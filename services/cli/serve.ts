// What every serving command does alike: listen, work until asked to stop, close in time.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { failure } from './failure.ts';

export interface Listening {
  readonly port: number;
  readonly host: string;
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Structured lines on stderr. */
export const makeLogger = (level: string): Logger =>
  pino({ level }, pino.destination({ dest: 2, sync: true }));

/** Returns the address under which this machine reaches the door. */
export async function listen(app: FastifyInstance, { port, host }: Listening): Promise<string> {
  try {
    await app.listen({ port, host });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw failure('port-in-use', `port ${port} of ${host} is in use; choose another with --port`);
    if (code === 'EACCES')
      throw failure('port-not-allowed', `port ${port} may not be used by this user; choose one above 1023`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw failure('bad-host', `${host} is not an address of this machine; choose another with --host`);
    throw error;
  }
  const bound = app.server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return `http://${name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name}:${bound.port}`;
}

/** Aborted by the first signal; the second ends the process where it stands, which loses nothing answered for. */
export function stopOnSignal(): AbortSignal {
  const stop = new AbortController();
  const asked = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write(`${signal}: finishing what is under way; press again to stop at once\n`);
    stop.abort();
  };
  process.on('SIGINT', asked);
  process.on('SIGTERM', asked);
  return stop.signal;
}

/** Requests under way get 15 s to be answered; then their connections are cut. After 24 s the process ends. */
export async function closeInTime(app: FastifyInstance, close: () => Promise<void>): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), 15_000);
  const late = setTimeout(() => process.exit(1), 24_000);
  await close();
  clearTimeout(cut);
  clearTimeout(late);
}

/** Resolves when any of the signals is aborted. */
export async function untilAborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (!any.aborted) await once(any, 'abort');
}
