// The indicators an evaluator recomputes: the numbers of GET /v1/indicators for the same question, with their n.

import { boardNames } from '../../schemas/board.ts';
import { calendarMarks } from '../annotations.ts';
import { serviceNames } from '../case-words.ts';
import { indicatorNames, unitNames } from '../catalogue-words.ts';
import type { Column, Columns } from '../fields.ts';
import type { Board, Variable } from '../model.ts';
import { barGauge, stat, table, text } from '../panels.ts';
import { AS_OF } from '../sql.ts';
import { explained, stepsOf, thresholds } from '../thresholds.ts';
import { jurisdictionChoice, periodChoice, systemOptions } from '../variables.ts';
import { indicatorsWith } from '../view-calls.ts';

const placeOf = (system: string): number => (boardNames as readonly string[]).indexOf(system);

/** One system at a time, as the interface has it. */
const oneSystem: Variable = {
  kind: 'custom',
  name: 'system',
  label: { zh: '系统', en: 'System' },
  options: systemOptions.toSorted((a, b) => placeOf(a.value) - placeOf(b.value)),
  all: false,
};

const within: Variable = {
  ...(jurisdictionChoice as Extract<Variable, { kind: 'query' }>),
  name: 'within',
  all: false,
};

const group: Variable = {
  kind: 'custom',
  name: 'group',
  label: { zh: '分组', en: 'Group by' },
  options: [
    { value: 'jurisdiction', text: { zh: '辖区', en: 'jurisdiction' } },
    { value: 'service', text: { zh: '事项', en: 'service' } },
    { value: 'department', text: { zh: '承办单位', en: 'department' } },
    { value: 'channel', text: { zh: '渠道', en: 'channel' } },
  ],
  all: false,
};

const api: Variable = { kind: 'textbox', name: 'api', label: { zh: '接口地址', en: 'Address of the API' } };

/** The very view, and the very arguments, of the interface. */
const indicatorsOf = (keys: string): string =>
  indicatorsWith({
    system: `\${system:singlequote}`,
    within: `\${within:singlequote}`,
    asOf: AS_OF,
    from: '$__fromTime_ms',
    to: '$__toTime_ms',
    periodBy: `\${period:singlequote}`,
    keys,
  });
const IN_ALL = indicatorsOf(`CAST([], 'Array(String)')`);
const BY_GROUP = indicatorsOf(`[\${group:singlequote}]`);

const order = `indexOf([${Object.keys(indicatorNames)
  .map((id) => `'${id}'`)
  .join(', ')}], indicator)`;

/** One indicator out of the rows of a group, and how many cases it rests on. */
const numberOf = (id: string): string => `anyIf(value, indicator = '${id}')`;
const nOf = (id: string): string => `anyIf(n, indicator = '${id}')`;
/** Elapsed times come once a unit; the unit of most cases speaks. */
const mainOf = (column: string, id: string): string => `argMaxIf(${column}, n, indicator = '${id}')`;

/** As the interface is asked. In Grafana its address stands in the box above; in the built-in page it is the page's own. */
const question = [
  `\${api}/v1/indicators?system=\${system:percentencode}`,
  `within=\${within:percentencode}`,
  `periodBy=\${period:percentencode}`,
  `from=\${__from:date:iso}`,
  `to=\${__to:date:iso}`,
  `asOf=\${__to:date:iso}`,
].join('&');
const grouped = `${question}&groupBy=\${group:percentencode}`;

const linksZh = `
与本页相同的数字可由接口取得（条件随上方选择变化）：

| 内容 | JSON | CSV |
| --- | --- | --- |
| 全部指标 | [查看](${question}) | [下载](${question}&format=csv) |
| 按所选分组 | [查看](${grouped}) | [下载](${grouped}&format=csv) |

- 期间：含起点，不含终点；统计时刻为期间终点。
- 在 Grafana 中使用时，请先在上方“接口地址”填入网关地址，例如 http://127.0.0.1:8080。
- 命令行：shixian indicators；指标定义见视图 indicator_cases。`;

