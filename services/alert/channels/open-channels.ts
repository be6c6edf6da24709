// Builds the channels of a checked file from their settings and secrets.
import type { ChannelSettings, SettingsOf } from '../../../schemas/channel.ts';
import type { EventBus } from '../../platform/event-bus.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel } from './channel.ts';
import type { LoadedChannel } from './load-channels.ts';
import { type Mailer, type MailerParts, openMailer } from './open-mailer.ts';
import { openAlertmanager } from './send-alertmanager.ts';
import { openDingtalk } from './send-dingtalk.ts';
import { openEmail } from './send-email.ts';
import { openFeishu } from './send-feishu.ts';
import { openKafka } from './send-kafka.ts';
import { openWebhook } from './send-webhook.ts';
import { openWecom } from './send-wecom.ts';

export interface Surroundings {
  /** Without the language, which each channel has. */
  readonly composing: Omit<Composing, 'language'>;
  /** Null where no Kafka is connected. */
  readonly bus: Pick<EventBus, 'send'> | null;
  readonly now: () => number;
}

/** By name. Throws where a channel of kind kafka has no bus: whoever starts the program must connect one. */
export const openChannels = (
  loaded: ReadonlyMap<string, LoadedChannel>,
  surroundings: Surroundings,
): Map<string, Channel> =>
  new Map([...loaded].map(([name, channel]) => [name, openChannel(name, channel, surroundings)]));

/** Those that send letters too, by name: the channels of kind email. */
export const openMailers = (loaded: ReadonlyMap<string, LoadedChannel>): Map<string, Mailer> =>
  new Map(
    [...loaded].flatMap(([name, { settings, secrets }]) =>
      settings.kind === 'email' ? [[name, openMailer(mailerParts(name, settings, secrets))]] : [],
    ),
  );

const mailerParts = (
  name: string,
  settings: SettingsOf<'email'>,
  secrets: ReadonlyMap<string, string>,
): MailerParts => ({
  name,
  settings,
  password: secrets.get('password') ?? null,
  ca: secrets.get('caFile') ?? null,
});

function openChannel(
  name: string,
  { settings, secrets }: LoadedChannel,
  { composing: base, bus, now }: Surroundings,
): Channel {
  const composing = { ...base, language: settings.language };
  const common = { name, composing, now, timeoutMs: settings.timeoutSeconds * 1000 };
  const secret = (field: string) => secrets.get(field) ?? null;
  switch (settings.kind) {
    case 'webhook': {
      const url = typeof settings.url === 'string' ? settings.url : secrets.get('url')!;
      return openWebhook({ ...common, url, secret: secret('secret'), bearer: secret('bearer') });
    }
    case 'email':
      return openEmail({ ...mailerParts(name, settings, secrets), composing });
    case 'dingtalk': {
      const accessToken = secrets.get('accessToken')!;
      return openDingtalk({ ...common, url: settings.url, accessToken, secret: secret('secret') });
    }
    case 'wecom':
      return openWecom({ ...common, url: settings.url, key: secrets.get('key')! });
    case 'feishu': {
      const hook = secrets.get('hook')!;
      return openFeishu({ ...common, url: settings.url, hook, secret: secret('secret') });
    }
    case 'alertmanager': {
      const { url, heldDays } = settings;
      const authorization = authorizationOf(settings, secrets);
      const said = authorization?.replace(/^\w+ /, '');
      const hidden = [...secrets.values(), ...(said ? [said] : [])];
      return openAlertmanager({ ...common, url, heldDays, authorization, secrets: hidden });
    }
    case 'kafka':
      if (bus === null) throw new Error(`channel ${name} needs Kafka, and none is connected`);
      return openKafka({ ...common, topic: settings.topic, bus });
  }
}

function authorizationOf(
  settings: Extract<ChannelSettings, { kind: 'alertmanager' }>,
  secrets: ReadonlyMap<string, string>,
): string | null {
  const bearer = secrets.get('bearer');
  if (bearer !== undefined) return `Bearer ${bearer}`;
  if (settings.user === undefined) return null;
  return `Basic ${Buffer.from(`${settings.user}:${secrets.get('password') ?? ''}`).toString('base64')}`;
}
