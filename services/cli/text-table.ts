// Plain text tables with aligned columns; Chinese characters are two columns wide.
import { printable } from './printable.ts';

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

const widthOf = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);

/** Numbers stand right, texts left; a line of dashes under the heads. */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null ? '—' : printable(String(cell)).replaceAll('\n', ' '))),
  );
  const widths = heads.map((head, i) => Math.max(widthOf(head), ...cells.map((row) => widthOf(row[i]!))));
  const isNumber = heads.map((_, i) => rows.every((row) => row[i] === null || typeof row[i] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - widthOf(cell));
        return isNumber[i] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}
