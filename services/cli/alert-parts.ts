// The parts that work while a process leads: they tell people of cards, judge groups, and mail digests.
import type { ChannelKind } from '../../schemas/channel.ts';
import { openChannels, openMailers } from '../alert/channels/open-channels.ts';
import { limitsOf } from '../alert/channels/rate-limit.ts';
import { openDigests } from '../alert/digests/open-digests.ts';
import { openTeller } from '../alert/open-teller.ts';
import { nextOpening } from '../alert/quiet-hours.ts';
import type { Duties, Part } from '../alert/term.ts';
import { openGroups } from '../alert/watch-groups.ts';
import type { RuleBook } from '../main.ts';
import type { EventBus } from '../platform/event-bus.ts';
import { enterSince } from '../store/alert-since.ts';
import type { Database } from '../store/database.ts';
import type { AlertChoice } from './read-alerts.ts';

export interface PartsSetting {
  readonly db: Database;
  readonly rules: RuleBook;
  readonly choice: AlertChoice;
  /** Where people reach the page. */
  readonly pageUrl: string;
  /** Null where no channel needs Kafka. */
  readonly bus: Pick<EventBus, 'send'> | null;
  readonly warn: (fields: object, message: string) => void;
}

const READ_BY_PEOPLE: ReadonlySet<ChannelKind> = new Set(['email', 'dingtalk', 'wecom', 'feishu']);

/** Places and services are told as they are named in events. */
const nameOf = (_what: string, id: string): string => id;

export const partsWith =
  (setting: PartsSetting) =>
  (duties: Duties): Part[] => [
    tellerPart(setting, duties),
    groupsPart(setting, duties),
    digestsPart(setting, duties),
  ];

function tellerPart({ db, rules, choice, pageUrl, bus, warn }: PartsSetting, duties: Duties): Part {
  const { now, holds } = duties;
  const composing = { listUrl: `${pageUrl}/cards`, nameOf };
  return openTeller({
    db,
    now,
    holds,
    channels: openChannels(choice.channels, { composing, bus, now }),
    forPeople: new Set(
      [...choice.channels].flatMap(([name, { settings }]) =>
        READ_BY_PEOPLE.has(settings.kind) ? [name] : [],
      ),
    ),
    routes: choice.routes,
    limitsOf: (name) => limitsOf(choice.channels.get(name)!.settings),
    openingAt: (quiet, at) => nextOpening(quiet, rules.calendars.get(quiet.calendar)!, at),
    urlOf: (cardId) => `${pageUrl}/cards/${cardId}`,
    draw: Math.random,
    warn,
    sinceOf: (names) => enterSince(db, names, now()),
  });
}

const groupsPart = ({ db, rules, warn }: PartsSetting, duties: Duties): Part =>
  openGroups({ ...duties, db, catalogue: rules.catalogue, ladders: rules.ladders.file, warn });

const digestsPart = ({ db, choice, pageUrl, warn }: PartsSetting, { now, holds }: Duties): Part =>
  openDigests({
    db,
    now,
    leads: holds,
    settings: choice.digests,
    mailers: openMailers(choice.channels),
    pageUrl,
    nameOf,
    warn,
  });
