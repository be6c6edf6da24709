// The lanes of a state timeline: how long each state of a series held, equal neighbours joined.
import type { Cell } from '../../../schemas/board.ts';
import { type Shown, showerOf } from './display.ts';
import { type Column, type Columns, isHidden } from './fields.ts';
import type { PlainPanel } from './grid-sections.ts';
import { at, isSetAt } from './option-value.ts';
import type { Manner } from './units.ts';

/** Epoch milliseconds, the end excluded. */
export interface StateSpan {
  readonly from: number;
  readonly to: number;
  readonly shown: Shown;
}
export interface Lane {
  readonly key: string;
  readonly title: string;
  readonly spans: readonly StateSpan[];
}
export interface Ends {
  readonly from: number;
  readonly to: number;
}

interface Held {
  readonly from: number;
  readonly value: Cell;
}

/** A state holds until the next row; a gap ends it unless gaps are spanned. */
function heldStates(time: Column, column: Column, spansGaps: boolean, joins: boolean): Held[] {
  const held: Held[] = [];
  for (const [row, instant] of time.values.entries()) {
    const value = column.values[row] ?? null;
    if (typeof instant !== 'number' || (value === null && spansGaps)) continue;
    if (joins && held.at(-1)?.value === value) continue;
    if (held.at(-1)?.from === instant) held.pop();
    held.push({ from: instant, value });
  }
  return held;
}

function laneOf(time: Column, column: Column, ends: Ends, panel: PlainPanel, manner: Manner): StateSpan[] {
  const show = showerOf(column, manner);
  const joins = at(panel.options, 'mergeValues') !== false;
  const held = heldStates(time, column, isSetAt(column.config, 'custom', 'spanNulls'), joins);
  return held.flatMap(({ from, value }, index) => {
    const until = held[index + 1]?.from ?? ends.to;
    const [start, end] = [Math.max(from, ends.from), Math.min(until, ends.to)];
    return value === null || start >= end ? [] : [{ from: start, to: end, shown: show(value) }];
  });
}

export function lanesOf(panel: PlainPanel, frames: readonly Columns[], ends: Ends, manner: Manner): Lane[] {
  return frames.flatMap((frame) => {
    const time = frame.columns.find(({ type }) => type === 'time');
    if (time === undefined) return [];
    return frame.columns
      .filter((column) => column.type !== 'time' && !isHidden(column))
      .map((column, index) => ({
        key: `${frame.refId}.${index}`,
        title: column.title,
        spans: laneOf(time, column, ends, panel, manner),
      }));
  });
}

export interface StateKey {
  readonly text: string;
  readonly color: string | null;
}

/** Every state that is seen, once, in the order of its mapping's values. */
export function stateKeys(lanes: readonly Lane[]): StateKey[] {
  const seen = new Map<string, Shown>();
  for (const { shown } of lanes.flatMap(({ spans }) => spans))
    if (!seen.has(shown.text)) seen.set(shown.text, shown);
  return [...seen.values()]
    .sort((a, b) => (a.numeric ?? Infinity) - (b.numeric ?? Infinity))
    .map(({ text, color }) => ({ text, color }));
}
