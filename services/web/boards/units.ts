// A number in one of Grafana's units as text: what stands before it, its digits, what stands after.
import type { Language } from '../format.ts';
import { durationText } from '../format.ts';
import { fixed, grouped } from './decimals.ts';
import { fullPattern, timeText } from './time-text.ts';

export interface Written {
  readonly prefix: string;
  readonly digits: string;
  readonly suffix: string;
}
export interface Manner {
  readonly language: Language;
  readonly timezone: string;
}

type Names = readonly [zh: string, one: string, many: string];

const second = 1;
const minute = 60;
const hour = 3600;
const day = 86_400;

/** Ever longer lengths of time in seconds. Days are the longest: weeks and years would hide how many there are. */
const lengths: readonly (readonly [seconds: number, names: Names])[] = [
  [1e-6, [' 微秒', ' µs', ' µs']],
  [1e-3, [' 毫秒', ' ms', ' ms']],
  [second, [' 秒', ' s', ' s']],
  [minute, [' 分钟', ' min', ' min']],
  [hour, [' 小时', ' h', ' h']],
  [day, [' 天', ' day', ' days']],
];

const timeUnits: Readonly<Record<string, number>> = {
  µs: 1e-6,
  ms: 1e-3,
  s: second,
  m: minute,
  h: hour,
  d: day,
};

const bare = (digits: string, suffix = ''): Written => ({ prefix: '', digits, suffix });

const nameIn = ([zh, one, many]: Names, digits: string, language: Language): string =>
  language === 'zh' ? zh : digits === '1' ? one : many;

/** In the longest length of time that it holds at least once; only parts of a second go below the own unit. */
function asLength(value: number, unit: string, decimals: number | null, language: Language): Written {
  const own = timeUnits[unit]!;
  const seconds = value * own;
  const shortest = own > second || value === 0 ? own : 0;
  const fits = lengths.filter(
    ([size]) => size >= shortest && (Math.abs(seconds) >= size || size === shortest),
  );
  const [size, names] = fits.at(-1) ?? lengths[0]!;
  const digits = grouped(seconds / size, decimals);
  return bare(digits, nameIn(names, digits, language));
}

const thousands: Readonly<Record<Language, readonly (readonly [size: number, name: string])[]>> = {
  zh: [
    [1e12, ' 万亿'],
    [1e8, ' 亿'],
    [1e4, ' 万'],
  ],
  en: [
    [1e12, ' T'],
    [1e9, ' B'],
    [1e6, ' M'],
    [1e4, ' K'],
  ],
};

/** Whole up to ten thousand, then in the large numbers of the language. */
function asShort(value: number, decimals: number | null, language: Language): Written {
  const large = thousands[language].find(([size]) => Math.abs(value) >= size);
  if (large === undefined) return bare(grouped(value, decimals));
  const size = large[1] === ' K' ? 1e3 : large[0];
  return bare(fixed(value / size, decimals === 0 ? null : decimals), large[1]);
}

const bytes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
function asBytes(value: number, decimals: number | null): Written {
  const power = value === 0 ? 0 : Math.min(4, Math.max(0, Math.floor(Math.log2(Math.abs(value)) / 10)));
  return bare(fixed(value / 1024 ** power, decimals), ` ${bytes[power]}`);
}

/** Rates that Grafana has a unit for. */
const rates: Readonly<Record<string, string>> = {
  cps: 'c/s',
  ops: 'ops/s',
  reqps: 'req/s',
  rps: 'rd/s',
  wps: 'wr/s',
  eps: 'evt/s',
  msgps: 'msg/s',
  recps: 'rec/s',
  rowsps: 'rows/s',
};

type Writer = (value: number, decimals: number | null, manner: Manner) => Written;

const writers: Readonly<Record<string, Writer>> = {
  none: (value, decimals) => bare(grouped(value, decimals)),
  locale: (value, decimals) => bare(grouped(value, decimals)),
  string: (value) => bare(String(value)),
  sishort: (value, decimals, { language }) => asShort(value, decimals, language),
  short: (value, decimals, { language }) => asShort(value, decimals, language),
  percent: (value, decimals) => bare(fixed(value, decimals), '%'),
  percentunit: (value, decimals) => bare(fixed(value * 100, decimals), '%'),
  bytes: (value, decimals) => asBytes(value, decimals),
  dtdurations: (value, _, { language }) => bare(durationText(value, language).trim()),
  dtdurationms: (value, _, { language }) => bare(durationText(value / 1000, language).trim()),
  dateTimeAsIso: (value, _, { timezone }) => bare(timeText(value, timezone, fullPattern)),
};

/** A unit that is not known stands after the number as it is written, as Grafana has it. */
export function writeValue(value: number, unit: string, decimals: number | null, manner: Manner): Written {
  const writer = Object.hasOwn(writers, unit) ? writers[unit] : undefined;
  if (writer !== undefined) return writer(value, decimals, manner);
  if (Object.hasOwn(timeUnits, unit)) return asLength(value, unit, decimals, manner.language);
  if (Object.hasOwn(rates, unit)) return bare(grouped(value, decimals), ` ${rates[unit]}`);
  const [kind = '', rest = ''] = splitUnit(unit);
  if (kind === 'time') return bare(timeText(value, manner.timezone, rest));
  if (kind === 'prefix') return { prefix: rest, digits: grouped(value, decimals), suffix: '' };
  const suffix = kind === 'suffix' ? rest : unit;
  return bare(grouped(value, decimals), suffix === '' ? '' : ` ${suffix.trimStart()}`);
}

function splitUnit(unit: string): readonly string[] {
  const found = /^(time|prefix|suffix):(.*)$/s.exec(unit);
  return found === null ? [] : [found[1]!, found[2]!];
}

export const writtenText = ({ prefix, digits, suffix }: Written): string => `${prefix}${digits}${suffix}`;
