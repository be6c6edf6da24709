// How do open, overdue and on-time develop? The past days are exact: they are summed up from the changes of each case.
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { allMarks } from '../annotations.ts';
import { systemNames, systemSeries } from '../catalogue-words.ts';
import type { Columns } from '../fields.ts';
import { boardUrl, passed } from '../links.ts';
import type { Board } from '../model.ts';
import { barGauge, timeseries } from '../panels.ts';
import { riseOfRisk } from '../risk-rise.ts';
import { AS_OF, CASES, CHOSEN, dayOf, IN_SYSTEM, ON_TIME_SHARE, weekOf } from '../sql.ts';
import { explained, SHARE_DAYS, stepsOf, thresholds } from '../thresholds.ts';
import { stockChoices } from '../variables.ts';

const LAST_DAY = `toDate(${AS_OF}, 'Asia/Shanghai')`;

/** What each sum of changes has come to at the end of every local day of the range; of the last day so far. */
function stockByDay(changes: Readonly<Record<string, string>>): string {
  const names = Object.keys(changes);
  const each = (write: (name: string) => string): string => names.map(write).join(', ');
  return `
    SELECT toDateTime(day, 'Asia/Shanghai') AS time, ${each((name) => name)}
    FROM (
      SELECT day, ${each((name) => `sum(${name}_change) OVER (ORDER BY day) AS ${name}`)}
      FROM (
        SELECT toDate(at, 'Asia/Shanghai') AS day, ${each((name) => `${changes[name]} AS ${name}_change`)}
        FROM (SELECT * FROM case_steps WHERE (open_change != 0 OR overdue_change != 0) AND at <= ${AS_OF} AND ${CHOSEN})
        GROUP BY day
        ORDER BY day WITH FILL TO ${LAST_DAY} + 1))
    WHERE day >= toDate($__fromTime_ms, 'Asia/Shanghai')
    ORDER BY time`;
}

const flowByDay = `
  SELECT ${dayOf('at')} AS time, sum(begun) AS begun_cases, sum(ended) AS ended_cases
  FROM case_steps
  WHERE $__timeFilter_ms(at) AND ${CHOSEN}
  GROUP BY time
  ORDER BY time`;

const endedByWeek = (columns: string): string => `
  SELECT ${weekOf('assumeNotNull(ended_at)')} AS time, ${columns}
  FROM ${CASES}
  WHERE is_ended AND $__timeFilter_ms(ended_at) AND ${CHOSEN}
  GROUP BY time
  ORDER BY time`;

const bySystem = (number: string, where = '1'): string => `
  SELECT toString(system) AS system, ${number} AS value
  FROM ${CASES}
  WHERE ${where} AND ${CHOSEN}
  GROUP BY system
  ORDER BY system`;

const riseBySystem = riseOfRisk({ asOf: AS_OF, where: CHOSEN, systems: IN_SYSTEM });

const systems = vocabularies.map(({ system }) => system);
const ofEachSystem = (write: (system: string) => string): Record<string, string> =>
  Object.fromEntries(systems.map((system) => [system, write(`system = '${system}'`)]));

const shareOf = (condition: string): string =>
  `100 * sumIf(ended_on_time, ${condition}) / nullIf(sumIf(ended_on_time + ended_late, ${condition}), 0)`;
const sharesBySystem = [
  `${ON_TIME_SHARE} AS all_systems`,
  ...Object.entries(ofEachSystem(shareOf)).map(([system, number]) => `${number} AS ${system}`),
].join(', ');

const systemBars: Columns = {
  system: { name: { zh: '系统', en: 'System' }, words: systemNames },
};

const worklist = {
  title: { zh: '待办清单', en: 'Worklist' },
  url: boardUrl('worklist', passed('system', 'jurisdiction', 'department', 'category')),
};

const openNow = [
  barGauge({
    id: 1,
    width: 6,
    title: { zh: '在办超时（件）', en: 'Open and overdue' },
    description: {
      zh: '时间范围末尾时，各系统已过截止时间仍未办结的办件数。有一件即为红色，并触发告警“在办超时”。',
      en: 'By system, cases past their deadline and not ended at the end of the range. One is red, and raises the alert “Overdue cases”.',
    },
    query: bySystem('sum(open_overdue)'),
    decimals: 0,
    min: 0,
    steps: stepsOf(thresholds.overdueCases),
    columns: systemBars,
    link: worklist,
  }),
  barGauge({
    id: 2,
    width: 6,
    title: { zh: '临期占在办比例', en: 'At risk, of all open' },
    description: explained(thresholds.atRiskShare),
    query: bySystem('100 * sum(open_at_risk) / nullIf(sum(is_open), 0)'),
    unit: 'percent',
    decimals: 1,
    min: 0,
    max: 100,
    steps: stepsOf(thresholds.atRiskShare),
    columns: systemBars,
    link: worklist,
  }),
  barGauge({
    id: 3,
    width: 6,
    title: { zh: '临期较 24 小时前增幅', en: 'Rise of cases at risk in 24 hours' },
    description: explained(thresholds.atRiskRise),
    query: riseBySystem,
    unit: 'percent',
    decimals: 0,
    min: 0,
    steps: stepsOf(thresholds.atRiskRise),
    columns: systemBars,
    link: worklist,
  }),
  barGauge({
    id: 6,
    width: 6,
    title: { zh: `近 ${SHARE_DAYS} 天按时办结率`, en: `On-time share, last ${SHARE_DAYS} days` },
    description: {
      zh: `时间范围末尾之前 ${SHARE_DAYS} 天内办结且可判定的办件中，按时办结的比例。低于红线触发告警“按时办结率过低”。`,
      en: `Of cases that ended within ${SHARE_DAYS} days before the end of the range and can be judged, the share that ended on time. Below the red line it raises the alert “On-time share too low”.`,
    },
    query: bySystem(ON_TIME_SHARE, `is_ended AND ended_at >= ${AS_OF} - INTERVAL ${SHARE_DAYS} DAY`),
    unit: 'percent',
    decimals: 1,
    min: 0,
    max: 100,
    steps: stepsOf(thresholds.onTimeShare),
    columns: systemBars,
  }),
];

