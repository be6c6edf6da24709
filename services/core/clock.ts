// A clock: one case's history measured against one target.
import type { GroundName } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { CaseHistory } from './case-history.ts';
import { type CompiledTarget, isAnchor } from './compile-targets.ts';
import type { HistoryEvent } from './history-event.ts';
import { readStamp } from './instant.ts';
import {
  cancel,
  changeLimit,
  halt,
  newWalk,
  PAUSED,
  RUNNING,
  restart,
  run,
  STOPPED,
  stopPaused,
  undoStop,
  VOID,
  type Walk,
} from './walk.ts';

/** The pause that was under way from each transition on; null where the clock was not paused. */
export interface Clock {
  readonly target: CompiledTarget;
  readonly walk: Walk;
  readonly grounds: readonly (GroundName | null)[];
  /** Why no verdict can be given; null when one can. */
  readonly fault: Problem | null;
  readonly problems: readonly Problem[];
}

/** What the fold of one clock keeps while it passes over the events. */
interface Fold {
  readonly target: CompiledTarget;
  readonly walk: Walk;
  readonly grounds: (GroundName | null)[];
  readonly open: Map<GroundName, number>;
  readonly credited: Map<GroundName, number>;
  readonly unpaired: Map<GroundName, number>;
  fault: Problem | null;
  extensions: number;
  readonly problems: Problem[];
}

/** Index of the event that starts the target's clock: the first event of its most preferred anchor that occurred; or -1. */
export function startOf(history: CaseHistory, target: CompiledTarget): number {
  for (const anchor of target.starts) {
    const index = history.events.findIndex(({ event, data }) => isAnchor([anchor], event.type, data));
    if (index >= 0) return index;
  }
  return -1;
}

/** Measures a history against a target whose clock starts at event `start`. */
export function measureClock(history: CaseHistory, target: CompiledTarget, start: number): Clock {
  const dateLimit = dateLimitAt(history, target, start);
  const fold: Fold = {
    target,
    walk: newWalk(target.limit, dateLimit.at),
    grounds: [],
    open: new Map(),
    credited: new Map(),
    unpaired: new Map(),
    fault: dateLimit.fault,
    extensions: 0,
    problems: [],
  };
  for (let i = 0; i < history.events.length; i++) {
    const event = history.events[i]!;
    if (i < start) beforeStart(fold, event);
    else if (i === start) begin(fold, event);
    else apply(fold, event);
  }
  endOpenPauses(fold, Number.POSITIVE_INFINITY);
  return fold;
}

/** The case's own date in force when the clock starts; a first telling after the start counts too. */
function dateLimitAt(history: CaseHistory, { measured, counter }: CompiledTarget, start: number) {
  if (measured.limitFromCase === undefined) return { at: Number.NaN, fault: null };
  const name = measured.limitFromCase;
  const from = history.events[start]!.at;
  const told = history.attributes.filter(({ attributes }) => attributes[name] !== undefined);
  const inForce = told.findLast(({ at }) => at <= from) ?? told[0];
  if (!inForce) return { at: Number.NaN, fault: noDate(name, undefined) };
  return readDate(name, inForce.attributes[name], counter.calendar.zone);
}

function readDate(name: string, value: unknown, zone: string): { at: number; fault: Problem | null } {
  const stamp = readStamp(String(value), zone);
  if (!stamp.ok) return { at: Number.NaN, fault: noDate(name, value) };
  return { at: stamp.dayOnly ? stamp.at + 43_200_000 : stamp.at, fault: null };
}

const noDate = (name: string, value: unknown): Problem => ({
  code: 'no-date-on-case',
  message: `the case is judged by its own ${name}, which is ${value === undefined ? 'not told' : JSON.stringify(value)}; expected an instant`,
  field: name,
});

