// Puts the verdict on a case into one headline and one sentence.
import type { CaseExplanation, ClockView, Verdict } from '../../schemas/clock.ts';
import {
  amountText,
  deadlineText,
  durationText,
  instantText,
  type Language,
  limitText,
  secondsBetween,
} from './format.ts';
import { type Words, wordFor } from './words.ts';

export type Tone = 'late' | 'risk' | 'calm' | 'quiet';
export interface VerdictWords {
  readonly title: string;
  readonly detail: string;
}

export const toneOf: Record<Verdict, Tone> = {
  running: 'calm',
  paused: 'risk',
  met: 'calm',
  breached: 'late',
  void: 'quiet',
  'not-applicable': 'quiet',
  'no-target': 'quiet',
  unknown: 'risk',
};

function countWords(clock: ClockView, words: Words, language: Language): VerdictWords {
  const { sentence } = words;
  const count = amountText(clock.elapsed ?? 0, clock.unit, language);
  const titleOf = { met: sentence.kept, breached: sentence.notKept, running: sentence.counting };
  const title = titleOf[clock.verdict as keyof typeof titleOf](count);
  const limit = clock.limit === null ? '—' : limitText(clock.comparator, clock.limit, clock.unit, language);
  return { title, detail: sentence.countDetail(limit) };
}

function breachedWords(clock: ClockView, asOf: string, words: Words, language: Language): VerdictWords {
  const { deadline, stoppedAt } = clock;
  if (deadline === null) return { title: words.sentence.breached, detail: '' };
  const end = stoppedAt ?? asOf;
  const length = durationText(secondsBetween(deadline, end), language);
  if (stoppedAt === null) {
    const detail = words.sentence.overdueDetail(deadlineText(deadline), instantText(asOf));
    return { title: words.sentence.overdueBy(length), detail };
  }
  const detail = words.sentence.lateDetail(instantText(stoppedAt), deadlineText(deadline));
  return { title: words.sentence.lateBy(length), detail };
}

function metWords(clock: ClockView, words: Words, language: Language): VerdictWords {
  const { deadline, stoppedAt } = clock;
  if (deadline === null || stoppedAt === null) return { title: words.sentence.onTime, detail: '' };
  const spare = durationText(secondsBetween(stoppedAt, deadline), language);
  const detail = words.sentence.onTimeDetail(instantText(stoppedAt), deadlineText(deadline));
  return { title: words.sentence.onTimeBy(spare), detail };
}

function runningWords(clock: ClockView, asOf: string, words: Words, language: Language): VerdictWords {
  if (clock.deadline === null) return { title: words.sentence.running, detail: '' };
  const left = durationText(secondsBetween(asOf, clock.deadline), language);
  const detail = words.sentence.runningDetail(deadlineText(clock.deadline), instantText(asOf));
  return { title: words.sentence.runningBy(left), detail };
}

function pausedWords(clock: ClockView, words: Words): VerdictWords {
  const last = clock.spans.findLast((span) => span.kind === 'paused');
  if (last === undefined) return { title: words.sentence.paused, detail: words.sentence.pausedNoSince };
  const title =
    last.ground === null
      ? words.sentence.paused
      : words.sentence.pausedFor(wordFor(words.ground, last.ground));
  return { title, detail: words.sentence.pausedDetail(instantText(last.from)) };
}

const plain = (verdict: Verdict, words: Words): VerdictWords => {
  const { sentence } = words;
  if (verdict === 'void') return { title: sentence.void, detail: sentence.voidDetail };
  if (verdict === 'no-target') return { title: sentence.noTarget, detail: sentence.noTargetDetail };
  if (verdict === 'unknown') return { title: sentence.unknown, detail: sentence.unknownDetail };
  return { title: sentence.notApplicable, detail: sentence.notApplicableDetail };
};

/** The verdict of one clock at the as-of instant. */
export function clockVerdictWords(
  clock: ClockView,
  asOf: string,
  words: Words,
  language: Language,
): VerdictWords {
  if (clock.verdict === 'not-applicable' && clock.judges === 'group')
    return { title: words.sentence.group, detail: words.sentence.groupDetail };
  const isCounted = ['met', 'breached', 'running'].includes(clock.verdict);
  if (clock.method === 'count' && isCounted) return countWords(clock, words, language);
  if (clock.verdict === 'breached') return breachedWords(clock, asOf, words, language);
  if (clock.verdict === 'met') return metWords(clock, words, language);
  if (clock.verdict === 'running') return runningWords(clock, asOf, words, language);
  if (clock.verdict === 'paused') return pausedWords(clock, words);
  return plain(clock.verdict, words);
}

/** The clock that the case is judged by; a count or a stage judges only itself. */
export function principalOf({ clocks }: CaseExplanation): ClockView | null {
  const first = clocks[0];
  return first !== undefined && first.method !== 'count' && first.scope === 'whole' ? first : null;
}

/** The verdict of the case: that of its principal clock, else what is said of the case itself. */
export function caseVerdictWords(found: CaseExplanation, words: Words, language: Language): VerdictWords {
  const principal = principalOf(found);
  if (found.verdict === 'no-target' && found.clocks.length > 0)
    return { title: words.sentence.noTimeLimit, detail: words.sentence.noTimeLimitDetail };
  return principal === null || principal.verdict !== found.verdict
    ? plain(found.verdict, words)
    : clockVerdictWords(principal, found.asOf, words, language);
}
