// Reducers of a series to one value, by Grafana's names.
import type { Cell } from '../../../schemas/board.ts';

const numbersOf = (values: readonly Cell[]): number[] =>
  values.filter((value): value is number => typeof value === 'number' && !Number.isNaN(value));
const isThere = (value: Cell): boolean => value !== null && !Number.isNaN(value);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Over the numbers of a series; null where there is none. */
const overNumbers: Readonly<Record<string, (values: readonly number[]) => number>> = {
  min: least,
  max: most,
  mean: (values) => total(values) / values.length,
  sum: total,
  median,
  range: (values) => most(values) - least(values),
  diff: (values) => values.at(-1)! - values[0]!,
};

const overAll: Readonly<Record<string, (values: readonly Cell[]) => Cell>> = {
  last: (values) => values.at(-1) ?? null,
  lastNotNull: (values) => values.findLast(isThere) ?? null,
  first: (values) => values[0] ?? null,
  firstNotNull: (values) => values.find(isThere) ?? null,
  count: (values) => values.length,
};

/** A name that is not known takes the last value that is there. */
export function reduce(values: readonly Cell[], calc: string): Cell {
  const number = Object.hasOwn(overNumbers, calc) ? overNumbers[calc] : undefined;
  if (number === undefined)
    return (Object.hasOwn(overAll, calc) ? overAll[calc]! : overAll['lastNotNull']!)(values);
  const numbers = numbersOf(values);
  return numbers.length === 0 ? null : number(numbers);
}

/** Of these calculations the answer is in the unit of the series. */
export const keepsUnit = (calc: string): boolean => calc !== 'count';

/** The least and the largest number of all given; nothing gives 0 to 1. */
export function rangeOf(values: readonly Cell[]): { readonly min: number; readonly max: number } {
  const numbers = numbersOf(values);
  return numbers.length === 0 ? { min: 0, max: 1 } : { min: least(numbers), max: most(numbers) };
}