const linksEn = `
The interface answers with the numbers of this page, for what is chosen above:

| | JSON | CSV |
| --- | --- | --- |
| Every indicator | [open](${question}) | [download](${question}&format=csv) |
| By the group chosen | [open](${grouped}) | [download](${grouped}&format=csv) |

- The period includes its start and excludes its end; cases stand as of its end.
- In Grafana first write the address of the gateway into the box above, such as http://127.0.0.1:8080.
- On the command line: shixian indicators. Indicators are defined in the view indicator_cases.`;

const whole = [
  stat({
    id: 1,
    width: 14,
    title: { zh: '办件与按时办结', en: 'Cases and on-time share' },
    description: {
      zh: '所选系统、辖区与期间的办件。按办结时间统计时不含在办办件。按时办结率仅计可判定的已办结办件，判定件数列在旁边。',
      en: 'The cases of the system, place and period chosen. By the end of the case, open ones are not among them. The on-time share rests on ended cases that can be judged; how many stands beside it.',
    },
    query: `SELECT ${numberOf('cases')} AS cases, ${numberOf('ended')} AS ended, ${numberOf('on_time_share')} AS on_time_share,
      ${nOf('on_time_share')} AS judged FROM ${IN_ALL}`,
    decimals: 0,
    paints: 'value',
    columns: {
      cases: { name: { zh: '办件总数', en: 'Cases' } },
      ended: { name: { zh: '已办结', en: 'Ended' } },
      on_time_share: {
        name: { zh: '按时办结率', en: 'On-time share' },
        unit: 'percent',
        decimals: 1,
        steps: stepsOf(thresholds.onTimeShare),
      },
      judged: { name: { zh: '判定件数', en: 'Judged' } },
    },
  }),
  barGauge({
    id: 2,
    width: 10,
    title: { zh: '不计入按时办结率的办件', en: 'Left out of the on-time share' },
    description: {
      zh: '期间内未参与判定的办件，按原因分：无法判定（数据有误或超出日历）、无适用时限、按组评判或未开始、作废。',
      en: 'Cases of the period that are not judged, by reason: cannot be judged (bad data or outside the calendar), no documented target, judged as a group or not started, void.',
    },
    query: `
      SELECT indicator, value FROM ${IN_ALL}
      WHERE indicator IN ('unknown', 'no_target', 'not_applicable', 'void')
      ORDER BY ${order}`,
    decimals: 0,
    min: 0,
    steps: [{ color: 'blue', value: null }],
    columns: {
      indicator: { name: { zh: '原因', en: 'Reason' }, words: indicatorNames },
    },
  }),
];

const inGroup: Column = {
  name: { zh: '分组', en: 'Group' },
  words: { '': { zh: '（未注明）', en: '(not stated)' }, ...serviceNames },
};

const indicatorColumns: Columns = {
  indicator: { name: { zh: '指标', en: 'Indicator' }, words: indicatorNames },
  value: { name: { zh: '数值', en: 'Value' }, decimals: 2 },
  unit: { name: { zh: '单位', en: 'Unit' }, words: unitNames },
  n: { name: { zh: '依据件数', en: 'n' } },
};

const allIndicators = [
  table({
    id: 3,
    width: 12,
    title: { zh: '全部指标', en: 'Every indicator' },
    description: {
      zh: '每个指标的数值、单位与所依据的办件数，与接口 /v1/indicators 同一条件下的结果相同。用时按计量单位分别给出，不做换算。',
      en: 'Each indicator with its unit and how many cases it rests on: what /v1/indicators answers to the same question. Elapsed times are given for each unit; nothing is converted.',
    },
    query: `SELECT indicator, value, unit, n FROM ${IN_ALL} ORDER BY ${order}, unit`,
    columns: indicatorColumns,
  }),
  text({
    id: 4,
    width: 12,
    title: { zh: '取得同样的数字', en: 'Get the same numbers' },
    description: {
      zh: '按当前选择生成的接口链接，供评估单位核对与存档。',
      en: 'Links of the interface for what is chosen here, for evaluators to check and keep.',
    },
    content: { zh: linksZh.trim(), en: linksEn.trim() },
  }),
];

