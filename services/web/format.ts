// Writes instants, durations and amounts for people; every instant keeps the offset it came with.
import { namesOfUnit } from '../../schemas/unit-names.ts';

export type Language = 'zh' | 'en';

const instantShape = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Minutes east of UTC that an ISO instant carries; 0 when it carries none. */
export function offsetMinutes(iso: string): number {
  const zone = instantShape.exec(iso)?.[3] ?? 'Z';
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** The offset itself, as `+08:00`. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Wall-clock date and minute at an offset, `YYYY-MM-DDTHH:MM`. */
export function wallTime(ms: number, offset: number): string {
  return new Date(ms + offset * minuteMs).toISOString().slice(0, 16);
}

/** `2011-10-11 13:42 (+02:00)`; text that is no instant is given back as it is. */
export function instantText(iso: string): string {
  const found = instantShape.exec(iso);
  return found === null ? iso : `${found[1]} ${found[2]} (${offsetText(offsetMinutes(iso))})`;
}

export function dateText(iso: string): string {
  return instantShape.exec(iso)?.[1] ?? iso;
}

/** As instantText, but midnight is the 24:00 of the day it ends, as a deadline is meant. */
export function deadlineText(iso: string): string {
  const found = instantShape.exec(iso);
  if (found === null || found[2] !== '00:00') return instantText(iso);
  const offset = offsetMinutes(iso);
  const before = wallTime(Date.parse(iso) - dayMs, offset).slice(0, 10);
  return `${before} 24:00 (${offsetText(offset)})`;
}

/** The day a deadline falls on; midnight belongs to the day it ends. */
export function deadlineDate(iso: string): string {
  return deadlineText(iso).slice(0, 10);
}

const durationUnits = {
  zh: { day: ' 天', days: ' 天', hour: ' 小时', minute: ' 分钟', short: '不到 1 分钟' },
  en: { day: ' day', days: ' days', hour: ' h', minute: ' min', short: 'less than a minute' },
};

/** A length of time in its two largest units; from 30 days on, whole days. */
export function durationText(seconds: number, language: Language): string {
  const units = durationUnits[language];
  const size = Math.abs(seconds);
  const days = Math.floor(size / 86_400);
  const hours = Math.floor((size % 86_400) / 3600);
  const minutes = Math.floor((size % 3600) / 60);
  const inDays = `${countText(days)}${days === 1 ? units.day : units.days}`;
  if (days >= 30 || (days > 0 && hours === 0)) return inDays;
  if (days > 0) return `${inDays} ${hours}${units.hour}`;
  if (hours > 0) return `${hours}${units.hour}${minutes > 0 ? ` ${minutes}${units.minute}` : ''}`;
  return minutes > 0 ? `${minutes}${units.minute}` : units.short;
}

/** How old something is: in years once it is more than two, else as a length of time. */
export function ageText(seconds: number, language: Language): string {
  const years = Math.floor(seconds / (365.25 * 86_400));
  if (years < 2) return durationText(seconds, language);
  return language === 'zh' ? ` ${years} 年多` : `over ${years} years`;
}

/** Seconds from one ISO instant to another. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
export function countText(value: number): string {
  return grouped.format(value);
}

/** A percentage with one decimal; what is not all or nothing never reads as 100.0 or 0.0. */
export function percentText(value: number): string {
  const rounded = value.toFixed(1);
  if (rounded === '100.0' && value < 100) return '99.9%';
  if (rounded === '0.0' && value > 0) return '0.1%';
  return `${rounded}%`;
}

const comparators: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥' };

/** A limit with how the actual must stand to it: `≤ 8 working days`. */
export function limitText(comparator: string, limit: number, unit: string, language: Language): string {
  return `${comparators[comparator] ?? comparator} ${amountText(limit, unit, language)}`;
}

/** An amount too small for its decimals is not shown as nothing. */
export function partText(amount: number, unit: string, language: Language): string {
  if (amount > 0 && amount < 0.005) return `< ${amountText(0.01, unit, language)}`;
  return amountText(amount, unit, language);
}

/** A number with its unit: `8 working days`, `8 个工作日`. */
export function amountText(value: number, unit: string, language: Language): string {
  const names = namesOfUnit(unit);
  const name = language === 'zh' ? names[0] : names[value === 1 ? 1 : 2];
  return `${countText(value)}${name}`;
}
