// Joins a walk that was stopped to the walk as it would be had it not been, for a close that is undone.
import { noteTurn, RUNNING, type Walk } from './walk.ts';

/**
 * From `at` on `walk` counts what `uncut` counts; what it showed before stays. `uncut` must be the same clock followed
 * up to `at` without the close, and `walk` must be stopped.
 */
export function rejoinWalk(walk: Walk, uncut: Walk, at: number): void {
  noteTurn(walk, { does: 'rejoin', index: walk.t.length, uncut });
  const last = uncut.t.length - 1;
  const state = uncut.state[last]!;
  const push = (s: number, w: number) => {
    walk.t.push(at);
    walk.s.push(s);
    walk.w.push(w);
    walk.state.push(state);
    walk.due.push(uncut.due[last]!);
    walk.late.push(uncut.late[last]!);
  };
  if (state === RUNNING) push(1, uncut.runBase + walk.used - uncut.used);
  else if (walk.used === uncut.used) push(0, 0);
  else {
    push(1, 0);
    push(-1, uncut.used - walk.used);
  }
  const { used, limit, dateLimit, runFrom, runBase, lastEnd, lastDue } = uncut;
  Object.assign(walk, { used, limit, dateLimit, runFrom, runBase, lastEnd, lastDue });
}
