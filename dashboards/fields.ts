// How the columns of a panel look: names, units, colours, links and the words of status codes.
import type { Link } from './links.ts';
import type { Text, Worded, WordedObject } from './text.ts';

/** A colour holds from its value on; the first from minus infinity. */
export interface Step {
  readonly color: string;
  readonly value: number | null;
}

/** Units of Grafana that boards keep to. */
export const units = ['percent', 's', 'ms', 'd', 'short', 'none', 'dateTimeAsIso', 'string'] as const;
export type Unit = (typeof units)[number];

/** The words, and where it matters the colour, of each code of a closed set. */
export type Words = Readonly<Record<string, Text | readonly [text: Text, color: string]>>;

/** How one column or series looks. */
export interface Column {
  readonly name?: Text;
  readonly unit?: Unit;
  readonly decimals?: number;
  readonly width?: number;
  readonly align?: 'left' | 'center' | 'right';
  /** Not shown, but there for links. */
  readonly hidden?: boolean;
  /** What the colour of words or steps paints: the text or the whole cell. */
  readonly paints?: 'text' | 'background';
  readonly words?: Words;
  readonly steps?: readonly Step[];
  /** A bar in the cell, from 0 to this. */
  readonly barTo?: number;
  /** A fixed colour, for a series. */
  readonly color?: string;
  readonly link?: Link;
  /** Further properties by Grafana's name, such as `custom.lineStyle`. */
  readonly custom?: Readonly<Record<string, Worded>>;
}
export type Columns = Readonly<Record<string, Column>>;

const isPair = (entry: Words[string]): entry is readonly [Text, string] => Array.isArray(entry);

export function mappingsOf(words: Words): Worded {
  const options = Object.entries(words).map(([code, entry], index) => {
    const [text, color] = isPair(entry) ? entry : [entry, undefined];
    return [code, { text, ...(color === undefined ? {} : { color }), index }];
  });
  return [{ type: 'value', options: Object.fromEntries(options) as WordedObject }];
}

export const thresholdsOf = (steps: readonly Step[]): Worded => ({
  mode: 'absolute',
  steps: steps.map(({ color, value }) => ({ color, value })),
});

/** Nothing is good or bad. */
export const noSteps: readonly Step[] = [{ color: 'text', value: null }];

const cellOf = ({ barTo, paints }: Column): Worded | undefined => {
  if (barTo !== undefined) return { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' };
  return paints && { type: `color-${paints}`, ...(paints === 'background' ? { mode: 'basic' } : {}) };
};

/** The properties of an override; what is not told is left to the panel. */
export function propertiesOf(column: Column): Worded {
  const told: readonly (readonly [string, Worded | undefined])[] = [
    ['displayName', column.name],
    ['unit', column.unit],
    ['decimals', column.decimals],
    ['min', column.barTo === undefined ? undefined : 0],
    ['max', column.barTo],
    ['mappings', column.words && mappingsOf(column.words)],
    ['thresholds', column.steps && thresholdsOf(column.steps)],
    ['color', column.color === undefined ? undefined : { mode: 'fixed', fixedColor: column.color }],
    ['color', column.steps && { mode: 'thresholds' }],
    ['custom.width', column.width],
    ['custom.align', column.align],
    // Two names of one thing: the second is that of later versions.
    ['custom.hidden', column.hidden],
    ['custom.hideFrom', column.hidden && { viz: true, legend: true, tooltip: true }],
    ['custom.cellOptions', cellOf(column)],
    ['links', column.link && [column.link as unknown as WordedObject]],
    ...Object.entries(column.custom ?? {}),
  ];
  return told.flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}

export const overridesOf = (columns: Columns): Worded[] =>
  Object.entries(columns).map(([name, column]) => ({
    matcher: { id: 'byName', options: name },
    properties: propertiesOf(column),
  }));

const nameOf = (entry: Words[string]): Text => (isPair(entry) ? entry[0] : entry);

/** Series told apart by a column of codes: each by its words. */
export const seriesOf = (words: Words): Columns =>
  Object.fromEntries(Object.entries(words).map(([code, entry]) => [code, { name: nameOf(entry) }]));
