// A panel's rows as CSV, instants in the board's zone.
import type { BoardFrame, Cell } from '../../../schemas/board.ts';
import { wallOf } from './zone-time.ts';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A text that a spreadsheet would take for a formula is kept a text. */
const harmless = (text: string): string => (/^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text);

function cellText(cell: Cell, type: string, zone: string): string {
  if (cell === null) return '';
  if (typeof cell !== 'number') return quoted(harmless(String(cell)));
  if (!/\bDate/.test(type)) return String(cell);
  // A day is its midnight in UTC; an instant is told in the zone.
  if (!/\bDateTime/.test(type)) return new Date(cell).toISOString().slice(0, 10);
  return new Date(wallOf(cell, zone)).toISOString().slice(0, 19).replace('T', ' ');
}

/** The frame with its column names as the heading. */
export function frameCsv({ columns, rows }: BoardFrame, zone: string): string {
  const heading = columns.map(({ name }) => quoted(harmless(name))).join(',');
  const lines = rows.map((row) =>
    row.map((cell, index) => cellText(cell, columns[index]!.type, zone)).join(','),
  );
  return [heading, ...lines, ''].join('\r\n');
}
