// The space of cases that conditions tell apart: one axis an attribute, cut into cells within which no condition differs.
import type { Attributes } from '../../schemas/events/effect.ts';
import type { When } from '../../schemas/target.ts';

type Value = Attributes[string];
type Condition = When[string];

/** All values of a cell meet the same conditions; `sample` is one of them. */
export interface Cell {
  readonly sample: Value;
  readonly words: string;
  /** Bounds of a cell of numbers, so that neighbours can be told as one. */
  readonly range?: { readonly from: Cut | null; readonly to: Cut | null };
}
export interface Axis {
  readonly name: string;
  readonly cells: readonly Cell[];
}
/** A place between two numbers: just before or just after one. */
interface Cut {
  readonly at: number;
  readonly after: boolean;
}

/** One axis for each attribute the conditions name; `closed` holds the values of attributes that have a fixed set. */
export function axesOf(conditions: readonly When[], closed: ReadonlyMap<string, readonly Value[]>): Axis[] {
  const named = new Map<string, Condition[]>();
  for (const when of conditions)
    for (const [name, condition] of Object.entries(when))
      named.set(name, [...(named.get(name) ?? []), condition]);
  return [...named].map(([name, uses]) => ({
    name,
    cells: closed.has(name) ? closed.get(name)!.map(valueCell) : openCells(uses),
  }));
}

const valueCell = (sample: Value): Cell => ({ sample, words: JSON.stringify(sample) });

function openCells(uses: readonly Condition[]): Cell[] {
  const values = new Set(uses.flatMap(valuesOf));
  const cuts = cutsOf(uses);
  if (cuts.length > 0)
    return [...rangeCells(cuts), ...[...values].filter((v) => typeof v !== 'number').map(valueCell)];
  if ([...values].every((value) => typeof value === 'boolean')) return [true, false].map(valueCell);
  return [...[...values].map(valueCell), { sample: '\u0000', words: 'another value' }];
}

const valuesOf = (condition: Condition): readonly Value[] =>
  Array.isArray(condition) ? condition : typeof condition === 'object' ? [] : [condition];

function cutsOf(uses: readonly Condition[]): Cut[] {
  const cuts = uses.flatMap((condition): Cut[] => {
    if (typeof condition !== 'object' || Array.isArray(condition))
      return valuesOf(condition).flatMap((at) =>
        typeof at === 'number' ? [false, true].map((after) => ({ at, after })) : [],
      );
    const { atLeast, over, atMost, under } = condition;
    return [
      ...[atLeast, under].flatMap((at) => (at === undefined ? [] : [{ at, after: false }])),
      ...[over, atMost].flatMap((at) => (at === undefined ? [] : [{ at, after: true }])),
    ];
  });
  const keyed = new Map(cuts.map((cut) => [`${cut.at}/${cut.after}`, cut]));
  return [...keyed.values()].sort((a, b) => a.at - b.at || Number(a.after) - Number(b.after));
}

function rangeCells(cuts: readonly Cut[]): Cell[] {
  const bounds: (Cut | null)[] = [null, ...cuts, null];
  return bounds.slice(1).map((to, i) => {
    const range = { from: bounds[i]!, to };
    return { sample: sampleOf(range), words: rangeWords(range), range };
  });
}

function sampleOf({ from, to }: NonNullable<Cell['range']>): number {
  if (from === null) return to!.at - 1;
  return to === null ? from.at + 1 : (from.at + to.at) / 2;
}

function rangeWords({ from, to }: NonNullable<Cell['range']>): string {
  if (from !== null && to !== null && from.at === to.at) return `${from.at}`;
  const low = from === null ? [] : [`${from.after ? 'over' : 'at least'} ${from.at}`];
  const high = to === null ? [] : [`${to.after ? 'at most' : 'under'} ${to.at}`];
  return [...low, ...high].join(' and ') || 'any number';
}

/** A part of the space: for each axis it is bounded on, the cells it holds. */
export type Box = Readonly<Record<string, readonly Cell[]>>;

/** The cases for which `isFree` holds, as few boxes; cells of an axis that agree in all else are told together. */
export function freeBoxes(
  axes: readonly Axis[],
  isFree: (attributes: Attributes) => boolean,
  attributes: Attributes = {},
): Box[] {
  if (axes.length === 0) return isFree(attributes) ? [{}] : [];
  const { name, cells } = axes[0]!;
  const groups = new Map<string, { cells: Cell[]; boxes: Box[] }>();
  for (const cell of cells) {
    const boxes = freeBoxes(axes.slice(1), isFree, { ...attributes, [name]: cell.sample });
    const key = JSON.stringify(boxes);
    groups.set(key, { cells: [...(groups.get(key)?.cells ?? []), cell], boxes });
  }
  if (groups.size === 1) return [...groups.values()][0]!.boxes;
  return [...groups.values()].flatMap((group) => group.boxes.map((box) => ({ [name]: group.cells, ...box })));
}

/** A box in words, such as `voltage "high", capacityKw over 160`. */
export const boxInWords = (box: Box): string =>
  Object.entries(box)
    .map(([name, cells]) => `${name} ${cellsInWords(cells)}`)
    .join(', ');

/** Cells of one axis in words; neighbouring ranges are told as one. */
function cellsInWords(cells: readonly Cell[]): string {
  const words: string[] = [];
  for (let i = 0; i < cells.length; i++) {
    const first = cells[i]!;
    let last = first;
    while (last.range?.to && cells[i + 1]?.range?.from === last.range.to) last = cells[++i]!;
    words.push(
      first.range && last.range ? rangeWords({ from: first.range.from, to: last.range.to }) : first.words,
    );
  }
  return words.join(' or ');
}
