// The limit of a clock where it is the case's own: a date told with the case, and extensions granted to it.
import type { Problem } from '../../schemas/problem.ts';
import type { CaseHistory } from './case-history.ts';
import { type ClockFold, isOver, isRunning, mark, note } from './clock-fold.ts';
import type { CompiledTarget } from './compile-targets.ts';
import type { HistoryEvent } from './history-event.ts';
import { readStamp } from './instant.ts';
import { changeLimit } from './walk.ts';

/** Instants a store can hold; a date beyond them is a slip of the pen. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2299, 11, 31);

/** The case's own date in force when the clock starts; a first telling after the start counts too. */
export function dateLimitAt(history: CaseHistory, { measured, counter }: CompiledTarget, start: number) {
  if (measured.limitFromCase === undefined) return { at: Number.NaN, fault: null };
  const name = measured.limitFromCase;
  const from = history.events[start]!.at;
  const told = history.attributes
    .filter(({ attributes }) => attributes[name] !== undefined)
    .map(({ at, attributes }) => ({
      toldAt: at,
      ...readDate(name, attributes[name], counter.calendar.zone),
    }));
  const readable = told.filter(({ fault }) => fault === null);
  const inForce = readable.findLast(({ toldAt }) => toldAt <= from) ?? readable[0] ?? told[0];
  return inForce ?? { at: Number.NaN, fault: noDate(name, undefined) };
}

/** A bare date lasts until its end. */
function readDate(name: string, value: unknown, zone: string): { at: number; fault: Problem | null } {
  const stamp = readStamp(String(value), zone);
  const at = stamp.ok ? stamp.at + (stamp.dayOnly ? 43_200_000 : 0) : Number.NaN;
  if (at >= EARLIEST && at < LATEST) return { at, fault: null };
  return { at: Number.NaN, fault: noDate(name, value) };
}

const noDate = (name: string, value: unknown): Problem => ({
  code: 'no-date-on-case',
  message: `the case is judged by its own ${name}, which is ${value === undefined ? 'not told' : JSON.stringify(value)}; expected an instant or a date from 1900 to 2299`,
  field: name,
  ...(value === undefined ? {} : { value }),
});

/** A changed date on the case moves the deadline from then on, unless it had passed. */
export function moveDate(fold: ClockFold, { at, data }: HistoryEvent): void {
  const { walk, target } = fold;
  const name = target.measured.limitFromCase;
  const value = name === undefined ? undefined : (data['attributes'] as Record<string, unknown>)[name];
  if (value === undefined || isOver(fold)) return;
  const date = readDate(name!, value, target.counter.calendar.zone);
  if (date.fault) fold.problems.push(date.fault);
  else if (date.at !== walk.dateLimit && at > walk.dateLimit)
    note(
      fold,
      'deadline-moved-after-it-passed',
      'the date on the case was moved after it had passed; the earlier date stands',
    );
  else if (date.at !== walk.dateLimit) changeLimit(walk, target.counter, at, null, date.at);
  mark(fold, fold.grounds.at(-1) ?? null);
}

export const refuseExtension = (fold: ClockFold, { event }: HistoryEvent, why: string) =>
  note(fold, 'extension-refused', `extension ${event.id} changes nothing: ${why}`);

export function extend(fold: ClockFold, extension: HistoryEvent): void {
  const { walk, target } = fold;
  const { at, data } = extension;
  const refusal = refusalToExtend(fold, at);
  if (refusal !== null) {
    refuseExtension(fold, extension, refusal);
    return;
  }
  fold.extensions++;
  const { counter, extensionTicks } = target;
  const asked = (data['amount'] as number) * counter.ticksPerUnit;
  const granted = Math.min(counter.wholeDays ? Math.floor(asked) : Math.round(asked), extensionTicks);
  changeLimit(walk, counter, at, walk.limit! + granted, Number.NaN);
  mark(fold, fold.grounds.at(-1) ?? null);
}

/** An extension is granted only where the target allows it, as often as it allows, and before the limit has passed. */
function refusalToExtend(fold: ClockFold, at: number): string | null {
  const { walk, target, extensions } = fold;
  const { extension } = target.measured;
  if (walk.limit === null || extension === undefined) return 'the target allows none';
  if (extensions >= extension.times) return 'it was extended before';
  if (isOver(fold)) return 'the clock had stopped';
  return walk.late.at(-1) || (isRunning(fold) && at > walk.lastDue) ? 'the limit had passed' : null;
}
