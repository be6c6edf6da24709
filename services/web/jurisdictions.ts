// The places a system has cases in: every jurisdiction and all that contain it, and the one to begin with.
import type { Status } from '../../schemas/indicator.ts';

type PlaceCount = Status['systems'][number]['places'][number];

/** A place to choose: a jurisdiction and everything in it; '' is everywhere. */
export interface PlaceChoice {
  readonly within: string;
  readonly cases: number;
  readonly simulated: number;
}

export const isWithin = (jurisdiction: string, within: string): boolean =>
  within === '' || jurisdiction === within || jurisdiction.startsWith(`${within}/`);

/** A place with what it holds, however little that is. */
export function placeChoice(places: readonly PlaceCount[], within: string): PlaceChoice {
  const held = places.filter(({ jurisdiction }) => isWithin(jurisdiction, within));
  const sum = (key: 'cases' | 'simulated') => held.reduce((total, place) => total + place[key], 0);
  return { within, cases: sum('cases'), simulated: sum('simulated') };
}

const prefixesOf = (jurisdiction: string): string[] =>
  jurisdiction.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));

/** Everywhere, then every prefix that holds cases, each before what lies in it. */
export function placeChoices(places: readonly PlaceCount[]): PlaceChoice[] {
  const named = places.filter(({ jurisdiction }) => jurisdiction !== '');
  const prefixes = new Set(named.flatMap(({ jurisdiction }) => prefixesOf(jurisdiction)));
  const order = (a: string, b: string) =>
    a.replaceAll('/', '\u0001') < b.replaceAll('/', '\u0001') ? -1 : 1;
  return ['', ...[...prefixes].sort(order)].map((within) => placeChoice(places, within));
}

/** The narrowest place that covers every real case that says where it is; everywhere when there is none. */
export function realWithin(places: readonly PlaceCount[]): string {
  const real = places.filter(
    ({ jurisdiction, cases, simulated }) => jurisdiction !== '' && cases > simulated,
  );
  const common = real
    .map(({ jurisdiction }) => jurisdiction.split('/'))
    .reduce<string[] | null>((shared, parts) => {
      if (shared === null) return parts;
      const end = shared.findIndex((part, index) => part !== parts[index]);
      return end === -1 ? shared : shared.slice(0, end);
    }, null);
  return common?.join('/') ?? '';
}

/** Where a reader who has chosen no place begins: the real part of a mixed system, else everywhere. */
export function defaultWithin(places: readonly PlaceCount[]): string {
  return places.some(({ simulated }) => simulated > 0) ? realWithin(places) : '';
}

/** The newest event of the cases in a place; null when it holds none. */
export function latestEventIn(places: readonly PlaceCount[], within: string): string | null {
  const stamps = places
    .filter(({ jurisdiction }) => isWithin(jurisdiction, within))
    .map(({ latestEventAt }) => latestEventAt);
  return stamps.reduce<string | null>(
    (newest, stamp) => (newest === null || Date.parse(stamp) > Date.parse(newest) ? stamp : newest),
    null,
  );
}
