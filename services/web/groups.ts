// Turns indicator rows into one line a group, and orders the lines.
import type { IndicatorId, IndicatorRow } from '../../schemas/indicator.ts';
import { type GroupKey, type GroupSort, groupKeys } from './place.ts';

export type Figures = Readonly<Partial<Record<IndicatorId, IndicatorRow>>>;
export interface GroupLine {
  readonly key: string;
  readonly names: Readonly<Record<GroupKey, string>>;
  readonly figures: Figures;
}

/** The rows of one group, by indicator. */
export function figuresOf(rows: readonly IndicatorRow[]): Figures {
  return Object.fromEntries(rows.map((row) => [row.indicator, row]));
}

export function groupLines(rows: readonly IndicatorRow[]): GroupLine[] {
  const byKey = new Map<string, IndicatorRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(groupKeys.map((name) => row.group[name] ?? ''));
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return [...byKey].map(([key, members]) => {
    const [department = '', channel = ''] = JSON.parse(key) as string[];
    return { key, names: { department, channel }, figures: figuresOf(members) };
  });
}

export const defaultGroupSort: GroupSort = { column: 'cases', descending: true };

const isGroupKey = (column: string): column is GroupKey => groupKeys.some((key) => key === column);

/** Orders lines by a group key or an indicator; lines without a value come last either way. */
export function sortLines(lines: readonly GroupLine[], by: GroupSort): GroupLine[] {
  const sign = by.descending ? -1 : 1;
  const { column } = by;
  if (isGroupKey(column)) {
    return lines.toSorted((a, b) => sign * a.names[column].localeCompare(b.names[column]));
  }
  const value = (line: GroupLine) => line.figures[column as IndicatorId]?.value ?? null;
  return lines.toSorted((a, b) => {
    const [first, second] = [value(a), value(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    return sign * (first - second) || a.key.localeCompare(b.key);
  });
}
