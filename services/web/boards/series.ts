// The series of a chart over time: their points, looks and places in a stack.

import { seriesColor } from './colors.ts';
import { type Show, showerOf } from './display.ts';
import { type Column, type Columns, isHidden } from './fields.ts';
import type { PlainPanel } from './grid-sections.ts';
import { at, numberAt, textAt } from './option-value.ts';
import { reduce } from './reduce.ts';
import type { Manner } from './units.ts';

/** Epoch milliseconds and the value there. */
export type Point = readonly [time: number, value: number | null];

export const shapes = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'] as const;
export type Shape = (typeof shapes)[number];

export interface Series {
  readonly key: string;
  readonly title: string;
  readonly column: Column;
  readonly show: Show;
  readonly color: string;
  readonly points: readonly Point[];
  readonly draw: 'line' | 'bars' | 'points';
  readonly isDashed: boolean;
  /** Null stands alone; series of one stack stand on each other. */
  readonly stack: string | null;
  readonly isPercent: boolean;
  readonly isRight: boolean;
  /** A mark of its own where several lines share a chart, so that colour is not all that tells them apart. */
  readonly shape: Shape | null;
  /** Whether its name stands at its end. */
  readonly isNamed: boolean;
}

function pointsOf(time: Column, column: Column): Point[] {
  const points = time.values.flatMap((instant, row): Point[] => {
    const value = column.values[row];
    return typeof instant === 'number' ? [[instant, typeof value === 'number' ? value : null]] : [];
  });
  return points.sort((a, b) => a[0] - b[0]);
}

function drawOf(config: Column['config']): Series['draw'] {
  const style = textAt(config, 'custom', 'drawStyle');
  return style === 'bars' || style === 'points' ? style : 'line';
}

function stackOf(column: Column): Pick<Series, 'stack' | 'isPercent'> {
  const mode = textAt(column.config, 'custom', 'stacking', 'mode') ?? 'none';
  const group = textAt(column.config, 'custom', 'stacking', 'group') ?? 'A';
  return { stack: mode === 'none' ? null : group, isPercent: mode === 'percent' };
}

function seriesFrom(frame: Columns, time: Column, manner: Manner, begun: number): Series[] {
  const columns = frame.columns.filter((column) => column.type === 'number' && !isHidden(column));
  return columns.map((column, index) => {
    const { config } = column;
    const show = showerOf(column, manner, begun + index);
    const fill = textAt(config, 'custom', 'lineStyle', 'fill');
    return {
      key: `${frame.refId}.${begun + index}`,
      title: column.title,
      column,
      show,
      color: show(reduce(column.values, 'lastNotNull')).color ?? seriesColor(begun + index),
      points: pointsOf(time, column),
      draw: drawOf(config),
      isDashed: fill === 'dash' || fill === 'dot',
      ...stackOf(column),
      isRight: textAt(config, 'custom', 'axisPlacement') === 'right',
      shape: null,
      isNamed: false,
    };
  });
}

/** Marks only where two or more lines need them; limits drawn as dashes are told by their dashes. */
function withShapes(series: readonly Series[]): Series[] {
  const lines = series.filter(({ draw, isDashed }) => draw === 'line' && !isDashed);
  if (lines.length < 2) return [...series];
  return series.map((each) => {
    const place = lines.indexOf(each);
    return place < 0 ? each : { ...each, shape: shapes[place % shapes.length]! };
  });
}

/** More names at the right end would cover each other. */
const mostNamed = 4;

function withNames(series: readonly Series[]): Series[] {
  const isFew = series.filter(({ isDashed }) => isDashed).length <= mostNamed;
  return series.map((each) => ({ ...each, isNamed: isFew && each.isDashed }));
}

export function seriesOf(frames: readonly Columns[], manner: Manner): Series[] {
  const series: Series[] = [];
  for (const frame of frames) {
    const time = frame.columns.find(({ type }) => type === 'time');
    if (time !== undefined) series.push(...seriesFrom(frame, time, manner, series.length));
  }
  return withNames(withShapes(series));
}

/** The instants of all series, ascending. */
export function instantsOf(series: readonly Series[]): number[] {
  return [...new Set(series.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
}

/** Every series at every instant, so that stacks meet; null where a series has nothing. */
export function aligned(series: readonly Series[]): Series[] {
  const instants = instantsOf(series);
  return series.map((each) => {
    const known = new Map(each.points);
    return { ...each, points: instants.map((instant) => [instant, known.get(instant) ?? null] as const) };
  });
}

/** Values of percent stacks as shares of their stack, 0 to 100; others as they are. */
export function asShares(series: readonly Series[]): Series[] {
  const totals = new Map<string, number>();
  const keyOf = (each: Series, time: number) => `${each.stack}.${time}`;
  for (const each of series.filter(({ isPercent }) => isPercent))
    for (const [time, value] of each.points) {
      const key = keyOf(each, time);
      totals.set(key, (totals.get(key) ?? 0) + Math.abs(value ?? 0));
    }
  return series.map((each) => {
    if (!each.isPercent) return each;
    const share = ([time, value]: Point): Point => {
      const total = totals.get(keyOf(each, time)) ?? 0;
      return [time, value === null || total === 0 ? null : (value / total) * 100];
    };
    return { ...each, points: each.points.map(share) };
  });
}

export interface LegendOptions {
  readonly isShown: boolean;
  readonly isTable: boolean;
  readonly isRight: boolean;
  readonly calcs: readonly string[];
}

export function legendOptions({ options }: Pick<PlainPanel, 'options'>): LegendOptions {
  const calcs = at(options, 'legend', 'calcs');
  return {
    isShown:
      at(options, 'legend', 'showLegend') !== false && textAt(options, 'legend', 'displayMode') !== 'hidden',
    isTable: textAt(options, 'legend', 'displayMode') === 'table',
    isRight: textAt(options, 'legend', 'placement') === 'right',
    calcs: Array.isArray(calcs) ? calcs.filter((each): each is string => typeof each === 'string') : [],
  };
}

export const widthOf = (column: Column): number => numberAt(column.config, 'custom', 'lineWidth') ?? 2;
