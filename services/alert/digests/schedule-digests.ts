// Makes digests at their times: by one leader, one run at a time, a missed run once.
import { createTask, type ScheduledTask } from 'node-cron';
import { DIGEST_ZONE } from '../../store/digest-period.ts';
import {
  cronOf,
  type DigestKind,
  type DigestRun,
  type DigestTimes,
  owedRun,
  usualTimes,
} from './plan-digest-runs.ts';

export interface DigestScheduling {
  /** Of several processes one leads; asked before each run. */
  readonly isLeader: () => boolean | Promise<boolean>;
  /** The period of the last run that came to its end, by whatever process; null when there was none. */
  readonly lastPeriod: (kind: DigestKind) => Promise<string | null>;
  /** Makes and sends the digest, and keeps that it did: lastPeriod tells of it from then on. */
  readonly run: (run: DigestRun) => Promise<void>;
  /** A run that failed; it is owed still and tried again. */
  readonly onError: (error: unknown, kind: DigestKind) => void;
  readonly now: () => number;
  readonly times?: DigestTimes;
}

export interface DigestSchedule {
  /** Waits for a run under way. */
  stop(): Promise<void>;
}

/** Between the times: a run that failed, or was missed because the leader was gone, is made up. */
const SWEEP = '*/10 * * * *';
const KINDS = ['daily', 'monthly'] as const;

/** What is owed at the start is made at once, in the background. */
export function scheduleDigests(scheduling: DigestScheduling): DigestSchedule {
  const { times = usualTimes, now } = scheduling;
  const since = now();
  let stopped = false;
  const underWay = new Map<DigestKind, Promise<void>>();
  const attempt = async (kind: DigestKind): Promise<void> => {
    if (stopped) return;
    const running = underWay.get(kind);
    if (running) return running;
    const made = makeOwed(kind, { ...scheduling, times, since }).finally(() => underWay.delete(kind));
    underWay.set(kind, made);
    return made;
  };
  const attemptAll = async () => {
    for (const kind of KINDS) await attempt(kind);
  };
  const tasks: ScheduledTask[] = [
    ...KINDS.map((kind) => cronTask(cronOf(kind, times), () => attempt(kind))),
    cronTask(SWEEP, attemptAll),
  ];
  for (const task of tasks) void task.start();
  const begun = attemptAll();
  return {
    stop: async () => {
      stopped = true;
      for (const task of tasks) await task.destroy();
      await Promise.all([begun, ...underWay.values()]);
    },
  };
}

/** What goes wrong is told by onError; the library would write to the terminal. */
const QUIET = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

const cronTask = (pattern: string, work: () => Promise<void>): ScheduledTask =>
  createTask(pattern, work, { timezone: DIGEST_ZONE, noOverlap: true, logger: QUIET });

interface Making extends DigestScheduling {
  readonly times: DigestTimes;
  readonly since: number;
}

async function makeOwed(kind: DigestKind, making: Making): Promise<void> {
  const { isLeader, lastPeriod, run, onError, now, times, since } = making;
  try {
    if (!(await isLeader())) return;
    const owed = owedRun(kind, times, { last: await lastPeriod(kind), since, now: now() });
    if (owed !== null) await run(owed);
  } catch (error) {
    onError(error, kind);
  }
}
