// Maps a row of a log to the event it tells and to the events its case columns tell, as a mapping says.
import type { Conditions, MappedEvent, Mapping, Value } from '../../schemas/mapping.ts';
import { isColumnValue } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import { cellOf, compileRecord, compileTemplate, inColumn, templateColumns } from './compile-value.ts';
import type { Row } from './source-item.ts';
import { stampText } from './stamp-text.ts';

/** A CloudEvent, or why none could be made. */
export type Mapped =
  | { readonly ok: true; readonly event: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: Problem };

/** An event told once a case; `key` holds the cells it is made of, empty where the row does not tell it. */
export interface CaseEventMapper {
  readonly columns: readonly string[];
  readonly key: (row: Row) => string;
  readonly map: (row: Row) => Mapped;
}

export interface RowMapper {
  /** Every column the mapping names. */
  readonly columns: readonly string[];
  readonly caseColumn: string;
  readonly caseId: (row: Row) => string;
  readonly caseEvents: readonly CaseEventMapper[];
  /** The row's own event; null when it tells none on purpose. */
  readonly mapRow: (row: Row) => Mapped | null;
}

/** Prepares a mapping for many rows. */
export function compileMapping(mapping: Mapping): RowMapper {
  return {
    columns: mappingColumns(mapping),
    caseColumn: mapping.case,
    caseId: (row) => row[mapping.case] ?? '',
    caseEvents: mapping.caseEvents.map((event) => caseEventMapper(event, mapping)),
    mapRow: rowMapper(mapping),
  };
}

function mappingColumns(mapping: Mapping): string[] {
  const conditions: Conditions[] = [...mapping.rows.map((rule) => rule.when ?? {}), ...mapping.ignore];
  const events = [...mapping.caseEvents, ...mapping.rows];
  const named = [
    mapping.case,
    ...events.flatMap(eventColumns),
    ...conditions.flatMap((when) => Object.keys(when)),
  ];
  return [...new Set(named)];
}

const eventColumns = (event: MappedEvent): string[] => [
  event.time,
  ...(event.recordedTime ? [event.recordedTime] : []),
  ...templateColumns(event.id),
  ...templateColumns(event.sequence ?? ''),
  ...Object.values(event.data).flatMap(valueColumns),
];

function valueColumns(value: Value): string[] {
  if (typeof value === 'string') return templateColumns(value);
  if (typeof value !== 'object') return [];
  return isColumnValue(value) ? [value.column] : Object.values(value).flatMap(valueColumns);
}

function caseEventMapper(event: MappedEvent, mapping: Mapping): CaseEventMapper {
  const columns = [...new Set(eventColumns(event))];
  const key = (row: Row) => (row[event.time] ? columns.map((column) => row[column] ?? '').join('\0') : '');
  return { columns, key, map: eventMapper(event, mapping) };
}

function rowMapper(mapping: Mapping): RowMapper['mapRow'] {
  const rules = mapping.rows.map((rule) => ({
    matches: matcher(rule.when),
    map: eventMapper(rule, mapping),
  }));
  const ignored = mapping.ignore.map(matcher);
  const tested = [...new Set(mapping.rows.flatMap((rule) => Object.keys(rule.when ?? {})))];
  return (row) => {
    const rule = rules.find(({ matches }) => matches(row));
    if (rule) return rule.map(row);
    if (rules.length === 0 || ignored.some((matches) => matches(row))) return null;
    const found = tested.map((column) => `${column} = "${row[column] ?? ''}"`).join(', ');
    const message = `no rule of the mapping matches the row (${found}): expected a rule, or an entry under ignore`;
    return { ok: false, problem: { code: 'row-not-mapped', message, value: found } };
  };
}

function matcher(when: Conditions = {}): (row: Row) => boolean {
  const tests = Object.entries(when).map(([column, wanted]) => [column, new Set([wanted].flat())] as const);
  return (row) => tests.every(([column, values]) => values.has(row[column] ?? ''));
}

function eventMapper(event: MappedEvent, mapping: Mapping): (row: Row) => Mapped {
  const { source, zone } = mapping;
  const id = compileTemplate(event.id);
  const sequence = event.sequence === undefined ? () => undefined : compileTemplate(event.sequence);
  const data = compileRecord(event.data, zone);
  return (row) => {
    const problems: Problem[] = [];
    const time = readTime(row, event.time, zone, problems);
    const recorded = event.recordedTime && row[event.recordedTime] ? event.recordedTime : null;
    const mapped = {
      specversion: '1.0',
      id: id(row, problems),
      source,
      type: event.type,
      subject: cellOf(row, mapping.case, problems),
      time: time?.text,
      ...(time?.dayOnly && { timeprecision: 'day' }),
      ...(recorded && { recordedtime: readTime(row, recorded, zone, problems)?.text }),
      ...(event.sequence !== undefined && { sequence: sequence(row, problems) }),
      data: data(row, problems),
    };
    return problems[0] ? { ok: false, problem: problems[0] } : { ok: true, event: mapped };
  };
}

function readTime(row: Row, column: string, zone: string, problems: Problem[]) {
  const cell = cellOf(row, column, problems);
  if (cell === undefined) return undefined;
  const stamp = stampText(cell, zone);
  if (stamp.ok) return stamp;
  problems.push(inColumn(column, cell, stamp.problem));
  return undefined;
}
