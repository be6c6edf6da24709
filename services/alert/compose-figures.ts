// Times and amounts as messages show them.
import { namesOfUnit } from '../../schemas/unit-names.ts';
import type { Language } from './compose-words.ts';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The wall-clock time an instant carries; its offset is shown where the reader may expect another. */
export function timeText(iso: string, language: Language): string {
  const found = INSTANT.exec(iso);
  if (found === null) return iso;
  const [, year, month, day, hour, minute, offset] = found;
  return written(`${year}-${month}-${day}`, `${hour}:${minute}`, offset!, language);
}

/** As timeText, but midnight is the 24:00 of the day it ends, as a deadline is meant. */
export function deadlineText(iso: string, language: Language): string {
  const found = INSTANT.exec(iso);
  if (found === null || found[4] !== '00' || found[5] !== '00') return timeText(iso, language);
  const midnight = Date.parse(`${found[1]}-${found[2]}-${found[3]}T00:00:00Z`);
  const before = new Date(midnight - DAY_MS).toISOString().slice(0, 10);
  return written(before, '24:00', found[6]!, language);
}

export function dayText(isoDate: string, language: Language): string {
  const [year, month, day] = isoDate.split('-').map(Number);
  return language === 'zh' ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month! - 1]} ${year}`;
}

function written(date: string, time: string, offset: string, language: Language): string {
  const zone = offset === 'Z' ? 'UTC' : `UTC${offset.replace(/^([+-])0?(\d+):00$/, '$1$2')}`;
  if (language === 'en') return `${dayText(date, 'en')}, ${time} (${zone})`;
  return `${dayText(date, 'zh')} ${time}${offset === '+08:00' ? '' : `（${zone}）`}`;
}

const TIME_UNITS = new Set(['working_day', 'calendar_day', 'hour', 'minute', 'month']);
export const measuresTime = (unit: string): boolean => TIME_UNITS.has(unit);

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A number with its unit. What is above nothing never reads as nothing. */
export function amountText(amount: number, unit: string, language: Language): string {
  const [zh, one, many] = namesOfUnit(unit);
  const tiny = amount > 0 && amount < 0.005;
  const shown = tiny ? '< 0.01' : number.format(amount);
  return `${shown}${language === 'zh' ? zh : shown === '1' ? one : many}`;
}
