// Reads the days of a calendar from CSV text; anything doubtful is refused with file and line.
import { CsvError, parse } from 'csv-parse/sync';
import type { CalendarDay, CalendarFile } from '../../schemas/calendar.ts';
import type { Problem } from '../../schemas/problem.ts';
import { dayNumber, isoOfDay, weekdayOf } from '../core/local-date.ts';

const columns = ['date', 'kind', 'name', 'notice'] as const;

export type DaysResult =
  | { readonly ok: true; readonly days: readonly CalendarDay[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

type Rules = Pick<CalendarFile, 'weekend' | 'covered' | 'rows'>;
type Refuse = (line: number, field: string, value: unknown, why: string) => void;

/** The days in order of date, or every problem found; `file` is the name the problems carry. */
export function checkCalendarDays(text: string, file: string, rules: Rules): DaysResult {
  const problems: Problem[] = [];
  const refuse: Refuse = (line, field, value, why) => {
    problems.push({ code: 'bad-calendar-days', message: `${file}:${line} ${field}: ${why}`, field, value });
  };
  const rows = splitRows(text, refuse);
  const days: CalendarDay[] = [];
  const lineOf = new Map<string, number>();
  for (const { line, cells } of rows.slice(1)) {
    const day = checkRow(line, cells, rules, refuse);
    if (!day) continue;
    const earlier = lineOf.get(day.date);
    if (earlier !== undefined) refuse(line, 'date', day.date, `${day.date} is already on line ${earlier}`);
    lineOf.set(day.date, line);
    days.push(day);
  }
  if (problems.length === 0) checkWhole(days, rows.length, rules, refuse);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, days: days.sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

function splitRows(text: string, refuse: Refuse): Row[] {
  try {
    const parsed = parse(text, { bom: true, info: true, relax_column_count: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const rows = parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
    const header = rows[0]?.cells.join() ?? '';
    if (header !== columns.join()) refuse(1, 'header', header, `expected ${columns.join()}, got "${header}"`);
    return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    refuse(Number(error['lines'] ?? 1), 'row', null, error.message);
    return [];
  }
}

function checkRow(line: number, cells: readonly string[], rules: Rules, refuse: Refuse): CalendarDay | null {
  if (cells.length !== columns.length) {
    refuse(
      line,
      'row',
      cells.join(),
      `expected ${columns.length} columns ${columns.join()}, got ${cells.length}`,
    );
    return null;
  }
  const [date, kind, name, notice] = cells as [string, string, string, string];
  const why = dateFault(date, rules.covered);
  if (why) refuse(line, 'date', date, why);
  if (kind !== 'holiday' && kind !== 'makeup') {
    refuse(line, 'kind', kind, `expected holiday or makeup, got "${kind}"`);
    return null;
  }
  if (name === '') refuse(line, 'name', name, 'expected the name of the festival, got nothing');
  if (notice === '') refuse(line, 'notice', notice, 'expected the notice it rests on, got nothing');
  if (why) return null;
  if (kind === 'makeup' && !rules.weekend.includes(weekdayOf(dayOf(date)!)))
    refuse(line, 'kind', kind, `${date} is no rest day, so it cannot be made a working day`);
  return { date, kind, name, notice };
}

function dateFault(date: string, covered: CalendarFile['covered']): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return `expected a date YYYY-MM-DD, got "${date}"`;
  if (dayOf(date) === null) return `${date} does not exist`;
  if (date < covered.from || date > covered.to)
    return `${date} is outside the covered range ${covered.from} to ${covered.to}`;
  return null;
}

const dayOf = (date: string): number | null =>
  dayNumber(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));

/** A file cut short, or a year nobody filled in, would silently count as plain weekdays. */
function checkWhole(days: readonly CalendarDay[], lines: number, rules: Rules, refuse: Refuse): void {
  if (days.length !== rules.rows)
    refuse(
      lines,
      'rows',
      days.length,
      `expected ${rules.rows} rows as the calendar says, got ${days.length}`,
    );
  const years = new Set(days.map(({ date }) => date.slice(0, 4)));
  for (
    let year = Number(rules.covered.from.slice(0, 4));
    year <= Number(rules.covered.to.slice(0, 4));
    year++
  )
    if (!years.has(String(year)))
      refuse(lines, 'date', year, `the covered range includes ${year} but no row is of that year`);
}

/** Every date of a range, both ends included. */
export function datesOf({ from, to }: CalendarFile['covered']): string[] {
  const first = dayOf(from)!;
  return Array.from({ length: dayOf(to)! - first + 1 }, (_, i) => isoOfDay(first + i));
}
