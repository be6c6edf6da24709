// Makes digests at their times: by one leader, one run at a time, a missed run once.
import { createTask, type ScheduledTask } from 'node-cron';
import { DIGEST_ZONE } from '../../store/digest-period.ts';
import { cronOf, type DigestKind, type DigestTimes } from './plan-digest-runs.ts';

export interface DigestScheduling {
  /** Of several processes one leads; asked before each run. */
  readonly isLeader: () => boolean | Promise<boolean>;
  /** Makes and sends what is owed of a kind, and keeps that it did; nothing where nothing is owed. */
  readonly make: (kind: DigestKind) => Promise<void>;
  /** A run that failed; what it owed is owed still and tried again. */
  readonly onError: (error: unknown, kind: DigestKind) => void;
  readonly times: DigestTimes;
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
  const { times } = scheduling;
  let stopped = false;
  const underWay = new Map<DigestKind, Promise<void>>();
  const attempt = async (kind: DigestKind): Promise<void> => {
    if (stopped) return;
    const running = underWay.get(kind);
    if (running) return running;
    const made = makeOwed(kind, scheduling).finally(() => underWay.delete(kind));
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

async function makeOwed(kind: DigestKind, { isLeader, make, onError }: DigestScheduling): Promise<void> {
  try {
    if (await isLeader()) await make(kind);
  } catch (error) {
    onError(error, kind);
  }
}
