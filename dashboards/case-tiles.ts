// Figures of one case: its verdict, its time against the limit, its deadline.
import { verdictNames } from './case-words.ts';
import { unitNames } from './catalogue-words.ts';
import { IS_CHOSEN } from './chosen-case.ts';
import type { Panel } from './model.ts';
import { stat } from './panels.ts';
import { CASES } from './sql.ts';

export const verdictTile = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '判定', en: 'Verdict' },
    description: {
      zh: '主时限在统计时刻的判定；统计时刻为时间范围末尾，不晚于现在。',
      en: 'The verdict of the principal clock at the end of the range, or now.',
    },
    query: `SELECT verdict FROM ${CASES} WHERE ${IS_CHOSEN}`,
    paints: 'background',
    allColumns: true,
    columns: { verdict: { name: { zh: '判定', en: 'Verdict' }, words: verdictNames } },
    empty: { zh: '没有这个办件', en: 'There is no such case' },
  });

export const timeTiles = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '用时与时限', en: 'Time and limit' },
    description: {
      zh: '主时限的已用、限值与剩余，单位见末格；剩余为负即已超出。自带截止日期的办件没有限值。',
      en: 'Elapsed, limit and what is left of the principal clock, in the unit of the last tile; less than nothing left is time over. A case with a deadline of its own has no limit.',
    },
    query: `
      SELECT elapsed, limit_units, limit_units - elapsed AS left_units, unit
      FROM ${CASES}
      WHERE ${IS_CHOSEN}`,
    decimals: 1,
    allColumns: true,
    columns: {
      elapsed: { name: { zh: '已用', en: 'Elapsed' } },
      limit_units: { name: { zh: '时限', en: 'Limit' } },
      left_units: {
        name: { zh: '剩余', en: 'Left' },
        steps: [
          { color: 'red', value: null },
          { color: 'text', value: 0 },
        ],
      },
      unit: { name: { zh: '单位', en: 'Unit' }, words: { ...unitNames, '': { zh: '—', en: '—' } } },
    },
  });

export const deadlineTiles = (id: number, width: number): Panel =>
  stat({
    id,
    width,
    title: { zh: '截止时间', en: 'Deadline' },
    description: {
      zh: '主时限的截止时间（北京时间）与超时天数；暂停期间没有截止时间，期限待定时为最早的可能，区间见下表。',
      en: 'The deadline of the principal clock in Beijing time, and by how many days it is past; none while paused, the earliest possible while provisional, see the table below.',
    },
    query: `
      SELECT ifNull(deadline, due_earliest) AS deadline_at, ifNull(overdue_ms, 0) / 86400000 AS overdue_days
      FROM ${CASES}
      WHERE ${IS_CHOSEN}`,
    decimals: 1,
    allColumns: true,
    columns: {
      deadline_at: { name: { zh: '截止', en: 'Deadline' }, unit: 'dateTimeAsIso' },
      overdue_days: {
        name: { zh: '超时（天）', en: 'Overdue (days)' },
        // The least that the figure shows.
        steps: [
          { color: 'text', value: null },
          { color: 'red', value: 0.05 },
        ],
      },
    },
  });
