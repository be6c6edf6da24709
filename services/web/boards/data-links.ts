// The links of a value: addresses with the value, its row and the board filled in.
import type { Cell } from '../../../schemas/board.ts';
import type { Shown } from './display.ts';
import type { Column } from './fields.ts';
import { fillAddress, fillText, type Scope, safeAddress } from './interpolate.ts';

export interface DataLink {
  readonly title: string;
  readonly href: string;
  readonly isNewTab: boolean;
}

/** The row's cells by the name of their column, then by what readers see, then by number. */
export function rowReader(
  columns: readonly Column[],
  show: (column: Column, value: Cell) => Shown,
  row: number,
): NonNullable<Scope['row']> {
  return (name) => {
    const column =
      columns.find((each) => each.name === name) ??
      columns.find((each) => each.title === name) ??
      (/^\d+$/.test(name) ? columns[Number(name)] : undefined);
    return column === undefined ? null : show(column, column.values[row] ?? null);
  };
}

export function dataLinks(column: Column, scope: Scope): DataLink[] {
  const named: Scope = {
    ...scope,
    field: { name: column.name, title: column.title, labels: column.labels },
  };
  return (column.config.links ?? []).flatMap(({ title, url, targetBlank }) => {
    const href = safeAddress(fillAddress(url, named));
    return href === null ? [] : [{ title: fillText(title, named), href, isNewTab: targetBlank === true }];
  });
}
