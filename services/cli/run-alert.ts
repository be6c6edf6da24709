// `shixian alert`: looks after the cards of a store on a server; of several of these one leads and the others stand by.
import type { Alerts } from '../alert/open-alerts.ts';
import { Refusal } from '../api/refusal.ts';
import { openAlertLease } from '../store/alert-lease.ts';
import { makeAlertMetrics } from './alert-metrics.ts';
import type { House } from './furnish.ts';
import { openChannelBus } from './open-channel-bus.ts';
import { readRules } from './open-house.ts';
import { readKafka } from './open-kafka.ts';
import { openServerHouse, readServer, type ServerStore } from './open-server-house.ts';
import { type AlertChoice, type AlertOptions, readAlerts } from './read-alerts.ts';
import { closeInTime, type Listening, listen, makeLogger, say, stopOnSignal, untilAborted } from './serve.ts';
import { startAlerts } from './start-alerts.ts';
import { watchRules } from './watch-rules.ts';

export interface AlertCommand extends Listening, ServerStore, AlertOptions {
  /** For channels of kind kafka; the environment's brokers when absent. */
  readonly kafka?: string;
  readonly log: string;
}

export async function runAlert(options: AlertCommand): Promise<void> {
  const stop = stopOnSignal();
  const logger = makeLogger(options.log);
  const server = await readServer(options);
  const { calendars } = await readRules();
  const choice = await readAlerts(options, { env: process.env, calendars: calendars.keys() });
  const bus = await openChannelBus(choice.channels, await readKafka(options), logger);
  const metrics = makeAlertMetrics();
  let alerts: Alerts | null = null;
  try {
    const house = await openServerHouse(server, {
      now: Date.now,
      webDir: null,
      logger,
      prepared: true,
      shared: true,
      mends: false,
      takeInOf: () => refuseEvents,
      shown: { metrics, health: () => healthOf(alerts), onDeed: () => alerts?.wake() },
    });
    const rules = watchRules(house.shixian);
    try {
      const address = await listen(house.app, options);
      const lead = openAlertLease(house.shixian.db);
      const { observe } = metrics;
      alerts = await startAlerts({ house, choice, address, bus, lead, fromStore: true, logger, observe });
      metrics.follow(house.shixian.db, () => alerts?.state().leads ?? false);
      say(
        `cards are looked after; ${toldText(choice)}; health and metrics are at ${address}/readyz and /metrics`,
      );
      await untilAborted(stop, rules.changed);
      if (rules.changed.aborted) process.stderr.write(`shixian: ${rules.changed.reason}\n`);
    } finally {
      rules.stop();
      await closeAll(house, alerts);
    }
  } finally {
    await bus?.close();
  }
  process.exit(stop.aborted ? 0 : 1);
}

const closeAll = (house: House, alerts: Alerts | null): Promise<void> =>
  closeInTime(house.app, async () => {
    await alerts?.stop();
    await house.close();
  });

const healthOf = (alerts: Alerts | null) => {
  if (alerts === null) return { ready: false, state: 'starting' };
  return { ready: true, state: alerts.state().leads ? 'leading' : 'standing by' };
};

/** Cases have one writer: those who read Kafka, or the gateway. */
const refuseEvents = (): Promise<never> =>
  Promise.reject(
    new Refusal(405, [
      { code: 'no-events-here', message: 'shixian alert takes no events in; send them to shixian gateway' },
    ]),
  );

/** How many channels are told, in words. */
export const toldText = ({ channels }: AlertChoice): string =>
  channels.size === 0
    ? 'nobody is told of them, since no channels file is named'
    : `they are told to ${[...channels.keys()].join(', ')}`;
