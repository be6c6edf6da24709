// A Kafka broker for tests: one that is named, one in a container, or one started on this machine; else a reason why not.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../services/platform/package-root.ts';
import { tempFolder } from './temp-folder.ts';

export interface Broker {
  readonly brokers: readonly string[];
  /** Where it asks for a name and password, when such an address was asked for. */
  readonly withLogin: string | null;
  /** The class path of Kafka's own tools; null where they are not at hand. */
  readonly tools: string | null;
  /** Null for a broker that the test may not touch. */
  readonly restart: (() => Promise<void>) | null;
  /** Stops it as SIGKILL does; `restart` brings it back. */
  readonly kill: (() => Promise<void>) | null;
  readonly stop: () => Promise<void>;
}

export interface BrokerOptions {
  /** name:secret */
  readonly user?: string;
}

export type BrokerResult = Broker | { readonly skipped: string };

/** Sessions may be short, so that tests need not wait for the long ones of real life. */
const SETTINGS = { 'group.min.session.timeout.ms': '500' };

const isCommand = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;

/** A broker of one's own, which may be killed; `KAFKA_BROKERS` names one that may not. */
export async function openBroker(options: BrokerOptions = {}): Promise<BrokerResult> {
  const { KAFKA_BROKERS } = process.env;
  if (KAFKA_BROKERS) return namedBroker(KAFKA_BROKERS);
  if (isCommand('docker', ['info'])) return containerBroker();
  if (isCommand('java', ['-version'])) return localBroker(options);
  const skipped = 'no Kafka: KAFKA_BROKERS is not set, Docker does not answer, and Java is not installed';
  return { skipped };
}

const namedBroker = (text: string): Broker => ({
  brokers: text.split(','),
  withLogin: null,
  tools: null,
  restart: null,
  kill: null,
  stop: async () => {},
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function containerBroker(): Promise<Broker> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const env = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://localhost:9093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: SETTINGS['group.min.session.timeout.ms'],
  };
  const container = await new GenericContainer('apache/kafka:4.1.1')
    .withExposedPorts({ container: port, host: port })
    .withEnvironment(env)
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return {
    brokers: [`127.0.0.1:${port}`],
    withLogin: null,
    tools: null,
    restart: () => container.restart(),
    kill: null,
    stop: async () => void (await container.stop()),
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly loginPort: number | null;
}

/** Resolves once the script says that the broker is ready. */
async function startScript(data: string, port: number, { user }: BrokerOptions): Promise<Started> {
  const script = join(packageRoot(), 'infra/kafka/start-kafka.mjs');
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const args = ['--port', String(port), '--data', data, '--until-input-ends', ...settings];
  if (user !== undefined) args.push('--user', user);
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr!.on('data', (chunk) => {
    said += chunk;
  });
  let loginPort: number | null = null;
  for await (const line of createInterface(child.stdout!)) {
    const found = /is at 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (line.includes('password')) loginPort = Number(found);
    else if (found) return { child, port: Number(found), loginPort };
  }
  throw new Error(`Kafka did not start: ${said}`);
}

async function localBroker(options: BrokerOptions): Promise<Broker> {
  const folder = await tempFolder();
  const data = join(folder.path, 'broker');
  let started = await startScript(data, 0, options);
  const { port, loginPort } = started;
  const end = async (how: () => Promise<unknown>): Promise<void> => {
    const { child } = started;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    await how();
    await ended;
  };
  const stop = () => end(async () => started.child.kill('SIGTERM'));
  const holders = async () => JSON.parse(await readFile(join(data, 'processes.json'), 'utf8'));
  return {
    brokers: [`127.0.0.1:${port}`],
    withLogin: loginPort === null ? null : `127.0.0.1:${loginPort}`,
    tools: join(packageRoot(), 'infra/kafka/lib/*'),
    kill: () => end(async () => process.kill((await holders()).broker, 'SIGKILL')),
    restart: async () => {
      await stop();
      started = await startScript(data, port, options);
    },
    stop: async () => {
      await stop();
      await folder.remove();
    },
  };
}