function beforeStart(fold: Fold, { effect, at, data }: HistoryEvent): void {
  if (effect.does === 'pause') openGround(fold, groundOf(effect, data), at);
  else if (effect.does === 'resume') closeGround(fold, groundOf(effect, data), at);
  else if (effect.does === 'close') fold.fault = endBeforeStart;
  else if (effect.does === 'reopen') fold.fault = null;
}

const endBeforeStart: Problem = {
  code: 'end-before-start',
  message: 'the case ended before the clock started; the instants contradict each other',
};

function begin(fold: Fold, { at }: HistoryEvent): void {
  endOpenPauses(fold, at);
  run(fold.walk, fold.target.counter, at);
  const ground = fold.open.keys().next().value;
  if (ground !== undefined) halt(fold.walk, fold.target.counter, at, PAUSED);
  mark(fold, ground ?? null);
}

/** Notes the ground beside every transition made since the last note. */
function mark(fold: Fold, ground: GroundName | null): void {
  while (fold.grounds.length < fold.walk.t.length) fold.grounds.push(ground);
}

const stateOf = (fold: Fold): number => fold.walk.state.at(-1)!;

function apply(fold: Fold, history: HistoryEvent): void {
  const { event, effect, at, data } = history;
  if (fold.open.size > 0) endOpenPauses(fold, at);
  if (effect.does === 'pause') pause(fold, groundOf(effect, data), at);
  else if (effect.does === 'resume') resume(fold, groundOf(effect, data), at);
  else if (effect.does === 'close') close(fold, at, effect.outcome === 'withdrawn');
  else if (effect.does === 'reopen') reopen(fold, at);
  else if (effect.does === 'extend') extend(fold, history);
  else if (effect.does === 'attributes') moveDate(fold, history);
  const { stops, restarts } = fold.target;
  if (stops.length > 0 && isAnchor(stops, event.type, data)) close(fold, at, false);
  if (restarts.length > 0 && isAnchor(restarts, event.type, data)) startAgain(fold, at);
}

const groundOf = (effect: { ground: GroundName | 'from-data' }, data: HistoryEvent['data']): GroundName =>
  effect.ground === 'from-data' ? (data['ground'] as GroundName) : effect.ground;

/** Opens a ground the target lists; false when it changes nothing. */
function openGround(fold: Fold, ground: GroundName, at: number): boolean {
  if (!fold.target.pauses.has(ground)) return false;
  if (fold.unpaired.get(ground) === at || fold.open.has(ground)) {
    if (fold.open.has(ground))
      note(fold, 'pause-begun-twice', `the pause for ${ground} was begun while it was under way`);
    return false;
  }
  fold.open.set(ground, at);
  return true;
}

function closeGround(fold: Fold, ground: GroundName, at: number): boolean {
  if (!fold.target.pauses.has(ground)) return false;
  const from = fold.open.get(ground);
  if (from === undefined) {
    fold.unpaired.set(ground, at);
    note(
      fold,
      'pause-end-without-begin',
      `the pause for ${ground} ended without having begun, or after its cap was used`,
    );
    return false;
  }
  fold.open.delete(ground);
  const cap = fold.target.pauses.get(ground);
  if (cap)
    fold.credited.set(ground, (fold.credited.get(ground) ?? 0) + cap.counter.at(at) - cap.counter.at(from));
  return true;
}

function note(fold: Fold, code: string, message: string): void {
  fold.problems.push({ code, message });
}

function pause(fold: Fold, ground: GroundName, at: number): void {
  if (!openGround(fold, ground, at) || stateOf(fold) !== RUNNING) return;
  halt(fold.walk, fold.target.counter, at, PAUSED);
  mark(fold, ground);
}

function resume(fold: Fold, ground: GroundName, at: number): void {
  if (!closeGround(fold, ground, at) || fold.open.size > 0 || stateOf(fold) !== PAUSED) return;
  run(fold.walk, fold.target.counter, at);
  mark(fold, null);
}

