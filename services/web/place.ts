// Where the reader is: everything a shared link must carry, read from and written to the address.
import {
  type BoardQuery,
  languageOfUid,
  plainQuery,
  putBoardQuery,
  readBoardQuery,
} from './boards/board-query.ts';
import { type CardFilters, cardQuery, readCardFilters } from './cards/card-filters.ts';
import type { Language } from './format.ts';

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

interface Spoken {
  /** Null lets the page choose. */
  readonly language: Language | null;
}
export interface BoardPlace extends Spoken {
  readonly page: 'board';
  /** Null is the overview in the reader's language, at the root. */
  readonly uid: string | null;
  readonly query: BoardQuery;
}
interface AtInstant extends Spoken {
  /** `now`, `latest`, an ISO instant, or null to let the page choose. */
  readonly asOf: string | null;
}
export interface CasePlace extends AtInstant {
  readonly page: 'case';
  readonly caseId: string;
  /** Null where the case's number says enough. */
  readonly system: string | null;
}
export interface TargetsPlace extends AtInstant {
  readonly page: 'targets';
  readonly filters: TargetFilters;
}
/** Cards stand as they do now; they are of no other instant. */
export interface CardsPlace extends Spoken {
  readonly page: 'cards';
  readonly filters: CardFilters;
}
export interface CardPlace extends Spoken {
  readonly page: 'card';
  readonly cardId: string;
}
/** The pages that are asked as of an instant. */
export type DatedPlace = CasePlace | TargetsPlace;
export type Place = BoardPlace | DatedPlace | CardsPlace | CardPlace;

const oneOf = <T extends string>(allowed: readonly T[], value: string | null): T | null =>
  allowed.find((each) => each === value) ?? null;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function targetFiltersOf(query: URLSearchParams): TargetFilters {
  return {
    document: query.get('document') || null,
    domain: query.get('domain') || null,
    state: oneOf(targetStates, query.get('state')),
    search: query.get('search') ?? '',
  };
}

function asOfOf(query: URLSearchParams): string | null {
  const asOf = query.get('asOf');
  const isKnown = asOf === 'now' || asOf === 'latest' || !Number.isNaN(Date.parse(asOf ?? ''));
  return isKnown ? asOf : null;
}

const languageIn = (query: URLSearchParams): Language | null => oneOf(['zh', 'en'], query.get('lang'));

const paths = /^\/(?:(case)\/(.+)|(targets)\/?|(cards)(?:\/([^/]*))?|d\/([^/]+)(?:\/[^/]*)?)?$/;

/** Whether a path is one of this page's own. */
export const isPagePath = (pathname: string): boolean => paths.test(pathname);

/** Reads a place from a path and its query; what it does not know falls back to the default. */
export function readPlace(pathname: string, search: string): Place {
  const query = new URLSearchParams(search);
  const [, isCase, caseId, isTargets, isCards, cardId, uid] = paths.exec(pathname) ?? [];
  const language = languageIn(query);
  if (isCase !== undefined)
    return {
      page: 'case',
      caseId: decoded(caseId!),
      system: query.get('system') || null,
      asOf: asOfOf(query),
      language,
    };
  if (isTargets !== undefined)
    return { page: 'targets', filters: targetFiltersOf(query), asOf: asOfOf(query), language };
  if (isCards !== undefined)
    return cardId
      ? { page: 'card', cardId: decoded(cardId), language }
      : { page: 'cards', filters: readCardFilters(query), language };
  if (uid === undefined) return { page: 'board', uid: null, query: readBoardQuery(query), language };
  const named = decoded(uid);
  return { page: 'board', uid: named, query: readBoardQuery(query), language: languageOfUid(named) };
}

export function pathOf(place: Place): string {
  if (place.page === 'targets') return '/targets';
  if (place.page === 'cards') return '/cards';
  if (place.page === 'card') return `/cards/${encodeURIComponent(place.cardId)}`;
  if (place.page === 'case') return `/case/${encodeURIComponent(place.caseId)}`;
  return place.uid === null ? '/' : `/d/${encodeURIComponent(place.uid)}`;
}

/** The address of a place, path and query; defaults are left out. */
export function placeAddress(place: Place): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null) => {
    if (value !== null && value !== '') query.set(name, value);
  };
  if (place.page === 'board') putBoardQuery(place.query, query);
  if (place.page === 'case') put('system', place.system);
  if (place.page === 'targets') {
    put('document', place.filters.document);
    put('domain', place.filters.domain);
    put('state', place.filters.state);
    put('search', place.filters.search);
  }
  if (place.page === 'cards')
    for (const [name, value] of Object.entries(cardQuery(place.filters))) put(name, value);
  if ('asOf' in place) put('asOf', place.asOf);
  if (place.page !== 'board' || place.uid === null) put('lang', place.language);
  const text = query.toString();
  return text === '' ? pathOf(place) : `${pathOf(place)}?${text}`;
}

export const boardPlace = (uid: string, query: BoardQuery = plainQuery): BoardPlace => ({
  page: 'board',
  uid,
  query,
  language: languageOfUid(uid),
});

/** The catalogue narrowed, in the language and at the instant of where the reader is. */
export const targetsPlace = (filters: TargetFilters, here: Place): TargetsPlace => ({
  page: 'targets',
  filters,
  asOf: 'asOf' in here ? here.asOf : null,
  language: here.language,
});

export const cardsPlace = (filters: CardFilters, here: Place): CardsPlace => ({
  page: 'cards',
  filters,
  language: here.language,
});

export const cardPlace = (cardId: string, here: Place): CardPlace => ({
  page: 'card',
  cardId,
  language: here.language,
});
