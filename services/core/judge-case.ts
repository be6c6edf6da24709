// Everything the program knows of a case, from its events: its history and its clocks. One pure function.
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { type CaseHistory, foldHistory } from './case-history.ts';
import { type Clock, measureClock } from './clock.ts';
import type { Catalogue } from './compile-targets.ts';
import { measureTally } from './tally-clock.ts';
import { chooseTargets } from './target-choice.ts';

export interface JudgedCase {
  readonly history: CaseHistory;
  /** The principal clock first: the promised time of the whole case, on which case-level indicators rest. */
  readonly clocks: readonly Clock[];
}

/** Folds the events of one case (any order, repeats allowed, at least one) and measures every target that applies. */
export function judgeCase(events: readonly AcceptedEvent[], catalogue: Catalogue): JudgedCase {
  const history = foldHistory(events);
  const clocks = chooseTargets(history, catalogue).map(({ target, start }) =>
    target.measured.counts ? measureTally(history, target, start) : measureClock(history, target, start),
  );
  return { history, clocks: clocks.length < 2 ? clocks : clocks.sort(principalFirst) };
}

const weight = ({ target: { measured, target, byGroup } }: Clock): number =>
  (target.metric === 'elapsed_time' ? 0 : 8) +
  (measured.scope === 'whole' ? 0 : 4) +
  (byGroup ? 2 : 0) +
  (measured.kind === 'promised' ? 0 : 1);

const principalFirst = (a: Clock, b: Clock): number =>
  weight(a) - weight(b) || (a.target.target.id < b.target.target.id ? -1 : 1);

/** Whether a clock stands for its case in case-level indicators. */
export const canBePrincipal = (clock: Clock): boolean => weight(clock) < 4;
