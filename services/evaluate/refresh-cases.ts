// Folds cases and stores what changed: those a batch touched, and those that were left behind.
import type { Catalogue } from '../core/compile-targets.ts';
import { type JudgedCase, judgeCase } from '../core/judge-case.ts';
import {
  type CaseKey,
  type Digests,
  findStaleCases,
  keyText,
  readEvents,
  type StaleCase,
  type TouchedCase,
} from '../store/case-events.ts';
import type { Rules } from '../store/case-rows.ts';
import type { Database } from '../store/database.ts';
import { writeJudgedCases } from '../store/judged-cases.ts';

export interface Evaluation {
  readonly db: Database;
  readonly catalogue: Catalogue;
  readonly rules: Rules;
  readonly zoneOf: (judged: JudgedCase) => string;
}

/**
 * Folds the given cases and stores their rows once `stored` resolves; `token` names the batch. Returns the digests of
 * their clocks as they are stored then, in the same order.
 */
export async function refreshCases(
  { db, catalogue, rules, zoneOf }: Evaluation,
  touched: readonly TouchedCase[],
  token: string,
  stored: Promise<unknown>,
): Promise<readonly Digests[]> {
  const cases = touched.map(({ events }) => judgeCase(events, catalogue));
  const before = touched.map(({ digests }) => digests);
  const { calendars } = catalogue;
  return writeJudgedCases(db, { cases, rules, calendars, token, zoneOf, before, after: stored });
}

/** Folds again those of the cases whose stored events were never folded, for a batch that broke off. */
export async function mendCases(
  evaluation: Evaluation,
  keys: readonly CaseKey[],
  now: number,
): Promise<void> {
  const stale = await findStaleCases(evaluation.db, evaluation.rules.epoch, keys);
  await refold(evaluation, stale, now, () => {});
}

/**
 * Refolds every case whose stored events were never folded, or were folded under older rules.
 * Returns how many; run at start it mends whatever a kill left behind.
 */
export async function refreshStaleCases(
  evaluation: Evaluation,
  now: number,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number> {
  const stale = await findStaleCases(evaluation.db, evaluation.rules.epoch);
  await refold(evaluation, stale, now, onProgress);
  return stale.length;
}

const CASES_AT_ONCE = 2000;

/** What was answered under older rules keeps its answer up to `now`; what had no answer is known since its events are. */
async function refold(
  { db, catalogue, rules, zoneOf }: Evaluation,
  stale: readonly StaleCase[],
  now: number,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  let done = 0;
  for (const isOutdated of [false, true]) {
    const keys = stale.filter((key) => key.isOutdated === isOutdated);
    for (let from = 0; from < keys.length; from += CASES_AT_ONCE) {
      const part = keys.slice(from, from + CASES_AT_ONCE);
      const events = await readEvents(db, part);
      const cases = part.map((key) => judgeCase(events.get(keyText(key))!, catalogue));
      const { calendars } = catalogue;
      await writeJudgedCases(db, { cases, rules, calendars, zoneOf, notBefore: isOutdated ? now : 0 });
      done += part.length;
      onProgress(done, stale.length);
    }
  }
}
