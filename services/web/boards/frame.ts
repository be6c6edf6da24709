// The answer of a panel's queries as fields, and long time series made wide as Grafana's server does it.
import type { BoardFrame, Cell } from '../../../schemas/board.ts';

export type FieldType = 'time' | 'number' | 'string' | 'boolean' | 'other';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** What tells a series from its neighbours: the text columns of a long series. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly Cell[];
}

export interface Fields {
  readonly refId: string;
  readonly fields: readonly Field[];
  readonly length: number;
}

const wrapped = /^(?:LowCardinality|Nullable|SimpleAggregateFunction)\((?:\w+, ?)?(.*)\)$/;

/** Of a ClickHouse type, within Nullable and LowCardinality too. */
export function fieldType(type: string): FieldType {
  const inner = wrapped.exec(type)?.[1];
  if (inner !== undefined) return fieldType(inner);
  if (/^(U?Int\d|B?Float\d|Decimal)/.test(type)) return 'number';
  if (/^Date/.test(type)) return 'time';
  if (type === 'Bool') return 'boolean';
  return /^(Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic)\b/.test(type) ? 'other' : 'string';
}

function cellOf(cell: Cell, type: FieldType): Cell {
  if (typeof cell !== 'string' || cell === '') return cell;
  if (type === 'number') return Number(cell);
  if (type !== 'time') return cell;
  const instant = Date.parse(cell);
  return Number.isNaN(instant) ? cell : instant;
}

function columnsOf(frame: BoardFrame): Field[] {
  return frame.columns.map(({ name, type: clickhouse }, index) => {
    const type = fieldType(clickhouse);
    return { name, type, labels: {}, values: frame.rows.map((row) => cellOf(row[index] ?? null, type)) };
  });
}

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By name, then by labels in the order of their columns. */
function inSeriesOrder(keys: readonly string[]): (a: Field, b: Field) => number {
  return (a, b) => {
    const byName = before(a.name, b.name);
    if (byName !== 0) return byName;
    const key = keys.find((each) => a.labels[each] !== b.labels[each]);
    return key === undefined ? 0 : before(a.labels[key] ?? '', b.labels[key] ?? '');
  };
}

interface Series {
  readonly field: Field;
  readonly values: Cell[];
}

/** One field a series and one row an instant, gaps null; null where the times do not ascend. */
function wideOf(time: Field, labels: readonly Field[], numbers: readonly Field[]): Field[] | null {
  const times: Cell[] = [];
  const found = new Map<string, Series[]>();
  for (const [row, at] of time.values.entries()) {
    if (typeof at !== 'number') return null;
    const last = times.at(-1);
    if (typeof last === 'number' && at < last) return null;
    if (at !== last) times.push(at);
    const told = labels.map(({ values }) => String(values[row] ?? ''));
    const key = JSON.stringify(told);
    const series = found.get(key) ?? numbers.map((field) => seriesOf(field, labels, told));
    found.set(key, series);
    for (const [index, { values }] of series.entries()) {
      values[times.length - 1] = numbers[index]!.values[row] ?? null;
    }
  }
  const wide = [...found.values()].flat().map(({ field, values }) => ({
    ...field,
    values: times.map((_, index) => values[index] ?? null),
  }));
  return [{ ...time, values: times }, ...wide.sort(inSeriesOrder(labels.map(({ name }) => name)))];
}

function seriesOf(field: Field, labels: readonly Field[], told: readonly string[]): Series {
  const named = Object.fromEntries(labels.map(({ name }, index) => [name, told[index] ?? '']));
  return { field: { ...field, labels: named }, values: [] };
}

const isLabel = ({ type }: Field): boolean => type === 'string' || type === 'boolean';

/** A time series whose rows tell their series by text columns becomes wide; everything else stays as it is. */
export function longToWide(fields: readonly Field[]): readonly Field[] {
  const time = fields.find(({ type }) => type === 'time');
  const labels = fields.filter(isLabel);
  const numbers = fields.filter((field) => field !== time && !isLabel(field));
  if (time === undefined || labels.length === 0 || numbers.length === 0) return fields;
  return wideOf(time, labels, numbers) ?? fields;
}

/** A time series without rows gives no fields at all, as in Grafana. */
export function readFrame(frame: BoardFrame): Fields {
  const columns = columnsOf(frame);
  const isSeries = frame.format === 'timeseries';
  const fields = isSeries ? (frame.rows.length === 0 ? [] : longToWide(columns)) : columns;
  return { refId: frame.refId, fields, length: fields[0]?.values.length ?? 0 };
}
