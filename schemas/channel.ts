// The channels file: whom cards are told, by which way, and which cards go where. Secrets are named, never written.
import { z } from 'zod';
import { DayHours } from './calendar.ts';
import { Rung } from './card.ts';
import { Jurisdiction } from './events/effect.ts';

/** Where a secret is found: an environment variable, or a file whose last line break does not count. */
export type SecretRef = { readonly env: string } | { readonly file: string };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isSecretRef(value: unknown): value is SecretRef {
  if (!isRecord(value)) return false;
  const [[name, place] = ['', ''], ...others] = Object.entries(value);
  const isPlace = name === 'env' ? /^[A-Za-z_]\w*$/ : name === 'file' ? /./ : /$^/;
  return others.length === 0 && typeof place === 'string' && isPlace.test(place);
}

/** Custom checks alone never repeat the value, which may be a secret written here by mistake. */
const Secret = z.custom<SecretRef>(
  isSecretRef,
  'expected where the secret is found, { env: NAME } or { file: path }, not the secret itself',
);

const isBareUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}` === ''
  );
};

const BARE_URL =
  'expected an http or https URL without user, password and query; one that holds a secret goes by reference, { env: NAME } or { file: path }';
const BareUrl = z.custom<string>((value) => typeof value === 'string' && isBareUrl(value), BARE_URL);
const Address = z.custom<string | SecretRef>(
  (value) => (typeof value === 'string' ? isBareUrl(value) : isSecretRef(value)),
  BARE_URL,
);

/** Line breaks would begin another header. */
const Mailbox = z
  .string()
  .regex(
    /^[^\r\n,;]*[^\s@<>,;]+@[^\s@<>,;]+>?$/,
    'expected one address such as Duty desk <duty@example.org>',
  );
const HostName = z.string().regex(/^[\w.:-]+$/, 'expected the name of a host');

const MessageLanguage = z.enum(['zh', 'en', 'both']);

const everyKind = {
  language: MessageLanguage.default('zh'),
  messagesPerMinute: z
    .number()
    .positive()
    .optional()
    .describe('the most messages a minute; absent: what the kind allows'),
  timeoutSeconds: z.number().positive().max(120).default(10),
};

export const Webhook = z.strictObject({
  kind: z.literal('webhook'),
  ...everyKind,
  url: Address,
  secret: Secret.optional().describe('signs every request'),
  bearer: Secret.optional(),
});

export const Email = z.strictObject({
  kind: z.literal('email'),
  ...everyKind,
  host: HostName,
  port: z.int().min(1).max(65535).optional().describe('587 with starttls, 465 with tls, 25 with none'),
  security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  caFile: z.string().min(1).optional().describe('PEM file of who signed the server’s certificate'),
  user: z.string().min(1).optional(),
  password: Secret.optional(),
  from: Mailbox,
  to: z.array(Mailbox).min(1),
  cc: z.array(Mailbox).default([]),
  replyTo: Mailbox.optional(),
});

export const Dingtalk = z.strictObject({
  kind: z.literal('dingtalk'),
  ...everyKind,
  accessToken: Secret,
  secret: Secret.optional().describe('加签: signs every request'),
  url: BareUrl.default('https://oapi.dingtalk.com/robot/send'),
});

export const Wecom = z.strictObject({
  kind: z.literal('wecom'),
  ...everyKind,
  key: Secret,
  url: BareUrl.default('https://qyapi.weixin.qq.com/cgi-bin/webhook/send'),
});

export const Feishu = z.strictObject({
  kind: z.literal('feishu'),
  ...everyKind,
  hook: Secret.describe('what follows /hook/ in the address of the robot'),
  secret: Secret.optional().describe('签名校验: signs every request'),
  url: BareUrl.default('https://open.feishu.cn/open-apis/bot/v2/hook'),
});

export const Alertmanager = z.strictObject({
  kind: z.literal('alertmanager'),
  ...everyKind,
  url: BareUrl.describe('without /api/v2'),
  user: z.string().min(1).optional(),
  password: Secret.optional(),
  bearer: Secret.optional(),
  heldDays: z
    .number()
    .positive()
    .max(3650)
    .default(365)
    .describe('how long an alert stands when nobody ends it; Alertmanager itself would end it after minutes'),
});

export const Kafka = z.strictObject({
  kind: z.literal('kafka'),
  ...everyKind,
  topic: z
    .string()
    .regex(/^[\w.-]{1,200}$/, 'expected letters, digits, dots, dashes and underscores')
    .default('shixian.cards'),
});

export const channelKinds = [
  'webhook',
  'email',
  'dingtalk',
  'wecom',
  'feishu',
  'alertmanager',
  'kafka',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

const ByKind = z.discriminatedUnion('kind', [Webhook, Email, Dingtalk, Wecom, Feishu, Alertmanager, Kafka]);
export type ChannelSettings = z.infer<typeof ByKind>;
export type SettingsOf<Kind extends ChannelKind> = Extract<ChannelSettings, { readonly kind: Kind }>;

/** The kind first, so that a wrong one is told as such. */
const Channel = z
  .looseObject({ kind: z.enum(channelKinds) })
  .transform((value) => value as z.input<typeof ByKind>)
  .pipe(ByKind);

/** What one card may be grouped by with others. */
export const groupKeys = ['system', 'jurisdiction', 'department', 'rung'] as const;

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).optional();

/** All that are given must hold; within one, any value. Without any, every card matches. */
export const RouteMatch = z.strictObject({
  systems: some(z.string().min(1)),
  jurisdictions: some(Jurisdiction).describe('each with everything in it'),
  departments: some(z.string()).describe('承办单位, word for word; an empty text: not told'),
  rungs: some(Rung),
});
export type RouteMatch = z.infer<typeof RouteMatch>;

export const Grouping = z.strictObject({
  by: z
    .array(z.enum(groupKeys))
    .default([])
    .describe('cards that differ in these go in messages of their own'),
  waitSeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(60)
    .describe('how long the first card of a message waits for others'),
  most: z.int().min(1).max(500).default(100).describe('cards a message'),
});
export type Grouping = z.infer<typeof Grouping>;

/** When messages may go; outside of it they wait for the next opening. */
export const QuietHours = z.strictObject({
  calendar: z.string().min(1),
  open: z
    .union([z.literal('office-hours'), DayHours])
    .default('office-hours')
    .describe('office hours of the calendar, or times of day such as 08:00-20:00'),
  days: z
    .enum(['working', 'every'])
    .default('working')
    .describe('every: with times of day, rest days are open too'),
  breaksThrough: z.array(Rung).default([]).describe('rungs that never wait'),
});
export type QuietHours = z.infer<typeof QuietHours>;

export const Route = z.strictObject({
  match: RouteMatch.default({}),
  channels: z.array(z.string()).min(1),
  continue: z.boolean().default(false).describe('whether later routes are asked too'),
  group: Grouping.prefault({}),
  quiet: QuietHours.optional(),
});
export type Route = z.infer<typeof Route>;

const mailing = {
  channels: z.array(z.string()).min(1).describe('channels of kind email'),
  language: MessageLanguage.optional().describe('absent: that of each channel'),
};
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as 07:30')
  .describe('Beijing time');

const MONTH_DAY = 'expected a day that every month has, from 1 to 28';

/** Which digests are mailed, when and to whom; an absent one is not. */
export const DigestMailings = z.strictObject({
  daily: z
    .strictObject({ ...mailing, at: TimeOfDay.default('07:30') })
    .optional()
    .describe('日清日报, of the day before'),
  monthly: z
    .strictObject({
      ...mailing,
      day: z.int().min(1, MONTH_DAY).max(28, MONTH_DAY).default(1),
      at: TimeOfDay.default('08:00'),
    })
    .optional()
    .describe('月度通报, of the month before'),
});
export type DigestMailings = z.infer<typeof DigestMailings>;

export const ChannelsFile = z.strictObject({
  channels: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and dashes'),
    Channel,
  ),
  routes: z.array(Route).min(1).describe('asked in order'),
  digests: DigestMailings.default({}),
});
export type ChannelsFile = z.infer<typeof ChannelsFile>;
