// The words of what a case is made of: how it stands, what happened to it, what it is about. Colours say what to do.
import { vocabularies } from '../schemas/events/vocabulary.ts';
import type { Words } from './fields.ts';

export const verdictNames: Words = {
  running: [{ zh: '计时中', en: 'running' }, 'blue'],
  paused: [{ zh: '暂停计时', en: 'paused' }, 'purple'],
  met: [{ zh: '按时', en: 'on time' }, 'green'],
  breached: [{ zh: '超时', en: 'past its deadline' }, 'red'],
  void: [{ zh: '作废', en: 'void' }, 'text'],
  'not-applicable': [{ zh: '不单独判定', en: 'not judged alone' }, 'text'],
  'no-target': [{ zh: '无适用时限', en: 'no target' }, 'text'],
  unknown: [{ zh: '无法判定', en: 'cannot be judged' }, 'orange'],
};

export const stateNames: Words = {
  open: { zh: '在办', en: 'open' },
  ended: { zh: '已办结', en: 'ended' },
  void: { zh: '作废', en: 'void' },
};

/** Of an open case, by the flags of case_at; see `SITUATION` in case-lists.ts. */
export const situationNames: Words = {
  overdue: [{ zh: '在办超时', en: 'overdue' }, 'red'],
  'at-risk': [{ zh: '临期', en: 'at risk' }, 'orange'],
  provisional: [{ zh: '期限待定', en: 'provisional deadline' }, 'yellow'],
  paused: [{ zh: '暂停计时', en: 'paused' }, 'purple'],
  open: [{ zh: '在办', en: 'open' }, 'blue'],
};

/** The state of a clock as clock_transitions numbers it. */
export const clockStateNames: Words = {
  '1': [{ zh: '计时', en: 'running' }, 'blue'],
  '2': [{ zh: '暂停', en: 'paused' }, 'purple'],
  '3': [{ zh: '停止', en: 'stopped' }, 'green'],
  '4': [{ zh: '作废', en: 'void' }, 'text'],
};

export const eventNames: Words = Object.fromEntries(
  vocabularies.flatMap(({ types }) => Object.entries(types).map(([type, { zh, en }]) => [type, { zh, en }])),
);

/** Services that documents set limits for; a source may name others, which stay as they are. */
export const serviceNames: Words = {
  'new electricity connection': { zh: '用电报装', en: 'new electricity connection' },
  'new water connection': { zh: '用水报装', en: 'new water connection' },
  'new gas connection': { zh: '用气报装', en: 'new gas connection' },
  'supply reliability': { zh: '供电可靠性', en: 'supply reliability' },
  'distribution maintenance': { zh: '配网作业', en: 'distribution maintenance' },
  'construction project approval': { zh: '工程建设项目审批', en: 'construction project approval' },
  'connection works approval': { zh: '接入工程审批', en: 'connection works approval' },
  'joint acceptance': { zh: '联合验收', en: 'joint acceptance' },
  'land-use planning permit': { zh: '用地规划许可', en: 'land-use planning permit' },
  'environmental permit': { zh: '环境许可', en: 'environmental permit' },
};

/** The values by which the systems sort their cases; see `category` in their vocabularies. */
export const categoryNames: Words = {
  residential: { zh: '居民', en: 'residential' },
  'non-residential': { zh: '非居民', en: 'non-residential' },
  high: { zh: '高压', en: 'high voltage' },
  low: { zh: '低压', en: 'low voltage' },
  building: { zh: '房屋建筑', en: 'building' },
  'general-industrial': { zh: '一般工业', en: 'general industrial' },
  'small-industrial': { zh: '小型工业', en: 'small industrial' },
  'small-medium': { zh: '中小型', en: 'small or medium' },
  'municipal-linear': { zh: '市政线性工程', en: 'municipal linear' },
  renovation: { zh: '改造', en: 'renovation' },
  infrastructure: { zh: '基础设施', en: 'infrastructure' },
  'connection-works': { zh: '接入工程', en: 'connection works' },
};
