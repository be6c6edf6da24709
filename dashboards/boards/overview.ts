// Is it going well? The figures of all systems, where it goes badly, and the cases to act on first.
import { allMarks } from '../annotations.ts';
import { BY_URGENCY, caseList } from '../case-lists.ts';
import { systemNames } from '../catalogue-words.ts';
import { type Column, type Columns, seriesOf } from '../fields.ts';
import { boardUrl, boardUrlOf, generalChoices, type Link } from '../links.ts';
import type { Board } from '../model.ts';
import { stat, table, text, timeseries } from '../panels.ts';
import { endedTiles, openTiles, rankOverdue } from '../shared-panels.ts';
import {
  AS_OF,
  CASES,
  CHOSEN,
  dayOf,
  EACH_DAY,
  IN_PERIOD,
  ON_TIME_SHARE,
  ON_TIME_SHARE_IN_PERIOD,
  sumInPeriod,
} from '../sql.ts';
import { stepsOf, thresholds } from '../thresholds.ts';
import { allChoices } from '../variables.ts';

const onTimeShare = stat({
  id: 1,
  width: 6,
  title: { zh: '按时办结率', en: 'On-time share' },
  description: {
    zh: `按时办结 ÷（按时办结 + 超时办结），只计所选时段内可判定的办结办件；不足 ${thresholds.onTimeShare.bad}% 为红，不足 ${thresholds.onTimeShare.warn}% 为橙。时段内没有可判定的办结办件时显示“—”。`,
    en: `Ended on time ÷ (ended on time + ended late), of the period's ended cases that can be judged; red below ${thresholds.onTimeShare.bad} %, orange below ${thresholds.onTimeShare.warn} %. A dash where none can be judged.`,
  },
  query: `SELECT ${ON_TIME_SHARE} AS on_time_share FROM ${CASES} WHERE ${IN_PERIOD} AND ${CHOSEN}`,
  unit: 'percent',
  decimals: 1,
  steps: stepsOf(thresholds.onTimeShare),
  paints: 'background',
  columns: { on_time_share: { name: { zh: '按时办结率', en: 'On-time share' } } },
  link: { title: { zh: '看趋势', en: 'Trends' }, url: boardUrl('trends', generalChoices) },
});

const systemBoard: Link = {
  title: { zh: '该系统的看板', en: 'Board of the system' },
  url: boardUrlOf(`\${__value.raw}`, [`\${jurisdiction:queryparam}`, `\${period:queryparam}`]),
};
const count = (zh: string, en: string, more: Partial<Column> = {}): Column => ({
  name: { zh, en },
  decimals: 0,
  ...more,
});
const systemColumns: Columns = {
  system: { name: { zh: '系统', en: 'System' }, words: systemNames, link: systemBoard },
  open_cases: count('在办', 'Open'),
  overdue_cases: count('在办超时', 'Overdue', { steps: stepsOf(thresholds.overdueCases), paints: 'text' }),
  at_risk_cases: count('临期', 'At risk'),
  ended_cases: count('已办结', 'Ended'),
  late_cases: count('超时办结', 'Ended late'),
  on_time_share: {
    name: { zh: '按时办结率', en: 'On-time share' },
    unit: 'percent',
    decimals: 1,
    steps: stepsOf(thresholds.onTimeShare),
    paints: 'background',
  },
};

const bySystem = table({
  id: 4,
  width: 12,
  title: { zh: '各系统', en: 'By system' },
  description: {
    zh: '各系统在办与所选时段办结的情况；点击系统打开其看板。按时办结率只计可判定的办件。',
    en: "Each system's open cases, and those of the period that ended; a system leads to its board. The on-time share is of cases that can be judged.",
  },
  query: `
    SELECT system, sum(is_open) AS open_cases, sum(open_overdue) AS overdue_cases,
      sum(open_at_risk) AS at_risk_cases, ${sumInPeriod('is_ended')} AS ended_cases,
      ${sumInPeriod('ended_late')} AS late_cases, ${ON_TIME_SHARE_IN_PERIOD} AS on_time_share
    FROM ${CASES}
    WHERE (is_open OR ${IN_PERIOD}) AND ${CHOSEN}
    GROUP BY system
    ORDER BY overdue_cases DESC, system`,
  columns: systemColumns,
});

