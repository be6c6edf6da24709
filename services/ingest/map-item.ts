// Turns what a reader found into what is handed in: events, or the problem that kept one from being made.
import type { Mapping } from '../../schemas/mapping.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Incoming } from '../../schemas/receipt.ts';
import { type CaseMemory, createCaseMemory } from './case-memory.ts';
import { type CaseEventMapper, compileMapping, type Mapped, type RowMapper } from './map-row.ts';
import { KEPT_RAW, type Row, type SourceItem } from './source-item.ts';

type Found = Exclude<SourceItem, { kind: 'failure' }>;

/** Each call continues the file: case events are told at the first row of a case that has them. */
export function createItemMapper(file: string, mapping: Mapping | null): (item: Found) => Incoming[] {
  const memory = createCaseMemory();
  const mapper = mapping && compileMapping(mapping);
  return (item) => {
    const origin = `${file}:${item.line}`;
    if (item.kind === 'event') return [{ origin, event: item.event }];
    if (item.kind === 'malformed') return [{ origin, problem: item.problem, raw: item.raw }];
    if (!mapper) throw new Error('rows cannot be read without a mapping');
    return mapItem(item.row, mapper, memory).map((mapped) => incomingOf(mapped, item.row, origin));
  };
}

const incomingOf = (mapped: Mapped, row: Row, origin: string): Incoming =>
  mapped.ok
    ? { origin, event: mapped.event }
    : { origin, problem: mapped.problem, raw: JSON.stringify(row).slice(0, KEPT_RAW) };

function mapItem(row: Row, mapper: RowMapper, memory: CaseMemory): Mapped[] {
  const caseId = mapper.caseId(row);
  if (caseId === '') return [{ ok: false, problem: noCase(mapper) }];
  const mapped: Mapped[] = [];
  for (const [index, event] of mapper.caseEvents.entries()) {
    const key = event.key(row);
    const meeting = memory.meet(caseId, index, key);
    if (meeting.kind === 'new') mapped.push(event.map(row));
    if (meeting.kind === 'differs')
      mapped.push({ ok: false, problem: difference(caseId, event, meeting.before, key) });
  }
  const own = mapper.mapRow(row);
  if (own) mapped.push(own);
  return mapped;
}

const noCase = ({ caseColumn }: RowMapper): Problem => ({
  code: 'column-empty',
  field: caseColumn,
  message: `column ${caseColumn} is empty: expected a case id`,
});

function difference(caseId: string, { columns }: CaseEventMapper, before: string, now: string): Problem {
  const [earlier, cells] = [before.split('\0'), now.split('\0')];
  const index = columns.findIndex((_, at) => earlier[at] !== cells[at]);
  const column = columns[index] ?? '';
  const message = `column ${column} is "${cells[index]}" where an earlier row of case ${caseId} has "${earlier[index]}": expected the same on every row of a case; the earlier one was taken`;
  return { code: 'case-values-differ', field: column, value: cells[index], message };
}
