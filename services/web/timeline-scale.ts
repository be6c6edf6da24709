// Places instants on a line of pixels and chooses round instants for its axis.
import { wallTime } from './format.ts';

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly x: (ms: number) => number;
}
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const hour = 3_600_000;
const day = 24 * hour;
const steps = [hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day];
const monthSteps = [1, 2, 3, 6, 12, 24, 60];

/** A scale over all given instants with a little air on both sides; pixels run from 0 to width. */
export function timelineScale(instants: readonly number[], width: number): Scale {
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  const air = Math.max((last - first) * 0.03, hour / 2);
  const from = first - air;
  const to = last + air;
  return { from, to, width, x: (ms) => ((ms - from) / (to - from)) * width };
}

function evenTicks(scale: Scale, step: number, offsetMs: number): number[] {
  // Weeks begin on Monday: 1970-01-05 was one.
  const origin = step % (7 * day) === 0 ? 4 * day : 0;
  const first = Math.ceil((scale.from + offsetMs - origin) / step) * step + origin - offsetMs;
  const ticks: number[] = [];
  for (let at = first; at <= scale.to; at += step) ticks.push(at);
  return ticks;
}

function monthTicks(scale: Scale, months: number, offsetMs: number): number[] {
  const start = new Date(scale.from + offsetMs);
  const ticks: number[] = [];
  let month = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (let at = 0; at <= scale.to; month += months) {
    at = Date.UTC(Math.floor(month / 12), month % 12, 1) - offsetMs;
    if (at >= scale.from && at <= scale.to) ticks.push(at);
  }
  return ticks;
}

function labelled(ticks: readonly number[], offset: number, style: 'hours' | 'days' | 'months'): Tick[] {
  let before = '';
  return ticks.map((at) => {
    const wall = wallTime(at, offset);
    const [date, time] = [wall.slice(0, 10), wall.slice(11)];
    const sameDay = before.slice(0, 10) === date;
    const shortDate = before.slice(0, 4) === date.slice(0, 4) ? date.slice(5) : date;
    before = wall;
    if (style === 'months') return { at, label: date.slice(0, 7) };
    if (style === 'days') return { at, label: shortDate };
    return { at, label: sameDay ? time : `${shortDate} ${time}` };
  });
}

/** Round instants at the wall clock of an offset (minutes), at least `gap` pixels apart. */
export function axisTicks(scale: Scale, offset: number, gap = 92): Tick[] {
  const msPerGap = ((scale.to - scale.from) / scale.width) * gap;
  const step = steps.find((each) => each >= msPerGap);
  const offsetMs = offset * 60_000;
  if (step !== undefined) {
    return labelled(evenTicks(scale, step, offsetMs), offset, step < day ? 'hours' : 'days');
  }
  const months = monthSteps.find((each) => each * 29 * day >= msPerGap) ?? 120;
  return labelled(monthTicks(scale, months, offsetMs), offset, 'months');
}

export interface Cluster {
  readonly x: number;
  readonly first: number;
  readonly last: number;
}

/** Joins neighbours closer than `gap` pixels, so that their numbers stay legible. */
export function clusters(places: readonly number[], gap: number): Cluster[] {
  const joined: Cluster[] = [];
  places.forEach((x, index) => {
    const previous = joined.at(-1);
    if (previous !== undefined && x - previous.x < gap)
      joined[joined.length - 1] = { ...previous, last: index };
    else joined.push({ x, first: index, last: index });
  });
  return joined;
}
