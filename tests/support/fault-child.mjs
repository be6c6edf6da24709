// A consumer process that breaks where its plan says: run by tests as `node fault-child.mjs DIST PLAN-JSON`.
// It is the built program's own ingestion over a real broker and a ClickHouse HTTP interface; only the two ports
// are wrapped, so that the process can die, freeze or see an error at any call of them.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [dist, planText] = process.argv.slice(2);
/**
 * @type {{ kafka: object, clickhouse: object, group: string, systems: string[], messages: number,
 *   faults: { call: number, when: 'before' | 'after', kind: 'kill' | 'stop' | 'error' | 'slow' }[] }}
 */
const plan = JSON.parse(planText);
const load = (path) => import(pathToFileURL(`${dist}/services/${path}.js`).href);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

let calls = 0;
let isArmed = false;

/** Counts a call of a port and breaks at it when the plan says so. */
const breaking =
  (name, run) =>
  async (...args) => {
    if (!isArmed) return run(...args);
    calls += 1;
    const faults = plan.faults.filter(({ call }) => call === calls);
    for (const fault of faults.filter(({ when }) => when === 'before')) await breakAt(fault, name);
    const answer = await run(...args);
    for (const fault of faults.filter(({ when }) => when === 'after')) await breakAt(fault, name);
    return answer;
  };

async function breakAt({ kind, when, call }, name) {
  if (kind === 'kill') process.kill(process.pid, 'SIGKILL');
  if (kind === 'stop') {
    tell({ stopping: name, when, call });
    process.kill(process.pid, 'SIGSTOP');
    await sleep(1);
  }
  if (kind === 'slow') await sleep(1500);
  if (kind === 'error') throw new Error(`broken on purpose ${when} ${name}`);
}

const wrapped = (port, names) => ({
  ...port,
  ...Object.fromEntries(names.map((name) => [name, breaking(name, port[name].bind(port))])),
});

const wrappedBus = (bus) => ({
  ...wrapped(bus, ['send']),
  consume: (options) =>
    bus.consume({
      ...options,
      onBatch: (batch, lease) => options.onBatch(batch, leaseOf(lease)),
    }),
});

const leases = new Map();
function leaseOf(lease) {
  const known = leases.get(lease);
  if (known) return known;
  const made = Object.create(lease, {
    commit: { value: breaking('commit', lease.commit.bind(lease)) },
    committed: { value: breaking('committed', lease.committed.bind(lease)) },
  });
  leases.set(lease, made);
  return made;
}

/** Store and broker may fail from the start; whoever starts this program starts it again. */
async function trying(open) {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      tell({ notOpened: error.message });
      await sleep(200);
    }
  }
}

const openProgram = async (db, rules) => {
  const found = await openShixian({ db, rules, now: Date.now, prepared: true });
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join('; '));
  return found.value;
};

const [{ openServer }, { openKafkaBus }, { openRuleBook, openShixian }, { consumeEvents }, { topicOf }] =
  await Promise.all([
    load('platform/clickhouse-server'),
    load('platform/kafka-bus'),
    load('main'),
    load('ingest/consume-events'),
    load('ingest/topics'),
  ]);
const rules = await openRuleBook();
const plain = await trying(() => openServer(plan.clickhouse));
const db = wrapped(plain, ['query', 'insertRaw']);
const shixian = await trying(() => openProgram(db, rules.value));
isArmed = true;
const bus = await trying(() => openKafkaBus(plan.kafka, {}));
const quiet = () => {};
const consumption = await trying(() =>
  consumeEvents({
    bus: wrappedBus(bus),
    group: plan.group,
    topics: plan.systems.map((system) => topicOf(system)),
    takeIn: shixian.takeIn,
    forget: shixian.forget,
    watch: {
      assigned: (partitions) => tell({ assigned: partitions.length }),
      fetched: quiet,
      done: ({ topic, partition, from, to, replayed }) =>
        tell({ done: [topic, partition, from, to], replayed }),
      failed: ({ error, attempts }) => tell({ failed: error.message.slice(0, 200), attempts }),
      braked: ({ reason }) => tell({ braked: reason }),
      missing: (topic, partition, from, to) => tell({ missing: [topic, partition, from, to] }),
    },
    now: Date.now,
    appVersion: 'test',
    brake: false,
    limits: { messages: plan.messages, bytes: 1_000_000 },
    onDead: (error) => {
      tell({ dead: error.message });
      process.exit(3);
    },
  }),
);
tell({ ready: true });
await once(process, 'SIGTERM');
await consumption.stop();
await bus.close();
await plain.close();
tell({ calls });
process.exit(0);
