// The places a store has cases in: what is chosen of them, how much of it is made up, and where the real cases are.
import type { Status } from '../../schemas/indicator.ts';

export type PlaceCount = Status['systems'][number]['places'][number];

/** What places hold together. */
export interface Held {
  readonly cases: number;
  readonly simulated: number;
}

export const isWithin = (jurisdiction: string, within: string): boolean =>
  within === '' || jurisdiction === within || jurisdiction.startsWith(`${within}/`);

/** The places of the systems and jurisdictions named; null names all. */
export function placesIn(
  systems: Status['systems'],
  named: readonly string[] | null,
  withins: readonly string[] | null,
): PlaceCount[] {
  return systems
    .filter(({ system }) => named === null || named.includes(system))
    .flatMap(({ places }) => places)
    .filter(
      ({ jurisdiction }) => withins === null || withins.some((within) => isWithin(jurisdiction, within)),
    );
}

export function heldBy(places: readonly PlaceCount[]): Held {
  const sum = (key: 'cases' | 'simulated') => places.reduce((total, place) => total + place[key], 0);
  return { cases: sum('cases'), simulated: sum('simulated') };
}

const hasReal = ({ cases, simulated }: PlaceCount): boolean => cases > simulated;

/** The narrowest place that covers every real case that says where it is; everywhere when there is none. */
export function realWithin(places: readonly PlaceCount[]): string {
  const real = places.filter((place) => place.jurisdiction !== '' && hasReal(place));
  const common = real
    .map(({ jurisdiction }) => jurisdiction.split('/'))
    .reduce<string[] | null>((shared, parts) => {
      if (shared === null) return parts;
      const end = shared.findIndex((part, index) => part !== parts[index]);
      return end === -1 ? shared : shared.slice(0, end);
    }, null);
  return common?.join('/') ?? '';
}

/** The newest event of places; null when there is none. */
export function latestEventIn(places: readonly PlaceCount[]): string | null {
  return places.reduce<string | null>(
    (newest, { latestEventAt }) =>
      newest === null || Date.parse(latestEventAt) > Date.parse(newest) ? latestEventAt : newest,
    null,
  );
}
