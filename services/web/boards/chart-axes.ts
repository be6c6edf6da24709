// The axes of a chart: instants along the wall clock of a zone, and amounts in the unit of their series.
import { axisTicks } from '../timeline-scale.ts';
import { type Column, isHidden } from './fields.ts';
import { numberAt, textAt } from './option-value.ts';
import { type Manner, writeValue, writtenText } from './units.ts';
import { wallOf } from './zone-time.ts';

export type ChartPart = Readonly<Record<string, unknown>>;

/** The colours of the page; a chart drawn as SVG takes custom properties like any other element. */
export const ink = 'var(--ink)';
export const soft = 'var(--soft)';
export const line = 'var(--line)';
export const surface = 'var(--surface)';

export const textStyle: ChartPart = { color: soft, fontSize: 11 };

/**
 * Milliseconds to add to an instant so that its UTC reads as the wall clock; one for a whole chart, so a change
 * of the clocks within its range shows as if there were none.
 */
export const wallShift = (from: number, to: number, zone: string): number => {
  const middle = Math.floor((from + to) / 2);
  return wallOf(middle, zone) - middle;
};

/** Round instants of the wall clock, as far apart as their labels need. */
export function timeAxis(from: number, to: number, shift: number, width: number): ChartPart {
  const scale = { from, to, width, x: (instant: number) => ((instant - from) / (to - from)) * width };
  const ticks = axisTicks(scale, shift / 60_000);
  const words = new Map(ticks.map(({ at, label }) => [at + shift, label]));
  return {
    type: 'time',
    min: from + shift,
    max: to + shift,
    // The range is the reader's: no room is added for the halves of bars at its ends.
    containShape: false,
    axisLabel: {
      ...textStyle,
      customValues: [...words.keys()],
      formatter: (wall: number) => words.get(wall) ?? '',
      hideOverlap: true,
      margin: 8,
    },
    axisLine: { lineStyle: { color: 'var(--line-strong)' } },
    axisTick: { customValues: [...words.keys()], lineStyle: { color: 'var(--line-strong)' }, length: 4 },
    splitLine: { show: false },
  };
}

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
const roundSeconds = [
  0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800,
  21_600, 43_200, 86_400, 172_800, 432_000, 864_000, 2_592_000, 8_640_000, 31_536_000,
];

/** Steps of a time-of-length axis that read well: 30 s, 5 min, 2 h and not 16.7 min; null for other units. */
export function lengthStep(unit: string, most: number): number | null {
  const size = secondsIn[unit];
  if (size === undefined || most <= 0) return null;
  const step = roundSeconds.find((each) => each >= (most * size) / 5);
  return step === undefined ? null : step / size;
}

/** Amounts at the ticks, without decimals that say nothing. */
export function amountTick(value: number, unit: string, manner: Manner): string {
  const written = writeValue(Number(value.toPrecision(10)), unit, null, manner);
  const digits = written.digits.includes('.') ? written.digits.replace(/\.?0+$/, '') : written.digits;
  return writtenText({ ...written, digits });
}

export interface AmountAxis {
  readonly column: Column | undefined;
  readonly manner: Manner;
  /** The least and largest of what is drawn, for round steps. */
  readonly least: number;
  readonly most: number;
  /** Lines need not begin at zero; bars and stacks do. */
  readonly isFree: boolean;
  readonly isWhole: boolean;
  readonly isShares: boolean;
  readonly isRight: boolean;
  /** Pixels that the axis has. */
  readonly length: number;
}

export function amountAxis(axis: AmountAxis): ChartPart {
  const config = axis.column?.config ?? {};
  const unit = axis.isShares ? 'percent' : (config.unit ?? 'none');
  const step = lengthStep(unit, axis.most);
  const fixed = axis.isShares ? { min: 0, max: 100, interval: 25 } : shareSteps(unit, axis);
  const name = textAt(config, 'custom', 'axisLabel');
  const isBare = textAt(config, 'custom', 'axisPlacement') === 'hidden';
  return {
    type: 'value',
    show: !isBare,
    position: axis.isRight ? 'right' : 'left',
    scale: axis.isFree,
    splitNumber: Math.min(5, Math.max(2, Math.floor((axis.length - 30) / 36))),
    ...(fixed ?? {
      ...endOf('min', config.min, numberAt(config, 'custom', 'axisSoftMin')),
      ...endOf('max', config.max, numberAt(config, 'custom', 'axisSoftMax')),
      ...(step === null ? {} : { interval: step }),
    }),
    ...(axis.isWhole ? { minInterval: 1 } : {}),
    ...(name === null
      ? {}
      : {
          name,
          nameGap: 9,
          nameTextStyle: { ...textStyle, align: axis.isRight ? 'right' : 'left' },
        }),
    axisLabel: { ...textStyle, formatter: (value: number) => amountTick(value, unit, axis.manner) },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: !axis.isRight, lineStyle: { color: line } },
  };
}

const shareGaps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25];

/** Shares near the whole end at the whole, for an axis should not promise more than all; else null. */
function shareSteps(unit: string, { least, most, isFree, column }: AmountAxis): ChartPart | null {
  const whole = unit === 'percent' ? 100 : unit === 'percentunit' ? 1 : null;
  const { min, max } = column?.config ?? {};
  if (whole === null || min !== undefined || max !== undefined || most > whole || most < whole * 0.85)
    return null;
  const span = isFree ? whole - least : whole;
  const gap = ((shareGaps.find((each) => each * 4 >= (span / whole) * 100) ?? 25) * whole) / 100;
  return { min: whole - gap * Math.max(1, Math.ceil(span / gap - 1e-9)), max: whole, interval: gap };
}

/** Whether an axis has a name, which stands above it. */
export const isNamed = ({ config }: Column): boolean => textAt(config, 'custom', 'axisLabel') !== null;

/** A hard end, or a soft one that the values may pass. */
function endOf(end: 'min' | 'max', hard: number | undefined, soft: number | null): ChartPart {
  if (hard !== undefined) return { [end]: hard };
  if (soft === null) return {};
  const choose = end === 'min' ? Math.min : Math.max;
  return { [end]: (reached: { readonly min: number; readonly max: number }) => choose(reached[end], soft) };
}

export const isWhole = (columns: readonly Column[]): boolean =>
  columns
    .filter((column) => !isHidden(column))
    .every(({ values }) => values.every((value) => typeof value !== 'number' || Number.isInteger(value)));
