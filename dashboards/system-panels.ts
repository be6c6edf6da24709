// Figures and tables of the board of one system.
import { categoryNames, serviceNames, verdictNames } from './case-words.ts';
import { keptWords, metricNames, unitNames } from './catalogue-words.ts';
import type { Columns } from './fields.ts';
import type { Panel } from './model.ts';
import { barChart, stat, table } from './panels.ts';
import {
  AS_OF,
  CASES,
  CHOSEN,
  ELAPSED_MEDIAN,
  ELAPSED_P90,
  IN_PERIOD,
  IN_SYSTEM,
  ON_TIME_SHARE,
  ON_TIME_SHARE_IN_PERIOD,
  sumInPeriod,
  TARGET_IN_JURISDICTION,
} from './sql.ts';
import type { Text } from './text.ts';
import { stepsOf, thresholds } from './thresholds.ts';

const { onTimeShare, keptShare, overdueCases } = thresholds;

export const onTimeTile = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '按时办结率', en: 'On-time share' },
    description: {
      zh: `所选时段办结且可判定的办件中按时办结的比例；不足 ${onTimeShare.bad}% 为红，不足 ${onTimeShare.warn}% 为橙，没有可判定的办件时显示“—”。`,
      en: `Of the period's ended cases that can be judged, the share that ended on time; red below ${onTimeShare.bad} %, orange below ${onTimeShare.warn} %, a dash where none can be judged.`,
    },
    query: `SELECT ${ON_TIME_SHARE} AS on_time_share FROM ${CASES} WHERE ${IN_PERIOD} AND ${CHOSEN}`,
    unit: 'percent',
    decimals: 1,
    steps: stepsOf(onTimeShare),
    paints: 'background',
    columns: { on_time_share: { name: { zh: '按时办结率', en: 'On-time share' } } },
  });

/** Each target in the period that the end of the range lies in, else its last one before. */
const LATEST = `(
  SELECT * FROM indicator_targets(as_of = ${AS_OF})
  WHERE ${IN_SYSTEM} AND ${TARGET_IN_JURISDICTION}
  ORDER BY period_from DESC
  LIMIT 1 BY target_id)`;

export const keptTile = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '承诺达标率', en: 'Promises kept' },
    description: {
      zh: `本系统可判定的承诺中达标的比例（最近一期）；不足 ${keptShare.bad}% 为红，不足 ${keptShare.warn}% 为橙。本系统的文件没有规定办理时限，故不以按时办结率衡量。`,
      en: `Of this system's promises that can be judged, the share that is kept in its latest period; red below ${keptShare.bad} %, orange below ${keptShare.warn} %. No document limits the time of its cases, so there is no on-time share.`,
    },
    query: `
      SELECT 100 * countIf(verdict = 'met') / nullIf(countIf(verdict != 'running'), 0) AS kept_share
      FROM ${LATEST}`,
    unit: 'percent',
    decimals: 1,
    steps: stepsOf(keptShare),
    paints: 'background',
    columns: { kept_share: { name: { zh: '承诺达标率', en: 'Promises kept' } } },
  });

const promiseColumns: Columns = {
  verdict: {
    name: { zh: '达标', en: 'Kept' },
    words: keptWords,
    paints: 'background',
    width: 120,
    align: 'center',
  },
  document_title: { name: { zh: '文件', en: 'Document' } },
  clause: { name: { zh: '条款', en: 'Clause' }, width: 150 },
  jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' }, width: 190 },
  service: { name: { zh: '事项', en: 'Service' }, words: serviceNames, width: 210 },
  category: { name: { zh: '适用对象', en: 'Covers' }, width: 260 },
  metric: { name: { zh: '指标', en: 'Measures' }, words: metricNames, width: 110 },
  limit_value: { name: { zh: '限值', en: 'Limit' }, width: 80 },
  limit_unit: { name: { zh: '单位', en: 'Unit' }, words: unitNames, width: 100 },
  actual: { name: { zh: '实际值', en: 'Actual' }, decimals: 1, width: 85 },
  actual_unit: { name: { zh: '实际值单位', en: 'Unit of the actual' }, words: unitNames, width: 110 },
  n: { name: { zh: '可判定件数', en: 'Judged cases' }, decimals: 0, width: 100 },
};

