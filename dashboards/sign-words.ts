// The words of signs that a clock, or the telling of it, was worked on; the view integrity_signs defines each.
import type { Words } from './fields.ts';
import type { Text } from './text.ts';

/** Each sign with what its amount counts. */
const worked: Readonly<
  Record<string, { readonly name: Text; readonly counted: Text; readonly means: Text }>
> = {
  'told-late': {
    name: { zh: '迟报', en: 'told late' },
    counted: { zh: '天', en: 'days' },
    means: {
      zh: '事件发生三天以后才登记或送达',
      en: 'an event was recorded, or received, more than three days after it occurred',
    },
  },
  'corrected-after-deadline': {
    name: { zh: '逾期后更正', en: 'corrected after the deadline' },
    counted: { zh: '小时', en: 'hours' },
    means: {
      zh: '截止时间过后更正或撤回了事件，办件因此成为按时',
      en: 'an event was corrected or retracted after the deadline, and the case stands as on time',
    },
  },
  'ended-at-the-last-moment': {
    name: { zh: '临截止办结', en: 'ended at the last moment' },
    counted: { zh: '分钟', en: 'minutes left' },
    means: {
      zh: '在截止前最后一小时（截止为当日 24:00 的，在当日最后一个办公小时及以后）办结',
      en: 'ended within the last hour before the deadline, or the last office hour of the day it ends with',
    },
  },
  'paused-near-deadline': {
    name: { zh: '临期暂停', en: 'paused near the deadline' },
    counted: { zh: '% 已用', en: '% used' },
    means: {
      zh: '已用时限四分之三以上才开始暂停计时',
      en: 'a pause began when three quarters of the limit or more was used',
    },
  },
  'long-pause': {
    name: { zh: '长期暂停', en: 'long pause' },
    counted: { zh: '天', en: 'days' },
    means: {
      zh: '一次暂停超过 30 天，或占了全程一半以上',
      en: 'one pause lasted over 30 days, or over half of the whole time',
    },
  },
  'many-pauses': {
    name: { zh: '多次暂停', en: 'many pauses' },
    counted: { zh: '次', en: 'times' },
    means: { zh: '暂停三次或更多', en: 'paused three times or more' },
  },
  reopened: {
    name: { zh: '办结后重启', en: 'reopened' },
    counted: { zh: '次', en: 'times' },
    means: { zh: '办结之后又继续办理', en: 'the case went on after it had ended' },
  },
  'off-hours-end': {
    name: { zh: '非工作时间办结', en: 'ended off hours' },
    counted: { zh: '点', en: 'o’clock' },
    means: { zh: '在休息日或 22 时至 6 时办结', en: 'ended on a rest day, or between 22:00 and 6:00' },
  },
  'batch-ended': {
    name: { zh: '批量办结', en: 'ended in a batch' },
    counted: { zh: '件', en: 'cases' },
    means: {
      zh: '同一地区、同一事项一分钟内办结十件以上',
      en: 'ten cases or more of one place and service ended in one minute',
    },
  },
};

/** What was told contradicts itself; such signs have no amount. */
const contradictions: Words = {
  'end-before-start': { zh: '结束早于开始', en: 'end before start' },
  'no-date-on-case': { zh: '办件缺少约定日期', en: 'no date on the case' },
  'not-opened': { zh: '未见受理', en: 'never opened' },
  'opened-twice': { zh: '重复受理', en: 'opened twice' },
  'closed-twice': { zh: '重复办结', en: 'ended twice' },
  'reopened-while-open': { zh: '未办结即重启', en: 'reopened while open' },
  'pause-end-without-begin': { zh: '恢复前未暂停', en: 'pause ended, never begun' },
  'pause-begun-twice': { zh: '重复暂停', en: 'pause begun twice' },
  'pause-without-end': { zh: '暂停未恢复', en: 'pause never ended' },
  'pause-cap-used': { zh: '暂停额度用尽', en: 'allowance of pauses used up' },
  'extension-refused': { zh: '延期无效', en: 'extension not allowed' },
  'deadline-moved-after-it-passed': { zh: '逾期后改期限', en: 'deadline moved after it passed' },
  'correction-without-event': { zh: '更正的事件不存在', en: 'correction of no event' },
  'correction-of-correction': { zh: '更正了更正', en: 'correction of a correction' },
  'correction-in-circle': { zh: '循环更正', en: 'corrections in a circle' },
  'correction-does-not-fit': { zh: '更正与事件不符', en: 'correction that does not fit' },
};

const eachOf = (part: 'name' | 'counted' | 'means') =>
  Object.fromEntries(Object.entries(worked).map(([sign, words]) => [sign, words[part]]));

export const workedSigns: readonly string[] = Object.keys(worked);
export const signNames: Words = { ...eachOf('name'), ...contradictions };
/** By sign; a sign without an amount is told as the empty code. */
export const countedNames: Words = { '': { zh: '—', en: '—' }, ...eachOf('counted') };
export const signMeanings: Readonly<Record<string, Text>> = eachOf('means');
