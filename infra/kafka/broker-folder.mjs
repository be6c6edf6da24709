// The folder of one broker: its settings, its storage, and the note of which processes use it.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CannotStart } from './kafka-jars.mjs';

/**
 * @typedef {{ name: string, password: string }} User
 * @typedef {{ port: number, controllerPort: number, userPort: number | null }} Ports
 * @typedef {{ starter: number, broker: number }} Holders
 */

/**
 * @param {number} port 0 for any
 * @returns {Promise<number>} a port that is free now
 */
const freePort = (port) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', () =>
      reject(
        new CannotStart(`Port ${port} of 127.0.0.1 is in use; choose another with --port, or 0 for any.`),
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(address.port));
    });
  });

/**
 * @param {number} port
 * @param {boolean} withUser
 * @returns {Promise<Ports>}
 */
export async function choosePorts(port, withUser) {
  const chosen = await freePort(port);
  const controllerPort = await freePort(0);
  return { port: chosen, controllerPort, userPort: withUser ? await freePort(0) : null };
}

/**
 * @param {string} dir
 * @param {Ports} ports
 * @param {User | null} user
 */
function baseSettings(dir, { port, controllerPort, userPort }, user) {
  const open = [`PLAINTEXT://127.0.0.1:${port}`];
  if (userPort !== null) open.push(`SASL_PLAINTEXT://127.0.0.1:${userPort}`);
  const login = user && {
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl_plaintext.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.name}="${user.password}";`,
  };
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...open, `CONTROLLER://127.0.0.1:${controllerPort}`].join(','),
    'advertised.listeners': open.join(','),
    'listener.security.protocol.map':
      'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dir, 'log'),
    'auto.create.topics.enable': 'false',
    'default.replication.factor': '1',
    'min.insync.replicas': '1',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '3',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    ...login,
  };
}

/**
 * @param {string} dir
 * @param {Ports} ports
 * @param {User | null} user
 * @param {Readonly<Record<string, string>>} overrides
 * @returns {Promise<string>} the path of the settings
 */
export async function writeSettings(dir, ports, user, overrides) {
  const path = join(dir, 'server.properties');
  const settings = { ...baseSettings(dir, ports, user), ...overrides };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  await mkdir(dir, { recursive: true });
  await writeFile(path, lines.join(''), { mode: 0o600 });
  return path;
}

/**
 * Formats the storage of a new folder; one that was used before keeps what it holds.
 * @param {string} dir
 * @param {(main: string, args: string[]) => string[]} javaArguments
 * @param {string} java
 */
export async function formatOnce(dir, javaArguments, java) {
  const isFormatted = await access(join(dir, 'log/meta.properties')).then(
    () => true,
    () => false,
  );
  if (isFormatted) return;
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  const format = ['format', '-t', id, '-c', join(dir, 'server.properties')];
  const { status, stdout, stderr } = spawnSync(java, javaArguments('kafka.tools.StorageTool', format), {
    encoding: 'utf8',
  });
  if (status !== 0) throw new CannotStart(`The storage could not be formatted:\n${stderr || stdout}`);
}

const holdersPath = (/** @type {string} */ dir) => join(dir, 'processes.json');

/**
 * @param {string} dir
 * @param {Holders} holders
 */
export const noteHolders = (dir, holders) => writeFile(holdersPath(dir), JSON.stringify(holders));

export const forgetHolders = (/** @type {string} */ dir) => rm(holdersPath(dir), { force: true });

/**
 * Whether the process still does what it was noted for: its number may be another's by now, or that of one dead
 * whose parent has not asked after it.
 * @param {number} pid
 * @param {string} mark what its command line has in it
 */
const stillRuns = (pid, mark) =>
  spawnSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).stdout?.includes(mark) ?? false;

/**
 * Ends the broker that a killed starter left running over this folder; refuses a folder in use.
 * @param {string} dir
 */
export async function clearFolder(dir) {
  /** @type {Holders | null} */
  const holders = await readFile(holdersPath(dir), 'utf8')
    .then(JSON.parse)
    .catch(() => null);
  const isBroker = () => stillRuns(holders?.broker ?? 0, join(dir, 'server.properties'));
  if (!holders || !isBroker()) return;
  if (stillRuns(holders.starter, 'start-kafka'))
    throw new CannotStart(`The folder ${dir} is in use by a broker that runs (process ${holders.broker}).`);
  process.kill(holders.broker, 'SIGTERM');
  for (let tries = 0; tries < 200 && isBroker(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  if (isBroker()) process.kill(holders.broker, 'SIGKILL');
}