export const promisesTable = (id: number, width: number, url: Text): Panel =>
  table({
    id,
    width,
    title: { zh: '文件承诺与实际', en: 'What documents promise, and what is' },
    description: {
      zh: '目录中本系统每项已测量承诺在最近一期的结果，未达标者在前。逐件承诺的实际值为达标办件所占百分比，其余为该期的平均值、比率或合计。',
      en: 'Each measured promise of this system in its latest period, those not kept first. The actual of a promise on each case is the percentage of cases that kept it, else the average, share or sum of the period.',
    },
    query: `
      SELECT verdict, document_title, clause, jurisdiction, service, category, metric, limit AS limit_value, limit_unit,
        actual, if(judged_by = 'each_case', 'percent', limit_unit) AS actual_unit, n
      FROM ${LATEST}
      ORDER BY verdict != 'breached', verdict != 'met', actual, target_id`,
    columns: promiseColumns,
    empty: { zh: '所选辖区没有已测量的承诺', en: 'No measured promise in the chosen jurisdiction' },
    link: { title: { zh: '全部目标', en: 'All targets' }, url },
  });

const categoryColumns: Columns = {
  service: { name: { zh: '事项', en: 'Service' }, words: serviceNames },
  category: { name: { zh: '办件类别', en: 'Category' }, words: categoryNames },
  open_cases: { name: { zh: '在办', en: 'Open' }, decimals: 0, width: 75 },
  overdue_cases: {
    name: { zh: '在办超时', en: 'Overdue' },
    decimals: 0,
    width: 95,
    steps: stepsOf(overdueCases),
    paints: 'text',
  },
  ended_cases: { name: { zh: '已办结', en: 'Ended' }, decimals: 0, width: 85 },
  on_time_share: {
    name: { zh: '按时办结率', en: 'On-time share' },
    unit: 'percent',
    decimals: 1,
    width: 120,
    steps: stepsOf(onTimeShare),
    paints: 'text',
  },
  median: { name: { zh: '用时中位数', en: 'Median' }, decimals: 1, width: 110 },
  p90: { name: { zh: '用时 P90', en: 'P90' }, decimals: 1, width: 95 },
};

/** Quantiles here are of the cases of the range alone. */
const ofPeriod = (quantile: string): string =>
  quantile.replace('is_ended AND', `is_ended AND (${IN_PERIOD}) AND`);

export const categoriesTable = (id: number, width: number): Panel =>
  table({
    id,
    width,
    title: { zh: '按事项与类别', en: 'By service and category' },
    description: {
      zh: '各事项与类别的在办与所选时段办结情况；用时单位为工作日，没有文件时限的不计用时。',
      en: "Open cases and the period's ended ones by service and category; elapsed is in working days and is not counted where no document sets a limit.",
    },
    query: `
      SELECT service, category, sum(is_open) AS open_cases, sum(open_overdue) AS overdue_cases,
        ${sumInPeriod('is_ended')} AS ended_cases, ${ON_TIME_SHARE_IN_PERIOD} AS on_time_share,
        ${ofPeriod(ELAPSED_MEDIAN)} AS median, ${ofPeriod(ELAPSED_P90)} AS p90
      FROM ${CASES}
      WHERE ${CHOSEN}
      GROUP BY service, category
      ORDER BY overdue_cases DESC, on_time_share, service, category`,
    columns: categoryColumns,
  });

/** Every verdict is counted, so that what is left out of shares can be seen. */
export const verdictsChart = (id: number, width: number): Panel =>
  barChart({
    id,
    width,
    title: { zh: '判定构成', en: 'Verdicts' },
    description: {
      zh: '全部办件在时间范围末尾的判定：在办与所选时段办结的都计入。“不单独判定”为按组评判的承诺（平均值、比率），“无适用时限”为文件没有规定时限的办件。',
      en: 'How all cases stand at the end of the range: those open and those of the period that ended. “Not judged alone” are promises on a group (averages, shares), “no target” are cases whose time no document limits.',
    },
    query: `
      SELECT verdict, sum(is_open) AS open_cases, sum(is_ended OR is_void) AS closed_cases
      FROM ${CASES}
      WHERE (is_open OR (${IN_PERIOD})) AND ${CHOSEN}
      GROUP BY verdict
      ORDER BY open_cases + closed_cases DESC, verdict`,
    x: 'verdict',
    stacked: true,
    decimals: 0,
    min: 0,
    columns: {
      verdict: { name: { zh: '判定', en: 'Verdict' }, words: verdictNames },
      open_cases: { name: { zh: '在办', en: 'Open' }, color: 'blue' },
      closed_cases: { name: { zh: '已办结或作废', en: 'Ended or void' }, color: 'green' },
    },
  });
