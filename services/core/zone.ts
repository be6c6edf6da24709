// Offsets of IANA time zones, from the tables that ship with the runtime; never the host's own zone.
const YEAR_MS = 31_556_952_000;
/** Shorter than any zone has kept an offset (a month's suspension of summer time, as in Egypt in 2010). */
const WEEK_MS = 604_800_000;

interface ZoneYear {
  readonly from: number[];
  readonly offset: number[];
}

const formats = new Map<string, Intl.DateTimeFormat>();
const zoneYears = new Map<string, ZoneYear>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      timeZoneName: 'longOffset',
      year: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Whether the runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds east of UTC as the runtime's tables say, without cache; slow. */
function lookUpOffset(zone: string, at: number): number {
  const name = formatOf(zone)
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')!.value;
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(name)!;
  if (!match[1]) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -1 : 1) * seconds * 1000;
}

/** The first instant in (low, high] whose offset differs from the one at low. */
function findChange(zone: string, low: number, high: number): number {
  const before = lookUpOffset(zone, low);
  let left = low;
  let right = high;
  while (right - left > 1000) {
    const middle = Math.floor((left + right) / 2000) * 1000;
    if (lookUpOffset(zone, middle) === before) left = middle;
    else right = middle;
  }
  return right;
}

function buildYear(zone: string, year: number): ZoneYear {
  const start = Math.floor((year * YEAR_MS) / 1000) * 1000;
  const from = [start];
  const offset = [lookUpOffset(zone, start)];
  for (let at = start; at < start + YEAR_MS; at += WEEK_MS) {
    const next = at + WEEK_MS;
    if (lookUpOffset(zone, next) === lookUpOffset(zone, at)) continue;
    const change = findChange(zone, at, next);
    from.push(change);
    offset.push(lookUpOffset(zone, change));
  }
  return { from, offset };
}

/** Milliseconds east of UTC in a zone at an instant. */
export function offsetAt(zone: string, at: number): number {
  const year = Math.floor(at / YEAR_MS);
  const key = `${zone}${year}`;
  let table = zoneYears.get(key);
  if (!table) {
    table = buildYear(zone, year);
    zoneYears.set(key, table);
  }
  let index = table.from.length - 1;
  while (index > 0 && table.from[index]! > at) index--;
  return table.offset[index]!;
}

/**
 * The instant of a wall-clock reading given as if it were UTC.
 * A reading skipped by the clocks going forward moves forward by the gap; one that occurs twice is the first.
 */
export function instantOfLocal(zone: string, local: number): number {
  const early = local - offsetAt(zone, local - 86_400_000);
  const late = local - offsetAt(zone, local + 86_400_000);
  if (early === late) return early;
  const first = Math.min(early, late);
  const second = Math.max(early, late);
  if (first + offsetAt(zone, first) === local) return first;
  if (second + offsetAt(zone, second) === local) return second;
  return local - offsetAt(zone, local - 86_400_000);
}
