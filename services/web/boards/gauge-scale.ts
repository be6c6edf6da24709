// The length of the bars of a bar gauge: all on one scale, which begins at zero unless the board says otherwise.
import type { Figure } from './figures.ts';
import { judges, limitsOf, type Range, shareOf } from './thresholds.ts';

const wholes: Readonly<Record<string, number>> = { percent: 100, percentunit: 1 };

export function gaugeRange(figures: readonly Figure[]): Range {
  const { min, max, unit } = figures[0]?.column.config ?? {};
  const numbers = figures.map(({ shown }) => shown.numeric ?? 0);
  const least = numbers.reduce((a, b) => Math.min(a, b), 0);
  const most = numbers.reduce((a, b) => Math.max(a, b), wholes[unit ?? ''] ?? 0);
  return { min: min ?? least, max: max ?? (most === 0 ? 1 : most) };
}

export interface GaugeBar {
  /** Shares of the whole length, 0 to 1. */
  readonly from: number;
  readonly length: number;
  readonly limits: readonly number[];
}

/** A bar grows from zero, to the left where its value is less. */
export function gaugeBar({ shown, column }: Figure, range: Range): GaugeBar {
  const zero = shareOf(0, range);
  const end = shown.numeric === null ? zero : shareOf(shown.numeric, range);
  const { thresholds } = column.config;
  const limits = judges(thresholds) ? limitsOf(thresholds, range) : [];
  return {
    from: Math.min(zero, end),
    length: Math.abs(end - zero),
    limits: limits
      .map(({ value }) => (value - range.min) / (range.max - range.min))
      .filter((at) => at > 0 && at < 1),
  };
}
