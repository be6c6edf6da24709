// The office time of one working day, and exact whole-number weights that make every working day hold the same units.
import type { Problem } from '../../schemas/problem.ts';
import { type HourSpan, NOON } from './office-hours.ts';

/** The office time of one working day, in milliseconds after its local midnight; ends excluded. */
export interface DayShape {
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly lengthMs: number;
  /** Opening of the first span that begins at or after noon, when a span begins before noon. */
  readonly afternoonMs: number | null;
  /** Close of the last span before the afternoon. */
  readonly morningCloseMs: number | null;
  /** Exact integer weight: lengthMs × unitsPerMs is the calendar's unitsPerDay. */
  readonly unitsPerMs: number;
}

type Unweighed = Omit<DayShape, 'unitsPerMs'>;

/** Distinct day shapes, found again by their spans. */
export class ShapeTable {
  readonly shapes: Unweighed[] = [];
  readonly #index = new Map<string, number>();

  /** Index of the shape of a day whose `spans` open and close so long after its midnight. */
  indexOf(spans: readonly HourSpan[], sinceMidnight: (minutes: number) => number): number {
    const opens = spans.map(({ open }) => sinceMidnight(open));
    const closes = spans.map(({ close }) => sinceMidnight(close));
    const second = spans.findIndex(({ open }) => open >= NOON);
    const key = [...opens, ...closes, second].join();
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.shapes.push(unweighed(opens, closes, second)) - 1;
      this.#index.set(key, index);
    }
    return index;
  }
}

function unweighed(opens: readonly number[], closes: readonly number[], second: number): Unweighed {
  const split = second > 0;
  return {
    opens,
    closes,
    lengthMs: closes.reduce((sum, close, i) => sum + close - opens[i]!, 0),
    afternoonMs: split ? opens[second]! : null,
    morningCloseMs: split ? closes[second - 1]! : null,
  };
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

export interface Weighed {
  readonly shapes: readonly DayShape[];
  readonly unitsPerDay: number;
}

/** Gives every shape its weight; `alsoMs` are day lengths the units must fit although no shape has them yet. */
export function weigh(
  shapes: readonly Unweighed[],
  alsoMs: readonly number[],
  days: number,
): Weighed | Problem {
  const lengths = [...shapes.map(({ lengthMs }) => lengthMs), ...alsoMs];
  if (lengths.some((length) => length <= 0)) return emptyDay;
  let unitsPerDay = lengths[0] ?? 1;
  for (const length of lengths) {
    unitsPerDay = (unitsPerDay / gcd(unitsPerDay, length)) * length;
    if (unitsPerDay * days > Number.MAX_SAFE_INTEGER) return tooIrregular;
  }
  if (shapes.length > 255) return tooIrregular;
  return {
    shapes: shapes.map((shape) => ({ ...shape, unitsPerMs: unitsPerDay / shape.lengthMs })),
    unitsPerDay,
  };
}

const emptyDay: Problem = {
  code: 'bad-office-hours',
  message:
    'a working day has no office time left where the clocks change; expected hours that outlast the change',
  field: 'officeHours',
};

const tooIrregular: Problem = {
  code: 'office-hours-too-irregular',
  message: 'office hours have too many different day lengths to be counted exactly; use whole quarter hours',
  field: 'officeHours',
};

/** Office milliseconds of a shape that lie before `sinceMidnight`. */
export function officeMsBefore(shape: DayShape, sinceMidnight: number): number {
  let sum = 0;
  for (let i = 0; i < shape.opens.length; i++) {
    const open = shape.opens[i]!;
    if (sinceMidnight <= open) break;
    sum += Math.min(sinceMidnight, shape.closes[i]!) - open;
  }
  return sum;
}

/** The least time since midnight by which a shape has given `officeMs` (above 0, at most its length). */
export function sinceMidnightAfter(shape: DayShape, officeMs: number): number {
  let left = officeMs;
  for (let i = 0; i < shape.opens.length; i++) {
    const length = shape.closes[i]! - shape.opens[i]!;
    if (left <= length) return shape.opens[i]! + left;
    left -= length;
  }
  throw new RangeError(`a day gives ${shape.lengthMs} ms of office time, ${officeMs} asked`);
}
