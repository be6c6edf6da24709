// A table: columns as the board lays them out, ordered by any of them, more rows as the reader asks for them.
import { useMemo, useState } from 'preact/hooks';
import { countText } from '../../format.ts';
import { cssColor } from '../colors.ts';
import { type Show, showerOf } from '../display.ts';
import { type Column, isHidden } from '../fields.ts';
import { at } from '../option-value.ts';
import { panelWords } from '../panel-words.ts';
import { type CellLook, cellLook, firstSort, nextSort, type Sort, sortedRows } from '../table-rows.ts';
import type { Manner } from '../units.ts';
import type { DrawnProps } from './panel.tsx';
import type { PanelContext } from './panel-context.ts';
import { ScrollBox } from './scroll-box.tsx';
import { type Sheet, TableCell } from './table-cell.tsx';

const rowsAtOnce = 100;

function sheetOf(columns: readonly Column[], manner: Manner): Sheet {
  const shows = new Map<Column, Show>();
  const looks = new Map<Column, CellLook>();
  const kept = <T,>(made: Map<Column, T>, column: Column, make: () => T): T => {
    const known = made.get(column) ?? make();
    made.set(column, known);
    return known;
  };
  return {
    columns,
    showOf: (column) => kept(shows, column, () => showerOf(column, manner)),
    lookOf: (column) => kept(looks, column, () => cellLook(column)),
  };
}

interface HeadProps {
  readonly columns: readonly Column[];
  readonly sheet: Sheet;
  readonly sort: Sort | null;
  readonly choose: (sort: Sort) => void;
  readonly context: PanelContext;
}

function Head({ columns, sheet, sort, choose, context }: HeadProps) {
  const words = panelWords(context.language);
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const isActive = sort?.column.name === column.name;
          const state = sort?.isDescending ? 'descending' : 'ascending';
          return (
            <th
              key={column.name}
              scope="col"
              class={`cell-${sheet.lookOf(column).align}`}
              aria-sort={isActive ? state : undefined}
            >
              <button
                type="button"
                class="sheet-sort"
                title={words.sortBy(column.title)}
                onClick={() => choose(nextSort(sort, column))}
              >
                {column.title}
                <span class="sheet-arrow" aria-hidden="true">
                  {isActive ? (sort?.isDescending ? '↓' : '↑') : '↕'}
                </span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The colour of a row whose board paints it whole by one of its cells. */
function rowTone(sheet: Sheet, row: number): string | null {
  const painter = sheet.columns.find((column) => sheet.lookOf(column).isForRow);
  return painter === undefined ? null : sheet.showOf(painter)(painter.values[row] ?? null).color;
}

interface MoreProps {
  readonly shown: number;
  readonly all: number;
  readonly more: () => void;
  readonly context: PanelContext;
}

function More({ shown, all, more, context }: MoreProps) {
  const words = panelWords(context.language);
  if (all <= shown) return null;
  return (
    <p class="sheet-more">
      {words.shown(countText(shown), countText(all))}
      <button type="button" class="plain" onClick={more}>
        {words.more(countText(Math.min(rowsAtOnce, all - shown)))}
      </button>
    </p>
  );
}

export function TablePanel({ panel, frames, context }: DrawnProps) {
  const frame = frames[0]!;
  const { language, timezone } = context;
  const sheet = useMemo(() => sheetOf(frame.columns, { language, timezone }), [frame, language, timezone]);
  const columns = frame.columns.filter((column) => !isHidden(column));
  const [chosen, setChosen] = useState<Sort | null>(null);
  const [count, setCount] = useState(rowsAtOnce);
  const sort = useMemo(() => {
    // The columns are those of the newest answer.
    const column = chosen && frame.columns.find(({ name }) => name === chosen.column.name);
    return column ? { column, isDescending: chosen.isDescending } : firstSort(panel, frame.columns);
  }, [chosen, panel, frame]);
  const rows = useMemo(() => sortedRows(frame.length, sort), [frame, sort]);
  const hasHead = at(panel.options, 'showHeader') !== false;
  return (
    <ScrollBox label={panel.title}>
      <table class="sheet">
        <caption class="hidden">{panel.title}</caption>
        <colgroup>
          {columns.map((column) => (
            <col key={column.name} style={widthStyle(sheet.lookOf(column))} />
          ))}
        </colgroup>
        {hasHead && <Head columns={columns} sheet={sheet} sort={sort} choose={setChosen} context={context} />}
        <tbody>
          {rows.slice(0, count).map((row) => (
            <Row key={row} columns={columns} sheet={sheet} row={row} context={context} />
          ))}
        </tbody>
      </table>
      <More
        shown={Math.min(count, rows.length)}
        all={rows.length}
        more={() => setCount(count + rowsAtOnce)}
        context={context}
      />
    </ScrollBox>
  );
}

const widthStyle = ({ width }: CellLook): string | undefined =>
  width === null ? undefined : `width: ${width}px`;

interface RowProps extends Pick<HeadProps, 'columns' | 'sheet' | 'context'> {
  readonly row: number;
}

function Row({ columns, sheet, row, context }: RowProps) {
  const tone = rowTone(sheet, row);
  return (
    <tr {...(tone === null ? {} : { class: 'row-toned', style: `--tone: ${cssColor(tone)}` })}>
      {columns.map((column, index) => (
        <TableCell
          key={column.name}
          sheet={sheet}
          column={column}
          row={row}
          isHeading={index === 0}
          context={context}
        />
      ))}
    </tr>
  );
}
