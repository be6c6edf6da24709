// The groups of bars of a table: a group for each row, a bar for each column of numbers.

import { seriesColor } from './colors.ts';
import { type Show, showerOf } from './display.ts';
import { type Column, type Columns, isHidden } from './fields.ts';
import type { PlainPanel } from './grid-sections.ts';
import { textAt } from './option-value.ts';
import { judges } from './thresholds.ts';
import type { Manner } from './units.ts';

export interface BarSeries {
  readonly key: string;
  readonly title: string;
  readonly column: Column;
  readonly show: Show;
  readonly color: string;
  /** What each value itself is coloured, where thresholds or mappings say so. */
  readonly colors: readonly (string | null)[];
}
export interface Bars {
  readonly frame: Columns;
  readonly categories: readonly string[];
  readonly xTitle: string;
  readonly series: readonly BarSeries[];
  readonly isAcross: boolean;
  readonly stacking: 'none' | 'normal' | 'percent';
}

const isCalled = (name: string | null) => (column: Column) => column.name === name || column.title === name;

function seriesFrom(frame: Columns, x: Column, manner: Manner): BarSeries[] {
  const columns = frame.columns.filter(
    (column) => column !== x && column.type === 'number' && !isHidden(column),
  );
  return columns.map((column, index) => {
    const show = showerOf(column, manner, index);
    const isByValue = (column.config.color?.mode ?? 'thresholds') === 'thresholds' || columns.length === 1;
    const color = show(null).color ?? seriesColor(index);
    const told = column.values.map((value) => show(value).color);
    return {
      key: `${frame.refId}.${index}`,
      title: column.title,
      column,
      show,
      color: column.config.color?.mode === 'fixed' ? (column.config.color.fixedColor ?? color) : color,
      colors: isByValue && (judges(column.config.thresholds) || column.config.mappings) ? told : [],
    };
  });
}

export function barsOf(panel: PlainPanel, frames: readonly Columns[], manner: Manner): Bars | null {
  const frame = frames[0];
  if (frame === undefined) return null;
  const asked = textAt(panel.options, 'xField');
  const x =
    frame.columns.find(isCalled(asked)) ??
    frame.columns.find(({ type }) => type === 'string') ??
    frame.columns.find(({ type }) => type === 'time') ??
    frame.columns[0]!;
  const show = showerOf(x, manner);
  const stacking = textAt(panel.options, 'stacking');
  return {
    frame,
    categories: x.values.map((value) => show(value).text),
    xTitle: x.title,
    series: seriesFrom(frame, x, manner),
    isAcross: textAt(panel.options, 'orientation') === 'horizontal',
    stacking: stacking === 'normal' || stacking === 'percent' ? stacking : 'none',
  };
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The values to draw: shares of their row, 0 to 100, where the stack is one of shares. */
export function drawnValues({ series, stacking, categories }: Bars): (number | null)[][] {
  const values = series.map(({ column }) => categories.map((_, row) => numberOf(column.values[row])));
  if (stacking !== 'percent') return values;
  const totals = categories.map((_, row) => values.reduce((sum, each) => sum + Math.abs(each[row] ?? 0), 0));
  return values.map((each) =>
    each.map((value, row) => (value === null || totals[row] === 0 ? null : (value / totals[row]!) * 100)),
  );
}
