// Panels and answers of their queries, as small as a test needs them.
import type { BoardFrame, FieldDefaults, FieldOverride } from '../../schemas/board.ts';
import { type Columns, readColumns } from '../../services/web/boards/fields.ts';
import type { PlainPanel } from '../../services/web/boards/grid-sections.ts';

export const shanghai = { language: 'en', timezone: 'Asia/Shanghai' } as const;
export const chinese = { language: 'zh', timezone: 'Asia/Shanghai' } as const;

interface PanelParts {
  readonly type?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly defaults?: FieldDefaults;
  readonly overrides?: FieldOverride[];
}

export const panelOf = ({
  type = 'stat',
  options = {},
  defaults = {},
  overrides = [],
}: PanelParts = {}): PlainPanel => ({
  id: 1,
  type,
  title: 'A panel',
  gridPos: { x: 0, y: 0, w: 12, h: 6 },
  targets: [],
  fieldConfig: { defaults, overrides },
  options: { ...options },
  links: [],
});

export const override = (
  id: FieldOverride['matcher']['id'],
  options: string,
  properties: Record<string, unknown>,
): FieldOverride => ({
  matcher: { id, options },
  properties: Object.entries(properties).map(([property, value]) => ({ id: property, value })),
});

/** `columns` as `name Type`. */
export function frameOf(
  columns: readonly string[],
  rows: BoardFrame['rows'],
  format: BoardFrame['format'] = 'table',
  refId = 'A',
): BoardFrame {
  const named = columns.map((column) => {
    const space = column.indexOf(' ');
    return { name: column.slice(0, space), type: column.slice(space + 1) };
  });
  return { refId, format, truncated: false, columns: named, rows };
}

export const columnsOf = (parts: PanelParts, ...frames: readonly BoardFrame[]): Columns[] =>
  readColumns(panelOf(parts), frames, (text) => text);
