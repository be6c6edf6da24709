// Puts together, over an open house, what looks after cards: channels, the store's clock, the parts that work while this process leads.
import type { Logger } from 'pino';
import type { Lead } from '../alert/lead.ts';
import { idOfGround } from '../alert/look-at-cases.ts';
import { type Alerts, openAlerts } from '../alert/open-alerts.ts';
import type { TermOptions } from '../alert/term.ts';
import { chooseLadder } from '../core/choose-ladder.ts';
import type { EventBus } from '../platform/event-bus.ts';
import { openStoreClock } from '../store/store-clock.ts';
import { partsWith } from './alert-parts.ts';
import type { House } from './furnish.ts';
import type { AlertChoice } from './read-alerts.ts';

export interface AlertSetting extends Pick<TermOptions, 'fromStore' | 'observe'> {
  readonly house: House;
  readonly choice: AlertChoice;
  /** Where the page is listened at; people are sent there unless a public address is chosen. */
  readonly address: string;
  /** Null where no channel needs Kafka. */
  readonly bus: Pick<EventBus, 'send'> | null;
  readonly lead: Lead;
  readonly logger: Logger | null;
}

/** Clocks of machines drift by seconds a day. */
const MEASURE_MS = 60_000;

export async function startAlerts(setting: AlertSetting): Promise<Alerts> {
  const { house, choice, lead, fromStore, logger, observe } = setting;
  const { db, rules, epoch, zoneOf, whenChanged } = house.shixian;
  const clock = await openStoreClock(db);
  const warn = (fields: object, message: string): void => logger?.warn(fields, message);
  const measuring = setInterval(() => {
    clock.measure().catch((error) => warn({ err: error }, 'the clock of the store could not be read'));
  }, MEASURE_MS).unref();
  const pageUrl = choice.publicUrl ?? setting.address;
  const alerts = openAlerts({
    db,
    lead,
    fromStore,
    epoch,
    rules: {
      catalogue: rules.catalogue,
      ladderOf: (target) => chooseLadder(target, rules.ladders.file),
      idOf: idOfGround,
      zoneOf,
    },
    ladders: rules.ladders.version,
    now: clock.now,
    cardsSince: choice.cardsSince,
    partsOf: partsWith({ db, rules, choice, pageUrl, bus: setting.bus, warn }),
    warn,
    ...(observe ? { observe } : {}),
  });
  const hearNoMore = fromStore ? () => {} : whenChanged(alerts.changed);
  return {
    ...alerts,
    stop: async () => {
      hearNoMore();
      clearInterval(measuring);
      await alerts.stop();
    },
  };
}
