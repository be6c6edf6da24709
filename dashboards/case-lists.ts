// Lists of cases: which columns they have, and what the columns are called and look like.
import { categoryNames, serviceNames, situationNames } from './case-words.ts';
import { systemNames, unitNames } from './catalogue-words.ts';
import type { Column, Columns } from './fields.ts';
import { caseLink } from './links.ts';
import { CASES, CHOSEN } from './sql.ts';
import { stepsOf, thresholds } from './thresholds.ts';

const DAY_MS = 86_400_000;

/** How an open case stands, the most urgent first; each flag is defined in case_at. */
const SITUATION =
  "multiIf(open_overdue, 'overdue', open_at_risk, 'at-risk', is_provisional, 'provisional', open_paused, 'paused', 'open')";

/** Codes stay as they are for links; `in_system` is the same code in words. */
const COLUMNS = `
  case_id, system, system AS in_system, ${SITUATION} AS situation, jurisdiction, service, category, department,
  deadline, round(overdue_ms / ${DAY_MS}, 1) AS overdue_days, elapsed, limit_units, unit,
  if(limit_units > 0, 100 * elapsed / limit_units, NULL) AS used_share, due_earliest, due_latest, begun_at`;

const shown = {
  case_id: { name: { zh: '办件编号', en: 'Case' }, link: caseLink, width: 170 },
  system: { name: { zh: '系统代码', en: 'System code' }, hidden: true },
  in_system: { name: { zh: '系统', en: 'System' }, words: systemNames, width: 100 },
  situation: {
    name: { zh: '状态', en: 'Stands' },
    words: situationNames,
    paints: 'background',
    width: 120,
    align: 'center',
  },
  jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' }, width: 200 },
  service: { name: { zh: '事项', en: 'Service' }, words: serviceNames, width: 190 },
  category: { name: { zh: '办件类别', en: 'Category' }, words: categoryNames, width: 120 },
  department: { name: { zh: '承办单位', en: 'Department' }, width: 160 },
  deadline: { name: { zh: '截止时间', en: 'Deadline' }, unit: 'dateTimeAsIso', width: 165 },
  overdue_days: {
    name: { zh: '超时（天）', en: 'Overdue (days)' },
    decimals: 1,
    width: 120,
    paints: 'text',
    steps: [{ color: 'red', value: null }],
  },
  elapsed: { name: { zh: '已用', en: 'Elapsed' }, decimals: 1, width: 85 },
  limit_units: { name: { zh: '时限', en: 'Limit' }, decimals: 1, width: 85 },
  unit: { name: { zh: '计量单位', en: 'Unit' }, words: unitNames, width: 110 },
  used_share: {
    name: { zh: '已用时限', en: 'Limit used' },
    unit: 'percent',
    decimals: 0,
    steps: stepsOf(thresholds.usedShare),
    barTo: 100,
    width: 150,
  },
  due_earliest: { name: { zh: '最早截止', en: 'Earliest deadline' }, unit: 'dateTimeAsIso', width: 165 },
  due_latest: { name: { zh: '最迟截止', en: 'Latest deadline' }, unit: 'dateTimeAsIso', width: 165 },
  begun_at: { name: { zh: '收件时间', en: 'Begun' }, unit: 'dateTimeAsIso', width: 165 },
} as const satisfies Record<string, Column>;
export type CaseColumn = keyof typeof shown;

export interface CaseList {
  readonly query: string;
  readonly columns: Columns;
}

/** The chosen cases for which `where` holds; columns not shown are not asked for, but for the code that links need. */
export function caseList(
  columns: readonly CaseColumn[],
  { where, order, limit }: { where: string; order: string; limit: number },
): CaseList {
  const names: readonly CaseColumn[] = columns.includes('system') ? columns : [...columns, 'system'];
  return {
    query: `
      SELECT ${names.join(', ')}
      FROM (SELECT ${COLUMNS.trim()}, overdue_ms FROM ${CASES} WHERE ${where} AND ${CHOSEN})
      ORDER BY ${order}
      LIMIT ${limit}`,
    columns: Object.fromEntries(names.map((name) => [name, shown[name]])),
  };
}

/** Of open cases: the longest overdue first, then those at risk, the nearest deadline, the oldest. */
export const BY_URGENCY =
  "situation != 'overdue', overdue_ms DESC, situation != 'at-risk', ifNull(deadline, due_earliest), begun_at, case_id";
