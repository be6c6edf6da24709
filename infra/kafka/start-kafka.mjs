// Starts one Apache Kafka broker on this machine, without a container, and stops it with the process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  choosePorts,
  clearFolder,
  forgetHolders,
  formatOnce,
  noteHolders,
  writeSettings,
} from './broker-folder.mjs';
import { CannotStart, findJars, findJava } from './kafka-jars.mjs';
import { waitReady } from './wait-ready.mjs';

const USAGE = `Starts Apache Kafka on 127.0.0.1.

  --port <n>            the port, 9092 unless said; 0 for any that is free
  --data <folder>       where its log is kept; a folder of its own, removed at the end, unless said
  --user <name:secret>  a second address that asks for this name and password (SASL PLAIN)
  --set <key=value>     a setting of the broker; can be given many times
  --until-input-ends    stops when the standard input ends, as it does when the parent process dies
`;
const START_MS = 300_000;
const STOP_MS = 30_000;

const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

/** @param {string} text @param {string} mark @param {string} what @returns {[string, string]} */
function splitAt(text, mark, what) {
  const at = text.indexOf(mark);
  if (at < 1) throw new CannotStart(`${what}, got "${text}"`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '9092' },
      data: { type: 'string' },
      user: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      'until-input-ends': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CannotStart(`--port expects a number from 0 to 65535, got "${values.port}"`);
  const user = values.user === undefined ? null : splitAt(values.user, ':', '--user expects name:secret');
  return {
    help: values.help,
    port,
    data: values.data,
    user: user && { name: user[0], password: user[1] },
    overrides: Object.fromEntries(values.set.map((text) => splitAt(text, '=', '--set expects key=value'))),
    untilInputEnds: values['until-input-ends'],
  };
}

/** @param {string} path */
const tail = async (path) => (await readFile(path, 'utf8')).split('\n').slice(-25).join('\n');

/**
 * @param {string} dir
 * @param {string} java
 * @param {string[]} args
 */
async function launch(dir, java, args) {
  const log = await open(join(dir, 'broker.log'), 'w');
  const child = spawn(java, args, { stdio: ['ignore', log.fd, log.fd] });
  const ended = once(child, 'exit');
  await log.close();
  await noteHolders(dir, { starter: process.pid, broker: /** @type {number} */ (child.pid) });
  return { child, ended, hasEnded: () => child.exitCode !== null || child.signalCode !== null };
}

/** @param {Awaited<ReturnType<typeof launch>>} broker */
async function stop({ child, ended, hasEnded }) {
  if (hasEnded()) return;
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(impatient);
}

/** Resolves when somebody asks the broker to stop. */
const asked = (/** @type {boolean} */ untilInputEnds) =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, done);
    if (untilInputEnds) process.stdin.on('end', done).on('close', done).resume();
  });

/** @param {ReturnType<typeof readOptions>} options @param {string} dir */
async function run({ port, user, overrides, untilInputEnds }, dir) {
  const stopping = asked(untilInputEnds);
  const java = findJava();
  const classPath = await findJars(say);
  const javaArguments = (/** @type {string} */ main, /** @type {string[]} */ args) => [
    '-Xmx512m',
    `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'log4j2.properties')}`,
    '-cp',
    classPath,
    main,
    ...args,
  ];
  await clearFolder(dir);
  const ports = await choosePorts(port, user !== null);
  const settings = await writeSettings(dir, ports, user, overrides);
  await formatOnce(dir, javaArguments, java);
  const broker = await launch(dir, java, javaArguments('kafka.Kafka', [settings]));
  try {
    const address = `127.0.0.1:${ports.port}`;
    const ready = waitReady(address, { timeoutMs: START_MS, hasEnded: broker.hasEnded });
    if ((await Promise.race([ready.then(() => 'ready'), stopping.then(() => 'asked')])) === 'asked') return;
    if (ports.userPort !== null) console.log(`Kafka with a password is at 127.0.0.1:${ports.userPort}`);
    console.log(`Kafka is at ${address}`);
    const end = await Promise.race([broker.ended.then(() => 'ended'), stopping.then(() => 'asked')]);
    if (end === 'ended')
      throw new CannotStart(`Kafka has ended by itself:\n${await tail(join(dir, 'broker.log'))}`);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    throw new CannotStart(
      `Kafka did not become ready: ${/** @type {Error} */ (error).message}\n${await tail(join(dir, 'broker.log'))}`,
    );
  } finally {
    await stop(broker);
    await forgetHolders(dir);
  }
}

async function main() {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  const dir = options.data ? resolve(options.data) : await mkdtemp(join(tmpdir(), 'shixian-kafka-'));
  await mkdir(dir, { recursive: true });
  try {
    await run(options, dir);
  } finally {
    if (!options.data) await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const isPlain =
    error instanceof CannotStart || /** @type {{code?: string}} */ (error).code?.startsWith('ERR_PARSE_ARGS');
  say(isPlain ? /** @type {Error} */ (error).message : String(/** @type {Error} */ (error).stack));
  process.exit(1);
}
