// How every case ends: completed, decided against or withdrawn; some closed too early and reopened, some reopened later.
import type { Course } from './course.ts';
import { type Draft, officeAfter, tell } from './draft.ts';
import type { Timeline } from './timeline.ts';

const REOPENED_LATER = 0.008;

const reasons = {
  completed: {},
  rejected: { reason: '不符合法定条件' },
  withdrawn: { reason: '申请人撤回' },
};

/** Ends the case `lag` working days after the end of the office's work. */
export function endCase(draft: Draft, course: Course, timeline: Timeline, lag = 0): void {
  const { random } = draft;
  const { outcome, closedEarlyAt } = course;
  if (closedEarlyAt !== null) closeEarly(draft, timeline, closedEarlyAt);
  const endAt = lag > 0 ? officeAfter(draft, timeline.end, lag) : timeline.end;
  tell(draft, endAt, outcome, reasons[outcome]);
  if (outcome !== 'completed' || !random.chance(REOPENED_LATER)) return;
  const reopenedAt = officeAfter(draft, endAt, random.between(1, 8));
  tell(draft, reopenedAt, 'reopened', { reason: '申请人提出异议' });
  tell(draft, officeAfter(draft, reopenedAt, random.between(0.5, 4)), 'completed');
}

/** Closed in time on paper, and reopened before the work was done. */
function closeEarly(draft: Draft, timeline: Timeline, share: number): void {
  const closedAt = timeline.at(share);
  const reopenedAt = officeAfter(draft, closedAt, draft.random.between(0.1, 0.9));
  if (!(reopenedAt < timeline.end)) return;
  tell(draft, closedAt, 'completed', { result: '先行办结' });
  tell(draft, reopenedAt, 'reopened', { reason: '材料需完善' });
}
