// Chance from a seed: the same draws on every machine, so only additions, products and divisions are used.
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

export interface SeededRandom {
  /** At least 0 and below 1. */
  readonly unit: () => number;
  readonly chance: (share: number) => boolean;
  /** At least `low` and below `high`. */
  readonly between: (low: number, high: number) => number;
  /** A whole number, both ends included. */
  readonly whole: (low: number, high: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  /** One of the items, each as often as its weight says. */
  readonly weighted: <T>(items: Weighted<T>) => T;
}

export type Weighted<T> = readonly (readonly [item: T, weight: number])[];

export function seededRandom(generator: JumpableRandomGenerator): SeededRandom {
  const unit = () => (generator.next() + 2_147_483_648) / 4_294_967_296;
  const whole = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    chance: (share) => unit() < share,
    between: (low, high) => low + unit() * (high - low),
    whole,
    pick: (items) => items[whole(0, items.length - 1)]!,
    weighted: (items) => {
      let left = unit() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return items.at(-1)![0];
    },
  };
}