const byGroup = [
  table({
    id: 5,
    width: 24,
    title: { zh: '各组主要指标', en: 'Main indicators by group' },
    description: explained(thresholds.onTimeShare),
    query: `
      SELECT arrayStringConcat(group_values, ' / ') AS in_group, ${numberOf('cases')} AS cases, ${numberOf('ended')} AS ended,
        ${numberOf('on_time_share')} AS on_time_share, ${nOf('on_time_share')} AS judged,
        ${numberOf('ended_after_deadline')} AS late, ${numberOf('open_overdue')} AS overdue,
        ${mainOf('value', 'elapsed_median')} AS median, ${mainOf('value', 'elapsed_p90')} AS p90,
        ${mainOf('unit', 'elapsed_median')} AS unit, ${numberOf('unknown')} AS unjudged,
        ${numberOf('no_target')} AS untargeted, ${numberOf('not_applicable')} AS ungrouped
      FROM ${BY_GROUP}
      GROUP BY group_values
      ORDER BY cases DESC, in_group`,
    columns: {
      in_group: inGroup,
      cases: { name: { zh: '办件总数', en: 'Cases' } },
      ended: { name: { zh: '已办结', en: 'Ended' } },
      on_time_share: {
        name: { zh: '按时办结率', en: 'On-time share' },
        unit: 'percent',
        decimals: 1,
        paints: 'background',
        steps: stepsOf(thresholds.onTimeShare),
      },
      judged: { name: { zh: '判定件数', en: 'Judged' } },
      late: { name: { zh: '超时办结', en: 'Ended late' } },
      overdue: { name: { zh: '在办超时', en: 'Overdue' } },
      median: { name: { zh: '用时中位数', en: 'Median time' }, decimals: 1 },
      p90: { name: { zh: '用时 P90', en: '90th percentile' }, decimals: 1 },
      unit: {
        name: { zh: '用时单位', en: 'Unit of time' },
        words: { '': { zh: '—', en: '—' }, ...unitNames },
      },
      unjudged: { name: { zh: '无法判定', en: 'Cannot be judged' } },
      untargeted: { name: { zh: '无适用时限', en: 'No target' } },
      ungrouped: { name: { zh: '按组评判', en: 'Judged as a group' } },
    },
  }),
  table({
    id: 6,
    width: 24,
    title: { zh: '各组全部指标', en: 'Every indicator by group' },
    description: {
      zh: '每组每个指标一行，附单位与所依据的办件数，排列与接口导出的 CSV 相同。',
      en: 'One row a group and indicator, with its unit and how many cases it rests on, as the CSV of the interface has them.',
    },
    query: `
      SELECT arrayStringConcat(group_values, ' / ') AS in_group, indicator, value, unit, n
      FROM ${BY_GROUP}
      ORDER BY group_values, ${order}, unit`,
    columns: { in_group: inGroup, ...indicatorColumns },
  }),
];

export const indicatorsBoard: Board = {
  name: 'indicators',
  title: { zh: '评估指标', en: 'Indicators for evaluators' },
  description: {
    zh: '供评估与核对：所选系统、辖区、期间与分组的全部指标，附单位、依据件数与排除情况，与接口导出一致。',
    en: 'For evaluation and checking: every indicator of a system, place, period and grouping, with unit, n and what was left out, as the interface exports them.',
  },
  variables: [oneSystem, within, periodChoice, group, api],
  annotations: calendarMarks,
  rows: [
    { id: 20, title: { zh: '总体', en: 'In all' }, height: 6, panels: whole },
    { height: 11, panels: allIndicators },
    { id: 21, title: { zh: '按组', en: 'By group' }, height: 11, panels: byGroup },
  ],
};
