// Judges averages, shares and yearly amounts at the end of each local day; days that were missed are made up in order.
import type { LaddersFile } from '../../schemas/ladder.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import { groupTargets } from '../core/group-grounds.ts';
import { dayEndingAt, midnightEnding, midnightsAfter, nextMidnight } from '../core/group-periods.ts';
import { noteJudgedDay, readJudgedDay } from '../store/group-cards.ts';
import { type GroupJudging, rememberFigures } from './group-judging.ts';
import { raiseGroupCards } from './raise-group-cards.ts';
import { settleGroupCards } from './settle-group-cards.ts';
import { startLoop } from './step-loop.ts';
import type { Timers } from './timers.ts';

export interface GroupsOptions extends Omit<GroupJudging, 'targets'> {
  readonly catalogue: Catalogue;
  readonly ladders: LaddersFile;
  readonly warn: (fields: object, message: string) => void;
  readonly timers?: Timers;
}

export interface Groups {
  /** This one leads: what is behind is made up in the background. Rungs reached before `since` raise no card. */
  start(since: number): void;
  /** Leads no more; waits for what is under way. */
  stop(): Promise<void>;
}

/** A midnight that could not be judged is judged later; a question over all cases is not asked every second. */
const RETRY_MS = 30_000;

export function openGroups(options: GroupsOptions): Groups {
  const { catalogue, ladders } = options;
  const judging: GroupJudging = { ...options, targets: groupTargets(catalogue, ladders) };
  let end: (() => Promise<void>) | null = null;
  return {
    start: (since) => {
      end ??= watchFrom(judging, options, since);
    },
    stop: async () => {
      const ending = end;
      end = null;
      await ending?.();
    },
  };
}

interface Run {
  isOn: boolean;
  /** Midnights up to this one are judged; null before it is known which. */
  judged: number | null;
}

/** Returns what ends it. */
function watchFrom(
  judging: GroupJudging,
  { now, warn, timers }: GroupsOptions,
  since: number,
): () => Promise<void> {
  const run: Run = { isOn: true, judged: null };
  const led: GroupJudging = { ...judging, holds: async () => run.isOn && (await judging.holds()) };
  const step = async (): Promise<number> => {
    const judged = await judgeDue(led, run, since);
    return midnightsAfter(judged, now()).length > 0 ? now() + RETRY_MS : nextMidnight(now());
  };
  const failed = (error: unknown): number => {
    warn({ err: error }, 'groups could not be judged; tried again');
    return now() + RETRY_MS;
  };
  const loop = startLoop({ step: () => step().catch(failed), now, failed, ...(timers ? { timers } : {}) });
  return () => {
    run.isOn = false;
    return loop.stop();
  };
}

/** Judges every midnight that is not judged yet, by what is known now; returns the last one that is. */
async function judgeDue(judging: GroupJudging, run: Run, since: number): Promise<number> {
  const { db, now, holds } = judging;
  run.judged ??= await judgedBefore(judging, since);
  const due = midnightsAfter(run.judged, now());
  const last = due.at(-1);
  if (last === undefined) return run.judged;
  const span = { since, last, figuresAt: rememberFigures(db) };
  if (!(await settleGroupCards(judging, span))) return run.judged;
  for (const midnight of due) {
    if (!(await raiseGroupCards(judging, midnight, span)) || !(await holds())) break;
    await noteJudgedDay(db, dayEndingAt(midnight), now());
    run.judged = midnight;
  }
  return run.judged;
}

/** The last midnight that was judged, by whomever, is judged again first: what was told since may have changed it. */
async function judgedBefore({ db }: GroupJudging, since: number): Promise<number> {
  const day = await readJudgedDay(db);
  return Math.max(since, day === null ? since : midnightEnding(day)) - 1;
}
