// Panels on the way in: heartbeat, lag, latency, refusals. From the samples of the intake and what it refused.
import type { Columns } from './fields.ts';
import { rejectionNames, rejectionStates, stageNames } from './intake-words.ts';
import { barGauge, stat, table, timeseries } from './panels.ts';
import { AS_OF } from './sql.ts';
import { explained, stepsOf, thresholds } from './thresholds.ts';

export const SAMPLES = `(SELECT * FROM ingest_samples WHERE $__timeFilter_ms(at))`;
/** Of an interval as wide as a point of the panel. */
const POINT = '$__timeInterval(at)';

const doors: Columns = {
  kafka: { name: { zh: 'Kafka', en: 'Kafka' }, color: 'blue' },
  http: { name: { zh: 'HTTP', en: 'HTTP' }, color: 'green' },
  file: { name: { zh: '文件', en: 'File' }, color: 'purple' },
};

export const intakeNow = [
  stat({
    id: 1,
    width: 5,
    title: { zh: '接入心跳', en: 'Heartbeat of the intake' },
    description: explained(thresholds.intakeSilence),
    query: `
      SELECT if(count() = 0, NULL, dateDiff('second', max(at), ${AS_OF})) AS silent
      FROM ingest_samples
      WHERE at <= ${AS_OF}`,
    unit: 's',
    decimals: 0,
    paints: 'background',
    steps: stepsOf(thresholds.intakeSilence),
    columns: { silent: { name: { zh: '距上次采样', en: 'Since the last sample' } } },
  }),
  stat({
    id: 2,
    width: 8,
    title: { zh: '期间接入', en: 'Taken in' },
    description: {
      zh: '时间范围内新入库的事件、重复送达（不再计入）与拒收的消息数。',
      en: 'In the range: events stored, repeats (which count once), and messages refused.',
    },
    query: `SELECT sum(events) AS stored, sum(repeated) AS repeats, sum(rejected) AS refused FROM ${SAMPLES}`,
    unit: 'short',
    paints: 'none',
    columns: {
      stored: { name: { zh: '新入库', en: 'Stored' } },
      repeats: { name: { zh: '重复', en: 'Repeats' } },
      refused: { name: { zh: '拒收', en: 'Refused' } },
    },
  }),
  stat({
    id: 3,
    width: 5,
    title: { zh: '待处理的拒收', en: 'Refusals to be dealt with' },
    description: {
      zh: '尚未重新接入、也未作废的拒收消息。原文逐字保留，更正后可重新接入。',
      en: 'Refused messages neither replayed nor discarded. Each is kept byte for byte and can be replayed once its cause is mended.',
    },
    query: `SELECT countIf(status = 'open') AS waiting FROM rejected_events FINAL WHERE received_at <= ${AS_OF}`,
    decimals: 0,
    paints: 'value',
    steps: [
      { color: 'green', value: null },
      { color: 'orange', value: 1 },
    ],
    columns: { waiting: { name: { zh: '待处理', en: 'Open' } } },
  }),
  barGauge({
    id: 4,
    width: 6,
    title: { zh: '日历余量', en: 'Calendar ahead' },
    description: explained(thresholds.calendarDaysAhead),
    query: `
      SELECT toString(calendar) AS calendar, dateDiff('day', toDate32(${AS_OF}, 'Asia/Shanghai'), max(day)) AS days
      FROM calendar_days
      WHERE calendar = 'cn' OR calendar IN (
        SELECT calendar FROM cases FINAL
        WHERE last_clock_state = 'running' AND last_at >= ${AS_OF} - INTERVAL 1 YEAR)
      GROUP BY calendar
      ORDER BY days`,
    unit: 'd',
    decimals: 0,
    min: 0,
    max: 365,
    steps: stepsOf(thresholds.calendarDaysAhead),
    columns: {
      calendar: { name: { zh: '日历', en: 'Calendar' } },
    },
  }),
];

