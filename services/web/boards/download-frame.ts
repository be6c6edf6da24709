// Hands a panel's rows to the reader as a CSV file.
import type { BoardFrame } from '../../../schemas/board.ts';
import { frameCsv } from './frame-csv.ts';

export function downloadFrame(title: string, frame: BoardFrame, zone: string): void {
  // The mark tells spreadsheets that the text is UTF-8.
  const file = new Blob(['\uFEFF', frameCsv(frame, zone)], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${title.replace(/[\\/:*?"<>|]+/g, ' ').trim()}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
