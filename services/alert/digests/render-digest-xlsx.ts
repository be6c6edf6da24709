// A digest as a spreadsheet: one table a sheet, with a frozen head and a filter; numbers, shares and dates are cells that can be calculated with.
import type { Blob } from 'node:buffer';
import type { Stream } from 'node:stream';
import writeExcelFile, { type CellObject, type Feature, type Sheet } from 'write-excel-file/node';
import { getCellAddress, getSelfClosingTagMarkup } from 'write-excel-file/utility';
import type { Cell, Column, ColumnKind, DigestTable, DigestText, Row } from './digest-tables.ts';
import { text } from './digest-tables.ts';
import { digestWords } from './digest-words.ts';

export function digestXlsx(digest: DigestText): Promise<Buffer> {
  const tables = [aboutTable(digest), ...digest.tables];
  return writeExcelFile(tables.map(sheetOf), { features: [filterOn(tables)] }).toBuffer();
}

/** What the file is of, and what each table means: sheets hold their tables and nothing else. */
function aboutTable(digest: DigestText): DigestTable {
  const w = digestWords[digest.language];
  const rows: [string, string][] = [
    [digest.name, digest.subject],
    ...(digest.standing === '' ? [] : [[w.period, digest.standing] as [string, string]]),
    ['', digest.note],
    ...digest.tables.flatMap(({ title, note }): [string, string][] => (note === null ? [] : [[title, note]])),
    ['', w.footer],
  ];
  return {
    title: w.about,
    note: null,
    columns: [text(w.head.item), text(w.head.content)],
    rows: rows.map((cells) => ({ cells })),
    most: rows.length,
    empty: w.none,
  };
}

type FileContent = Stream | Buffer | Blob;

const HEAD = {
  fontWeight: 'bold',
  backgroundColor: '#e9eef1',
  alignVertical: 'center',
  wrap: true,
  bottomBorderStyle: 'thin',
  bottomBorderColor: '#8b98a3',
} as const;

function sheetOf({ title, columns, rows }: DigestTable): Sheet<FileContent> {
  const head = columns.map((column) => ({ value: column.head, align: alignOf(column), ...HEAD }));
  return {
    sheet: title,
    data: [head, ...rows.map((row) => columns.map((column, i) => cellOf(row, row.cells[i]!, column)))],
    columns: columns.map((column, i) => ({ width: widthOf(column, rows, i) })),
    stickyRowsCount: 1,
    orientation: 'landscape',
  };
}

const alignOf = ({ kind, align = 'left' }: Column): 'left' | 'right' => (kind === 'text' ? align : 'right');

const TONES = { bad: '#b01e17', watch: '#8a5a00' } as const;

function cellOf({ strong }: Row, cell: Cell, column: Column): CellObject | null {
  if (cell === null || cell === '') return null;
  const tone = column.tone !== undefined && cell !== 0 ? { textColor: TONES[column.tone] } : {};
  return {
    ...typedValue(cell, column.kind),
    align: alignOf(column),
    alignVertical: 'top',
    ...(column.kind === 'text' ? { wrap: true } : {}),
    ...tone,
    ...(strong ? { fontWeight: 'bold' } : {}),
  };
}

const FORMATS: Record<Exclude<ColumnKind, 'text' | 'amount'>, string> = {
  count: '#,##0',
  percent: '0.0%',
  points: '+0.0;-0.0;0.0',
  day: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm',
};

function typedValue(cell: string | number, kind: ColumnKind): CellObject {
  if (kind === 'text') return { type: String, value: String(cell) };
  if (kind === 'amount') return { type: Number, value: Number(cell) };
  const format = FORMATS[kind];
  // A spreadsheet knows no zones: the cell is the wall-clock time the instant carries.
  if (kind === 'day' || kind === 'instant')
    return { type: Date, value: new Date(`${String(cell).slice(0, 16).padEnd(16, 'T00:00')}Z`), format };
  return { type: Number, value: kind === 'percent' ? Number(cell) / 100 : Number(cell), format };
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;
const charactersOf = (shown: string): number => shown.length + (shown.match(WIDE)?.length ?? 0);

const NARROWEST = 9;
const WIDEST = { day: 12, instant: 18, text: 46, count: 16, percent: 16, points: 16, amount: 16 } as const;
/** Room for the arrow of the filter. */
const ARROW = 4;
/** Longer tables are as wide as their first rows. */
const LOOKED_AT = 500;

function widthOf({ head, kind }: Column, rows: readonly Row[], i: number): number {
  const widest = rows
    .slice(0, LOOKED_AT)
    .reduce(
      (most, { cells }) => Math.max(most, kind === 'text' ? charactersOf(String(cells[i] ?? '')) : 0),
      0,
    );
  const least = kind === 'day' || kind === 'instant' ? WIDEST[kind] : NARROWEST;
  return Math.max(least, Math.min(WIDEST[kind], Math.max(widest + 2, charactersOf(head) + ARROW)));
}

/** The arrows by which a head sorts and filters; the library has none of its own. */
const filterOn = (tables: readonly DigestTable[]): Feature<FileContent> => ({
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml, _options, { sheetIndex }) => {
          const { columns, rows } = tables[sheetIndex]!;
          const ref = `A1:${getCellAddress(rows.length, columns.length - 1)}`;
          return xml.replace('</sheetData>', `</sheetData>${getSelfClosingTagMarkup('autoFilter', { ref })}`);
        },
      },
    },
  },
});
