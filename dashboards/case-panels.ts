// Tables and lanes of one case: what it is, its clocks over time and against their documents, and what happened.
import {
  categoryNames,
  clockStateNames,
  eventNames,
  serviceNames,
  stateNames,
  verdictNames,
} from './case-words.ts';
import { metricNames, systemNames, unitNames } from './catalogue-words.ts';
import { IS_CHOSEN } from './chosen-case.ts';
import type { Column, Columns } from './fields.ts';
import { boardUrl } from './links.ts';
import type { Panel } from './model.ts';
import { stateTimeline, table } from './panels.ts';
import { AS_OF, CASES, CLOCKS } from './sql.ts';
import { inBoth } from './text.ts';

const instant = (zh: string, en: string): Column => ({ name: { zh, en }, unit: 'dateTimeAsIso', width: 165 });

/** From the case's beginning to now: the board's own range may begin later. */
const wholeLife = {
  title: { zh: '显示全过程', en: 'Show its whole life' },
  url: inBoth((language) =>
    boardUrl('case', [`var-system=\${__data.fields.system}`, `var-case=\${__data.fields.case_id}`])[
      language
    ].replace(`\${__url_time_range}`, `from=\${__data.fields.begun_ms}&to=now`),
  ),
};

const factColumns: Columns = {
  case_id: {
    name: { zh: '办件编号', en: 'Case' },
    width: 190,
    link: {
      title: { zh: '逐段说明（内置页面）', en: 'Explained span by span (built-in page)' },
      url: inBoth(() => `/case/\${__value.raw}?system=\${__data.fields.system}`),
    },
  },
  system: { name: { zh: '系统代码', en: 'System code' }, hidden: true },
  begun_ms: { name: { zh: '收件毫秒', en: 'Begun, ms' }, unit: 'string', hidden: true },
  in_system: { name: { zh: '系统', en: 'System' }, words: systemNames, width: 100 },
  jurisdiction: { name: { zh: '辖区', en: 'Jurisdiction' }, width: 190 },
  service: { name: { zh: '事项', en: 'Service' }, words: serviceNames, width: 190 },
  category: { name: { zh: '办件类别', en: 'Category' }, words: categoryNames, width: 120 },
  department: { name: { zh: '承办单位', en: 'Department' }, width: 150 },
  state: { name: { zh: '状态', en: 'State' }, words: stateNames, width: 90 },
  begun_at: { ...instant('收件时间', 'Begun'), link: wholeLife },
  ended_at: instant('办结时间', 'Ended'),
  due_earliest: instant('最早截止', 'Earliest deadline'),
  due_latest: instant('最迟截止', 'Latest deadline'),
  document_title: { name: { zh: '主时限所据文件', en: 'Document of the principal limit' }, width: 320 },
  clause: { name: { zh: '条款', en: 'Clause' }, width: 120 },
  problems: { name: { zh: '数据问题', en: 'Problems of its data' } },
};

export const factsTable = (id: number, width: number): Panel =>
  table({
    id,
    width,
    title: { zh: '办件', en: 'The case' },
    description: {
      zh: '办件的基本情况。点击编号可在内置页面查看逐段计时说明；点击收件时间把时间范围移到办件的全过程。',
      en: 'What the case is. Its number leads to the explanation span by span in the built-in page; its beginning moves the range to its whole life.',
    },
    query: `
      SELECT c.case_id AS case_id, c.system AS system, toString(toUnixTimestamp64Milli(c.begun_at)) AS begun_ms,
        c.system AS in_system, c.jurisdiction AS jurisdiction, c.service AS service, c.category AS category,
        c.department AS department, c.state AS state, c.begun_at AS begun_at, c.ended_at AS ended_at,
        if(c.is_provisional, c.due_earliest, NULL) AS due_earliest, if(c.is_provisional, c.due_latest, NULL) AS due_latest,
        t.document_title AS document_title, t.clause AS clause, arrayStringConcat(c.case_problems, ', ') AS problems
      FROM (SELECT * FROM ${CASES} WHERE ${IS_CHOSEN}) AS c
      LEFT JOIN targets AS t ON c.target_id = t.target_id`,
    columns: factColumns,
    empty: { zh: '没有这个办件', en: 'There is no such case' },
  });

/** The transitions of its clocks; what happened before the range stands at its beginning, so that no lane is bare. */
const transitions = `(
  SELECT toString(target_id) AS target, at, toInt64(state_code) AS code
  FROM clock_transitions
  WHERE ${IS_CHOSEN} AND at <= ${AS_OF})`;

/** Every lane has a value at every change of any, and at the end, so that none breaks off in between. */
const lanes = `
  SELECT time, target, arrayLast(change -> change.1 <= time, changes).2 AS Value
  FROM (
    SELECT arrayJoin(arrayDistinct(arrayPushBack(groupArray(greatest(at, $__fromTime_ms)), ${AS_OF}))) AS time
    FROM ${transitions}
  ) AS moments
  CROSS JOIN (
    SELECT target, arraySort(groupArray((at, code))) AS changes FROM ${transitions} GROUP BY target
  ) AS clocks_of_case
  WHERE changes[1].1 <= time
  ORDER BY time, target`;

