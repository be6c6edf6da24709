// Clocks that count things instead of time: steps, documents, errands, fees, events, cases with or without something.
// They are walks like any other, under a W that stands still: elapsed = Σ s·(0 − w), so SQL reads them the same way.
import type { Counts } from '../../schemas/target.ts';
import type { CaseHistory } from './case-history.ts';
import type { Clock } from './clock.ts';
import { type CompiledTarget, isAnchor } from './compile-targets.ts';
import type { HistoryEvent } from './history-event.ts';
import { meets } from './matches.ts';
import { newWalk, RUNNING, STOPPED, VOID, type Walk } from './walk.ts';

/** Counts over the whole history; the clock starts with event `start` and ends with the case. */
export function measureTally(history: CaseHistory, target: CompiledTarget, start: number): Clock {
  const walk = newWalk(target.limit, Number.NaN);
  const counts = target.measured.counts!;
  let total = 0;
  let before = 0;
  for (const [i, event] of history.events.entries()) {
    const amount = amountOf(counts, event);
    total += amount;
    if (i < start) before += amount;
    else if (i === start) add(walk, target, event.at, before + amount, total);
    else if (amount > 0) add(walk, target, event.at, amount, total);
    if (i > start) total += applyState(walk, target, history, event, total);
  }
  return { target, walk, grounds: walk.t.map(() => null), fault: null, problems: [] };
}

/** What one event adds, in ticks: fen for fees, 1 for everything else unless the event says how many. */
function amountOf(counts: Counts, { event, effect, data }: HistoryEvent): number {
  if ('events' in counts) return isAnchor(anchorsOf(counts.events), event.type, data) ? 1 : 0;
  if (!('tally' in counts) || effect.does !== 'tally' || effect.tally !== counts.tally) return 0;
  return tallyAmount(effect.amountField, data);
}

/** Fees are counted in fen so that they stay whole. */
export function tallyAmount(field: string | undefined, data: HistoryEvent['data']): number {
  const value = field === undefined ? undefined : data[field];
  if (field === 'yuan') return Math.round(Number(value) * 100);
  return value === undefined ? 1 : (value as number);
}

const anchorsOf = (anchors: Extract<Counts, { events: unknown }>['events']) =>
  anchors.map((anchor) =>
    typeof anchor === 'string'
      ? { type: anchor, data: [] }
      : { type: anchor.event, data: Object.entries(anchor.data) },
  );

function add(walk: Walk, target: CompiledTarget, at: number, amount: number, total: number): void {
  const due = isPast(target, total) ? at - 1 : Number.NaN;
  push(walk, at, 1, -amount, RUNNING, due, false);
}

function push(walk: Walk, t: number, s: number, w: number, state: number, due: number, late: boolean): void {
  walk.t.push(t);
  walk.s.push(s);
  walk.w.push(w);
  walk.state.push(state);
  walk.due.push(due);
  walk.late.push(late);
}

/** Closing, withdrawing and reopening; returns what closing itself adds. */
function applyState(
  walk: Walk,
  target: CompiledTarget,
  history: CaseHistory,
  event: HistoryEvent,
  total: number,
): number {
  const state = walk.state.at(-1)!;
  const { effect, at } = event;
  if (effect.does === 'close' && state === RUNNING) {
    const last = countAtEnd(target.measured.counts!, history, at, total);
    if (last > 0) push(walk, at, 1, -last, RUNNING, Number.NaN, false);
    const isVoid = effect.outcome === 'withdrawn';
    const late = isVoid ? isPast(target, total) : !isMet(target, total + last);
    push(walk, at, 0, 0, isVoid ? VOID : STOPPED, Number.NaN, late);
    return last;
  }
  if (effect.does === 'reopen' && state !== RUNNING)
    push(walk, at, 0, 0, RUNNING, isPast(target, total) ? at - 1 : Number.NaN, false);
  return 0;
}

/** Whether a case counts is known only when it ends. */
function countAtEnd(counts: Counts, history: CaseHistory, at: number, _total: number): number {
  if ('casesWith' in counts) {
    const attributes = history.attributes.findLast((entry) => entry.at <= at)?.attributes ?? {};
    return meets(counts.casesWith, attributes) ? 1 : 0;
  }
  if ('casesWithout' in counts) return (history.tallies[counts.casesWithout] ?? 0) === 0 ? 1 : 0;
  return 0;
}

/** Whether a count that only grows can no longer meet its limit. */
function isPast({ target: { comparator }, limit }: CompiledTarget, total: number): boolean {
  if (limit === null) return false;
  if (comparator === '<') return total >= limit;
  return (comparator === '<=' || comparator === '=') && total > limit;
}

/** Whether the count at the end of the case keeps the promise; without a limit of its own it always does. */
function isMet({ target: { comparator }, limit }: CompiledTarget, total: number): boolean {
  if (limit === null) return true;
  const holds = {
    '<=': total <= limit,
    '<': total < limit,
    '=': total === limit,
    '>=': total >= limit,
    '>': total > limit,
  };
  return holds[comparator];
}
