// Panels that stand on several boards: how many are open, how many ended, and where most are overdue.
import type { Column, Step, Words } from './fields.ts';
import { boardUrl, generalChoices, type Link } from './links.ts';
import type { Panel } from './model.ts';
import { barGauge, stat } from './panels.ts';
import { CASES, CHOSEN, IN_PERIOD } from './sql.ts';
import type { Text } from './text.ts';
import { stepsOf, thresholds } from './thresholds.ts';

export const worklistLink: Link = {
  title: { zh: '待办清单', en: 'Worklist' },
  url: boardUrl('worklist', generalChoices),
};
const someSteps = (color: string): readonly Step[] => [
  { color: 'text', value: null },
  { color, value: 1 },
];
const count = (zh: string, en: string, steps?: readonly Step[]): Column => ({
  name: { zh, en },
  ...(steps ? { steps } : {}),
});

/** Open cases as they stood at the end of the range. */
export const openTiles = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '在办', en: 'Open' },
    description: {
      zh: '时间范围末尾的在办办件：其中已超时的、已用时限四分之三以上的（临期）、暂停计时的，以及期限待定的。点击打开待办清单。',
      en: 'Cases open at the end of the range: of them past their deadline, with three quarters of their limit used (at risk), paused, and with a provisional deadline. Leads to the worklist.',
    },
    query: `
      SELECT sum(is_open) AS open_cases, sum(open_overdue) AS overdue_cases, sum(open_at_risk) AS at_risk_cases,
        sum(open_paused) AS paused_cases, sum(is_provisional) AS provisional_cases
      FROM ${CASES}
      WHERE is_open AND ${CHOSEN}`,
    decimals: 0,
    columns: {
      open_cases: count('在办', 'Open'),
      overdue_cases: count('在办超时', 'Overdue', stepsOf(thresholds.overdueCases)),
      at_risk_cases: count('临期', 'At risk', someSteps('orange')),
      paused_cases: count('暂停计时', 'Paused', someSteps('purple')),
      provisional_cases: count('期限待定', 'Provisional', someSteps('yellow')),
    },
    link: worklistLink,
  });

/** What ended in the period, and what of it cannot be judged. */
export const endedTiles = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '所选时段办结', en: 'Ended in the period' },
    description: {
      zh: '所选时段已办结的办件：按时、超时与无法判定（数据有误或超出日历范围）。其余为按组评判或无适用时限的办件。',
      en: 'Cases of the period that ended: on time, late, and those that cannot be judged (bad data or outside the calendar). The rest are judged as a group or have no documented limit.',
    },
    query: `
      SELECT sum(is_ended) AS ended_cases, sum(ended_on_time) AS on_time_cases, sum(ended_late) AS late_cases,
        sumIf(is_unknown, is_ended) AS unknown_cases
      FROM ${CASES}
      WHERE ${IN_PERIOD} AND ${CHOSEN}`,
    decimals: 0,
    columns: {
      ended_cases: count('已办结', 'Ended'),
      on_time_cases: count('按时办结', 'On time'),
      late_cases: count('超时办结', 'Late', someSteps('red')),
      unknown_cases: count('无法判定', 'Cannot be judged', someSteps('orange')),
    },
  });

interface Rank {
  readonly column: 'jurisdiction' | 'department';
  readonly flag: 'open_overdue' | 'is_open';
  readonly steps: readonly Step[];
}
const notTold: Words = { 'not-told': { zh: '（未注明）', en: '(not told)' } };

const rank =
  ({ column, flag, steps }: Rank, title: Text, description: Text) =>
  (id: number, width: number) =>
    barGauge({
      id,
      width,
      title,
      description,
      query: `
      SELECT if(${column} = '', 'not-told', toString(${column})) AS place, sum(${flag}) AS n
      FROM ${CASES}
      WHERE ${CHOSEN}
      GROUP BY place
      ORDER BY n DESC, place
      LIMIT 10`,
      decimals: 0,
      min: 0,
      steps,
      columns: { place: { words: notTold } },
      link: worklistLink,
    });

const overdueSteps = stepsOf(thresholds.overdueCases);
const plainSteps: readonly Step[] = [{ color: 'blue', value: null }];

/** The ten with the most overdue cases. */
export const rankOverdue = {
  jurisdictions: rank(
    { column: 'jurisdiction', flag: 'open_overdue', steps: overdueSteps },
    { zh: '在办超时最多的辖区', en: 'Most overdue: jurisdictions' },
    {
      zh: '时间范围末尾在办超时件数最多的十个辖区（办件所属的辖区本身，不合并上级）。',
      en: 'The ten jurisdictions with the most overdue cases at the end of the range, each by itself, not summed up to what contains it.',
    },
  ),
  departments: rank(
    { column: 'department', flag: 'open_overdue', steps: overdueSteps },
    { zh: '在办超时最多的承办单位', en: 'Most overdue: departments' },
    {
      zh: '时间范围末尾在办超时件数最多的十个承办单位；来源没有注明承办单位的办件合为一行。',
      en: 'The ten departments with the most overdue cases at the end of the range; cases whose source names no department are one row.',
    },
  ),
};

/** The ten with the most open cases, where nothing can be overdue. */
export const rankOpen = {
  jurisdictions: rank(
    { column: 'jurisdiction', flag: 'is_open', steps: plainSteps },
    { zh: '在办最多的辖区', en: 'Most open: jurisdictions' },
    {
      zh: '时间范围末尾在办件数最多的十个辖区（办件所属的辖区本身，不合并上级）。',
      en: 'The ten jurisdictions with the most open cases at the end of the range, each by itself, not summed up to what contains it.',
    },
  ),
  departments: rank(
    { column: 'department', flag: 'is_open', steps: plainSteps },
    { zh: '在办最多的承办单位', en: 'Most open: departments' },
    {
      zh: '时间范围末尾在办件数最多的十个承办单位；来源没有注明承办单位的办件合为一行。',
      en: 'The ten departments with the most open cases at the end of the range; cases whose source names no department are one row.',
    },
  ),
};
