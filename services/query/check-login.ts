// Who asks: credentials as ClickHouse's clients send them, compared in constant time; a wrong one is answered late.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { refused } from './query-refused.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Rejects unless the credentials are the one login's. */
export type CheckLogin = (
  headers: IncomingHttpHeaders,
  query: URLSearchParams,
  signal: AbortSignal,
) => Promise<void>;

const WRONG_ANSWERED_AFTER_MS = 1_000;
// More wrong ones at a time are answered at once, with another error that tells nothing of the password.
const MAX_WRONG_AT_A_TIME = 16;

/** Null where none were sent. */
export function credentialsOf(headers: IncomingHttpHeaders, query: URLSearchParams): Login | null {
  const basic = /^Basic\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { user, password: rest.join(':') };
  }
  const header = (name: string): string | null => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  };
  const user = header('x-clickhouse-user') ?? query.get('user');
  const password = header('x-clickhouse-key') ?? query.get('password');
  return user === null && password === null ? null : { user: user ?? 'default', password: password ?? '' };
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Takes as long for any text; lengths do not tell, since digests are compared. */
const isEqual = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export function createLoginCheck(
  login: Login,
  { wrongAfterMs = WRONG_ANSWERED_AFTER_MS, wrongAtATime = MAX_WRONG_AT_A_TIME } = {},
): CheckLogin {
  let wrong = 0;
  const answerLate = async (signal: AbortSignal): Promise<void> => {
    if (wrong >= wrongAtATime) throw refused(202, 'Too many simultaneous queries: too many wrong logins.');
    wrong += 1;
    try {
      await sleep(wrongAfterMs, undefined, { signal, ref: false });
    } catch {
      // The client left, or the server closes: it need not be kept waiting.
    } finally {
      wrong -= 1;
    }
  };
  return async (headers, query, signal) => {
    const sent = credentialsOf(headers, query);
    if (sent === null) throw refused(194, 'Authentication failed: user and password are required.');
    const isUser = isEqual(sent.user, login.user);
    if (isEqual(sent.password, login.password) && isUser) return;
    await answerLate(signal);
    throw refused(516, 'Authentication failed: password is incorrect, or there is no user with such name.');
  };
}
