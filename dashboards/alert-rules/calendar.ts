// The alert on a calendar that runs out: deadlines beyond it cannot be told.
import type { AlertRule } from '../alerts.ts';
import { whole } from './words.ts';

// Of the calendars that running cases are counted by; China's always.
const DAYS_AHEAD = `
SELECT toString(calendar) AS calendar, toFloat64(dateDiff('day', toDate32(now64(3, 'Asia/Shanghai')), max(day))) AS value
FROM calendar_days
WHERE calendar = 'cn' OR calendar IN (
  SELECT calendar FROM cases FINAL WHERE last_clock_state = 'running' AND last_at >= now64(3) - INTERVAL 1 YEAR)
GROUP BY calendar
ORDER BY calendar`;

export const calendarRules: readonly AlertRule[] = [
  {
    name: 'calendar-ends',
    group: 'calendar',
    severity: 'yellow',
    threshold: 'calendarDaysAhead',
    panel: { board: 'pipeline', id: 4 },
    sql: DAYS_AHEAD,
    lasting: '1h',
    noDataState: 'Alerting',
    execErrState: 'Error',
    zh: {
      title: '工作日历即将用尽',
      summary: `日历 {{ $labels.calendar }} 只覆盖到 ${whole} 天后`,
      description:
        '超出日历的截止时间只能给出暂定区间。国务院办公厅公布次年节假日安排后，请按“添加日历年度”说明载入。',
    },
    en: {
      title: 'Working calendar runs out',
      summary: `The calendar {{ $labels.calendar }} covers only ${whole} more days`,
      description:
        'Deadlines beyond it are provisional intervals. Once the State Council has published the next year, load it as “Add a calendar year” tells.',
    },
  },
];
