// Turns a value of a mapping into a function of a row; what a row lacks is told as problems, not thrown.
import { type ColumnValue, isColumnValue, type Value } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Row } from './source-item.ts';
import { dateText, type StampText, stampText } from './stamp-text.ts';

/** Reads a value from a row; undefined means no value, with the reason in `problems` unless it is optional. */
export type ReadValue = (row: Row, problems: Problem[]) => unknown;

export function compileValue(value: Value, zone: string): ReadValue {
  if (typeof value === 'string') return compileTemplate(value);
  if (typeof value !== 'object') return () => value;
  if (Array.isArray(value)) return compileList(value, zone);
  return isColumnValue(value) ? compileColumn(value, zone) : compileRecord(value as Fields, zone);
}

type Fields = { readonly [field: string]: Value };

function compileList(values: readonly Value[], zone: string): ReadValue {
  const reads = values.map((value) => compileValue(value, zone));
  return (row, problems) => reads.map((read) => read(row, problems)).filter((item) => item !== undefined);
}

export function compileRecord(
  fields: Fields,
  zone: string,
): (row: Row, problems: Problem[]) => Record<string, unknown> {
  const reads = Object.entries(fields).map(([field, value]) => [field, compileValue(value, zone)] as const);
  return (row, problems) => {
    const record: Record<string, unknown> = {};
    for (const [field, read] of reads) {
      const value = read(row, problems);
      if (value !== undefined) record[field] = value;
    }
    return record;
  };
}

const PART = /\{\{|\}\}|\{([^{}]+)\}/g;

/** Columns a template names, in order. */
export const templateColumns = (template: string): string[] =>
  [...template.matchAll(PART)].flatMap((match) => match[1] ?? []);

export function compileTemplate(template: string): (row: Row, problems: Problem[]) => string {
  const columns = templateColumns(template);
  const braces = (text: string) => text.replaceAll('{{', '{').replaceAll('}}', '}');
  const texts = template
    .replace(PART, (part, column) => (column ? '\0' : part))
    .split('\0')
    .map(braces);
  return (row, problems) => {
    let text = texts[0]!;
    for (let index = 0; index < columns.length; index++)
      text += (cellOf(row, columns[index]!, problems) ?? '') + texts[index + 1]!;
    return text;
  };
}

/** A cell that must have a value. */
export function cellOf(row: Row, column: string, problems: Problem[]): string | undefined {
  const cell = row[column];
  if (cell !== undefined && cell !== '') return cell;
  problems.push({
    code: 'column-empty',
    field: column,
    message: `column ${column} is empty: expected a value`,
  });
  return undefined;
}

function compileColumn(value: ColumnValue, zone: string): ReadValue {
  const { column, optional = false } = value;
  const convert = value.map ? lookUp(new Map(Object.entries(value.map))) : converters[value.as ?? 'text'];
  return (row, problems) => {
    if (optional && !row[column]) return undefined;
    const cell = cellOf(row, column, problems);
    if (cell === undefined) return undefined;
    const converted = convert(cell, zone);
    if (!isRefusal(converted)) return converted;
    problems.push(inColumn(column, cell, converted.refusal));
    return undefined;
  };
}

interface Refusal {
  readonly refusal: { readonly code: string; readonly message: string };
}
type Converted = string | number | boolean | Refusal;
type Convert = (cell: string, zone: string) => Converted;

const isRefusal = (converted: Converted): converted is Refusal => typeof converted === 'object';

/** A problem with the cell of a column. */
export const inColumn = (
  column: string,
  value: string,
  problem: { code: string; message: string },
): Problem => ({
  code: problem.code,
  message: `column ${column}: ${problem.message}`,
  field: column,
  value,
});

const refuse = (code: string, cell: string, expected: string): Refusal => ({
  refusal: { code, message: `"${cell}" is not ${expected}` },
});

const lookUp =
  (map: ReadonlyMap<string, string | number | boolean>): Convert =>
  (cell) =>
    map.get(cell) ??
    refuse('value-not-mapped', cell, `among the mapped values ${[...map.keys()].join(', ')}`);

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const converters: Readonly<Record<'text' | 'number' | 'boolean' | 'instant' | 'date', Convert>> = {
  text: (cell) => cell,
  number: (cell) =>
    /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(cell)
      ? Number(cell)
      : refuse('bad-number', cell, 'a number'),
  boolean: (cell) =>
    truths.get(cell.trim().toLowerCase()) ?? refuse('bad-boolean', cell, 'true, false, 1 or 0'),
  instant: (cell, zone) => {
    const stamp = stampText(cell, zone);
    return stamp.ok && stamp.dayOnly
      ? refuse(
          'bad-stamp',
          cell,
          'an instant but a date: expected a time of day, or "as: date" in the mapping',
        )
      : textOf(stamp);
  },
  date: (cell, zone) => textOf(dateText(cell, zone)),
};

const textOf = (stamp: StampText): Converted => (stamp.ok ? stamp.text : { refusal: stamp.problem });
