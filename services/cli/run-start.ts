// `shixian start`: one process that takes events in, answers questions and serves the page.
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { packageRoot } from '../platform/package-root.ts';
import { Failure, failure } from './failure.ts';
import { importInto, sampleQuestion, summaryLines } from './import-into.ts';
import { type House, openHouse } from './open-house.ts';

export interface StartOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly sample: boolean;
  readonly log: string;
}

export async function runStart(options: StartOptions): Promise<void> {
  const opened = await openHouse({
    dir: options.data,
    now: Date.now,
    webDir: join(packageRoot(), 'dist/web'),
    logger: pino({ level: options.log }, pino.destination({ dest: 2, sync: true })),
  });
  if ('owner' in opened) throw ownedBy(options.data, opened.owner);
  stopOnSignal(opened);
  try {
    const address = await listen(opened, options);
    say(opened.shixian.refreshed > 0 ? `${opened.shixian.refreshed} cases brought up to date` : null);
    if (options.sample) await loadSample(opened);
    await sayLoaded(opened);
    say(`Shixian 时限 is at ${address}   (API at ${address}/docs)`);
    say('Stop with Ctrl-C.');
  } catch (error) {
    await opened.close();
    throw error;
  }
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

async function loadSample({ shixian }: House): Promise<void> {
  const stored = await shixian.db.query<{ n: number }>(
    "SELECT count() AS n FROM cases FINAL WHERE jurisdiction = 'nl/anonymous'",
  );
  if (stored[0]!.n >= SAMPLE_CASES) return;
  const summary = await importInto(sampleQuestion(), shixian.takeIn);
  for (const line of summaryLines(summary)) say(line);
  if (summary.failure) throw new Failure([summary.failure]);
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

function stopOnSignal(house: House): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    process.stderr.write(`${signal}: finishing what is under way; press again to stop at once\n`);
    const late = setTimeout(() => process.exit(1), 25_000);
    house.close().then(
      () => {
        clearTimeout(late);
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
