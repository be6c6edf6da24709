// What a stat or a bar gauge shows: one figure a column and calculation, or one a row.

import { type DataLink, dataLinks, rowReader } from './data-links.ts';
import { columnRange, type Show, type Shown, showerOf } from './display.ts';
import { type Column, type Columns, isHidden } from './fields.ts';
import type { PlainPanel } from './grid-sections.ts';
import { fillText, type Scope } from './interpolate.ts';
import { patternOf } from './mappings.ts';
import { isSetAt, numberAt, textAt, textsAt } from './option-value.ts';
import { reduce } from './reduce.ts';
import type { Range } from './thresholds.ts';
import type { Manner } from './units.ts';

export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly shown: Shown;
  readonly column: Column;
  readonly range: Range;
  readonly links: readonly DataLink[];
  /** The series the figure was taken from; null where there is no time. */
  readonly spark: { readonly times: readonly number[]; readonly values: readonly (number | null)[] } | null;
}

const mostRows = 25;

function isChosen(fields: string | null): (column: Column) => boolean {
  if (fields === null) return ({ type }) => type === 'number';
  const pattern = fields.startsWith('/') ? patternOf(fields) : null;
  return ({ name, title }) =>
    pattern === null ? name === fields || title === fields : pattern.test(title) || pattern.test(name);
}

function sparkOf(frame: Columns, column: Column): Figure['spark'] {
  const time = frame.columns.find(({ type }) => type === 'time');
  if (time === undefined || time === column || column.type !== 'number') return null;
  return {
    times: time.values.map(Number),
    values: column.values.map((value) => (typeof value === 'number' ? value : null)),
  };
}

interface Asked {
  readonly panel: PlainPanel;
  readonly manner: Manner;
  readonly scope: Scope;
}

/** The name of a row: its texts, and the column's where that alone would not tell. */
function rowTitle(
  frame: Columns,
  column: Column,
  row: number,
  read: NonNullable<Scope['row']>,
  scope: Scope,
) {
  if (column.config.displayName) return fillText(column.config.displayName, { ...scope, row: read });
  const others = frame.columns.filter((other) => other !== column);
  const texts = others
    .filter(({ type }) => type === 'string')
    .map((other) => ((other.values[row] ?? '') === '' ? '' : (read(other.name)?.text ?? '')))
    .filter((text) => text !== '');
  const isAlone = !others.some(({ type }) => type === 'number') && texts.length > 0;
  return (isAlone ? texts : [...texts, column.title]).join(' ');
}

function rowFigures(frame: Columns, column: Column, index: number, { manner, scope }: Asked): Figure[] {
  const showers = new Map<Column, Show>(frame.columns.map((each) => [each, showerOf(each, manner)]));
  const range = columnRange(column);
  return column.values.map((value, row) => {
    const read = rowReader(frame.columns, (each, cell) => showers.get(each)!(cell), row);
    const shown = showerOf(column, manner, index + row)(value);
    return {
      key: `${frame.refId}.${column.name}.${row}`,
      title: rowTitle(frame, column, row, read, scope),
      shown,
      column,
      range,
      links: dataLinks(column, { ...scope, row: read, value: shown }),
      spark: null,
    };
  });
}

function reducedFigures(frame: Columns, column: Column, index: number, asked: Asked): Figure[] {
  const calcs = textsAt(asked.panel.options, 'reduceOptions', 'calcs');
  const range = columnRange(column);
  const show = showerOf(column, asked.manner, index);
  return (calcs.length === 0 ? ['lastNotNull'] : calcs).map((calc) => {
    const shown = show(reduce(column.values, calc));
    return {
      key: `${frame.refId}.${column.title}.${calc}`,
      title: column.title,
      shown,
      column,
      range,
      links: dataLinks(column, { ...asked.scope, value: shown }),
      spark: sparkOf(frame, column),
    };
  });
}

export function figuresOf(frames: readonly Columns[], asked: Asked): Figure[] {
  const { options } = asked.panel;
  const chosen = isChosen(textAt(options, 'reduceOptions', 'fields'));
  const isEachRow = isSetAt(options, 'reduceOptions', 'values');
  const figures: Figure[] = [];
  for (const frame of frames)
    for (const column of frame.columns) {
      if (!chosen(column) || isHidden(column)) continue;
      const made = isEachRow ? rowFigures : reducedFigures;
      figures.push(...made(frame, column, figures.length, asked));
    }
  return isEachRow ? figures.slice(0, numberAt(options, 'reduceOptions', 'limit') ?? mostRows) : figures;
}
