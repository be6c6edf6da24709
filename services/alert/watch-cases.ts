// Keeps the cards of every case what its clocks stand for: cases are looked at when one of their rungs is due, when they
// changed, and when a comparison of everything shows that they are behind. Nothing kept here is needed for correctness:
// begun anew, it compares everything once.
import type { CardEvent } from '../core/card-life.ts';
import { type CaseKey, keyText } from '../store/case-events.ts';
import { findBehind, findSettledBefore, findUnreconciled, readComingRungs } from '../store/case-rungs.ts';
import { makeDueList } from './due-list.ts';
import { type Looking, lookAtCases } from './look-at-cases.ts';

export interface WatchOptions extends Looking {
  readonly told: (events: readonly CardEvent[]) => void;
  /** How far ahead rungs are armed; the rest stays in the store until its time is near. */
  readonly horizonMs?: number;
}

export interface CaseWatch {
  /** Cases that may have changed. */
  changed(keys: readonly CaseKey[]): void;
  /** Compares everything, and keeps what is behind to be looked at; may take seconds, steps go on meanwhile. */
  sweep(): Promise<void>;
  /**
   * Does one portion of what there is to do. Returns the instant, in epoch milliseconds, from which on there is something
   * again.
   */
  step(): Promise<number>;
}

const AT_ONCE = 500;
const HORIZON_MS = 10 * 60_000;
/** Cases told of one soon after another are looked at together. */
const GATHER_MS = 200;

export function watchCases(options: WatchOptions): CaseWatch {
  const { db, now, since, told, ladders, horizonMs = HORIZON_MS } = options;
  const armed = makeDueList<CaseKey>();
  const changed = new Map<string, CaseKey>();
  const backlog = new Map<string, CaseKey>();
  let armedTo = Number.NEGATIVE_INFINITY;
  let changesDue = Number.POSITIVE_INFINITY;

  const arm = async (at: number): Promise<void> => {
    const to = at + horizonMs;
    for (const rung of await readComingRungs(db, Math.max(armedTo, at), to))
      armed.setEarlier(keyText(rung), rung, rung.at);
    armedTo = to;
  };

  const note = (keys: readonly CaseKey[]): void => {
    for (const key of keys) changed.set(keyText(key), key);
    if (changed.size > 0) changesDue = Math.min(changesDue, now() + GATHER_MS);
  };

  /** A log of old cases is not looked at case by case. */
  const withoutSettled = async (keys: readonly CaseKey[]): Promise<CaseKey[]> => {
    const settled = new Set((await findSettledBefore(db, keys, since)).map(keyText));
    return keys.filter((key) => !settled.has(keyText(key)));
  };

  const look = async (keys: readonly CaseKey[], mayBeSettled: boolean): Promise<void> => {
    try {
      const unsettled = mayBeSettled ? await withoutSettled(keys) : keys;
      const { events, coming } = await lookAtCases(options, unsettled);
      const next = new Map(coming.map((rung) => [keyText(rung), rung.at]));
      for (const key of keys) {
        const at = next.get(keyText(key)) ?? Number.POSITIVE_INFINITY;
        armed.set(keyText(key), key, at <= armedTo ? at : null);
      }
      if (events.length > 0) told(events);
    } catch (error) {
      note(keys);
      throw error;
    }
  };

  const lookAtSome = async (at: number): Promise<void> => {
    const due = armed.take(at, AT_ONCE);
    if (due.length > 0) return look(due, false);
    const isChange = changesDue <= at;
    const some = takeSome(isChange ? changed : backlog);
    if (changed.size === 0) changesDue = Number.POSITIVE_INFINITY;
    if (some.length > 0) await look(some, isChange);
  };

  return {
    changed: note,
    sweep: async () => {
      const behind = await findBehind(db, ladders, since);
      for (const key of [...behind, ...(await findUnreconciled(db, since, now()))])
        backlog.set(keyText(key), key);
    },
    step: async () => {
      const at = now();
      if (at >= armedTo - horizonMs / 2) await arm(at);
      await lookAtSome(at);
      if (backlog.size > 0) return at;
      return Math.min(armed.next(), changesDue, armedTo - horizonMs / 2);
    },
  };
}

function takeSome(from: Map<string, CaseKey>): CaseKey[] {
  const taken: CaseKey[] = [];
  for (const [name, key] of from) {
    if (taken.length === AT_ONCE) break;
    taken.push(key);
    from.delete(name);
  }
  return taken;
}
