// The codes of what contradicts itself in a case and in its clocks, each once.
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';

export const codesOf = (problems: readonly { readonly code: string }[]): string[] => [
  ...new Set(problems.map(({ code }) => code)),
];

export const caseProblems = ({ problems }: CaseHistory): string[] => codesOf(problems);

/** Of faults the one that contradicts itself; the others are many and say that something is not known. */
export function clockProblems(clocks: readonly Clock[]): string[] {
  const noted = clocks.flatMap(({ problems, fault }) =>
    fault?.code === 'end-before-start' ? [...problems, fault] : problems,
  );
  return codesOf(noted);
}