const stock = [
  timeseries({
    id: 4,
    width: 12,
    title: { zh: '每日在办与在办超时', en: 'Open and overdue by day' },
    description: {
      zh: '每天 24:00（北京时间）时的在办件数与在办超时件数；最后一天为截至目前。由每件办件的变化逐一累加，过去的日期也是准确的，不依赖定时快照。',
      en: 'Cases open, and open past their deadline, at 24:00 Beijing time of each day; of the last day so far. Summed up from the changes of every case, so that past days are exact and no snapshot is needed.',
    },
    query: [{ sql: stockByDay({ open: 'sum(open_change)', overdue: 'sum(overdue_change)' }) }],
    decimals: 0,
    min: 0,
    columns: {
      open: { name: { zh: '在办', en: 'Open' }, color: 'blue' },
      overdue: { name: { zh: '在办超时', en: 'Overdue' }, color: 'red' },
    },
    link: worklist,
  }),
  timeseries({
    id: 7,
    width: 12,
    title: { zh: '每日在办超时：按系统', en: 'Overdue by day and system' },
    description: {
      zh: '每天 24:00（北京时间）各系统的在办超时件数，叠加显示；口径同左。未选中的系统为 0。',
      en: 'Cases overdue at 24:00 Beijing time of each day, stacked by system, counted as on the left. A system that is not chosen has 0.',
    },
    query: [{ sql: stockByDay(ofEachSystem((condition) => `sumIf(overdue_change, ${condition})`)) }],
    decimals: 0,
    min: 0,
    stacked: true,
    fill: 40,
    columns: systemSeries,
    link: worklist,
  }),
];

const flow = [
  timeseries({
    id: 8,
    width: 12,
    title: { zh: '每日受理与办结', en: 'Begun and ended by day' },
    description: {
      zh: '每天（北京时间）受理的与办结的办件数。长期受理多于办结，在办就会积压。',
      en: 'Cases begun and cases ended on each day, Beijing time. Where more begin than end for long, the open ones pile up.',
    },
    query: [{ sql: flowByDay }],
    decimals: 0,
    min: 0,
    draw: 'bars',
    columns: {
      begun_cases: { name: { zh: '受理', en: 'Begun' }, color: 'blue' },
      ended_cases: { name: { zh: '办结', en: 'Ended' }, color: 'green' },
    },
  }),
  timeseries({
    id: 9,
    width: 12,
    title: { zh: '每周办结：按时与超时', en: 'Ended by week: on time and late' },
    description: {
      zh: '每周（周一起）办结的办件，按时与超时叠加；无法判定的不计入。首尾两周可能不完整。',
      en: 'Cases that ended in each week from Monday on, on time and late; those that cannot be judged are left out. The first and the last week may be incomplete.',
    },
    query: [{ sql: endedByWeek('sum(ended_on_time) AS in_time, sum(ended_late) AS late') }],
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    columns: {
      in_time: { name: { zh: '按时', en: 'On time' }, color: 'green' },
      late: { name: { zh: '超时', en: 'Late' }, color: 'red' },
    },
  }),
];

const share = [
  timeseries({
    id: 5,
    width: 24,
    title: { zh: '每周按时办结率', en: 'On-time share by week' },
    description: {
      zh: `每周办结且可判定的办件中按时办结的比例，按系统分列；当周没有可判定的办件则断开。虚线为橙色线 ${thresholds.onTimeShare.warn}% 与红色线 ${thresholds.onTimeShare.bad}%。`,
      en: `Of cases that ended in each week and can be judged, the share that ended on time, by system; a gap where there are none. Dashed lines: orange below ${thresholds.onTimeShare.warn} %, red below ${thresholds.onTimeShare.bad} %.`,
    },
    query: [{ sql: endedByWeek(sharesBySystem) }],
    unit: 'percent',
    decimals: 1,
    min: 0,
    max: 100,
    points: true,
    spanNulls: true,
    showSteps: 'dashed',
    steps: stepsOf(thresholds.onTimeShare),
    columns: { all_systems: { name: { zh: '合计', en: 'All' }, color: '#8e8e8e' }, ...systemSeries },
  }),
];

export const trendsBoard: Board = {
  name: 'trends',
  title: { zh: '趋势', en: 'Trends' },
  description: {
    zh: '在办、超时与按时办结率随时间的变化。过去每一天的数字都是准确的，节假日、调休与目标施行日期标在时间轴上。',
    en: 'How open, overdue and on-time develop. Every past day is exact; holidays, working weekends and targets coming into force are marked.',
  },
  variables: stockChoices,
  annotations: allMarks,
  rows: [
    { id: 20, title: { zh: '时间范围末尾', en: 'At the end of the range' }, height: 7, panels: openNow },
    { id: 21, title: { zh: '每日存量', en: 'Stock by day' }, height: 9, panels: stock },
    { id: 22, title: { zh: '受理与办结', en: 'Begun and ended' }, height: 8, panels: flow },
    { id: 23, title: { zh: '按时办结率', en: 'On-time share' }, height: 9, panels: share },
  ],
};
