// `shixian start`: one process that takes events in, answers questions and serves the page.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Incoming } from '../../schemas/receipt.ts';
import { packageRoot } from '../platform/package-root.ts';
import { Failure, failure } from './failure.ts';
import { importInto, sampleQuestion, summaryLines } from './import-into.ts';
import { loadSimulation } from './load-simulation.ts';
import { type House, openHouse } from './open-house.ts';

export interface StartOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly sample: boolean;
  readonly simulation: boolean;
  readonly log: string;
}

export async function runStart(options: StartOptions): Promise<void> {
  const stop = stopOnSignal();
  const opened = await openHouse({
    dir: options.data,
    now: Date.now,
    webDir: join(packageRoot(), 'dist/web'),
    logger: pino({ level: options.log }, pino.destination({ dest: 2, sync: true })),
  });
  if ('owner' in opened) throw ownedBy(options.data, opened.owner);
  try {
    await serve(opened, options, stop);
  } finally {
    await closeInTime(opened);
  }
  process.exit(0);
}

/** Works until asked to stop. */
async function serve(house: House, options: StartOptions, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const address = await listen(house, options);
  const { refreshed } = house.shixian;
  say(refreshed > 0 ? `${refreshed} cases brought up to date` : null);
  if (options.sample) await loadSample(house, stop);
  if (stop.aborted) return;
  await sayLoaded(house);
  say(`Shixian 时限 is at ${address}   (API at ${address}/docs)`);
  say('Stop with Ctrl-C.');
  if (options.sample && options.simulation) await addSimulation(house, stop);
  if (!stop.aborted) await once(stop, 'abort');
}

async function addSimulation(house: House, stop: AbortSignal): Promise<void> {
  const cases = await loadSimulation(house, stop);
  if (cases === 0) return;
  say(
    `${cases} simulated 模拟 water, power and gas cases were added beside the real log; they are made up and marked so`,
  );
}

const say = (line: string | null): void => {
  if (line !== null) process.stdout.write(`${line}\n`);
};

const ownedBy = (dir: string, owner: { pid: number; address: string | null }): Failure =>
  failure(
    'data-folder-in-use',
    `data folder ${dir} is in use by process ${owner.pid}${owner.address ? ` at ${owner.address}` : ''}; stop it, or choose another folder with --data`,
  );

async function listen({ app, folder }: House, { port, host }: StartOptions): Promise<string> {
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
  const address = `http://${name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name}:${bound.port}`;
  await folder.publishAddress(address);
  return address;
}

async function loadSample({ shixian }: House, stop: AbortSignal): Promise<void> {
  const stored = await shixian.db.query<{ n: number }>(
    "SELECT count() AS n FROM cases FINAL WHERE jurisdiction = 'nl/anonymous'",
  );
  if (stored[0]!.n >= SAMPLE_CASES) return;
  const send = async (items: Incoming[]) => {
    stop.throwIfAborted();
    return shixian.takeIn(items);
  };
  try {
    const summary = await importInto(await sampleQuestion(), send);
    for (const line of summaryLines(summary)) say(line);
    if (summary.failure) throw new Failure([summary.failure]);
  } catch (error) {
    if (error !== stop.reason) throw error;
  }
}

/** A load cut short is taken up again at the next start; what was stored is known then. */
const SAMPLE_CASES = 1434;

async function sayLoaded({ shixian, folder }: House): Promise<void> {
  const cases = await shixian.db.query<{ system: string; n: number }>(
    'SELECT system, count() AS n FROM cases FINAL GROUP BY system ORDER BY system',
  );
  const held =
    cases.map(({ system, n }) => `${n.toLocaleString('en')} ${system} cases`).join(', ') || 'no case yet';
  const measured = shixian.rules.catalogue.byId.size;
  say(
    `${folder.dir} holds ${held}; ${shixian.rules.targets.length} documented targets, ${measured} of them measured`,
  );
}

/** Aborted by the first signal; the second ends the process where it stands, which loses nothing answered for. */
function stopOnSignal(): AbortSignal {
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

/** Requests under way get 15 s to be answered; then their connections are cut. */
async function closeInTime(house: House): Promise<void> {
  const cut = setTimeout(() => house.app.server.closeAllConnections(), 15_000);
  const late = setTimeout(() => process.exit(1), 24_000);
  await house.close();
  clearTimeout(cut);
  clearTimeout(late);
}
