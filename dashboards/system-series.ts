// Time series of the board of one system.
import type { Panel } from './model.ts';
import { timeseries } from './panels.ts';
import {
  AS_OF,
  CASES,
  CHOSEN,
  EACH_WEEK,
  ELAPSED_MEDIAN,
  ELAPSED_P90,
  IN_PERIOD,
  IN_SYSTEM,
  PERIOD_AT,
  TARGET_IN_JURISDICTION,
  weekOf,
} from './sql.ts';

const byWeek = (columns: string): string => `
  SELECT ${weekOf(`assumeNotNull(${PERIOD_AT})`)} AS time, ${columns}
  FROM ${CASES}
  WHERE ${IN_PERIOD} AND ${CHOSEN}
  GROUP BY time
  ORDER BY time ${EACH_WEEK}`;

/** A line from the first to the last week for each figure that the catalogue's core time limits name. */
const limits = `
  SELECT time, concat('≤ ', toString(value)) AS limit, value AS Value
  FROM (
    SELECT DISTINCT assumeNotNull(value) AS value
    FROM targets
    WHERE measured AND core AND metric = 'elapsed_time' AND unit = 'working_day' AND comparator IN ('<=', '<')
      AND value > 0 AND ${IN_SYSTEM} AND ${TARGET_IN_JURISDICTION})
  ARRAY JOIN [${weekOf('$__fromTime_ms')}, ${weekOf(AS_OF)}] AS time
  ORDER BY time, value`;

const quantileColumns = {
  median: { name: { zh: '中位数', en: 'Median' }, color: 'blue' },
  p90: { name: { zh: 'P90', en: '90th percentile' }, color: 'orange' },
};

/** Elapsed by the principal clock against the limits. */
export const elapsedByWeek = (id: number, width: number): Panel =>
  timeseries({
    id,
    width,
    title: {
      zh: '每周办结用时与文件时限（工作日）',
      en: 'Elapsed by week against the limits (working days)',
    },
    description: {
      zh: '每周（周一起）办结办件用时的中位数与 P90（九成不超过），单位为工作日；红色虚线为目录中本系统的核心办理时限，每个限值一条。没有办结的周断开不连。',
      en: 'Median and 90th percentile of the working days that ended cases took, by week from Monday on; each dashed red line is a figure of the core time limits of this system in the catalogue.',
    },
    query: [{ sql: byWeek(`${ELAPSED_MEDIAN} AS median, ${ELAPSED_P90} AS p90`) }, { sql: limits }],
    decimals: 1,
    min: 0,
    points: true,
    spanNulls: true,
    limits: ['B'],
    axisLabel: { zh: '工作日', en: 'working days' },
    columns: quantileColumns,
  });

/** For a system whose cases no document limits in time: from acceptance to the end, as days on the wall. */
export const durationByWeek = (id: number, width: number): Panel =>
  timeseries({
    id,
    width,
    title: { zh: '每周办结办件的历时（自然日）', en: 'Days from beginning to end, by week' },
    description: {
      zh: '本系统的文件没有规定办理时限，故不计工作日、不作判定：每周办结的办件自收件到办结经过的自然日，中位数与 P90。',
      en: 'No document limits the time of these cases, so nothing is judged: calendar days from beginning to end of the cases that ended in each week, median and 90th percentile.',
    },
    query: [
      {
        sql: byWeek(`
          quantileExactInclusiveOrNullIf(0.5)(dateDiff('second', begun_at, ended_at) / 86400, is_ended) AS median,
          quantileExactInclusiveOrNullIf(0.9)(dateDiff('second', begun_at, ended_at) / 86400, is_ended) AS p90`),
      },
    ],
    decimals: 1,
    min: 0,
    points: true,
    spanNulls: true,
    axisLabel: { zh: '自然日', en: 'calendar days' },
    columns: quantileColumns,
  });

export const flowByWeek = (id: number, width: number): Panel =>
  timeseries({
    id,
    width,
    title: { zh: '每周收件与办结', en: 'Begun and ended by week' },
    description: {
      zh: '每周（周一起）收件与办结的件数；办结长期少于收件，在办便会积压。首尾两周可能不完整。',
      en: 'Cases that began and that ended in each week from Monday on; while fewer end than begin, open cases pile up. The first and the last week may be incomplete.',
    },
    query: [
      {
        sql: `
          SELECT ${weekOf('at')} AS time, sum(begun) AS begun_cases, sum(ended) AS ended_cases
          FROM case_steps
          WHERE $__timeFilter_ms(at) AND at <= ${AS_OF} AND ${CHOSEN}
          GROUP BY time
          ORDER BY time ${EACH_WEEK}`,
      },
    ],
    decimals: 0,
    min: 0,
    draw: 'bars',
    columns: {
      begun_cases: { name: { zh: '收件', en: 'Begun' }, color: 'blue' },
      ended_cases: { name: { zh: '办结', en: 'Ended' }, color: 'green' },
    },
  });
