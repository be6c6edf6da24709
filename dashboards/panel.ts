// What every panel has in common: queries, fields, links.
import {
  type Columns,
  mappingsOf,
  noSteps,
  overridesOf,
  type Step,
  thresholdsOf,
  type Unit,
  type Words,
} from './fields.ts';
import type { Link } from './links.ts';
import { datasource, type Panel, type Query, target } from './model.ts';
import type { Text, Worded, WordedObject } from './text.ts';

/** What every panel but text has. */
export interface Asked {
  readonly id: number;
  /** Of 24 columns. */
  readonly width: number;
  readonly title: Text;
  readonly description: Text;
  /** SQL of a table, or queries: A, B, … in their order. */
  readonly query: string | readonly Query[];
  /** Of every column that is not in `columns`. */
  readonly unit?: Unit;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly steps?: readonly Step[];
  readonly words?: Words;
  readonly columns?: Columns;
  /** Said in place of the panel when there is nothing to show: that may be good news. */
  readonly empty?: Text;
  /** On the panel as a whole. */
  readonly link?: Link;
}

const refIds = 'ABCDEFGH';
const asLinks = (link: Link): Worded => [link as unknown as WordedObject];
/** Shown where there is no value. */
const nothing = '—';

/** What a kind of panel adds to what it was asked. */
export interface Look {
  readonly type: string;
  readonly format?: Query['format'];
  readonly color: WordedObject;
  readonly custom: WordedObject;
  readonly options: WordedObject;
  /** Further overrides, after those of the columns. */
  readonly overrides?: readonly Worded[];
}

function queriesOf({ query }: Asked, format: Query['format'] = 'table'): Worded {
  const queries = typeof query === 'string' ? [{ sql: query }] : query;
  return queries.map((one, i) => target({ format, ...one }, refIds.charAt(i)));
}

/** Cells without a value say so, where the panel without rows says something else. */
const cellsOf = ({ empty }: Asked, columns: Columns): Columns =>
  empty === undefined
    ? columns
    : Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [
          name,
          { ...column, custom: { ...column.custom, noValue: nothing } },
        ]),
      );

/** A panel as the classic JSON of Grafana. */
export function panel(asked: Asked, look: Look): Panel {
  const {
    id,
    width,
    title,
    description,
    unit = 'none',
    decimals,
    min,
    max,
    words,
    link,
    columns = {},
  } = asked;
  const defaults = {
    unit,
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    noValue: asked.empty ?? nothing,
    color: look.color,
    thresholds: thresholdsOf(asked.steps ?? noSteps),
    mappings: words ? mappingsOf(words) : [],
    ...(look.type === 'stat' && link ? { links: asLinks(link) } : {}),
    custom: look.custom,
  };
  const body = {
    type: look.type,
    title,
    description,
    datasource,
    targets: queriesOf(asked, look.format),
    fieldConfig: {
      defaults,
      overrides: [...overridesOf(cellsOf(asked, columns)), ...(look.overrides ?? [])],
    },
    options: look.options,
    ...(link && look.type !== 'stat' ? { links: asLinks(link) } : {}),
    transparent: false,
  };
  return { id, width, body };
}