export const intakeSpeed = [
  timeseries({
    id: 5,
    width: 8,
    title: { zh: 'Kafka 积压时长', en: 'Kafka lag' },
    description: explained(thresholds.lagSeconds),
    query: [
      {
        sql: `
          SELECT ${POINT} AS time, max(lag_seconds) AS lag, max(lag_messages) AS waiting
          FROM ${SAMPLES}
          GROUP BY time
          ORDER BY time`,
      },
    ],
    min: 0,
    points: true,
    showSteps: 'dashed',
    steps: stepsOf(thresholds.lagSeconds),
    columns: {
      lag: { name: { zh: '最久等待', en: 'Longest wait' }, unit: 's', color: 'blue' },
      waiting: {
        name: { zh: '等待的消息（右轴）', en: 'Messages that wait (right)' },
        unit: 'short',
        color: 'purple',
        custom: { 'custom.axisPlacement': 'right' },
      },
    },
  }),
  timeseries({
    id: 6,
    width: 8,
    title: { zh: '事件到判定的时延', en: 'Event to verdict' },
    description: explained(thresholds.verdictSeconds),
    query: [
      {
        sql: `
          SELECT ${POINT} AS time, max(latency_ms) / 1000 AS longest, max(store_ms) / 1000 AS storing
          FROM ${SAMPLES}
          GROUP BY time
          ORDER BY time`,
      },
    ],
    unit: 's',
    min: 0,
    points: true,
    showSteps: 'dashed',
    steps: stepsOf(thresholds.verdictSeconds),
    columns: {
      longest: { name: { zh: '最长时延', en: 'Longest' }, color: 'blue' },
      storing: { name: { zh: '入库用时', en: 'Time to store' }, color: 'green' },
    },
  }),
  timeseries({
    id: 12,
    width: 8,
    title: { zh: '每分钟事件', en: 'Events a minute' },
    description: {
      zh: '各入口每分钟新入库的事件，按时间点的宽度平均。',
      en: 'Events stored a minute by door, averaged over the width of a point.',
    },
    query: [
      {
        sql: `
          SELECT ${POINT} AS time, 60 * sumIf(events, origin = 'kafka') / $__interval_s AS kafka,
            60 * sumIf(events, origin = 'http') / $__interval_s AS http,
            60 * sumIf(events, origin = 'file') / $__interval_s AS file
          FROM ${SAMPLES}
          GROUP BY time
          ORDER BY time`,
      },
    ],
    min: 0,
    stacked: true,
    fill: 40,
    points: true,
    columns: doors,
  }),
];

const shareOf = (origin: string): string =>
  `100 * sumIf(rejected, origin = '${origin}') / nullIf(sumIf(events + repeated + rejected, origin = '${origin}'), 0)`;

export const refusals = [
  timeseries({
    id: 7,
    width: 12,
    title: { zh: '拒收率', en: 'Rejected share' },
    description: explained(thresholds.rejectedShare),
    query: [
      {
        sql: `
          SELECT ${POINT} AS time, ${shareOf('kafka')} AS kafka, ${shareOf('http')} AS http, ${shareOf('file')} AS file
          FROM ${SAMPLES}
          GROUP BY time
          ORDER BY time`,
      },
    ],
    unit: 'percent',
    min: 0,
    points: true,
    spanNulls: true,
    showSteps: 'dashed',
    steps: stepsOf(thresholds.rejectedShare),
    columns: doors,
  }),
  table({
    id: 8,
    width: 12,
    title: { zh: '拒收原因', en: 'Refused, by reason' },
    description: {
      zh: '时间范围内拒收的消息，按原因、环节与处理状态统计。处理办法见“处理拒收的事件”说明。',
      en: 'Messages refused in the range, by reason, step and what became of them. What to do is told in “Look after rejected events”.',
    },
    query: `
      SELECT code, stage, toString(status) AS status, count() AS messages, max(received_at) AS latest
      FROM rejected_events FINAL
      WHERE $__timeFilter_ms(received_at)
      GROUP BY code, stage, status
      ORDER BY messages DESC, code, stage, status`,
    columns: {
      code: { name: { zh: '原因', en: 'Reason' }, words: rejectionNames },
      stage: { name: { zh: '环节', en: 'Step' }, words: stageNames },
      status: { name: { zh: '处理状态', en: 'State' }, words: rejectionStates, paints: 'text' },
      messages: { name: { zh: '消息数', en: 'Messages' } },
      latest: { name: { zh: '最近一条', en: 'Latest' }, unit: 'dateTimeAsIso' },
    },
  }),
];
