// Refuses things in a data folder, through the built program under a clock of the test's own.
import type { Incoming } from '../../schemas/receipt.ts';
import { type BuiltProcess, startBuilt } from './built-process.ts';

/** A Kafka message; its bytes are base64, so that they can travel as an argument. */
export interface SeedMessage {
  readonly topic: string;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const OPEN = `
const { claimDataFolder } = await load('services/platform/data-folder');
const { openEmbedded } = await load('services/platform/clickhouse-embedded');
const { openRuleBook, openShixian } = await load('services/main');
const { readMessage } = await load('services/ingest/read-message');
const { createSettlement } = await load('services/ingest/settle-rejections');
const [data, text] = args;
const { at, items, messages } = JSON.parse(text);
const claim = await claimDataFolder(data);
const store = await openEmbedded(claim.folder.storeDir);
const bytes = (base64) => Buffer.from(base64, 'base64');
const open = async (db, now) =>
  (await openShixian({ db, rules: (await openRuleBook()).value, now })).value;
`;

const SEED = `${OPEN}
const shixian = await open(store, () => at);
const read = messages.map(({ topic, key, value, headers, offset }) =>
  readMessage(topic, 0, {
    offset,
    timestamp: at,
    key: bytes(key),
    value: bytes(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, bytes(value)])),
  }),
);
const { rejected } = await shixian.takeIn([...items, ...read]);
await store.close();
await claim.folder.release();
console.log(JSON.stringify({ rejected }));
process.exit();
`;

/** Dies by its own hand when it comes to mark what it has taken in. */
const REPLAY_AND_DIE = `${OPEN}
const db = {
  ...store,
  insertRaw: async (statement) => {
    if (statement.includes('INTO rejected_events')) {
      console.log('taken in');
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => {});
    }
    await store.insertRaw(statement);
  },
};
const shixian = await open(db, Date.now);
const settlement = createSettlement({ db, takeIn: shixian.takeIn, now: Date.now });
await settlement.replay({ chosen: { ids: items }, by: 'x', note: '', dryRun: false });
console.log('marked');
`;

const run = async (
  script: string,
  data: string,
  question: object,
): Promise<[BuiltProcess, string | null]> => {
  const child = startBuilt(script, [data, JSON.stringify({ items: [], messages: [], ...question })]);
  return [child, await child.nextLine()];
};

/** Takes the items and messages in while the clock stands at `at`, and says how many were refused. */
export async function seedRejections(
  data: string,
  question: { readonly at: number; readonly items?: Incoming[]; readonly messages?: SeedMessage[] },
): Promise<{ readonly rejected: number }> {
  const [child, line] = await run(SEED, data, question);
  await child.nextLine();
  if (line === null) throw new Error('nothing was taken in');
  return JSON.parse(line);
}

/** Replays the ids and is killed after they are taken in and before they are marked. */
export async function killedReplay(data: string, ids: readonly string[]): Promise<string | null> {
  const [child, line] = await run(REPLAY_AND_DIE, data, { items: ids });
  await child.nextLine();
  return line;
}
