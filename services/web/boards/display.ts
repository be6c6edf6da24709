// What a value of a column is to a reader: its text, its number and the name of its colour.
import type { Cell } from '../../../schemas/board.ts';
import { rampColor, seriesColor } from './colors.ts';
import type { Column } from './fields.ts';
import { mappedValue } from './mappings.ts';
import { rangeOf } from './reduce.ts';
import { judges, type Range, shareOf, stepOf } from './thresholds.ts';
import { patternOfAll, timeText } from './time-text.ts';
import { type Manner, type Written, writeValue, writtenText } from './units.ts';

export interface Shown extends Written {
  readonly text: string;
  readonly value: Cell;
  readonly numeric: number | null;
  /** Null where the value is neither good nor bad. */
  readonly color: string | null;
  /** Whether a mapping gave the text. */
  readonly isMapped: boolean;
}

export type Show = (value: Cell) => Shown;

export const nothing = '—';

const numericOf = (value: Cell): number | null => {
  if (value === null || value === '' || (typeof value === 'string' && value.trim() === '')) return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
};

/** From least to largest: what the config says, else what the values reach. */
export function columnRange(column: Column): Range {
  const { min, max } = column.config;
  if (min !== undefined && max !== undefined) return { min, max };
  const found = rangeOf(column.values);
  return { min: min ?? found.min, max: max ?? found.max };
}

function colorOf(column: Column, numeric: number | null, range: () => Range, index: number): string | null {
  const mode = column.config.color?.mode ?? 'thresholds';
  if (mode === 'fixed') return column.config.color?.fixedColor ?? 'text';
  if (mode.startsWith('palette-')) return seriesColor(index);
  if (mode.startsWith('continuous-'))
    return numeric === null ? null : rampColor(mode, shareOf(numeric, range()));
  const { thresholds } = column.config;
  if (!judges(thresholds) || numeric === null) return null;
  return stepOf(numeric, thresholds, range()).color;
}

const bare = (text: string): Written => ({ prefix: '', digits: text, suffix: '' });

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** How the values of a column are shown; `index` is its place among the series, for their colours. */
export function showerOf(column: Column, manner: Manner, index = 0): Show {
  const range = once(() => columnRange(column));
  const { config, type } = column;
  const pattern = once(() =>
    patternOfAll(
      column.values.filter((value) => typeof value === 'number'),
      manner.timezone,
    ),
  );
  const write = (value: Cell, numeric: number | null): Written => {
    if (value === null) return bare(config.noValue ?? nothing);
    if (type === 'time' && typeof value === 'number' && (config.unit ?? 'none') === 'none')
      return bare(timeText(value, manner.timezone, pattern()));
    const isText = typeof value === 'string' && type !== 'number';
    if (isText || typeof value === 'boolean' || numeric === null) return bare(String(value));
    return writeValue(numeric, config.unit ?? 'none', config.decimals ?? null, manner);
  };
  return (value) => {
    const numeric = numericOf(value);
    const mapped = mappedValue(value, config.mappings);
    const text = mapped?.text;
    const isMapped = text !== undefined && text !== '';
    const written = isMapped ? bare(text) : write(value, type === 'string' ? null : numeric);
    const color = mapped?.color ?? colorOf(column, type === 'string' ? null : numeric, range, index);
    return { ...written, text: writtenText(written), value, numeric, color, isMapped };
  };
}
