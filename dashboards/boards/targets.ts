// Is each promise of each document kept? Target against actual, and which targets are not measured and why.
import { targetChanges } from '../annotations.ts';
import type { Board, Variable } from '../model.ts';
import { barGauge, stat, table } from '../panels.ts';
import { AS_OF, IN_SYSTEM, TARGET_IN_JURISDICTION } from '../sql.ts';
import { coverage, IN_DOCUMENT, LISTED, targetColumns } from '../target-lists.ts';
import { explained, stepsOf, thresholds } from '../thresholds.ts';
import { jurisdictionChoice, systemChoice } from '../variables.ts';
import { targetsAt } from '../view-calls.ts';

const documentChoice: Variable = {
  kind: 'query',
  name: 'document',
  label: { zh: '文件', en: 'Document' },
  sql: `
    SELECT document_id AS value, concat(any(document_title), if(any(document_number) = '', '', concat(' ', any(document_number)))) AS label
    FROM targets
    GROUP BY document_id
    ORDER BY label`,
  all: true,
};

/** Of each target the period that the end of the range lies in, else the last one before. */
const LATEST = `(
  SELECT * FROM ${targetsAt(AS_OF)}
  WHERE ${IN_SYSTEM} AND ${TARGET_IN_JURISDICTION} AND ${IN_DOCUMENT}
  ORDER BY period_from DESC
  LIMIT 1 BY target_id)`;

const heads = [
  stat({
    id: 1,
    width: 6,
    title: { zh: '达标率', en: 'Kept share' },
    description: explained(thresholds.keptShare),
    query: `SELECT 100 * countIf(verdict = 'met') / nullIf(countIf(verdict != 'running'), 0) AS kept FROM ${LATEST}`,
    unit: 'percent',
    decimals: 1,
    paints: 'background',
    steps: stepsOf(thresholds.keptShare),
    columns: { kept: { name: { zh: '达标率', en: 'Kept share' } } },
  }),
  stat({
    id: 2,
    width: 12,
    title: { zh: '目标数：达标、未达标、暂无可判定', en: 'Targets kept, not kept, nothing to judge yet' },
    description: {
      zh: '每个已测量目标在其当前统计期（月、季或年）的判定。逐件目标：有一件超时即未达标；平均、比率类目标：以全组数值与承诺值比较。没有可判定办件的目标另计。',
      en: 'Each measured target in its current period (month, quarter or year). A target for each case is not kept once one case is late; averages and shares are compared as a whole. Targets without a case to judge are counted apart.',
    },
    query: `SELECT countIf(verdict = 'met') AS kept, countIf(verdict = 'breached') AS broken,
      countIf(verdict = 'running') AS waiting FROM ${LATEST}`,
    decimals: 0,
    paints: 'none',
    columns: {
      kept: { name: { zh: '达标', en: 'Kept' } },
      broken: { name: { zh: '未达标', en: 'Not kept' } },
      waiting: { name: { zh: '暂无可判定', en: 'Nothing to judge yet' } },
    },
  }),
  stat({
    id: 3,
    width: 6,
    title: { zh: '已测量目标占比', en: 'Measured, of all targets' },
    description: {
      zh: '所选文件的全部目标中，能由所接系统的事件测量的比例。其余目标及原因见下方“测量覆盖”。',
      en: 'Of all targets of the documents chosen, those measured from the events of the connected systems. The others, and why, stand under “Coverage” below.',
    },
    query: `SELECT 100 * countIf(measured) / nullIf(count(), 0) AS covered FROM targets WHERE ${LISTED}`,
    unit: 'percent',
    decimals: 0,
    paints: 'none',
    columns: { covered: { name: { zh: '已测量', en: 'Measured' } } },
  }),
];

const byDocument = barGauge({
  id: 4,
  width: 24,
  title: { zh: '各文件达标率', en: 'Kept share by document' },
  description: explained(thresholds.keptShare),
  query: `
    SELECT document_title, 100 * countIf(verdict = 'met') / countIf(verdict != 'running') AS kept
    FROM ${LATEST}
    WHERE verdict != 'running'
    GROUP BY document_title
    ORDER BY kept, document_title`,
  unit: 'percent',
  decimals: 0,
  min: 0,
  max: 100,
  steps: stepsOf(thresholds.keptShare),
  columns: { document_title: { name: { zh: '文件', en: 'Document' } } },
});

const targetTable = table({
  id: 5,
  width: 24,
  title: { zh: '承诺值与实际值', en: 'Target and actual' },
  description: {
    zh: '每个已测量目标一行，取其当前统计期。逐件目标看“逐件达标率”与超限件数，平均、比率类目标看“全组实际值”（单位同承诺值）。未达标的在前；点“判定”进入该系统看板。',
    en: 'One row a measured target, in its current period. For targets of each case see “Cases kept” and how many broke it, for averages and shares “Actual of the group”, in the unit of the target. Those not kept come first; the verdict leads to the board of the system.',
  },
  query: `
    SELECT verdict, system, system AS in_system, document_title, document_number, clause, service, category, metric, judged_by, compared, limit,
      limit_unit, toString(period_from) AS period_from, if(judged_by = 'each_case', actual, NULL) AS in_time,
      if(judged_by = 'each_case', NULL, actual) AS group_value, n, breached, open_cases, jurisdiction, target_id
    FROM ${LATEST}
    ORDER BY indexOf(['breached', 'met', 'running'], verdict), document_title, target_id`,
  columns: targetColumns,
});

export const targetsBoard: Board = {
  name: 'targets',
  title: { zh: '目标与实际', en: 'Targets and actuals' },
  description: {
    zh: '逐份文件、逐个条款对照承诺值与实际值，并说明哪些目标尚未测量、为什么。',
    en: 'Document by document and clause by clause: what was promised, what came of it, and which targets are not measured and why.',
  },
  variables: [systemChoice, jurisdictionChoice, documentChoice],
  annotations: [targetChanges],
  rows: [
    { id: 20, title: { zh: '总体', en: 'In all' }, height: 5, panels: heads },
    { height: 9, panels: [byDocument] },
    { id: 21, title: { zh: '对照', en: 'Compared' }, height: 14, panels: [targetTable] },
    { id: 22, title: { zh: '测量覆盖', en: 'Coverage' }, height: 14, panels: coverage },
  ],
};
