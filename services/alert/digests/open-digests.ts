// Mails digests at their times: by whoever leads, to each channel once, what was missed made up.
import type { DigestMailings } from '../../../schemas/channel.ts';
import type { Database } from '../../store/database.ts';
import type { Mailer } from '../channels/open-mailer.ts';
import type { MailSurroundings } from './compose-digest-mail.ts';
import { type DigestMailing, mailOwed, type Warn } from './mail-digests.ts';
import { type DigestKind, timesOf } from './plan-digest-runs.ts';
import { type DigestSchedule, scheduleDigests } from './schedule-digests.ts';

export interface DigestOptions extends MailSurroundings {
  readonly db: Database;
  readonly now: () => number;
  /** Whether this process leads; asked before each run and each mail. */
  readonly leads: () => Promise<boolean>;
  readonly settings: DigestMailings;
  /** By the name of the channel; those that the settings name are among them. */
  readonly mailers: ReadonlyMap<string, Mailer>;
  readonly warn: Warn;
}

export interface Digests {
  /** From now on; what is owed is mailed at once, in the background. Again while started does nothing. */
  start(): void;
  /** Begins no other mail, and waits for those under way, though not for long. */
  stop(): Promise<void>;
}

/** How long a mail under way may go on once stopped: one cut short may have arrived, and would be sent again. */
const GRACE_MS = 5_000;

export function openDigests(options: DigestOptions): Digests {
  const became: DigestMailing['became'] = new Map();
  let running: DigestSchedule | null = null;
  return {
    start: () => {
      if (hasMailings(options.settings)) running ??= startDigests(options, became);
    },
    stop: async () => {
      const was = running;
      running = null;
      await was?.stop();
    },
  };
}

const hasMailings = ({ daily, monthly }: DigestMailings): boolean =>
  daily !== undefined || monthly !== undefined;

function startDigests(options: DigestOptions, became: DigestMailing['became']): DigestSchedule {
  const { settings, leads, mailers, warn } = options;
  const times = timesOf(settings);
  const cut = new AbortController();
  let stopped = false;
  const mayMail = async () => !stopped && (await leads()) && !stopped;
  const make = async (kind: DigestKind): Promise<void> => {
    const mailing = settings[kind];
    if (mailing === undefined) return;
    const { channels, language } = mailing;
    const named = channels.flatMap((name) => mailers.get(name) ?? []);
    await mailOwed(kind, {
      ...options,
      mayMail,
      mailers: named,
      language,
      times,
      signal: cut.signal,
      became,
    });
  };
  const onError = (error: unknown, kind: DigestKind) =>
    warn({ kind, err: error }, 'a digest could not be made and will be tried again');
  const schedule = scheduleDigests({ isLeader: mayMail, make, onError, times });
  return {
    stop: async () => {
      stopped = true;
      const grace = setTimeout(() => cut.abort(), GRACE_MS);
      await schedule.stop();
      clearTimeout(grace);
    },
  };
}
