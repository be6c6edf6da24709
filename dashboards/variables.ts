// The choices at the head of a board.
import { vocabularies } from '../schemas/events/vocabulary.ts';
import type { Variable } from './model.ts';
import { IN_SYSTEM } from './sql.ts';

/** Each system by its own words. */
export const systemOptions = vocabularies.map(({ system, zh, en }) => ({ value: system, text: { zh, en } }));

const systemLabel = { zh: '系统', en: 'System' };

export const systemChoice: Variable = {
  kind: 'custom',
  name: 'system',
  label: systemLabel,
  options: systemOptions,
  all: true,
};

/** For the board of one system. */
export const systemConstant = (system: string): Variable => ({
  kind: 'constant',
  name: 'system',
  value: system,
});

/** Every place that holds cases and all that contain it. */
const places = `
  SELECT place AS value, replaceAll(place, '/', ' / ') AS label
  FROM (SELECT DISTINCT jurisdiction FROM cases WHERE jurisdiction != '' AND ${IN_SYSTEM})
  ARRAY JOIN arrayMap(
    i -> arrayStringConcat(arraySlice(splitByChar('/', toString(jurisdiction)), 1, i), '/'),
    range(1, 1 + length(splitByChar('/', toString(jurisdiction))))) AS place
  GROUP BY place
  ORDER BY place`;

const valuesOf = (column: string): string => `
  SELECT DISTINCT ${column} FROM cases WHERE ${column} != '' AND ${IN_SYSTEM} ORDER BY ${column} LIMIT 1000`;

export const jurisdictionChoice: Variable = {
  kind: 'query',
  name: 'jurisdiction',
  label: { zh: '辖区', en: 'Jurisdiction' },
  sql: places,
  all: true,
};

export const departmentChoice: Variable = {
  kind: 'query',
  name: 'department',
  label: { zh: '承办单位', en: 'Department' },
  sql: valuesOf('department'),
  all: true,
};

export const categoryChoice: Variable = {
  kind: 'query',
  name: 'category',
  label: { zh: '办件类别', en: 'Category' },
  sql: valuesOf('category'),
  all: true,
};

export const periodChoice: Variable = {
  kind: 'custom',
  name: 'period',
  label: { zh: '统计口径', en: 'Period by' },
  options: [
    { value: 'ended', text: { zh: '按办结时间', en: 'end of the case' } },
    { value: 'begun', text: { zh: '按受理时间', en: 'acceptance of the case' } },
  ],
  all: false,
};

/** Of boards that list cases and judge no period. */
export const stockChoices: readonly Variable[] = [
  systemChoice,
  jurisdictionChoice,
  departmentChoice,
  categoryChoice,
];
export const allChoices: readonly Variable[] = [...stockChoices, periodChoice];
