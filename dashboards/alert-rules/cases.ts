// Alerts on cases, by system: overdue, kept too seldom, running into their limits, not to be judged.
import type { AlertRule } from '../alerts.ts';
import { riseOfRisk } from '../risk-rise.ts';
import { EVERY_SYSTEM } from '../sql.ts';
import { LEAST_JUDGED, LEAST_RISE, SHARE_DAYS, thresholds } from '../thresholds.ts';
import { CASES_NOW, percent, systemIn, whole } from './words.ts';

const shared = { group: 'cases', noDataState: 'NoData', execErrState: 'Error' } as const;

/** `counts` are sums over the cases of a system, `number` is made of them. */
const bySystem = (counts: string, where: string, number: string): string => `
SELECT toString(system) AS system, toFloat64(${number}) AS value
FROM ${EVERY_SYSTEM} AS every
LEFT JOIN (SELECT system, ${counts} FROM ${CASES_NOW} WHERE ${where} GROUP BY system) AS counted
  ON every.system = counted.system
ORDER BY system`;

export const caseRules: readonly AlertRule[] = [
  {
    ...shared,
    name: 'overdue',
    severity: 'red',
    threshold: 'overdueCases',
    panel: { board: 'trends', id: 1 },
    sql: bySystem('sum(open_overdue) AS overdue', 'is_open', 'overdue'),
    lasting: '0s',
    zh: {
      title: '在办超时',
      summary: `${systemIn('zh')}：${whole} 件在办件已超时`,
      description: '承诺逐件有效。打开“待办清单”看板，按超时最久排序，逐件督办；暂停计时的办件不计入。',
    },
    en: {
      title: 'Overdue cases',
      summary: `${systemIn('en')}: ${whole} open case(s) past their deadline`,
      description:
        'A promise holds for each case. Open the board Worklist, the longest overdue first, and take each up with its unit. Paused cases are not among them.',
    },
  },
  {
    ...shared,
    name: 'on-time-share',
    severity: 'yellow',
    threshold: 'onTimeShare',
    panel: { board: 'trends', id: 5 },
    sql: bySystem(
      'sum(ended_on_time) AS in_time, sum(ended_late) AS late',
      `is_ended AND ended_at >= now64(3) - INTERVAL ${SHARE_DAYS} DAY`,
      `if(in_time + late < ${LEAST_JUDGED}, 100, 100 * in_time / (in_time + late))`,
    ),
    lasting: '30m',
    zh: {
      title: '按时办结率过低',
      summary: `${systemIn('zh')}：近 ${SHARE_DAYS} 天按时办结率 ${percent}，低于 ${thresholds.onTimeShare.bad}%`,
      description: `按办结时间统计，仅计可判定的办件；不足 ${LEAST_JUDGED} 件时不判定。先看“趋势”看板是从哪一周开始下降，再看该系统看板的部门与事项排名。`,
    },
    en: {
      title: 'On-time share too low',
      summary: `${systemIn('en')}: ${percent} of cases ended on time over ${SHARE_DAYS} days, below ${thresholds.onTimeShare.bad}%`,
      description: `By the instant they ended, cases that can be judged only; nothing is said of fewer than ${LEAST_JUDGED}. See on Trends since which week it falls, then on the system's board which unit and service.`,
    },
  },
  {
    ...shared,
    name: 'at-risk-rising',
    severity: 'yellow',
    threshold: 'atRiskRise',
    panel: { board: 'trends', id: 3 },
    sql: riseOfRisk({ asOf: 'now64(3)', where: '1', systems: '1' }),
    lasting: '20m',
    zh: {
      title: '临期办件骤增',
      summary: `${systemIn('zh')}：临期办件较 24 小时前增加 ${percent}`,
      description: `临期指已用时限四分之三以上。增加不足 ${LEAST_RISE} 件不告警。打开“待办清单”，按剩余时间排序，先办最早到期的。`,
    },
    en: {
      title: 'Cases at risk rising',
      summary: `${systemIn('en')}: cases at risk rose by ${percent} in 24 hours`,
      description: `At risk is three quarters of the limit used. Fewer than ${LEAST_RISE} more raise nothing. Open the Worklist, the least time left first.`,
    },
  },
  {
    ...shared,
    name: 'unknown-verdicts',
    severity: 'yellow',
    threshold: 'unknownShare',
    panel: { board: 'integrity', id: 3 },
    sql: bySystem(
      'sum(is_unknown) AS unjudged, count() AS cases',
      `is_open OR ended_at >= now64(3) - INTERVAL ${SHARE_DAYS} DAY`,
      `if(cases = 0 OR unjudged = 0, 0, 100 * unjudged / cases)`,
    ),
    lasting: '30m',
    zh: {
      title: '无法判定的办件过多',
      summary: `${systemIn('zh')}：在办及近 ${SHARE_DAYS} 天办结的办件中 ${percent} 无法判定`,
      description:
        '数据有误（如结束早于开始），或日期超出已公布的日历。打开“数据真实性”看板查看原因，请数据来源单位更正。',
    },
    en: {
      title: 'Too many cases cannot be judged',
      summary: `${systemIn('en')}: ${percent} of cases open or ended within ${SHARE_DAYS} days cannot be judged`,
      description:
        'Their data is wrong (an end before the start), or a day lies outside the published calendar. Open the board Integrity for the reasons and have the source correct them.',
    },
  },
];
