// Opens ClickHouse inside this process, over one folder.
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import type { Database, Parameters } from '../store/database.ts';
import { bindParameters } from './bind-parameters.ts';
import { clickhouseDatabase, runOn } from './clickhouse-database.ts';

// One connection runs one statement at a time, so reports get their own and never hold up the writer.
const READERS = 2;
// Inserts whose order does not matter run at once; each waits for the disk half of its time.
const WRITERS = 2;

type InjectedConnection = NonNullable<ClickHouseClientConfigOptions['connection']>;

interface Lane {
  run(text: string, params?: Parameters): Promise<string>;
  busy(): number;
  close(): Promise<void>;
}

/**
 * One statement after another over one connection, which is opened anew after a statement that failed: the engine would
 * begin the next answer with what it had already written of the failed one's.
 */
const laneOver = async (open: () => Promise<ClickHouseClient>): Promise<Lane> => {
  let client: ClickHouseClient | null = await open();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const runNext = async (text: string): Promise<string> => {
    client ??= await open();
    const used = client;
    try {
      return await runOn(used)(text);
    } catch (error) {
      client = null;
      await used.close();
      throw error;
    }
  };
  return {
    run: (text, params) => {
      const bound = params ? bindParameters(text, params) : text;
      const answer = last.then(() => runNext(bound));
      waiting += 1;
      last = answer
        .catch(() => {})
        .then(() => {
          waiting -= 1;
        });
      return answer;
    },
    busy: () => waiting,
    close: async () => {
      await last;
      await client?.close();
    },
  };
};

const connect = async (dir: string): Promise<ClickHouseClient> => {
  const [{ createClient }, { createChdbConnection }] = await Promise.all([
    import('@clickhouse/client'),
    import('chdb/connection'),
  ]);
  try {
    // The two packages declare one contract twice, apart only in optional fields that may be undefined.
    const connection = createChdbConnection({ path: dir }) as unknown as InjectedConnection;
    return createClient({ connection });
  } catch (cause) {
    const hint = 'it may be in use by another process, unwritable or damaged';
    throw new Error(`The embedded ClickHouse could not open ${dir}: ${hint}.`, { cause });
  }
};

const openClient = async (dir: string): Promise<ClickHouseClient> => {
  const client = await connect(dir);
  try {
    const run = runOn(client);
    await run('CREATE DATABASE IF NOT EXISTS shixian ENGINE=Atomic');
    await run('USE shixian');
    await run("SET session_timezone = 'UTC'");
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
};

const openLane = (dir: string): Promise<Lane> => laneOver(() => openClient(dir));

const leastBusy = (lanes: readonly Lane[]): Lane =>
  lanes.reduce((best, lane) => (lane.busy() < best.busy() ? lane : best));

/** Opens, creating it at need, the store in `dir`; a process can have one folder open at a time. */
export const openEmbedded = async (dir: string): Promise<Database> => {
  const [writers, readers]: [Lane[], Lane[]] = [[], []];
  while (writers.length < WRITERS) writers.push(await openLane(dir));
  while (readers.length < READERS) readers.push(await openLane(dir));
  return clickhouseDatabase({
    engine: 'embedded',
    read: (text, params) => leastBusy(readers).run(text, params),
    write: (text, params) => leastBusy(writers).run(text, params),
    close: async () => {
      for (const lane of [...readers, ...writers]) await lane.close();
    },
  });
};
