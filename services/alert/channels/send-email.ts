// Tells people of cards by mail over SMTP.
import { createHash } from 'node:crypto';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { CardMessage } from '../../../schemas/card.ts';
import type { SettingsOf } from '../../../schemas/channel.ts';
import { composeMail } from '../compose-mail.ts';
import type { Composing } from '../compose-words.ts';
import type { Channel, SendFailure, SendResult } from './channel.ts';
import { hideSecrets } from './hide-secrets.ts';

export interface EmailParts {
  readonly name: string;
  readonly settings: SettingsOf<'email'>;
  readonly password: string | null;
  /** PEM; null for those the runtime trusts. */
  readonly ca: string | null;
  readonly composing: Composing;
}

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

export function openEmail(parts: EmailParts): Channel {
  const { name, settings, password, composing } = parts;
  const transport = nodemailer.createTransport(transportOptions(parts));
  const secrets = password === null ? [] : [password];
  return {
    name,
    send: async (message, signal) => {
      const sending = transport.sendMail(mailOf(message, settings, composing)).then(
        (info): SendResult => ({ ok: true, detail: takenBy(info.accepted.length, info.rejected) }),
        (error): SendResult => judgeSmtp(error, secrets),
      );
      return Promise.race([sending, whenAborted(signal)]);
    },
  };
}

function transportOptions({ settings, password, ca }: EmailParts) {
  const { host, security, user, timeoutSeconds } = settings;
  const timeoutMs = timeoutSeconds * 1000;
  return {
    host,
    port: settings.port ?? PORTS[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(ca === null ? {} : { tls: { ca } }),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The same message has the same Message-ID on every attempt; all that is told of one card is one thread. */
export function mailOf(
  message: CardMessage,
  { from, to, cc, replyTo }: SettingsOf<'email'>,
  composing: Composing,
): SendMailOptions {
  const domain = /@([^\s>]+?)>?$/.exec(from.trim())![1]!;
  const { subject, html, text } = composeMail(message, composing);
  const [only] = message.cards;
  return {
    from,
    to,
    cc,
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    html,
    text,
    date: new Date(message.at),
    messageId: `<${idPart(message.messageId)}@${domain}>`,
    ...(only && message.cards.length === 1 ? { references: `<card-${idPart(only.cardId)}@${domain}>` } : {}),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** Ids of other forms would break the header. */
const idPart = (id: string): string =>
  /^[\w.-]{1,100}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32);

const takenBy = (count: number, refused: readonly (string | { readonly address: string })[]): string => {
  const names = refused.map((one) => (typeof one === 'string' ? one : one.address));
  return `taken for ${count}${names.length === 0 ? '' : `, refused for ${names.join(', ')}`}`;
};

interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
}

/** Replies from 500 on stay the same; whatever happened on the way may not happen again. */
function judgeSmtp(error: SmtpError, secrets: readonly string[]): SendFailure {
  const { code, responseCode } = error;
  const told = responseCode === undefined ? (code ?? error.name) : error.message;
  return {
    ok: false,
    retry: responseCode === undefined ? code !== 'EENVELOPE' : responseCode < 500,
    detail: hideSecrets(told, secrets),
  };
}

const whenAborted = (signal: AbortSignal): Promise<SendResult> =>
  new Promise((resolve) => {
    const stop = () => resolve({ ok: false, retry: true, detail: 'interrupted before an answer' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
