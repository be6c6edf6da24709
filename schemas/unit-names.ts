// What a unit is called behind a number, with the space that belongs before it.
import type { Unit } from './target.ts';

const unitNames: Record<Unit, readonly [zh: string, one: string, many: string]> = {
  working_day: [' 个工作日', ' working day', ' working days'],
  calendar_day: [' 天', ' calendar day', ' calendar days'],
  hour: [' 小时', ' hour', ' hours'],
  minute: [' 分钟', ' minute', ' minutes'],
  month: [' 个月', ' month', ' months'],
  count: ['', '', ''],
  percent: ['%', '%', '%'],
  yuan: [' 元', ' yuan', ' yuan'],
  point: [' 分', ' point', ' points'],
  m: [' 米', ' m', ' m'],
  kW: [' 千瓦', ' kW', ' kW'],
  kVA: [' 千伏安', ' kVA', ' kVA'],
};

/** A unit without a name here is written as it came, also one called like something that every object has. */
export const namesOfUnit = (unit: string): readonly [zh: string, one: string, many: string] =>
  Object.hasOwn(unitNames, unit) ? unitNames[unit as Unit] : [` ${unit}`, ` ${unit}`, ` ${unit}`];
