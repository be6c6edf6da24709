// `shixian start`: one process that takes events in, answers questions and serves the page.
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Incoming } from '../../schemas/receipt.ts';
import { aloneInLead } from '../alert/lead.ts';
import type { Alerts } from '../alert/open-alerts.ts';
import type { RuleBook } from '../main.ts';
import { packageRoot } from '../platform/package-root.ts';
import type { Login } from '../query/check-login.ts';
import { type AlertMetrics, besideIngest, makeAlertMetrics } from './alert-metrics.ts';
import { Failure, failure } from './failure.ts';
import { importInto, sampleQuestion, summaryLines } from './import-into.ts';
import { loadSimulation } from './load-simulation.ts';
import { makeCardTopics, requireBroker } from './open-channel-bus.ts';
import { type FolderHouse, openHouse, readRules } from './open-house.ts';
import { type Kafka, type KafkaOptions, openKafka, readKafka } from './open-kafka.ts';
import {
  type EndpointChoice,
  openQueryEndpoint,
  type QueryEndpoint,
  readEndpointLogin,
} from './open-query-endpoint.ts';
import { type AlertChoice, type AlertOptions, readAlerts } from './read-alerts.ts';
import { closeInTime, type Listening, listen, makeLogger, say, stopOnSignal, untilAborted } from './serve.ts';
import { startAlerts } from './start-alerts.ts';

export interface StartOptions extends Listening, KafkaOptions, EndpointChoice, AlertOptions {
  readonly data: string;
  readonly sample: boolean;
  readonly simulation: boolean;
  readonly log: string;
}

/** What is read and reached before anything is opened. */
interface Beginning {
  readonly options: StartOptions;
  readonly rules: RuleBook;
  readonly choice: AlertChoice;
  readonly login: Login | null;
  readonly kafka: Kafka | null;
  readonly logger: Logger;
}

export async function runStart(options: StartOptions): Promise<void> {
  const stop = stopOnSignal();
  const logger = makeLogger(options.log);
  const rules = await readRules();
  const choice = await readAlerts(options, { env: process.env, calendars: rules.calendars.keys() });
  const settings = await readKafka(options);
  requireBroker(choice.channels, settings);
  const login = await readEndpointLogin(options);
  const kafka = settings === null ? null : await openKafka(settings, options, logger);
  try {
    if (kafka) await makeCardTopics(choice.channels, kafka.bus, options.partitions);
    await runWith({ options, rules, choice, login, kafka, logger }, stop);
  } catch (error) {
    await kafka?.close();
    throw error;
  }
  process.exit(kafka?.dead.aborted ? 1 : 0);
}

async function runWith(beginning: Beginning, stop: AbortSignal): Promise<void> {
  const { options, rules, login, kafka, logger } = beginning;
  const metrics = makeAlertMetrics();
  const alerting: { alerts: Alerts | null } = { alerts: null };
  const house = await openHouse({
    dir: options.data,
    now: Date.now,
    rules,
    webDir: join(packageRoot(), 'dist/web'),
    logger,
    shown: {
      metrics: kafka ? besideIngest(kafka.metrics, metrics) : metrics,
      onDeed: () => alerting.alerts?.wake(),
    },
    ...(kafka ? { watched: { health: kafka.health, metrics: kafka.metrics } } : {}),
  });
  if ('owner' in house) throw ownedBy(options.data, house.owner);
  let endpoint: QueryEndpoint | null = null;
  try {
    if (login)
      endpoint = await openQueryEndpoint(house.folder.storeDir, options, login, {
        logger,
        quicken: house.shixian.inline,
      });
    await serve(
      beginning,
      house,
      endpoint,
      async (address) => {
        alerting.alerts = await beginAlerts(beginning, house, address, metrics);
      },
      stop,
    );
  } finally {
    await closeInTime(house.app, async () => {
      await endpoint?.close();
      await alerting.alerts?.stop();
      await kafka?.close();
      await house.close();
    });
  }
}

/** Works until asked to stop. */
async function serve(
  { kafka, options }: Beginning,
  house: FolderHouse,
  endpoint: QueryEndpoint | null,
  alert: (address: string) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  if (stop.aborted) return;
  const address = await listen(house.app, options);
  await house.folder.publishAddress(address);
  const { refreshed } = house.shixian;
  if (refreshed > 0) say(`${refreshed} cases brought up to date`);
  if (options.sample) await loadSample(house, stop);
  if (stop.aborted) return;
  await sayLoaded(house);
  await alert(address);
  if (kafka) say(`reading ${await kafka.begin(house.shixian)}`);
  say(`Shixian 时限 is at ${address}   (API at ${address}/docs)`);
  if (endpoint) say(`ClickHouse HTTP for user ${endpoint.user}, read-only, is at ${endpoint.url}`);
  say('Stop with Ctrl-C.');
  if (options.sample && options.simulation) await addSimulation(house, stop);
  await untilAborted(stop, ...(kafka ? [kafka.dead] : []));
}

/** Beside made-up cases, whose town ends today, there is something to see from the first day on. */
const MADE_UP_MS = 30 * 86_400_000;

async function beginAlerts(
  { options, choice, kafka, logger }: Beginning,
  house: FolderHouse,
  address: string,
  metrics: AlertMetrics,
): Promise<Alerts> {
  const isMadeUp = options.sample && options.simulation;
  const cardsSince = choice.cardsSince ?? (isMadeUp ? Date.now() - MADE_UP_MS : null);
  const alerts = await startAlerts({
    house,
    choice: { ...choice, cardsSince },
    address,
    bus: kafka?.bus ?? null,
    lead: aloneInLead,
    fromStore: false,
    logger,
    observe: metrics.observe,
  });
  metrics.follow(house.shixian.db, () => alerts.state().leads);
  return alerts;
}

async function addSimulation(house: FolderHouse, stop: AbortSignal): Promise<void> {
  const cases = await loadSimulation(house, stop);
  if (cases === 0) return;
  say(
    `${cases} simulated 模拟 water, power and gas cases were added beside the real log; they are made up and marked so`,
  );
}

const ownedBy = (dir: string, owner: { pid: number; address: string | null }): Failure =>
  failure(
    'data-folder-in-use',
    `data folder ${dir} is in use by process ${owner.pid}${owner.address ? ` at ${owner.address}` : ''}; stop it, or choose another folder with --data`,
  );

async function loadSample({ shixian }: FolderHouse, stop: AbortSignal): Promise<void> {
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

async function sayLoaded({ shixian, folder }: FolderHouse): Promise<void> {
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
