// The order of a table's rows, and how its columns are laid out.
import type { Cell } from '../../../schemas/board.ts';
import type { Column } from './fields.ts';
import type { PlainPanel } from './grid-sections.ts';
import { at, isSetAt, numberAt, textAt } from './option-value.ts';

export interface Sort {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** The order that a board asks for first; only the first of several columns is followed. */
export function firstSort(panel: PlainPanel, columns: readonly Column[]): Sort | null {
  const asked = at(panel.options, 'sortBy');
  const first: unknown = Array.isArray(asked) ? asked[0] : undefined;
  const name = textAt(first, 'displayName');
  const column = columns.find((each) => each.title === name) ?? columns.find((each) => each.name === name);
  return column === undefined ? null : { column, isDescending: isSetAt(first, 'desc') };
}

const collator = new Intl.Collator('zh-CN', { numeric: true });

function compared(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

/** Row numbers in order; rows without a value come last either way, and equals keep their order. */
export function sortedRows(length: number, sort: Sort | null): number[] {
  const rows = Array.from({ length }, (_, row) => row);
  if (sort === null) return rows;
  const { values } = sort.column;
  const way = sort.isDescending ? -1 : 1;
  return rows.sort((a, b) => {
    const [one, other] = [values[a] ?? null, values[b] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return way * compared(one, other);
  });
}

/** The order after a heading was chosen: numbers and times begin with the largest, texts with the first. */
export function nextSort(sort: Sort | null, column: Column): Sort {
  if (sort !== null && sort.column.name === column.name) return { column, isDescending: !sort.isDescending };
  return { column, isDescending: column.type === 'number' || column.type === 'time' };
}

export type Align = 'left' | 'right' | 'center';
export type CellKind = 'plain' | 'text' | 'ground' | 'gauge';

const kinds: Readonly<Record<string, CellKind>> = {
  'color-text': 'text',
  'color-background': 'ground',
  'color-background-solid': 'ground',
  pill: 'ground',
  gauge: 'gauge',
  'gradient-gauge': 'gauge',
  'lcd-gauge': 'gauge',
};

export interface CellLook {
  readonly kind: CellKind;
  readonly align: Align;
  /** Pixels; null is as wide as it needs. */
  readonly width: number | null;
  /** The colour of the cell is that of its whole row. */
  readonly isForRow: boolean;
  readonly isValueHidden: boolean;
  readonly isWrapped: boolean;
}

/** Numbers with a mapping are words, and stand like words. */
const autoAlign = ({ type, config }: Column): Align =>
  type === 'number' && (config.mappings ?? []).every((mapping) => mapping.type === 'special')
    ? 'right'
    : 'left';

export function cellLook(column: Column): CellLook {
  const { config } = column;
  const type =
    textAt(config, 'custom', 'cellOptions', 'type') ?? textAt(config, 'custom', 'displayMode') ?? 'auto';
  const align = textAt(config, 'custom', 'align');
  return {
    kind: Object.hasOwn(kinds, type) ? kinds[type]! : 'plain',
    align: align === 'left' || align === 'right' || align === 'center' ? align : autoAlign(column),
    width: numberAt(config, 'custom', 'width'),
    isForRow: isSetAt(config, 'custom', 'cellOptions', 'applyToRow'),
    isValueHidden: textAt(config, 'custom', 'cellOptions', 'valueDisplayMode') === 'hidden',
    isWrapped: isSetAt(config, 'custom', 'cellOptions', 'wrapText') || isSetAt(config, 'custom', 'wrapText'),
  };
}
