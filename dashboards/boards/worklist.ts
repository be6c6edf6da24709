// Which cases have to be acted on, in which order? Overdue, at risk, and those whose deadline is not yet settled.
import { holidays, makeUpDays } from '../annotations.ts';
import { type CaseColumn, caseList } from '../case-lists.ts';
import type { Board } from '../model.ts';
import { table } from '../panels.ts';
import { openTiles } from '../shared-panels.ts';
import { stockChoices } from '../variables.ts';

/** More than a reader works through; the API has them all. */
const MOST = 500;

const about: readonly CaseColumn[] = [
  'case_id',
  'in_system',
  'jurisdiction',
  'service',
  'category',
  'department',
];

const overdue = table({
  id: 2,
  width: 24,
  title: { zh: '在办超时', en: 'Overdue' },
  description: {
    zh: `仍在办且已过截止时间的办件，超时最久者在前，至多 ${MOST} 件；暂停计时的办件不在其列。超时天数为截止时间至统计时刻的自然日。`,
    en: `Open cases past their deadline, the longest overdue first, at most ${MOST}; paused cases are not among them. Overdue is in calendar days from the deadline to now or the end of the range.`,
  },
  ...caseList([...about, 'deadline', 'overdue_days', 'elapsed', 'limit_units', 'unit', 'begun_at'], {
    where: 'open_overdue',
    order: 'overdue_ms DESC, case_id',
    limit: MOST,
  }),
  empty: { zh: '没有在办超时的办件', en: 'No open case is past its deadline' },
});

const atRisk = table({
  id: 3,
  width: 24,
  title: { zh: '临期', en: 'At risk' },
  description: {
    zh: `已用时限四分之三以上、尚未超时的办件，截止最近者在前，至多 ${MOST} 件。`,
    en: `Open cases with three quarters of their limit used and not yet past it, the nearest deadline first, at most ${MOST}.`,
  },
  ...caseList([...about, 'deadline', 'used_share', 'elapsed', 'limit_units', 'unit', 'begun_at'], {
    where: 'open_at_risk',
    order: 'deadline, case_id',
    limit: MOST,
  }),
  empty: { zh: '没有临期办件', en: 'No open case is at risk' },
});

const provisional = table({
  id: 4,
  width: 24,
  title: { zh: '期限待定', en: 'Provisional deadlines' },
  description: {
    zh: `截止时间落在尚未公布的日历之后，只能给出最早与最迟；次年放假安排公布后自动确定。最早者在前，至多 ${MOST} 件。`,
    en: `Their deadline lies past the published calendar, so only the earliest and the latest are known; it settles once the next year's holidays are published. The earliest first, at most ${MOST}.`,
  },
  ...caseList([...about, 'due_earliest', 'due_latest', 'elapsed', 'limit_units', 'unit', 'begun_at'], {
    where: 'is_provisional',
    order: 'due_earliest, case_id',
    limit: MOST,
  }),
  empty: { zh: '没有期限待定的办件', en: 'No deadline is provisional' },
});

export const worklistBoard: Board = {
  name: 'worklist',
  title: { zh: '待办清单', en: 'Worklist' },
  description: {
    zh: '先办哪一件：在办超时、临期与期限待定的办件，按紧急程度排列。',
    en: 'Which case first? Those overdue, at risk or with a provisional deadline, in the order of their urgency.',
  },
  variables: stockChoices,
  annotations: [holidays, makeUpDays],
  rows: [
    { height: 4, panels: [openTiles(1, 24)] },
    { id: 20, title: { zh: '在办超时', en: 'Overdue' }, height: 14, panels: [overdue] },
    { id: 21, title: { zh: '临期', en: 'At risk' }, height: 10, panels: [atRisk] },
    { id: 22, title: { zh: '期限待定', en: 'Provisional deadlines' }, height: 8, panels: [provisional] },
  ],
};
