// Judges averages, shares and yearly amounts at the end of each local day; days that were missed are made up in order.
import type { LaddersFile } from '../../schemas/ladder.ts';
import type { Catalogue } from '../core/compile-targets.ts';
import { groupTargets } from '../core/group-grounds.ts';
import { dayEndingAt, midnightEnding, midnightsAfter, nextMidnight } from '../core/group-periods.ts';
import { noteJudgedDay, readJudgedDay } from '../store/group-cards.ts';
import { floorOf, type GroupJudging, judgeMidnight, rememberFigures } from './judge-groups.ts';
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

/** Returns what ends it. */
function watchFrom(
  judging: GroupJudging,
  { now, warn, timers }: GroupsOptions,
  since: number,
): () => Promise<void> {
  let isOn = true;
  /** Midnights up to this one are judged; null before it is known which. */
  let judged: number | null = null;
  const step = async (): Promise<number> => {
    judged ??= await judgedBefore(judging, since);
    for await (const midnight of judgeDue(judging, judged, since)) {
      judged = midnight;
      if (!isOn) break;
    }
    return midnightsAfter(judged, now()).length > 0 ? now() + RETRY_MS : nextMidnight(now());
  };
  const failed = (error: unknown): number => {
    warn({ err: error }, 'groups could not be judged; tried again');
    return now() + RETRY_MS;
  };
  const loop = startLoop({ step: () => step().catch(failed), now, failed, ...(timers ? { timers } : {}) });
  return () => {
    isOn = false;
    return loop.stop();
  };
}

/** The last midnight that was judged, by whomever, is judged again first: what was told since may have changed it. */
async function judgedBefore({ db }: GroupJudging, since: number): Promise<number> {
  const day = await readJudgedDay(db);
  return Math.max(since, day === null ? since : midnightEnding(day)) - 1;
}

/** Judges every midnight after `from`, by what is known now, and gives each that is done. */
async function* judgeDue(judging: GroupJudging, from: number, since: number): AsyncGenerator<number> {
  const { db, now, holds } = judging;
  const due = dueMidnights(judging, from, since);
  const last = due.at(-1);
  if (last === undefined) return;
  const figuresAt = rememberFigures(db);
  for (const midnight of due) {
    const isDone = await judgeMidnight(judging, midnight, { since, last }, figuresAt);
    if (!isDone || !(await holds())) return;
    await noteJudgedDay(db, dayEndingAt(midnight), now());
    yield midnight;
  }
}

/** Those that lie in the running or the last period of a target, and the last one. */
function dueMidnights({ now, targets }: GroupJudging, from: number, since: number): number[] {
  const due = midnightsAfter(from, now());
  const last = due.at(-1);
  if (last === undefined) return [];
  const floors = [...targets.values()].map(({ kind }) => floorOf(kind, { since, last }));
  return due.filter((midnight) => midnight === last || floors.some((floor) => midnight > floor));
}
