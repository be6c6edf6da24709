// What a person may do with a card, what each asks for, and what is wrong with what was filled in.
import type { CardState } from '../../../schemas/card.ts';
import type { Problem } from '../../../schemas/problem.ts';

/** Named as the API's addresses are. */
export const steps = ['acknowledge', 'reply', 'close', 'uphold'] as const;
export type Step = (typeof steps)[number];

const stepsFrom: Readonly<Record<CardState, readonly Step[]>> = {
  raised: ['acknowledge', 'reply', 'close', 'uphold'],
  acknowledged: ['acknowledge', 'reply', 'close', 'uphold'],
  replied: ['close', 'uphold'],
  closed: [],
  upheld: [],
  withdrawn: [],
};
export const allowedSteps = (state: CardState): readonly Step[] => stepsFrom[state];

const usualSteps: Readonly<Partial<Record<CardState, Step>>> = {
  raised: 'acknowledge',
  acknowledged: 'reply',
  replied: 'close',
};
/** What usually comes next; null after an end. */
export const usualStep = (state: CardState): Step | null => usualSteps[state] ?? null;

export const stepFields = ['by', 'reason', 'note', 'expectedFinish'] as const;
export type StepField = (typeof stepFields)[number];
export const wordsFieldOf = (step: Step): 'reason' | 'note' => (step === 'reply' ? 'reason' : 'note');
const mustSay: ReadonlySet<Step> = new Set(['reply', 'uphold']);
export const mustHaveWords = (step: Step): boolean => mustSay.has(step);

export const mostOf: Readonly<Record<Exclude<StepField, 'expectedFinish'>, number>> = {
  by: 200,
  reason: 2000,
  note: 2000,
};

/** What is filled in; whitespace around it does not count. */
export interface Filled {
  readonly by: string;
  readonly words: string;
  /** `YYYY-MM-DD`, empty where none is given. */
  readonly expectedFinish: string;
}

/** What is missing before it is worth sending. */
export function missingIn(step: Step, { by, words }: Filled): StepField[] {
  const missing: StepField[] = by.trim() === '' ? ['by'] : [];
  if (mustHaveWords(step) && words.trim() === '') missing.push(wordsFieldOf(step));
  return missing;
}

export function bodyOf(step: Step, { by, words, expectedFinish }: Filled): Record<string, string | null> {
  const told = { by: by.trim(), [wordsFieldOf(step)]: words.trim() };
  return step === 'reply' ? { ...told, expectedFinish: expectedFinish || null } : told;
}

export interface SortedProblems {
  readonly fields: Readonly<Partial<Record<StepField, string>>>;
  /** Those that belong to no field of the form. */
  readonly others: readonly Problem[];
}

/** What a refusal says of each field; the first problem of a field stands for all of it. */
export function sortProblems(problems: readonly Problem[]): SortedProblems {
  const fields: Partial<Record<StepField, string>> = {};
  const others: Problem[] = [];
  for (const problem of problems) {
    const field = stepFields.find((name) => name === problem.field);
    if (field === undefined) others.push(problem);
    else fields[field] ??= problem.message;
  }
  return { fields, others };
}
