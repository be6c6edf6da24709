// Which step of a threshold a value stands on.
import type { Thresholds } from '../../../schemas/board.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

export type Step = Thresholds['steps'][number];

/** Where a value lies between two ends, 0 to 1; ends that coincide count as full. */
export function shareOf(value: number, { min, max }: Range): number {
  if (max <= min) return 1;
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}

/** The last step whose value is at most the given one; the first holds from minus infinity. */
export function stepOf(value: number, thresholds: Thresholds, range: Range): Step {
  const measured = thresholds.mode === 'percentage' ? percentOf(value, range) : value;
  const [first, ...others] = thresholds.steps;
  return others.reduce((held, step) => (step.value !== null && measured >= step.value ? step : held), first!);
}

function percentOf(value: number, { min, max }: Range): number {
  return max <= min ? 0 : ((value - min) / (max - min)) * 100;
}

/** A threshold of one step says nothing of good and bad. */
export const judges = (thresholds: Thresholds | undefined): thresholds is Thresholds =>
  thresholds !== undefined && thresholds.steps.length > 1;

export interface Limit {
  readonly value: number;
  /** Of the step that begins here. */
  readonly color: string;
}

/** The values at which the steps change, in the unit of the field. */
export function limitsOf(thresholds: Thresholds, { min, max }: Range): Limit[] {
  return thresholds.steps.flatMap(({ value, color }) => {
    if (value === null) return [];
    return [{ color, value: thresholds.mode === 'percentage' ? min + ((max - min) * value) / 100 : value }];
  });
}
