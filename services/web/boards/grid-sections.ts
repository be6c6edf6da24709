// Puts the panels of a board under its rows, each row with a grid of its own.
import type { BoardPanel, GridPos } from '../../../schemas/board.ts';

export type PlainPanel = BoardPanel['panels'][number];
interface Placed {
  readonly gridPos: GridPos;
}
export interface Section {
  /** Null above the first row. */
  readonly row: BoardPanel | null;
  readonly panels: readonly PlainPanel[];
  readonly isFolded: boolean;
}

const inReadingOrder = <T extends Placed>(panels: readonly T[]): T[] =>
  panels.toSorted((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);

/** A folded row holds its panels; an open one owns those that follow it. */
export function sectionsOf(panels: readonly BoardPanel[]): Section[] {
  const sections: { row: BoardPanel | null; panels: PlainPanel[]; isFolded: boolean }[] = [];
  for (const panel of inReadingOrder(panels)) {
    const last = sections.at(-1);
    if (panel.type === 'row') {
      const isFolded = panel.collapsed === true;
      sections.push({ row: panel, panels: inReadingOrder(panel.panels), isFolded });
    } else if (last === undefined) sections.push({ row: null, panels: [panel], isFolded: false });
    else last.panels.push(panel);
  }
  return sections;
}

export interface Cell {
  readonly column: string;
  readonly row: string;
}

/** Where a panel stands in the grid of its section, whose first line is the topmost panel's. */
export function cellOf({ gridPos: { x, y, w, h } }: Placed, section: readonly Placed[]): Cell {
  const top = Math.min(...section.map(({ gridPos }) => gridPos.y));
  return { column: `${x + 1} / span ${Math.min(w, 24 - x)}`, row: `${y - top + 1} / span ${h}` };
}
