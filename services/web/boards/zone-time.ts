// Wall-clock time in a named zone, and arithmetic on it.
import { offsetText } from '../format.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

/** What a clock in the zone shows at an instant, written as if it were UTC milliseconds. */
export function wallOf(instant: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** The instant at which a clock in the zone shows the wall time; the earlier of two. */
export function instantOf(wall: number, zone: string): number {
  const offset = (instant: number) => wallOf(instant, zone) - instant;
  const first = wall - offset(wall);
  return wall - offset(first);
}

/** `YYYY-MM-DD` of an instant in the zone. */
export const dayOf = (instant: number, zone: string): string =>
  new Date(wallOf(instant, zone)).toISOString().slice(0, 10);

/** An instant in ISO 8601 with the offset of the zone. */
export function isoIn(instant: number, zone: string): string {
  const wall = wallOf(instant, zone);
  return `${new Date(wall).toISOString().slice(0, -1)}${offsetText(Math.round((wall - instant) / 60_000))}`;
}

export type TimeUnit = 's' | 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'y';

const lengths: Partial<Record<TimeUnit, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const months: Partial<Record<TimeUnit, number>> = { M: 1, Q: 3, y: 12 };

/** A wall time moved by units; a day that its month lacks becomes the month's last. */
export function addUnits(wall: number, amount: number, unit: TimeUnit): number {
  const length = lengths[unit];
  if (length !== undefined) return wall + amount * length;
  const at = new Date(wall);
  const month = at.getUTCMonth() + amount * months[unit]!;
  const last = new Date(Date.UTC(at.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const moved = new Date(wall);
  moved.setUTCFullYear(at.getUTCFullYear(), month, Math.min(at.getUTCDate(), last));
  return moved.getTime();
}

/** The beginning of the unit that a wall time lies in; weeks begin on Monday. */
export function startOfUnit(wall: number, unit: TimeUnit): number {
  const at = new Date(wall);
  const day = Math.floor(wall / 86_400_000);
  if (unit === 'w') return (day - ((day + 3) % 7)) * 86_400_000;
  const span = months[unit];
  if (span === undefined) return Math.floor(wall / lengths[unit]!) * lengths[unit]!;
  return Date.UTC(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / span) * span, 1);
}
