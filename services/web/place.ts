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

/** What a target of the catalogue may be asked to be. */
export const targetStates = [
  'measured',
  'not-measured',
  'no-source-connected',
  'slogan-undecoded',
  'not-measurable-from-events',
  'core',
  'assumed',
] as const;
export type TargetState = (typeof targetStates)[number];
export interface TargetFilters {
  readonly document: string | null;
  readonly domain: string | null;
  readonly state: TargetState | null;
  readonly search: string;
}
export const everyTarget: TargetFilters = { document: null, domain: null, state: null, search: '' };

export interface Place {
  readonly caseId: string | null;
  /** Set on the page of the catalogue of targets, null elsewhere. */
  readonly targets: TargetFilters | null;
  readonly system: string | null;
  /** A jurisdiction and everything in it, '' everywhere, or null to let the page choose. */
  readonly within: string | null;
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

function targetFiltersOf(pathname: string, query: URLSearchParams): TargetFilters | null {
  if (!/^\/targets\/?$/.test(pathname)) return null;
  return {
    document: query.get('document') || null,
    domain: query.get('domain') || null,
    state: oneOf(targetStates, query.get('state')),
    search: query.get('search') ?? '',
  };
}

function withinOf(text: string | null): string | null {
  return text === '' || /^[a-z]{2}(\/[a-z0-9-]+)*$/.test(text ?? '') ? text : null;
}

/** Reads a place from a path and its query; what it does not know falls back to the default. */
export function readPlace(pathname: string, search: string): Place {
  const query = new URLSearchParams(search);
  const asOf = query.get('asOf');
  const known = asOf === 'now' || asOf === 'latest' || !Number.isNaN(Date.parse(asOf ?? ''));
  const targets = targetFiltersOf(pathname, query);
  return {
    caseId: caseIdOf(pathname),
    targets,
    system: query.get('system') || null,
    within: withinOf(query.get('within')),
    asOf: known ? asOf : null,
    tab: (targets === null ? oneOf(tabs, query.get('state')) : null) ?? 'overdue',
    sort: oneOf(sorts, query.get('sort')),
    search: targets === null ? (query.get('search') ?? '') : '',
    filters: Object.fromEntries(groupKeys.flatMap((key) => (query.has(key) ? [[key, query.get(key)!]] : []))),
    groupSort: groupSortOf(query.get('groups')),
    language: oneOf(['zh', 'en'] as const, query.get('lang')),
  };
}

type Put = (name: string, value: string | null) => void;

/** The address of a place, path and query; defaults are left out. */
export function placeAddress(place: Place): string {
  const query = new URLSearchParams();
  const put: Put = (name, value) => {
    if (value !== null && value !== '') query.set(name, value);
  };
  put('system', place.system);
  if (place.within !== null) query.set('within', place.within);
  put('asOf', place.asOf);
  if (place.targets === null) putList(place, put, query);
  else putTargets(place.targets, put);
  put('lang', place.language);
  const text = query.toString();
  return text === '' ? pathOf(place) : `${pathOf(place)}?${text}`;
}

export function pathOf({ caseId, targets }: Place): string {
  if (targets !== null) return '/targets';
  return caseId === null ? '/' : `/case/${encodeURIComponent(caseId)}`;
}

function putTargets({ document, domain, state, search }: TargetFilters, put: Put): void {
  put('document', document);
  put('domain', domain);
  put('state', state);
  put('search', search);
}

function putList(place: Place, put: Put, query: URLSearchParams): void {
  put('state', place.tab === 'overdue' ? null : place.tab);
  put('sort', place.sort);
  put('search', place.search);
  for (const key of groupKeys) {
    const value = place.filters[key];
    if (value !== undefined) query.set(key, value);
  }
  put('groups', place.groupSort && `${place.groupSort.column}.${place.groupSort.descending ? 'down' : 'up'}`);
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