export const clockLanes = (id: number, width: number): Panel =>
  stateTimeline({
    id,
    width,
    title: { zh: '各计时的状态', en: 'Clocks over time' },
    description: {
      zh: '办件适用的每项目标一行：计时、暂停、停止或作废。暂停只在该目标认可的事由下发生，因此同一时段各行可以不同。早于时间范围的变化归到其开头。',
      en: 'A lane for each target that applies: running, paused, stopped or void. Only grounds that a target recognises pause it, so lanes can differ. What happened before the range stands at its beginning.',
    },
    query: [{ sql: lanes }],
    decimals: 0,
    words: clockStateNames,
    empty: { zh: '没有适用的目标', en: 'No target applies' },
  });

const clockColumns: Columns = {
  principal: {
    name: { zh: '主时限', en: 'Principal' },
    words: { '1': { zh: '是', en: 'yes' }, '0': { zh: '', en: '' } },
    width: 80,
    align: 'center',
  },
  verdict: {
    name: { zh: '判定', en: 'Verdict' },
    words: verdictNames,
    paints: 'background',
    width: 130,
    align: 'center',
  },
  target_id: { name: { zh: '目标编号', en: 'Target' }, width: 260 },
  metric: { name: { zh: '指标', en: 'Measures' }, words: metricNames, width: 110 },
  elapsed: { name: { zh: '实际', en: 'Actual' }, decimals: 1, width: 80 },
  limit_value: { name: { zh: '限值', en: 'Limit' }, decimals: 1, width: 80 },
  unit: { name: { zh: '单位', en: 'Unit' }, words: unitNames, width: 100 },
  started_at: instant('起算', 'Started'),
  stopped_at: instant('停止', 'Stopped'),
  deadline: instant('截止时间', 'Deadline'),
  document_title: { name: { zh: '文件', en: 'Document' }, width: 320 },
  document_number: { name: { zh: '文号', en: 'Number' }, width: 180 },
  clause: { name: { zh: '条款', en: 'Clause' }, width: 120 },
  fault: { name: { zh: '不能判定的原因', en: 'Why it cannot be judged' } },
};

export const clocksTable = (id: number, width: number): Panel =>
  table({
    id,
    width,
    title: { zh: '适用的目标与条款', en: 'Targets that apply, with their clauses' },
    description: {
      zh: '办件适用的每项目标：判定、实际与限值、起止与截止时间，以及所据文件与条款；主时限在前。按组评判的目标不单独判定。',
      en: 'Each target that applies: verdict, actual and limit, when it started and stopped, its deadline, and the document and clause it rests on; the principal first. Targets on a group are not judged alone.',
    },
    query: `
      SELECT toUInt8(k.principal) AS principal, k.verdict AS verdict, k.target_id AS target_id, t.metric AS metric,
        k.elapsed_ticks / k.ticks_per_unit AS elapsed, k.limit_ticks / k.ticks_per_unit AS limit_value, k.unit AS unit,
        k.started_at AS started_at, k.stopped_at AS stopped_at, k.deadline AS deadline,
        t.document_title AS document_title, t.document_number AS document_number, t.clause AS clause, k.fault AS fault
      FROM (SELECT * FROM ${CLOCKS} WHERE ${IS_CHOSEN}) AS k
      LEFT JOIN targets AS t ON k.target_id = t.target_id
      ORDER BY principal DESC, target_id`,
    columns: clockColumns,
    empty: { zh: '没有适用的目标', en: 'No target applies' },
  });

const eventColumns: Columns = {
  occurred_at: instant('发生时间', 'When'),
  type: { name: { zh: '发生了什么', en: 'What happened' }, words: eventNames, width: 220 },
  recorded_at: instant('记录时间', 'Recorded'),
  received_at: instant('接收时间', 'Received'),
  delay_hours: { name: { zh: '迟报（小时）', en: 'Told late (hours)' }, decimals: 1, width: 120 },
  data: { name: { zh: '数据', en: 'Data' } },
  source: { name: { zh: '来源', en: 'Source' }, width: 200 },
  event_id: { name: { zh: '事件编号', en: 'Event' }, width: 220 },
};

export const eventsTable = (id: number, width: number): Panel =>
  table({
    id,
    width,
    title: { zh: '事件', en: 'Events' },
    description: {
      zh: '来源告知的全部事件，按发生时间排列，更正与撤回也各为一条；“迟报”为记录时间减发生时间。',
      en: 'Every event as its source told it, in the order in which they happened; corrections and retractions are events too. “Told late” is recorded less occurred.',
    },
    query: `
      SELECT occurred_at, type, recorded_at, received_at,
        dateDiff('second', occurred_at, recorded_at) / 3600 AS delay_hours, data, source, event_id
      FROM case_events FINAL
      WHERE ${IS_CHOSEN}
      ORDER BY occurred_at, sequence, event_id
      LIMIT 500`,
    columns: eventColumns,
    empty: { zh: '没有这个办件', en: 'There is no such case' },
  });
