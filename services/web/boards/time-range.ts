// The time range of a board as Grafana writes it: now-90d, now/M, epoch milliseconds or ISO instants.
import { addUnits, dayOf, instantOf, startOfUnit, type TimeUnit, wallOf } from './zone-time.ts';

/** As it stands in the address. */
export interface RawRange {
  readonly from: string;
  readonly to: string;
}
/** Epoch milliseconds, both included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const relative = /^now((?:[+-]\d*[smhdwMQy]|\/[smhdwMQy])*)$/;
const zoneless = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/;

/** The instant a text names, or null; the end of a range rounds up to the last millisecond of a unit. */
export function readTime(text: string, now: number, zone: string, isEnd: boolean): number | null {
  const steps = relative.exec(text)?.[1];
  if (steps !== undefined) return relativeTime(steps, now, zone, isEnd);
  if (/^-?\d{5,}$/.test(text)) return Number(text);
  // Browsers read almost any text with a number as a date.
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const wall = zoneless.exec(text);
  const parsed = Date.parse(wall === null ? text : `${wall[1]}T${wall[2] ?? '00:00'}Z`);
  if (Number.isNaN(parsed)) return null;
  return wall === null ? parsed : instantOf(parsed, zone);
}

function relativeTime(steps: string, now: number, zone: string, isEnd: boolean): number {
  let wall = wallOf(now, zone);
  for (const [, sign, amount, unit] of steps.matchAll(/([+-]|\/)(\d*)([smhdwMQy])/g)) {
    const by = unit as TimeUnit;
    if (sign !== '/') wall = addUnits(wall, (sign === '-' ? -1 : 1) * Number(amount || '1'), by);
    else wall = isEnd ? addUnits(startOfUnit(wall, by), 1, by) - 1 : startOfUnit(wall, by);
  }
  return instantOf(wall, zone);
}

export function rangeOf(raw: RawRange, now: number, zone: string): TimeRange | null {
  const from = readTime(raw.from, now, zone, false);
  const to = readTime(raw.to, now, zone, true);
  return from === null || to === null || from > to ? null : { from, to };
}

/** The range of whole days in the zone, as Grafana writes a chosen one. */
export function rangeOfDays(first: string, last: string, zone: string): RawRange | null {
  const from = readTime(first, 0, zone, false);
  const start = readTime(last, 0, zone, false);
  if (from === null || start === null || from > start) return null;
  const end = instantOf(addUnits(wallOf(start, zone), 1, 'd') - 1, zone);
  return { from: new Date(from).toISOString(), to: new Date(end).toISOString() };
}

/** First and last day of a range. */
export const daysOf = ({ from, to }: TimeRange, zone: string): readonly [string, string] => [
  dayOf(from, zone),
  dayOf(to, zone),
];

export const quickRanges = [
  { id: 'days7', from: 'now-7d', to: 'now' },
  { id: 'days30', from: 'now-30d', to: 'now' },
  { id: 'days90', from: 'now-90d', to: 'now' },
  { id: 'days365', from: 'now-365d', to: 'now' },
  { id: 'thisMonth', from: 'now/M', to: 'now/M' },
  { id: 'lastMonth', from: 'now-1M/M', to: 'now-1M/M' },
  { id: 'thisYear', from: 'now/y', to: 'now/y' },
  { id: 'lastYear', from: 'now-1y/y', to: 'now-1y/y' },
] as const;
export type QuickRangeId = (typeof quickRanges)[number]['id'];

export const quickRangeOf = (raw: RawRange): QuickRangeId | null =>
  quickRanges.find(({ from, to }) => from === raw.from && to === raw.to)?.id ?? null;

const niceSteps = [
  1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
  2_592_000, 31_536_000,
];

/** Milliseconds a point may stand for: the range over the points, rounded up to a usual step. */
export function intervalOf({ from, to }: TimeRange, points: number, leastMs = 1000): number {
  const wanted = Math.max((to - from) / Math.max(points, 1), leastMs) / 1000;
  return (niceSteps.find((step) => step >= wanted) ?? niceSteps.at(-1)!) * 1000;
}

const stepUnits: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a text such as `1m` or `30s`; null for anything else. */
export function stepMs(text: string): number | null {
  const found = /^>?(\d+)(ms|s|m|h|d)$/.exec(text);
  return found === null ? null : Number(found[1]) * stepUnits[found[2]!]!;
}
