// Sends letters by SMTP: one try each, and whether another try may help.
import { createHash } from 'node:crypto';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import type { SettingsOf } from '../../../schemas/channel.ts';
import type { SendFailure } from './channel.ts';
import { hideSecrets } from './hide-secrets.ts';

export interface Attachment {
  readonly filename: string;
  readonly content: Buffer;
  readonly contentType: string;
}

export interface Letter {
  /** The same on every attempt; becomes the Message-ID. */
  readonly letterId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** What letters of one thread share. */
  readonly thread?: string;
  readonly attachments?: readonly Attachment[];
}

export type MailResult =
  | SendFailure
  /** `refused`: the addresses that the server did not take, others having been taken. */
  | { readonly ok: true; readonly detail: string; readonly refused: readonly string[] };

export interface Mailer {
  readonly name: string;
  readonly language: SettingsOf<'email'>['language'];
  /** Never throws. A send cut short by `signal` may have arrived all the same: send it again with the same letterId. */
  send(letter: Letter, signal: AbortSignal): Promise<MailResult>;
}

export interface MailerParts {
  readonly name: string;
  readonly settings: SettingsOf<'email'>;
  readonly password: string | null;
  /** PEM; null for those the runtime trusts. */
  readonly ca: string | null;
}

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;

export function openMailer(parts: MailerParts): Mailer {
  const { name, settings, password } = parts;
  const transport = nodemailer.createTransport(transportOptions(parts));
  const secrets = password === null ? [] : [password];
  return {
    name,
    language: settings.language,
    send: async (letter, signal) => {
      const sending = transport.sendMail(mailOf(letter, settings)).then(
        (info): MailResult => taken(info.accepted.length, info.rejected),
        (error): MailResult => judgeSmtp(error, secrets),
      );
      const answered = new AbortController();
      const result = await Promise.race([sending, whenAborted(signal, answered.signal)]);
      answered.abort();
      return result;
    },
  };
}

function transportOptions({ settings, password, ca }: MailerParts) {
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

function mailOf(letter: Letter, { from, to, cc, replyTo }: SettingsOf<'email'>): SendMailOptions {
  const domain = /@([^\s>]+?)>?$/.exec(from.trim())![1]!;
  const { subject, html, text, thread, attachments = [] } = letter;
  return {
    from,
    to,
    cc,
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    html,
    text,
    date: new Date(letter.at),
    messageId: `<${idPart(letter.letterId)}@${domain}>`,
    ...(thread === undefined ? {} : { references: `<${thread}@${domain}>` }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: [...attachments],
  };
}

/** Ids of other forms would break the header. */
export const idPart = (id: string): string =>
  /^[\w.-]{1,100}$/.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 32);

function taken(count: number, rejected: readonly (string | { readonly address: string })[]): MailResult {
  const refused = rejected.map((one) => (typeof one === 'string' ? one : one.address));
  const detail = `taken for ${count}${refused.length === 0 ? '' : `, refused for ${refused.join(', ')}`}`;
  return { ok: true, detail, refused };
}

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

/** Listens no longer than until `answered`. */
const whenAborted = (signal: AbortSignal, answered: AbortSignal): Promise<SendFailure> =>
  new Promise((resolve) => {
    const stop = () => resolve({ ok: false, retry: true, detail: 'interrupted before an answer' });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true, signal: answered });
  });
