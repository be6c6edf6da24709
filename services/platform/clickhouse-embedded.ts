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

const laneOver = (client: ClickHouseClient): Lane => {
  const run = runOn(client);
  const running = new Set<Promise<string>>();
  return {
    run: async (text, params) => {
      const answer = run(params ? bindParameters(text, params) : text);
      running.add(answer);
      const forget = () => running.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
    busy: () => running.size,
    close: async () => {
      await Promise.allSettled(running);
      await client.close();
    },
  };
};

const connect = async (dir: string): Promise<Lane> => {
  const [{ createClient }, { createChdbConnection }] = await Promise.all([
    import('@clickhouse/client'),
    import('chdb/connection'),
  ]);
  try {
    // The two packages declare one contract twice, apart only in optional fields that may be undefined.
    const connection = createChdbConnection({ path: dir }) as unknown as InjectedConnection;
    return laneOver(createClient({ connection }));
  } catch (cause) {
    const hint = 'it may be in use by another process, unwritable or damaged';
    throw new Error(`The embedded ClickHouse could not open ${dir}: ${hint}.`, { cause });
  }
};

const openLane = async (dir: string): Promise<Lane> => {
  const lane = await connect(dir);
  try {
    await lane.run('CREATE DATABASE IF NOT EXISTS shixian ENGINE=Atomic');
    await lane.run('USE shixian');
    await lane.run("SET session_timezone = 'UTC'");
    return lane;
  } catch (error) {
    await lane.close();
    throw error;
  }
};

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
