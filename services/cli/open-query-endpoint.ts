// Opens the ClickHouse HTTP endpoint over the embedded store, where one is asked for.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { readersOver } from '../platform/clickhouse-readers.ts';
import { openAnswerer } from '../query/answer-question.ts';
import { createLoginCheck, type Login } from '../query/check-login.ts';
import { type Endpoint, openEndpoint, type Told } from '../query/open-endpoint.ts';
import { CONNECTION_SETTINGS, limitsFor } from '../query/query-settings.ts';
import { failure } from './failure.ts';

export interface EndpointChoice {
  /** Absent where no endpoint is wanted; 0 picks a free port. */
  readonly clickhousePort?: number;
  readonly clickhouseHost: string;
  readonly clickhouseUser: string;
}

export interface QueryEndpoint {
  readonly url: string;
  readonly user: string;
  close(): Promise<void>;
}

const PASSWORD = 'SHIXIAN_CLICKHOUSE_ENDPOINT_PASSWORD';
const PASSWORD_FILE = `${PASSWORD}_FILE`;
const MIN_PASSWORD = 12;

/** Null where no endpoint is wanted. Every mistake names its variable or option; no password is shown. */
export async function readEndpointLogin(
  { clickhousePort, clickhouseUser: user }: EndpointChoice,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Login | null> {
  if (clickhousePort === undefined) return null;
  if (!/^[\w.-]{1,64}$/.test(user))
    throw failure('bad-setting', '--clickhouse-user: expected letters, digits, _ . - and at most 64 of them');
  if (env[PASSWORD] && env[PASSWORD_FILE])
    throw failure('bad-setting', `${PASSWORD_FILE}: expected nothing, since ${PASSWORD} is set too`);
  const password = env[PASSWORD] || (await passwordIn(env[PASSWORD_FILE]));
  if (!password)
    throw failure(
      'no-endpoint-password',
      `--clickhouse-port needs a password of at least ${MIN_PASSWORD} characters in ${PASSWORD}, or in a file that ${PASSWORD_FILE} names`,
    );
  if (password.length < MIN_PASSWORD)
    throw failure(
      'bad-setting',
      `${env[PASSWORD] ? PASSWORD : PASSWORD_FILE}: expected at least ${MIN_PASSWORD} characters`,
    );
  return { user, password };
}

async function passwordIn(path: string | undefined): Promise<string | undefined> {
  if (!path) return undefined;
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    throw failure(
      'bad-setting',
      `${PASSWORD_FILE}: expected a file that can be read (${why}), got "${path}"`,
    );
  }
}

// Every statement of the engine holds one thread of the process's pool while it runs. Four are the program's own, two
// that write and two that read; with Node's usual pool of four one of them is shared.
const OWN_THREADS = 4;
const MAX_PLACES = 4;

const placesFor = (threads: number): number => Math.min(MAX_PLACES, Math.max(1, threads - OWN_THREADS));

export async function openQueryEndpoint(
  storeDir: string,
  { clickhousePort: port = 0, clickhouseHost: host }: EndpointChoice,
  login: Login,
  { logger, quicken }: { readonly logger: Logger; readonly quicken: (sql: string) => string },
): Promise<QueryEndpoint> {
  const answerer = await openAnswerer({
    open: readersOver(storeDir, CONNECTION_SETTINGS),
    database: 'shixian',
    quicken,
    limits: limitsFor(availableParallelism()),
    slots: {
      places: placesFor(Number(process.env['UV_THREADPOOL_SIZE']) || 4),
      waiting: 64,
      patienceMs: 30_000,
    },
    graceMs: 5_000,
  });
  try {
    const checkLogin = createLoginCheck(login);
    const endpoint = await openEndpoint({ answerer, checkLogin, host, port, tell: logTo(logger) });
    return { url: urlOf(endpoint), user: login.user, close: endpoint.close };
  } catch (error) {
    await answerer.close();
    throw explained(error, port, host);
  }
}

const logTo =
  (logger: Logger) =>
  ({ fault, ...told }: Told): void => {
    if (fault !== undefined) logger.warn({ ...told, err: fault }, 'question failed');
    else logger.info(told, told.code === 0 ? 'question answered' : 'question refused');
  };

const urlOf = ({ address: { address, family, port } }: Endpoint): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

function explained(error: unknown, port: number, host: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return failure('port-in-use', `port ${port} of ${host} is in use; choose another with --clickhouse-port`);
  if (code === 'EACCES')
    return failure(
      'port-not-allowed',
      `port ${port} may not be used by this user; choose one above 1023 with --clickhouse-port`,
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return failure(
      'bad-host',
      `${host} is not an address of this machine; choose another with --clickhouse-host`,
    );
  return error;
}
