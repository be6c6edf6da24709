// Instants as text in a zone, by the few pattern letters that boards use.
import { wallOf } from './zone-time.ts';

/** YYYY MM DD HH mm ss SSS and M D H without the leading zero; everything else stands as it is. */
export function timeText(instant: number, zone: string, pattern: string): string {
  if (!Number.isFinite(instant) || Math.abs(instant) > 8.64e15) return '';
  const wall = new Date(wallOf(instant, zone)).toISOString();
  const parts: Readonly<Record<string, string>> = {
    YYYY: wall.slice(0, 4),
    YY: wall.slice(2, 4),
    MM: wall.slice(5, 7),
    DD: wall.slice(8, 10),
    HH: wall.slice(11, 13),
    mm: wall.slice(14, 16),
    ss: wall.slice(17, 19),
    SSS: wall.slice(20, 23),
    M: String(Number(wall.slice(5, 7))),
    D: String(Number(wall.slice(8, 10))),
    H: String(Number(wall.slice(11, 13))),
  };
  return pattern.replace(/\[([^\]]*)\]|YYYY|YY|MM|DD|HH|mm|ss|SSS|M|D|H/g, (letters, quoted?: string) =>
    quoted === undefined ? parts[letters]! : quoted,
  );
}

export const fullPattern = 'YYYY-MM-DD HH:mm:ss';

/** What every value of a column needs: a day where all are midnights, else the minute, else the second. */
export function patternOfAll(instants: readonly number[], zone: string): string {
  if (instants.length === 0) return fullPattern;
  const walls = instants.map((instant) => wallOf(instant, zone));
  if (walls.every((wall) => wall % 86_400_000 === 0)) return 'YYYY-MM-DD';
  return walls.every((wall) => wall % 60_000 === 0) ? 'YYYY-MM-DD HH:mm' : fullPattern;
}
