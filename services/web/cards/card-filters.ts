// What the list of cards is narrowed to, read from and written to the address under the names that the API has.
import type { CardState, Rung } from '../../../schemas/card.ts';

export const rungOrder = ['warning', 'yellow', 'red', 'escalation'] as const satisfies readonly Rung[];
export const cardStateOrder = [
  'raised',
  'acknowledged',
  'replied',
  'closed',
  'upheld',
  'withdrawn',
] as const satisfies readonly CardState[];
/** Without an end yet. */
export const openStates: readonly CardState[] = ['raised', 'acknowledged', 'replied'];

/** What is listed: cards in one state, those without an end, or all. */
export type ListedState = CardState | 'open' | 'all';
export const listedStates: readonly ListedState[] = ['open', ...cardStateOrder, 'all'];

/** How many of the cards counted by state are listed. */
export const countOf = (counts: readonly StateCount[], listed: ListedState): number =>
  counts.reduce((sum, { state, n }) => {
    const isListed = listed === 'all' || (listed === 'open' ? openStates.includes(state) : listed === state);
    return sum + (isListed ? n : 0);
  }, 0);

interface StateCount {
  readonly state: CardState;
  readonly n: number;
}

export interface CardFilters {
  readonly system: string | null;
  readonly rung: Rung | null;
  readonly state: ListedState;
  readonly department: string | null;
  /** A jurisdiction and everything in it. */
  readonly within: string | null;
  readonly caseId: string | null;
  /** Where a page begins that is not the first. */
  readonly cursor: string | null;
}

export const openCards: CardFilters = {
  system: null,
  rung: null,
  state: 'open',
  department: null,
  within: null,
  caseId: null,
  cursor: null,
};

const oneOf = <T extends string>(allowed: readonly T[], value: string | null): T | null =>
  allowed.find((each) => each === value) ?? null;

export const readCardFilters = (query: URLSearchParams): CardFilters => ({
  system: query.get('system') || null,
  rung: oneOf(rungOrder, query.get('rung')),
  state: oneOf(listedStates, query.get('state')) ?? 'open',
  department: query.get('department') || null,
  within: query.get('within') || null,
  caseId: query.get('caseId') || null,
  cursor: query.get('cursor') || null,
});

/** The filters as a query has them; defaults are left out. */
export const cardQuery = ({ state, ...filters }: CardFilters): Readonly<Record<string, string | null>> => ({
  ...filters,
  state: state === 'open' ? null : state,
});

/** Whether anything but the state and the page was chosen. */
export const isNarrowed = ({ state: _, cursor: __, ...filters }: CardFilters): boolean =>
  Object.values(filters).some((value) => value !== null);

/** The question without its page, as a reader widens or narrows it. */
export const withFilters = (filters: CardFilters, change: Partial<CardFilters>): CardFilters => ({
  ...filters,
  cursor: null,
  ...change,
});

/** Every place cards may be asked for within: those that have cases, and what they lie in. */
export function withinOptions(jurisdictions: Iterable<string>, chosen: string | null): string[] {
  const all = new Set<string>(chosen === null ? [] : [chosen]);
  for (const jurisdiction of jurisdictions) {
    const parts = jurisdiction.split('/');
    for (let end = 1; end <= parts.length; end += 1) all.add(parts.slice(0, end).join('/'));
  }
  all.delete('');
  return [...all].sort();
}
