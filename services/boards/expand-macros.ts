// The macros of Grafana's ClickHouse plugin 4.20, expanded as its backend does: after the browser's variables.
import { notExpanded } from './query-problem.ts';
import { stripComments } from './strip-comments.ts';

/** Epoch milliseconds of the range, both ends included, and the milliseconds of one point. */
export interface QueryTime {
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
}

interface Macro {
  /** How many arguments it takes; without it they are taken and not looked at. */
  readonly takes?: number;
  readonly expand: (time: QueryTime, args: readonly string[]) => string;
}

const seconds = (ms: number): string => `toDateTime(${Math.floor(ms / 1000)})`;
const millis = (ms: number): string => `fromUnixTimestamp64Milli(${ms})`;
/** The day in UTC, as the backend has it. */
const day = (ms: number): string => `toDate('${new Date(ms).toISOString().slice(0, 10)}')`;
const within = (column: string, { from, to }: QueryTime, literal: (ms: number) => string): string =>
  `${column} >= ${literal(from)} AND ${column} <= ${literal(to)}`;
const wholeSeconds = ({ intervalMs }: QueryTime): number => Math.max(Math.trunc(intervalMs / 1000), 1);

const dayAndTime: Macro = {
  takes: 2,
  expand: (time, [date, at]) => `(${within(date!, time, day)}) AND (${within(at!, time, seconds)})`,
};

const macros: Readonly<Record<string, Macro>> = {
  timeFilter: { takes: 1, expand: (time, [column]) => within(column!, time, seconds) },
  timeFilter_ms: { takes: 1, expand: (time, [column]) => within(column!, time, millis) },
  dateFilter: { takes: 1, expand: (time, [column]) => within(column!, time, day) },
  dateTimeFilter: dayAndTime,
  dt: dayAndTime,
  timeFrom: { takes: 1, expand: ({ from }, [column]) => `${column} >= ${seconds(from)}` },
  timeTo: { takes: 1, expand: ({ to }, [column]) => `${column} <= ${seconds(to)}` },
  fromTime: { expand: ({ from }) => seconds(from) },
  toTime: { expand: ({ to }) => seconds(to) },
  fromTime_ms: { expand: ({ from }) => millis(from) },
  toTime_ms: { expand: ({ to }) => millis(to) },
  timeInterval: {
    takes: 1,
    expand: (time, [column]) =>
      `toStartOfInterval(toDateTime(${column}), INTERVAL ${wholeSeconds(time)} second)`,
  },
  timeInterval_ms: {
    takes: 1,
    expand: ({ intervalMs }, [column]) =>
      `toStartOfInterval(toDateTime64(${column}, 3), INTERVAL ${Math.max(intervalMs, 1)} millisecond)`,
  },
  timeGroup: {
    takes: 2,
    expand: (_time, [column, period]) =>
      `toStartOfInterval(toDateTime(${column}), INTERVAL ${periodSeconds(period!)} second)`,
  },
  interval_s: { expand: (time) => String(wholeSeconds(time)) },
  interval_ms: { expand: ({ intervalMs }) => String(intervalMs) },
  interval: { expand: ({ intervalMs }) => wholeUnits(intervalMs) },
};

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** The largest unit that leaves no rest. */
function wholeUnits(ms: number): string {
  if (ms === 0) return '0s';
  const [name, unit] = Object.entries(UNITS).find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${Math.trunc(ms / unit)}${name}`;
}

/** Of a duration as Go writes it, such as 5m or 1h30m. */
function periodSeconds(text: string): number {
  const bare = text.replace(/^['"]+|['"]+$/g, '');
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(bare))
    throw notExpanded(`$__timeGroup: expected a duration such as 5m or 1h, got ${bare}`);
  const parts = [...bare.matchAll(/([\d.]+)(h|ms|m|s)/g)];
  const ms = parts.reduce((sum, part) => sum + Number(part[1]) * UNITS[part[2] as keyof typeof UNITS], 0);
  if (ms < 500) throw notExpanded(`$__timeGroup: expected at least a second, got ${bare}`);
  return Math.round(ms / 1000);
}

const PREFIX = '$__';
const NAME = /[A-Za-z0-9_]*/y;

/** Unknown macros stay as they are. Arguments are expanded before the macro they are given to, results never again. */
export function expandMacros(sql: string, time: QueryTime): string {
  if (!sql.includes(PREFIX)) return sql;
  return expand(stripComments(sql), time);
}

function expand(text: string, time: QueryTime): string {
  let [done, at] = ['', 0];
  for (let found = text.indexOf(PREFIX); found !== -1; found = text.indexOf(PREFIX, at)) {
    NAME.lastIndex = found + PREFIX.length;
    const name = NAME.exec(text)![0];
    const nameEnd = found + PREFIX.length + name.length;
    done += text.slice(at, found);
    if (!Object.hasOwn(macros, name)) {
      done += text.slice(found, nameEnd);
      at = nameEnd;
      continue;
    }
    const close = text[nameEnd] === '(' ? closingOf(text, nameEnd) : -1;
    const args = close === -1 ? [] : splitArguments(text.slice(nameEnd + 1, close), name);
    done += call(name, time, args);
    at = close === -1 ? nameEnd : close + 1;
  }
  return done + text.slice(at);
}

function call(name: string, time: QueryTime, args: readonly string[]): string {
  const { takes, expand: expandOne } = macros[name]!;
  if (takes !== undefined && takes !== args.length)
    throw notExpanded(`$__${name}: expected ${takes} argument(s), got ${args.length}`);
  return expandOne(
    time,
    args.map((arg) => expand(arg, time)),
  );
}

/** Walks over what lies outside quotes; a backslash does not escape here, which is the plugin's way. */
function* signsOf(text: string, from: number): Generator<readonly [number, string]> {
  for (let i = from; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === "'" || sign === '"') i = quoteEnd(text, i);
    else yield [i, sign];
  }
}

/** Where the quoted text ends that begins at `from`; a doubled quote goes on. */
function quoteEnd(text: string, from: number): number {
  const quote = text[from]!;
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] !== quote) continue;
    if (text[i + 1] !== quote) return i;
    i++;
  }
  return text.length;
}

/** The bracket that closes the one at `open`, or -1. */
function closingOf(text: string, open: number): number {
  let depth = 0;
  for (const [i, sign] of signsOf(text, open)) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (depth === 0) return i;
  }
  return -1;
}

function splitArguments(raw: string, name: string): string[] {
  const text = raw.trim();
  if (text === '') return [];
  const args: string[] = [];
  let [depth, start] = [0, 0];
  for (const [i, sign] of signsOf(text, 0)) {
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (depth < 0) throw notExpanded(`$__${name}: a bracket closes that none opened`);
    if (sign !== ',' || depth > 0) continue;
    args.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return [...args, text.slice(start).trim()];
}
