// One cell of a table: its text, colour, bar and link.
import { cssColor } from '../colors.ts';
import { dataLinks, rowReader } from '../data-links.ts';
import { columnRange, type Show, type Shown } from '../display.ts';
import type { Column } from '../fields.ts';
import type { CellLook } from '../table-rows.ts';
import { shareOf } from '../thresholds.ts';
import { Anchor } from './anchor.tsx';
import { type PanelContext, scopeOf } from './panel-context.ts';
import { ToneMark } from './tone.tsx';

export interface Sheet {
  /** All of the answer, hidden ones too: links may name them. */
  readonly columns: readonly Column[];
  readonly showOf: (column: Column) => Show;
  readonly lookOf: (column: Column) => CellLook;
}

interface Props {
  readonly sheet: Sheet;
  readonly column: Column;
  readonly row: number;
  readonly isHeading: boolean;
  readonly context: PanelContext;
}

function Linked({ sheet, column, row, context, shown }: Props & { readonly shown: Shown }) {
  const text = <span class="cell-text">{shown.text}</span>;
  if ((column.config.links ?? []).length === 0 || shown.value === null || shown.value === '') return text;
  const read = rowReader(sheet.columns, (each, cell) => sheet.showOf(each)(cell), row);
  const link = dataLinks(column, { ...scopeOf(context), row: read, value: shown })[0];
  if (link === undefined) return text;
  return (
    <Anchor link={link} context={context} class="cell-text">
      {shown.text}
    </Anchor>
  );
}

function Gauge({ column, shown }: { readonly column: Column; readonly shown: Shown }) {
  const share = shareOf(shown.numeric ?? 0, columnRange(column));
  return (
    <span class="cell-gauge" aria-hidden="true">
      <span style={`width: ${(share * 100).toFixed(1)}%`} />
    </span>
  );
}

/** What a cell's colour is painted on; a value that is neither good nor bad is not painted. */
function paintOf({ kind }: CellLook, { color }: Shown): string {
  if (color === null || color === 'transparent' || color === 'text') return '';
  return kind === 'text' ? 'cell-toned' : kind === 'ground' ? 'cell-ground' : '';
}

export function TableCell(props: Props) {
  const { sheet, column, row, isHeading, context } = props;
  const look = sheet.lookOf(column);
  const shown = sheet.showOf(column)(column.values[row] ?? null);
  const paint = paintOf(look, shown);
  const isNothing = shown.value === null && !shown.isMapped;
  const classes = [
    `cell-${look.align}`,
    paint,
    look.isWrapped ? 'cell-wrapped' : '',
    isNothing ? 'absent' : '',
    look.kind === 'gauge' && shown.numeric !== null ? 'cell-with-gauge' : '',
  ];
  const tone = look.kind === 'gauge' ? cssColor(shown.color ?? 'blue') : cssColor(shown.color ?? 'text');
  const Cell = isHeading ? 'th' : 'td';
  return (
    <Cell
      {...(isHeading ? { scope: 'row' } : {})}
      class={classes.filter((name) => name !== '').join(' ')}
      style={paint === '' && look.kind !== 'gauge' ? undefined : `--tone: ${tone}`}
      title={shown.text}
    >
      {paint !== '' && !shown.isMapped && (
        <ToneMark color={shown.color} language={context.language} isAmongMany />
      )}
      {look.kind === 'gauge' && shown.numeric !== null && <Gauge column={column} shown={shown} />}
      {!look.isValueHidden && <Linked {...props} shown={shown} />}
    </Cell>
  );
}
