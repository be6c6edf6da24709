// Answers as CSV that spreadsheets open right: UTF-8 with BOM, CRLF, one header line.
import { stringify } from 'csv-stringify/sync';

/** Text cells that a spreadsheet would run as a formula are quoted with a leading apostrophe. */
const inert = (value: string): string =>
  /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;

export function toCsv(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return stringify([columns, ...rows] as unknown[][], {
    bom: true,
    record_delimiter: 'windows',
    cast: { string: inert, boolean: String },
  });
}
