// Where the reader is: everything a shared link must carry, read from and written to the address.
import type { Language } from './format.ts';

export const tabs = ['overdue', 'at-risk', 'open', 'late', 'ended', 'all'] as const;
export type Tab = (typeof tabs)[number];
export const sorts = ['overdue', 'deadline', 'started'] as const;
export type Sort = (typeof sorts)[number];
export const groupKeys = ['department', 'channel'] as const;
export type GroupKey = (typeof groupKeys)[number];
export type Filters = Readonly<Partial<Record<GroupKey, string>>>;
export interface GroupSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface Place {
  readonly caseId: string | null;
  readonly system: string | null;
  /** `now`, `latest`, an ISO instant, or null to let the page choose. */
  readonly asOf: string | null;
  readonly tab: Tab;
  readonly sort: Sort | null;
  readonly search: string;
  readonly filters: Filters;
  readonly groupSort: GroupSort | null;
  readonly language: Language | null;
}

const oneOf = <T extends string>(allowed: readonly T[], value: string | null): T | null =>
  allowed.find((each) => each === value) ?? null;

function caseIdOf(pathname: string): string | null {
  const found = /^\/case\/(.+)$/.exec(pathname);
  if (found === null) return null;
  try {
    return decodeURIComponent(found[1]!);
  } catch {
    return found[1]!;
  }
}

function groupSortOf(text: string | null): GroupSort | null {
  const found = /^([a-z_]+)\.(up|down)$/.exec(text ?? '');
  return found === null ? null : { column: found[1]!, descending: found[2] === 'down' };
}

/** Reads a place from a path and its query; what it does not know falls back to the default. */
export function readPlace(pathname: string, search: string): Place {
  const query = new URLSearchParams(search);
  const asOf = query.get('asOf');
  const known = asOf === 'now' || asOf === 'latest' || !Number.isNaN(Date.parse(asOf ?? ''));
  return {
    caseId: caseIdOf(pathname),
    system: query.get('system') || null,
    asOf: known ? asOf : null,
    tab: oneOf(tabs, query.get('state')) ?? 'overdue',
    sort: oneOf(sorts, query.get('sort')),
    search: query.get('search') ?? '',
    filters: Object.fromEntries(groupKeys.flatMap((key) => (query.has(key) ? [[key, query.get(key)!]] : []))),
    groupSort: groupSortOf(query.get('groups')),
    language: oneOf(['zh', 'en'] as const, query.get('lang')),
  };
}

/** The address of a place, path and query; defaults are left out. */
export function placeAddress(place: Place): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null) => {
    if (value !== null && value !== '') query.set(name, value);
  };
  put('system', place.system);
  put('asOf', place.asOf);
  put('state', place.tab === 'overdue' ? null : place.tab);
  put('sort', place.sort);
  put('search', place.search);
  for (const key of groupKeys) {
    const value = place.filters[key];
    if (value !== undefined) query.set(key, value);
  }
  put('groups', place.groupSort && `${place.groupSort.column}.${place.groupSort.descending ? 'down' : 'up'}`);
  put('lang', place.language);
  const path = place.caseId === null ? '/' : `/case/${encodeURIComponent(place.caseId)}`;
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

const sortOfTab: Record<Tab, Sort> = {
  overdue: 'overdue',
  'at-risk': 'deadline',
  open: 'deadline',
  late: 'overdue',
  ended: 'started',
  all: 'started',
};

/** The order in force: the reader's choice, else the one that suits the tab. */
export const sortOf = (place: Place): Sort => place.sort ?? sortOfTab[place.tab];