/** Changes before the range are told at its first day, so that the sum begins with the stock it had. */
const overdueByDay = timeseries({
  id: 5,
  width: 12,
  title: { zh: '在办超时走势', en: 'Overdue cases by day' },
  description: {
    zh: '每日 24 时（北京时间）仍在办且已超时的办件，按系统分列；最后一日为统计时刻。由每件办件的变化累加而得，过去各日同样准确。',
    en: 'Cases open and past their deadline at the end of each day (Beijing time), by system; on the last day as of now. Summed up from the changes of each case, so past days are exact.',
  },
  query: [
    {
      sql: `
        SELECT time, system, toInt64(sum(sum(change)) OVER (PARTITION BY system ORDER BY time)) AS Value
        FROM (
          SELECT greatest(${dayOf('at')}, ${dayOf('$__fromTime_ms')}) AS time, toString(system) AS system,
            toInt64(overdue_change) AS change
          FROM case_steps
          WHERE overdue_change != 0 AND at <= ${AS_OF} AND ${CHOSEN}
          UNION ALL
          SELECT ${EACH_DAY} AS time, system, 0 AS change
          FROM (SELECT DISTINCT toString(system) AS system FROM ${CASES} WHERE ${CHOSEN}))
        GROUP BY time, system
        ORDER BY time, system`,
    },
  ],
  decimals: 0,
  min: 0,
  stacked: true,
  fill: 30,
  columns: seriesOf(systemNames),
});

const urgent = caseList(
  [
    'case_id',
    'in_system',
    'situation',
    'jurisdiction',
    'service',
    'department',
    'deadline',
    'overdue_days',
    'used_share',
    'elapsed',
    'limit_units',
    'unit',
  ],
  { where: 'is_open', order: BY_URGENCY, limit: 20 },
);

const worklist = table({
  id: 8,
  width: 24,
  title: { zh: '在办最急的 20 件', en: 'The 20 most urgent open cases' },
  description: {
    zh: '在办办件：超时最久者在前，其次为临期、截止最近、收件最早者；点击办件编号查看该办件，完整名单见“待办清单”。',
    en: 'Open cases: the longest overdue first, then those at risk, the nearest deadline, the oldest. The number leads to the case; the board Worklist has them all.',
  },
  ...urgent,
  empty: { zh: '没有在办办件', en: 'No case is open' },
  link: { title: { zh: '完整清单', en: 'The whole list' }, url: boardUrl('worklist', generalChoices) },
});

const guide = text({
  id: 9,
  width: 24,
  title: { zh: '怎样看', en: 'How to read this' },
  description: { zh: '各数字的含义与颜色。', en: 'What the figures and colours mean.' },
  content: {
    zh: `**存量**（在办、在办超时、临期、暂停计时）为时间范围末尾的状态；**流量**（已办结、按时办结率）为时间范围内的办件，“统计口径”决定按办结时间还是受理时间计入。

- **在办超时**：仍在办且已过截止时间。**临期**：已用时限四分之三以上。**期限待定**：截止时间落在尚未公布的日历之后，只能给出区间。
- 时限按文件载明的方法以**工作日**计，节假日不计、调休上班日计入；补正、专家评审等法定情形暂停计时。
- **按时办结率**只计可判定的办件：按组评判（平均值类承诺）、无适用时限、无法判定的办件都不在分母内，其件数见各系统看板与“数据真实性”看板。`,
    en: `**Stock** (open, overdue, at risk, paused) is as it stood at the end of the range. **Flow** (ended, on-time share) is of the cases of the range; *Period by* says whether their end or their acceptance counts.

- **Overdue**: open and past the deadline. **At risk**: three quarters of the limit used. **Provisional**: the deadline lies past the published calendar, so that only an interval is known.
- Limits are counted as their documents say, in **working days**: holidays do not count, working weekends do; grounds such as corrections and expert reviews stop the clock.
- **On-time share** is of cases that can be judged: cases judged as a group (averages), without a documented limit, or that cannot be judged are not part of it; the system boards and the board Integrity count them.`,
  },
});

export const overviewBoard: Board = {
  name: 'overview',
  title: { zh: '总览', en: 'Overview' },
  description: {
    zh: '办得好不好：各系统在办、超时、临期与按时办结率，问题最集中的辖区与承办单位，以及最先要办的办件。',
    en: 'Is it going well? Open, overdue, at risk and the on-time share of all systems, where it goes worst, and which cases to act on first.',
  },
  variables: allChoices,
  annotations: allMarks,
  rows: [
    { height: 5, panels: [onTimeShare, openTiles(2, 10), endedTiles(3, 8)] },
    { id: 20, title: { zh: '各系统', en: 'Systems' }, height: 8, panels: [bySystem, overdueByDay] },
    {
      id: 21,
      title: { zh: '问题最集中之处', en: 'Where it goes worst' },
      height: 9,
      panels: [rankOverdue.jurisdictions(6, 12), rankOverdue.departments(7, 12)],
    },
    { id: 22, title: { zh: '最先要办', en: 'Act on first' }, height: 13, panels: [worklist] },
    { id: 23, title: { zh: '说明', en: 'Notes' }, height: 8, panels: [guide] },
  ],
};
