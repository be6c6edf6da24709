// Opens a ClickHouse server or cluster over its HTTP interface.
import { addAbortSignal } from 'node:stream';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Database, Parameters } from '../store/database.ts';
import { bindParameters } from './bind-parameters.ts';
import { clickhouseDatabase } from './clickhouse-database.ts';
import { clickhouseCode, openingProblem, ServerSilent, ServerUnusable } from './clickhouse-faults.ts';
import type { ClickhouseSettings } from './clickhouse-settings.ts';

export { isRetriable } from './clickhouse-faults.ts';

/** An insert or a change of tables that takes longer is given up; Kafka would put its consumer out at 300 s. */
const WRITE_TIMEOUT_MS = 240_000;
/** Readers beside one writer a partition; a server's own limit is far above. */
const CONNECTIONS = 32;
/** A server closes an idle connection after 10 s, and older ones after 3 s. */
const IDLE_SOCKET_MS = 2_000;
/** Proxies bound an address at 8 kB and the server a value at 128 kB; longer ones go into the statement. */
const PARAMETER_BYTES = 4_096;
const OLDEST = 26;

// A request by HTTP has a session of its own, so that settings in its address end with it.
const EVERY_REQUEST = {
  session_timezone: 'UTC',
  // An answer begins only when it is whole, so that a fault half way is never taken for rows.
  wait_end_of_query: '1',
  http_write_exception_in_output_format: '0',
  // A report nobody waits for any more is broken off.
  cancel_http_readonly_queries_on_client_close: '1',
};

const isLoopback = (host: string): boolean => /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(host);

function clientOf(settings: ClickhouseSettings, timeoutMs: number, database: string): ClickHouseClient {
  const url = new URL(settings.url);
  for (const [name, value] of Object.entries(EVERY_REQUEST))
    url.searchParams.set(`clickhouse_setting_${name}`, value);
  return createClient({
    url,
    username: settings.username,
    password: settings.password,
    database,
    application: 'shixian',
    request_timeout: timeoutMs,
    max_open_connections: CONNECTIONS,
    keep_alive: { enabled: true, idle_socket_ttl: IDLE_SOCKET_MS, eagerly_destroy_stale_sockets: true },
    // Rows as text shrink to a tenth; on the same machine packing costs more than it saves.
    compression: { request: isLoopback(url.hostname) ? false : { codec: 'gzip', level: 1 } },
    // Every fault is thrown; the client would also print it, statement and all.
    log: { level: ClickHouseLogLevel.OFF },
    ...(settings.caCertificate === undefined
      ? {}
      : { tls: { ca_cert: Buffer.from(settings.caCertificate) } }),
  });
}

const isLong = (params: Parameters): boolean =>
  Object.values(params).reduce<number>(
    (bytes, value) => bytes + encodeURIComponent(JSON.stringify(value) ?? '').length,
    0,
  ) > PARAMETER_BYTES;

interface Lane {
  run(text: string, params?: Parameters): Promise<string>;
  close(): Promise<void>;
}

function laneOver(client: ClickHouseClient, timeoutMs: number): Lane {
  const closing = new AbortController();
  const send = async (text: string, params?: Parameters): Promise<string> => {
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([closing.signal, limit]);
    const inText = params !== undefined && isLong(params);
    try {
      const { stream } = await client.exec({
        query: inText ? bindParameters(text, params) : text,
        ...(params && !inText ? { query_params: { ...params } } : {}),
        abort_signal: signal,
      });
      const chunks: Buffer[] = [];
      // The client heeds the signal until an answer begins, and no further.
      for await (const chunk of addAbortSignal(signal, stream)) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    } catch (error) {
      if (clickhouseCode(error) !== null) throw error;
      const late = limit.aborted ? `no answer within ${timeoutMs / 1000} s` : (error as Error).message;
      throw new ServerSilent(`ClickHouse did not answer: ${late}`, { cause: error });
    }
  };
  return {
    run: send,
    close: async () => {
      closing.abort();
      await client.close();
    },
  };
}

async function checkVersion(lane: Lane, url: string): Promise<void> {
  const version = (await lane.run('SELECT version() FORMAT TSVRaw')).trim();
  if (Number.parseInt(version, 10) >= OLDEST) return;
  const message = `ClickHouse at ${url} is ${version}; expected ${OLDEST} or newer.`;
  throw new ServerUnusable({ code: 'clickhouse-too-old', message, value: version });
}

async function probe<T>(settings: ClickhouseSettings, lane: Lane, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await lane.close();
    const problem = openingProblem(error, settings);
    throw problem ? new ServerUnusable(problem, error) : error;
  }
}

/** Opens the server; what is wrong with address, user or database is thrown as a `ServerUnusable`. */
export async function openServer(settings: ClickhouseSettings): Promise<Database> {
  const { database, requestTimeoutMs } = settings;
  const reader = laneOver(clientOf(settings, requestTimeoutMs, database), requestTimeoutMs);
  await probe(settings, reader, () => checkVersion(reader, settings.url));
  const writer = laneOver(clientOf(settings, WRITE_TIMEOUT_MS, database), WRITE_TIMEOUT_MS);
  return clickhouseDatabase({
    engine: 'server',
    read: reader.run,
    write: writer.run,
    close: async () => {
      await Promise.all([reader.close(), writer.close()]);
    },
  });
}

/** Makes the database where it does not exist; on a cluster, on every server of it. */
export async function createDatabase(settings: ClickhouseSettings): Promise<void> {
  const lane = laneOver(clientOf(settings, WRITE_TIMEOUT_MS, 'default'), WRITE_TIMEOUT_MS);
  const on = settings.cluster === undefined ? '' : ` ON CLUSTER '${settings.cluster}'`;
  await probe(settings, lane, async () => {
    await lane.run(`CREATE DATABASE IF NOT EXISTS ${settings.database}${on} ENGINE = Atomic`);
  });
  await lane.close();
}
