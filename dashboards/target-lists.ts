// What lists of documented targets share: which are chosen, what their columns are called, and how many are measured.
import {
  aggregationNames,
  keptWords,
  metricNames,
  reasonWords,
  systemNames,
  unitNames,
} from './catalogue-words.ts';
import type { Columns } from './fields.ts';
import type { Link } from './links.ts';
import { barChart, table } from './panels.ts';
import { IN_SYSTEM, TARGET_IN_JURISDICTION } from './sql.ts';
import { inBoth } from './text.ts';

export const IN_DOCUMENT = `$__conditionalAll(document_id IN (\${document:singlequote}), $document)`;

/** Of the catalogue: the chosen targets, and those that no system measures. */
export const LISTED = `${IN_DOCUMENT} AND (system = '' OR ${IN_SYSTEM}) AND ${TARGET_IN_JURISDICTION}`;

const onEachBoard: Link = {
  title: { zh: '系统看板', en: 'Board of the system' },
  url: inBoth(
    (language) => `/d/shixian-\${__data.fields.system}${language === 'en' ? '-en' : ''}?\${__url_time_range}`,
  ),
};

export const targetColumns: Columns = {
  // The code stays as it is for the link.
  system: { name: { zh: '系统代码', en: 'System code' }, hidden: true },
  in_system: { name: { zh: '系统', en: 'System' }, words: systemNames, width: 90 },
  document_title: { name: { zh: '文件', en: 'Document' }, width: 260 },
  document_number: { name: { zh: '文号', en: 'Number' }, width: 150 },
  clause: { name: { zh: '条款', en: 'Clause' }, width: 70 },
  jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' }, width: 190 },
  service: { name: { zh: '事项', en: 'Service' }, width: 190 },
  category: { name: { zh: '对象', en: 'Covers' }, width: 170 },
  metric: { name: { zh: '指标', en: 'Metric' }, words: metricNames, width: 90 },
  judged_by: { name: { zh: '评判方式', en: 'Judged by' }, words: aggregationNames, width: 100 },
  compared: { name: { zh: '比较', en: 'Compared' }, width: 60, align: 'center' },
  limit: { name: { zh: '承诺值', en: 'Target' }, width: 80 },
  limit_unit: { name: { zh: '单位', en: 'Unit' }, words: unitNames, width: 80 },
  period_from: { name: { zh: '统计期起', en: 'Period began' }, width: 110 },
  in_time: { name: { zh: '逐件达标率', en: 'Cases kept' }, unit: 'percent', decimals: 1, width: 100 },
  group_value: { name: { zh: '全组实际值', en: 'Actual of the group' }, decimals: 2, width: 110 },
  n: { name: { zh: '依据件数', en: 'n' }, width: 80 },
  breached: { name: { zh: '超限件数', en: 'Broken' }, width: 80 },
  open_cases: { name: { zh: '在办', en: 'Open' }, width: 70 },
  verdict: {
    name: { zh: '判定', en: 'Verdict' },
    words: keptWords,
    paints: 'background',
    width: 110,
    link: onEachBoard,
  },
  target_id: { name: { zh: '目标编号', en: 'Target id' }, width: 240 },
};

const pick = (columns: Columns, names: readonly string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, columns[name]!]));

const reasonColumns: Columns = {
  measured_targets: { name: { zh: '已测量', en: 'Measured' }, color: 'green' },
  no_source: { name: { zh: '未接入数据源', en: 'No source connected' }, color: 'orange' },
  slogan: { name: { zh: '口号，未载明数值', en: 'A slogan without a figure' }, color: 'purple' },
  no_events: { name: { zh: '无法由事件测得', en: 'Not measurable from events' }, color: 'blue' },
};

export const coverage = [
  barChart({
    id: 6,
    width: 14,
    x: 'document_title',
    stacked: true,
    horizontal: true,
    title: { zh: '测量覆盖：按文件', en: 'Coverage by document' },
    description: {
      zh: '每份文件的全部目标：已测量的，以及未测量的按原因分。未接入数据源的，接入相应系统即可测量。',
      en: 'All targets of each document: measured, and not measured by reason. Those without a source can be measured once their system is connected.',
    },
    query: `
      SELECT document_title, countIf(measured) AS measured_targets, countIf(reason = 'no-source-connected') AS no_source,
        countIf(reason = 'slogan-undecoded') AS slogan, countIf(reason = 'not-measurable-from-events') AS no_events
      FROM targets
      WHERE ${LISTED}
      GROUP BY document_title
      ORDER BY count() DESC, document_title`,
    decimals: 0,
    columns: { document_title: { name: { zh: '文件', en: 'Document' } }, ...reasonColumns },
  }),
  table({
    id: 7,
    width: 10,
    title: { zh: '测量覆盖：按指标与原因', en: 'Coverage by metric and reason' },
    description: {
      zh: '目标数，按测量指标与测量状况统计。',
      en: 'How many targets there are of each metric, measured or not, and why.',
    },
    query: `
      SELECT metric, reason, count() AS listed
      FROM targets
      WHERE ${LISTED}
      GROUP BY metric, reason
      ORDER BY listed DESC, metric, reason`,
    columns: {
      metric: { name: { zh: '指标', en: 'Metric' }, words: metricNames },
      reason: { name: { zh: '测量状况', en: 'Measured' }, words: reasonWords, paints: 'text' },
      listed: { name: { zh: '目标数', en: 'Targets' } },
    },
  }),
  table({
    id: 8,
    width: 24,
    title: { zh: '未测量的目标', en: 'Targets that are not measured' },
    description: {
      zh: '文件载明但未能测量的每一个目标及其原因，便于安排接入。',
      en: 'Every documented target that is not measured, and why, so that its system can be connected.',
    },
    query: `
      SELECT reason, document_title, document_number, clause, jurisdiction, service, category, metric, compared, limit,
        limit_unit, target_id
      FROM (SELECT *, comparator AS compared, value AS limit, unit AS limit_unit FROM targets)
      WHERE NOT measured AND ${LISTED}
      ORDER BY document_title, target_id`,
    columns: {
      ...pick(targetColumns, [
        'document_title',
        'document_number',
        'clause',
        'jurisdiction',
        'service',
        'category',
        'metric',
        'compared',
        'limit',
        'limit_unit',
        'target_id',
      ]),
      reason: { name: { zh: '原因', en: 'Reason' }, words: reasonWords, paints: 'text', width: 170 },
    },
  }),
];
