// A customer of a utility who wants a connection: class, size, channel, place in town, and what has to be built.
import type { Draft } from './draft.ts';
import type { Weighted } from './seeded-random.ts';

export interface Customer {
  readonly customerClass: 'residential' | 'non-residential';
  readonly enterpriseSize: string;
  readonly channel: string;
  readonly area: 'urban' | 'rural';
  readonly inPark: boolean;
  readonly inNetworkArea: boolean;
  readonly externalWorks: boolean;
  readonly crossingMetres: number;
  readonly lineMetres: number;
}

const sizes: Weighted<string> = [
  ['self-employed', 22],
  ['micro', 26],
  ['small', 26],
  ['medium', 16],
  ['large', 10],
];
const channels: Weighted<string> = [
  ['app', 42],
  ['online', 33],
  ['platform-push', 15],
  ['phone', 10],
];

/** `residential` is the share of households, `built` of enterprises that need works outside their site. */
export function drawCustomer({ random, online }: Draft, residential: number, built: number): Customer {
  const household = random.chance(residential);
  const channel = online ? random.weighted(channels) : 'counter';
  const externalWorks = random.chance(household ? built * 0.1 : built);
  return {
    customerClass: household ? 'residential' : 'non-residential',
    enterpriseSize: household ? 'household' : random.weighted(sizes),
    channel: household && channel === 'platform-push' ? 'app' : channel,
    area: random.chance(0.68) ? 'urban' : 'rural',
    inPark: !household && random.chance(0.35),
    inNetworkArea: random.chance(0.88),
    externalWorks,
    crossingMetres: externalWorks ? random.whole(0, 60) : 0,
    lineMetres: externalWorks ? random.whole(2, 150) * 10 : random.whole(0, 5) * 10,
  };
}

export const isSmall = ({ enterpriseSize }: Customer): boolean =>
  ['self-employed', 'micro', 'small'].includes(enterpriseSize);

/** Visits, papers and steps asked of a customer. */
export interface Errand {
  readonly visits: number;
  readonly materials: number;
  readonly steps: number;
}

/** What a place asks: nearly nothing where it promises so; of `burdened` cases, more than it should. */
export function errandOf(
  { place, random, online }: Draft,
  { channel }: Customer,
  ordinary: Omit<Errand, 'visits'>,
  burdened: boolean,
): Errand {
  const spared = place.code === 'ECHENG' && online;
  const more = () => (burdened && random.chance(0.6) ? random.whole(1, 2) : 0);
  const steps = spared ? (channel === 'platform-push' ? 0 : 1) : ordinary.steps;
  return {
    visits: (online ? 0 : 1) + more(),
    materials: (spared ? 0 : ordinary.materials) + more(),
    steps: steps + more(),
  };
}
