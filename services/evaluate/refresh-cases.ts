// Folds touched cases and stores what changed; a case whose storing failed stays due until it succeeds.
import type { Catalogue } from '../core/compile-targets.ts';
import { type JudgedCase, judgeCase } from '../core/judge-case.ts';
import { findStaleCases, keyText, readEvents, type TouchedCase } from '../store/case-events.ts';
import type { Rules } from '../store/case-rows.ts';
import type { Database } from '../store/database.ts';
import { writeJudgedCases } from '../store/judged-cases.ts';

export interface Evaluation {
  readonly db: Database;
  readonly catalogue: Catalogue;
  readonly rules: Rules;
  readonly zoneOf: (judged: JudgedCase) => string;
}

/** Folds the given cases and stores their rows as known at `knownAt`; `token` names the batch. */
export async function refreshCases(
  { db, catalogue, rules, zoneOf }: Evaluation,
  touched: readonly TouchedCase[],
  knownAt: number,
  token: string,
): Promise<void> {
  const cases = touched.map(({ events }) => judgeCase(events, catalogue));
  await writeJudgedCases(db, { cases, rules, knownAt, token, zoneOf });
}

const CASES_AT_ONCE = 2000;

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
  for (let from = 0; from < stale.length; from += CASES_AT_ONCE) {
    const keys = stale.slice(from, from + CASES_AT_ONCE);
    const events = await readEvents(evaluation.db, keys);
    const touched = keys.map((key) => ({ ...key, events: events.get(keyText(key)) ?? [] }));
    await refreshCases(evaluation, touched, now, `refresh:${evaluation.rules.epoch}:${now}:${from}`);
    onProgress(Math.min(from + CASES_AT_ONCE, stale.length), stale.length);
  }
  return stale.length;
}
