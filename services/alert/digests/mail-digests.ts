// Mails the digest that is owed to each of its channels; what one was mailed is never held up by another.
import type { Digest } from '../../../schemas/digest.ts';
import type { Database } from '../../store/database.ts';
import { readMailings, recordMailing, type Subscription } from '../../store/digest-runs.ts';
import { readDailyDigest, readMonthlyDigest } from '../../store/read-digest.ts';
import type { Mailer } from '../channels/open-mailer.ts';
import type { MessageLanguage } from '../compose-words.ts';
import { composeDigestMail, type DigestMail, type MailSurroundings } from './compose-digest-mail.ts';
import { type DigestKind, type DigestTimes, owedRun } from './plan-digest-runs.ts';

export type Warn = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface DigestMailing extends MailSurroundings {
  readonly db: Database;
  readonly now: () => number;
  /** Whether this process may send at this instant; asked before each mail. */
  readonly mayMail: () => Promise<boolean>;
  readonly mailers: readonly Mailer[];
  /** Absent: that of each mailer. */
  readonly language: MessageLanguage | undefined;
  readonly times: DigestTimes;
  readonly signal: AbortSignal;
  readonly warn: Warn;
  /** By the id of the letter, of this process alone: mailed and not yet kept, or refused for good. */
  readonly became: Map<string, 'mailed' | 'refused'>;
}

/** Mails what is owed of a kind; a mail that failed is owed still, and one that was refused for good not by this process. */
export async function mailOwed(kind: DigestKind, mailing: DigestMailing): Promise<void> {
  const { db, now, mailers, times } = mailing;
  const at = now();
  const subscriptions = mailers.map(({ name }): Subscription => ({ kind, channel: name }));
  const history = await readMailings(db, subscriptions, at);
  const owed = mailers.flatMap((mailer, i) => {
    const run = owedRun(kind, times, { ...history[i]!, now: at });
    const letterId = run === null ? '' : `digest.${kind}.${run.period}.${mailer.name}`;
    return run === null || mailing.became.get(letterId) === 'refused'
      ? []
      : [{ mailer, period: run.period, letterId }];
  });
  if (owed.length === 0) return;
  const compose = composing(await readDigest(kind, owed[0]!.period, db, at), mailing);
  await allOf(owed.map((one) => mailOne(one, { kind, channel: one.mailer.name }, compose, mailing)));
}

interface Owed {
  readonly mailer: Mailer;
  readonly period: string;
  readonly letterId: string;
}

/** Waits for all of them, and only then says that some failed. */
async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

const readDigest = (kind: DigestKind, period: string, db: Database, now: number): Promise<Digest> =>
  kind === 'daily' ? readDailyDigest(db, { period, now }) : readMonthlyDigest(db, { period, now });

type Compose = (language: MessageLanguage) => Promise<DigestMail>;

/** Each language is composed once, however many channels have it. */
function composing(digest: Digest, surroundings: MailSurroundings): Compose {
  const composed = new Map<MessageLanguage, Promise<DigestMail>>();
  return (language) => {
    const mail = composed.get(language) ?? composeDigestMail(digest, language, surroundings);
    composed.set(language, mail);
    return mail;
  };
}

async function mailOne(
  { mailer, period, letterId }: Owed,
  subscription: Subscription,
  compose: Compose,
  { db, now, mayMail, language, signal, warn, became }: DigestMailing,
): Promise<void> {
  const told = { ...subscription, period };
  if (became.get(letterId) !== 'mailed') {
    const mail = await compose(language ?? mailer.language);
    if (!(await mayMail())) return;
    const result = await mailer.send({ letterId, at: now(), ...mail }, signal);
    if (!result.ok) {
      if (!result.retry) became.set(letterId, 'refused');
      const again = result.retry ? 'and will be tried again' : 'for good; a restart tries it again';
      warn({ ...told, detail: result.detail }, `a digest could not be mailed ${again}`);
      return;
    }
    became.set(letterId, 'mailed');
    if (result.refused.length > 0)
      warn({ ...told, refused: result.refused }, 'a digest was not taken for some of its addresses');
  }
  await recordMailing(db, subscription, period, now());
  became.delete(letterId);
}
