// Alerts on the way in: no process takes in, a system went quiet, messages wait, are refused or judged late.
import type { AlertRule } from '../alerts.ts';
import { EVERY_SYSTEM } from '../sql.ts';
import { LEAST_MESSAGES, thresholds } from '../thresholds.ts';
import { percent, systemIn, whole } from './words.ts';

const shared = { group: 'intake', noDataState: 'NoData', execErrState: 'Error' } as const;

// Seconds since the last sample; a store without any sample is as silent as can be told.
const HEARTBEAT = `
SELECT 'shixian' AS intake, toFloat64(if(count() = 0, 1e9, dateDiff('second', max(at), now64(3)))) AS value
FROM ingest_samples`;

// Rest days count nothing, days beyond the calendar neither: the rule on the calendar tells of those.
const QUIET_DAYS = `
SELECT system, toFloat64(if(sum(received) = 0, 0, arrayCount(
  day -> day > toDate32(max(heard), 'Asia/Shanghai'),
  (SELECT groupArray(day) FROM calendar_days FINAL
    WHERE calendar = 'cn' AND notEmpty(opens) AND day <= toDate32(now64(3), 'Asia/Shanghai'))))) AS value
FROM (
  SELECT toString(system) AS system, count() AS received, max(received_at) AS heard FROM case_events GROUP BY system
  UNION ALL
  SELECT system, 0, toDateTime64(0, 3, 'UTC') FROM ${EVERY_SYSTEM})
GROUP BY system
ORDER BY system`;

// Where there is no Kafka one row says so, with a lag of 0.
const LAG = `
SELECT topic, toFloat64(max(lag)) AS value
FROM (
  SELECT toString(topic) AS topic, argMax(lag_seconds, at) AS lag FROM ingest_samples
  WHERE origin = 'kafka' AND at >= now64(3) - INTERVAL 10 MINUTE
  GROUP BY topic, partition
  UNION ALL SELECT 'all', 0)
GROUP BY topic
ORDER BY topic`;

const REJECTED = `
SELECT origin, toFloat64(if(sum(told) < ${LEAST_MESSAGES}, 0, 100 * sum(refused) / sum(told))) AS value
FROM (
  SELECT toString(origin) AS origin, rejected AS refused, events + repeated + rejected AS told
  FROM ingest_samples
  WHERE at >= now64(3) - INTERVAL 1 HOUR
  UNION ALL
  SELECT arrayJoin(['kafka', 'http', 'file']), 0, 0)
GROUP BY origin
ORDER BY origin`;

const LATENCY = `
SELECT 'shixian' AS intake, toFloat64(max(latency_ms) / 1000) AS value
FROM ingest_samples
WHERE at >= now64(3) - INTERVAL 10 MINUTE`;

export const intakeRules: readonly AlertRule[] = [
  {
    ...shared,
    name: 'heartbeat',
    severity: 'red',
    threshold: 'intakeSilence',
    panel: { board: 'pipeline', id: 1 },
    sql: HEARTBEAT,
    lasting: '2m',
    noDataState: 'Alerting',
    execErrState: 'Alerting',
    zh: {
      title: '接入停止',
      summary: `超过 ${thresholds.intakeSilence.bad} 秒没有任何进程报告接入情况`,
      description:
        '接入进程未运行，或数据库不可写、不可读。看 /healthz 与 /readyz 给出的原因；恢复前看板数字不再更新。',
    },
    en: {
      title: 'Intake stopped',
      summary: `No process has reported its intake for more than ${thresholds.intakeSilence.bad} seconds`,
      description:
        'No process takes in, or the store cannot be written or read. /healthz and /readyz name the reason; until it is mended the boards stand still.',
    },
  },
  {
    ...shared,
    name: 'quiet-system',
    severity: 'yellow',
    threshold: 'quietWorkingDays',
    panel: { board: 'pipeline', id: 9 },
    sql: QUIET_DAYS,
    lasting: '10m',
    zh: {
      title: '系统无新事件',
      summary: `${systemIn('zh')}：最近一次事件之后已过 ${whole} 个工作日`,
      description:
        '接入在运行，但该系统没有送来任何事件：多为来源接口中断。请联系来源系统，恢复后补送即可，重复送达无妨。',
    },
    en: {
      title: 'A system went quiet',
      summary: `${systemIn('en')}: ${whole} working day(s) have begun since its last event`,
      description:
        'The intake works, but this system tells nothing: mostly its interface broke. Ask its operator; what was missed can be told later, repeats do no harm.',
    },
  },
  {
    ...shared,
    name: 'kafka-lag',
    severity: 'red',
    threshold: 'lagSeconds',
    panel: { board: 'pipeline', id: 5 },
    sql: LAG,
    lasting: '5m',
    zh: {
      title: 'Kafka 积压',
      summary: `{{ $labels.topic }}：最早一条未入库消息已等待 ${whole} 秒`,
      description:
        '看 /readyz 给出的分区与原因：停滞会自动重试，停住（braked）须先更正来源。进程不足时可增加接入进程。',
    },
    en: {
      title: 'Kafka lag',
      summary: `{{ $labels.topic }}: the oldest message that is not stored has waited ${whole} s`,
      description:
        '/readyz names the partition and the reason: a stall is tried again by itself, a brake needs its source mended. Where processes are too few, start more.',
    },
  },
  {
    ...shared,
    name: 'rejected-share',
    severity: 'yellow',
    threshold: 'rejectedShare',
    panel: { board: 'pipeline', id: 7 },
    sql: REJECTED,
    lasting: '5m',
    zh: {
      title: '拒收率过高',
      summary: `{{ $labels.origin }}：近一小时 ${percent} 的消息被拒收`,
      description: `一小时内不足 ${LEAST_MESSAGES} 条时不判定。打开“数据管道”看板看拒收原因；原文都已保留，更正后可重新接入。`,
    },
    en: {
      title: 'Too much is rejected',
      summary: `{{ $labels.origin }}: ${percent} of the messages of the last hour were refused`,
      description: `Nothing is said of fewer than ${LEAST_MESSAGES} in an hour. The board Pipeline shows the reasons; every message is kept as it came and can be replayed once the cause is mended.`,
    },
  },
  {
    ...shared,
    name: 'verdict-latency',
    severity: 'yellow',
    threshold: 'verdictSeconds',
    panel: { board: 'pipeline', id: 6 },
    sql: LATENCY,
    lasting: '10m',
    zh: {
      title: '判定迟缓',
      summary: `近十分钟内，从收到消息到判定入库最长 ${whole} 秒`,
      description: '看板所见可能已过时。先看积压与入库用时：积压大则增加接入进程，入库慢则看数据库负载。',
    },
    en: {
      title: 'Verdicts come late',
      summary: `Within the last ten minutes it took up to ${whole} s from a message to its stored verdicts`,
      description:
        'Boards may show what was. See lag and time to store first: with much lag start more processes, with slow stores look at the load of the database.',
    },
  },
];
