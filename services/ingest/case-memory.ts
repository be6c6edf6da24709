// Remembers which case events were told, so that each is told once however its rows are ordered.

/** Cases remembered at the least; a forgotten case tells its events again, as duplicates with the same ids. */
const CASES_REMEMBERED = 100_000;

export interface CaseMemory {
  /** What to do with case event number `index` of a case, whose cells on this row are `key`. */
  readonly meet: (caseId: string, index: number, key: string) => Meeting;
}

/** `differs`: an earlier row of the case told the event with the cells in `before`. */
export type Meeting =
  | { readonly kind: 'new' | 'known' }
  | { readonly kind: 'differs'; readonly before: string };

/** Two generations of cases: when the young one is full it becomes the old one, and the old one is let go. */
export function createCaseMemory(remembered: number = CASES_REMEMBERED): CaseMemory {
  let young = new Map<string, string[]>();
  let old = new Map<string, string[]>();
  const keysOf = (caseId: string): string[] => {
    const found = young.get(caseId);
    if (found) return found;
    const keys = old.get(caseId) ?? [];
    if (young.size >= remembered) {
      old = young;
      young = new Map();
    }
    young.set(caseId, keys);
    return keys;
  };
  return {
    meet: (caseId, index, key) => {
      if (key === '') return { kind: 'known' };
      const keys = keysOf(caseId);
      const before = keys[index];
      if (before === key) return { kind: 'known' };
      if (before !== undefined) return { kind: 'differs', before };
      keys[index] = key;
      return { kind: 'new' };
    },
  };
}
