// The words of what the catalogue of targets and the indicators are made of, and the colours of how targets are kept.
import { vocabularies } from '../schemas/events/vocabulary.ts';
import { indicators } from '../schemas/indicator.ts';
import type { Column, Columns, Words } from './fields.ts';

export const systemNames: Words = Object.fromEntries(
  vocabularies.map(({ system, zh, en }) => [system, { zh, en }]),
);

const systemColors = ['blue', 'purple', 'orange', 'green', 'yellow', 'red'];

/** Columns named by a system, each in its colour. */
export const systemSeries: Columns = Object.fromEntries(
  vocabularies.map(({ system, zh, en }, i): [string, Column] => [
    system,
    { name: { zh, en }, color: systemColors[i % systemColors.length]! },
  ]),
);

export const indicatorNames: Words = Object.fromEntries(
  Object.entries(indicators).map(([id, { zh, en }]) => [id, { zh, en }]),
);

export const unitNames: Words = {
  working_day: { zh: '工作日', en: 'working days' },
  calendar_day: { zh: '自然日', en: 'calendar days' },
  hour: { zh: '小时', en: 'hours' },
  minute: { zh: '分钟', en: 'minutes' },
  month: { zh: '个月', en: 'months' },
  count: { zh: '件 / 个', en: 'count' },
  percent: { zh: '%', en: '%' },
  yuan: { zh: '元', en: 'yuan' },
  point: { zh: '分', en: 'points' },
  m: { zh: '米', en: 'm' },
  kW: { zh: '千瓦', en: 'kW' },
  kVA: { zh: '千伏安', en: 'kVA' },
};

export const metricNames: Words = {
  elapsed_time: { zh: '用时', en: 'time' },
  steps: { zh: '环节', en: 'steps' },
  materials: { zh: '申请材料', en: 'documents asked for' },
  errands: { zh: '跑动次数', en: 'errands' },
  fee: { zh: '费用', en: 'fee' },
  rate: { zh: '比率', en: 'rate' },
  score: { zh: '评分', en: 'score' },
  outage_hours: { zh: '停电时间', en: 'outage hours' },
  outage_count: { zh: '停电次数', en: 'outages' },
  other: { zh: '数值', en: 'other' },
};

export const aggregationNames: Words = {
  each_case: { zh: '逐件', en: 'each case' },
  average: { zh: '平均', en: 'average' },
  annual_average: { zh: '年度平均', en: 'yearly average' },
  share: { zh: '占办件比率', en: 'share of cases' },
  count_per_year: { zh: '每年次数', en: 'count a year' },
  total: { zh: '合计', en: 'total' },
  median: { zh: '中位数', en: 'median' },
};

/** How a target was kept. */
export const keptWords: Words = {
  met: [{ zh: '达标', en: 'kept' }, 'green'],
  breached: [{ zh: '未达标', en: 'not kept' }, 'red'],
  running: [{ zh: '暂无可判定', en: 'nothing to judge yet' }, 'blue'],
};

/** Why a target is not measured; empty for one that is. */
export const reasonWords: Words = {
  '': [{ zh: '已测量', en: 'measured' }, 'green'],
  'no-source-connected': [{ zh: '未接入数据源', en: 'no source connected' }, 'orange'],
  'slogan-undecoded': [{ zh: '口号，未载明数值', en: 'a slogan without a figure' }, 'purple'],
  'not-measurable-from-events': [{ zh: '无法由事件测得', en: 'not measurable from events' }, 'blue'],
};
