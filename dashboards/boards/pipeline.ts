// Does what is told arrive, in time and accepted? From the samples of the intake, the refusals and the events.
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { systemNames, systemSeries } from '../catalogue-words.ts';
import { intakeNow, intakeSpeed, refusals, SAMPLES } from '../intake-panels.ts';
import { originNames, topicNames } from '../intake-words.ts';
import type { Board } from '../model.ts';
import { table, timeseries } from '../panels.ts';
import { AS_OF, dayOf } from '../sql.ts';
import { explained, stepsOf, thresholds } from '../thresholds.ts';

const bySystem = vocabularies.map(({ system }) => `countIf(system = '${system}') AS ${system}`).join(', ');

const WORKING_DAYS = `(
  SELECT groupArray(day) FROM calendar_days FINAL
  WHERE calendar = 'cn' AND notEmpty(opens) AND day <= toDate32(${AS_OF}, 'Asia/Shanghai'))`;

const sources = [
  table({
    id: 9,
    width: 12,
    title: { zh: '各系统数据新鲜度', en: 'Freshness by system' },
    description: explained(thresholds.quietWorkingDays),
    query: `
      SELECT system, max(received_at) AS heard, max(occurred_at) AS happened,
        arrayCount(day -> day > toDate32(max(received_at), 'Asia/Shanghai'), ${WORKING_DAYS}) AS quiet_days,
        countIf($__timeFilter_ms(received_at)) AS in_range
      FROM case_events
      WHERE received_at <= ${AS_OF}
      GROUP BY system
      ORDER BY heard`,
    columns: {
      system: { name: { zh: '系统', en: 'System' }, words: systemNames },
      heard: { name: { zh: '最近收到', en: 'Last received' }, unit: 'dateTimeAsIso' },
      happened: { name: { zh: '最近发生', en: 'Last occurred' }, unit: 'dateTimeAsIso' },
      quiet_days: {
        name: { zh: '静默工作日', en: 'Quiet working days' },
        decimals: 0,
        paints: 'background',
        steps: stepsOf(thresholds.quietWorkingDays),
      },
      in_range: { name: { zh: '期间收到', en: 'Received in the range' } },
    },
  }),
  timeseries({
    id: 13,
    width: 12,
    title: { zh: '每日收到的事件：按系统', en: 'Events received by day and system' },
    description: {
      zh: '每天（北京时间）收到并入库的事件数，按系统叠加。',
      en: 'Events received and stored on each day, Beijing time, stacked by system.',
    },
    query: [
      {
        sql: `
          SELECT ${dayOf('received_at')} AS time, ${bySystem}
          FROM case_events
          WHERE $__timeFilter_ms(received_at)
          GROUP BY time
          ORDER BY time`,
      },
    ],
    decimals: 0,
    min: 0,
    draw: 'bars',
    stacked: true,
    columns: systemSeries,
  }),
  table({
    id: 10,
    width: 24,
    title: { zh: '各进程最近的采样', en: 'Latest sample of each process' },
    description: {
      zh: '每个接入进程、入口与分区在时间范围内最近一次采样。没有 Kafka 的单机部署只有 HTTP 与文件入口，积压为 0。',
      en: 'The last sample in the range of each process, door and partition. Where everything is one process without Kafka there are only HTTP and files, whose lag is 0.',
    },
    query: `
      SELECT process, origin, topic, partition, max(at) AS sampled, argMax(lag_seconds, at) AS lag,
        argMax(lag_messages, at) AS waiting, max(latency_ms) / 1000 AS longest, sum(events) AS stored,
        sum(repeated) AS repeats, sum(rejected) AS refused
      FROM ${SAMPLES}
      GROUP BY process, origin, topic, partition
      ORDER BY lag DESC, sampled DESC, process, topic, partition
      LIMIT 200`,
    columns: {
      process: { name: { zh: '进程', en: 'Process' } },
      origin: { name: { zh: '入口', en: 'Door' }, words: originNames },
      topic: { name: { zh: '主题', en: 'Topic' }, words: topicNames },
      partition: { name: { zh: '分区', en: 'Partition' } },
      sampled: { name: { zh: '采样时间', en: 'Sampled' }, unit: 'dateTimeAsIso' },
      lag: {
        name: { zh: '积压时长', en: 'Lag' },
        unit: 's',
        paints: 'background',
        steps: stepsOf(thresholds.lagSeconds),
      },
      waiting: { name: { zh: '等待的消息', en: 'Messages that wait' }, unit: 'short' },
      longest: {
        name: { zh: '最长时延', en: 'Longest to verdict' },
        unit: 's',
        steps: stepsOf(thresholds.verdictSeconds),
        paints: 'text',
      },
      stored: { name: { zh: '新入库', en: 'Stored' } },
      repeats: { name: { zh: '重复', en: 'Repeats' } },
      refused: { name: { zh: '拒收', en: 'Refused' } },
    },
  }),
];

export const pipelineBoard: Board = {
  name: 'pipeline',
  title: { zh: '数据管道', en: 'Pipeline' },
  description: {
    zh: '事件是否及时、完整地到达并完成判定：心跳、积压、时延、拒收、各系统数据新鲜度与日历余量。',
    en: 'Whether events arrive, in time and whole, and are judged: heartbeat, lag, latency, refusals, freshness of each system and how far the calendar reaches.',
  },
  variables: [],
  annotations: [],
  rows: [
    { id: 20, title: { zh: '当前', en: 'Now' }, height: 5, panels: intakeNow },
    { id: 21, title: { zh: '速度', en: 'Speed' }, height: 8, panels: intakeSpeed },
    { id: 22, title: { zh: '拒收', en: 'Refusals' }, height: 8, panels: refusals },
    { id: 23, title: { zh: '来源', en: 'Sources' }, height: 8, panels: sources },
  ],
};