/** Ends every pause whose cap is used up by `at`, at the instant it is used up. */
function endOpenPauses(fold: Fold, at: number): void {
  for (const [ground, from] of fold.open) {
    const cap = fold.target.pauses.get(ground);
    if (!cap) continue;
    const need = cap.ticks - (fold.credited.get(ground) ?? 0);
    const until = cap.counter.due(from, cap.counter.at(from), need);
    if (!(until < at)) continue;
    note(fold, 'pause-cap-used', `the pause for ${ground} was credited only up to its cap`);
    fold.open.delete(ground);
    fold.credited.set(ground, cap.ticks);
    if (fold.walk.t.length === 0 || fold.open.size > 0 || stateOf(fold) !== PAUSED) continue;
    run(fold.walk, fold.target.counter, Math.max(until, fold.walk.t.at(-1)!));
    mark(fold, null);
  }
}

function close(fold: Fold, at: number, isVoid: boolean): void {
  const { walk, target } = fold;
  const state = stateOf(fold);
  if (state === STOPPED || state === VOID) return;
  if (isVoid) cancel(walk, target.counter, at);
  else if (state === PAUSED) stopPaused(walk, at);
  else halt(walk, target.counter, at, STOPPED);
  mark(fold, null);
}

function reopen(fold: Fold, at: number): void {
  const state = stateOf(fold);
  if (state !== STOPPED && state !== VOID) return;
  const ground = fold.grounds.at(-2) ?? null;
  undoStop(fold.walk, fold.target.counter, at);
  mark(fold, ground);
}

function extend(fold: Fold, { at, data, event }: HistoryEvent): void {
  const { walk, target } = fold;
  const refusal = refusalToExtend(fold, at);
  if (refusal !== null) {
    note(fold, 'extension-refused', `extension ${event.id} changes nothing: ${refusal}`);
    return;
  }
  fold.extensions++;
  const asked = Math.round((data['amount'] as number) * target.counter.ticksPerUnit);
  const limit = walk.limit! + Math.min(asked, target.extensionTicks);
  changeLimit(walk, target.counter, at, limit, Number.NaN);
  mark(fold, fold.grounds.at(-1) ?? null);
}

/** An extension is granted only where the target allows it, as often as it allows, and before the limit has passed. */
function refusalToExtend({ walk, target, extensions }: Fold, at: number): string | null {
  const state = walk.state.at(-1)!;
  const { extension } = target.measured;
  if (walk.limit === null || extension === undefined) return 'the target allows none';
  if (extensions >= extension.times) return 'it was extended before';
  if (state === STOPPED || state === VOID) return 'the clock had stopped';
  return walk.late.at(-1) || (state === RUNNING && at > walk.lastDue) ? 'the limit had passed' : null;
}

/** A changed date on the case moves the deadline from then on, unless it had passed. */
function moveDate(fold: Fold, { at, data }: HistoryEvent): void {
  const name = fold.target.measured.limitFromCase;
  const value = name === undefined ? undefined : (data['attributes'] as Record<string, unknown>)[name];
  const state = stateOf(fold);
  if (value === undefined || state === STOPPED || state === VOID) return;
  const date = readDate(name!, value, fold.target.counter.calendar.zone);
  if (date.fault) fold.problems.push(date.fault);
  else if (at > fold.walk.dateLimit)
    note(
      fold,
      'deadline-moved-after-it-passed',
      'the date on the case was moved after it had passed; the earlier date stands',
    );
  else changeLimit(fold.walk, fold.target.counter, at, null, date.at);
  mark(fold, fold.grounds.at(-1) ?? null);
}

function startAgain(fold: Fold, at: number): void {
  const state = stateOf(fold);
  if (state === STOPPED || state === VOID) return;
  restart(fold.walk, fold.target.counter, at);
  if (fold.open.size > 0) halt(fold.walk, fold.target.counter, at, PAUSED);
  mark(fold, fold.open.keys().next().value ?? null);
}
