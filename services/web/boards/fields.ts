// The fields of a panel with what its defaults and overrides say of them.
import type { BoardFrame, FieldDefaults, FieldOverride } from '../../../schemas/board.ts';
import { type Field, type Fields, readFrame } from './frame.ts';
import type { PlainPanel } from './grid-sections.ts';
import { patternOf } from './mappings.ts';
import { isSetAt, setAt } from './option-value.ts';

export type FieldConfig = FieldDefaults;

export interface Column extends Field {
  readonly config: FieldConfig;
  /** What readers see. */
  readonly title: string;
  readonly refId: string;
}
export interface Columns {
  readonly refId: string;
  readonly columns: readonly Column[];
  readonly length: number;
}

/** Fills the variables of a name that the config gives. */
export type FillName = (text: string, field: Field) => string;

/** The label key that alone tells all series apart, or null. */
function onlyLabel(frames: readonly Fields[]): string | null {
  const keys = new Set(frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => Object.keys(labels))));
  return keys.size === 1 ? ([...keys][0] ?? null) : null;
}

/** A field without a name of its own: its name and labels, the label alone where its name is just Value. */
export function plainTitle(field: Field, only: string | null): string {
  const labels = Object.entries(field.labels);
  const told =
    only === null ? labels.map(([key, value]) => `${key}="${value}"`).join(', ') : field.labels[only];
  const label = labels.length === 0 ? '' : only === null ? `{${told}}` : (told ?? '');
  return (
    [field.name === 'Value' ? '' : field.name, label].filter((part) => part !== '').join(' ') || field.name
  );
}

interface Named {
  readonly field: Field;
  readonly title: string;
  readonly refId: string;
}

function fits({ matcher }: FieldOverride, { field, title, refId }: Named): boolean {
  switch (matcher.id) {
    case 'byName':
      return matcher.options === field.name || matcher.options === title;
    case 'byRegexp':
      return patternOf(matcher.options)?.test(title) ?? false;
    case 'byType':
      return matcher.options === field.type;
    case 'byFrameRefID':
      return matcher.options === refId;
  }
}

function configOf(panel: PlainPanel, named: Named): FieldConfig {
  const { defaults, overrides } = panel.fieldConfig;
  return overrides
    .filter((override) => fits(override, named))
    .flatMap(({ properties }) => properties)
    .reduce<FieldConfig>((config, { id, value }) => setAt(config, id.split('.'), value), defaults);
}

/** Every field of a panel's answer, later overrides before earlier ones. */
export function readColumns(panel: PlainPanel, answer: readonly BoardFrame[], fill: FillName): Columns[] {
  const frames = answer.map(readFrame).filter(({ fields }) => fields.length > 0);
  const only = onlyLabel(frames);
  return frames.map(({ refId, fields, length }) => ({
    refId,
    length,
    columns: fields.map((field) => {
      const title = plainTitle(field, only);
      const config = configOf(panel, { field, title, refId });
      const named = config.displayName ? fill(config.displayName, field) : title;
      return { ...field, refId, config, title: named };
    }),
  }));
}

/** Hidden from the picture, though links may use it. */
export const isHidden = ({ config }: Column): boolean =>
  isSetAt(config, 'custom', 'hidden') || isSetAt(config, 'custom', 'hideFrom', 'viz');
