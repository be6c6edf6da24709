// Numbers in Grafana's units as text, in both languages.
import { describe, expect, test } from 'vitest';
import { autoDecimals, fixed, grouped } from '../../services/web/boards/decimals.ts';
import { patternOfAll, timeText } from '../../services/web/boards/time-text.ts';
import { writeValue, writtenText } from '../../services/web/boards/units.ts';
import { chinese, shanghai } from '../support/panel-data.ts';

const english = (value: number, unit: string, decimals: number | null = null) =>
  writtenText(writeValue(value, unit, decimals, shanghai));
const inChinese = (value: number, unit: string, decimals: number | null = null) =>
  writtenText(writeValue(value, unit, decimals, chinese));

describe('digits', () => {
  test('are three that tell where no decimals are asked for', () => {
    expect([97.345, 12.3, 0.0456, 1234.5, 7, 0].map((value) => fixed(value, null))).toEqual([
      '97.3',
      '12.3',
      '0.0456',
      '1235',
      '7',
      '0',
    ]);
    expect(autoDecimals(1e-9)).toBe(11);
  });
  test('what rounds to nothing has no sign', () => {
    expect(fixed(-0.001, 1)).toBe('0.0');
    expect(fixed(-1.26, 1)).toBe('-1.3');
  });
  test('have commas left of the point alone', () => {
    expect(grouped(1234567.12345, 5)).toBe('1,234,567.12345');
    expect(grouped(-1234, 0)).toBe('-1,234');
  });
});

describe('units', () => {
  test.each([
    [97.25, 'percent', 1, '97.3%', '97.3%'],
    [0.9725, 'percentunit', 1, '97.3%', '97.3%'],
    [1434, 'none', null, '1,434', '1,434'],
    [1434, 'short', null, '1,434', '1,434'],
    [12_345, 'short', null, '12.3 K', '1.23 万'],
    [2.5e8, 'short', null, '250 M', '2.50 亿'],
    [0, 's', null, '0 s', '0 秒'],
    [0.25, 's', null, '250 ms', '250 毫秒'],
    [95, 's', null, '1.58 min', '1.58 分钟'],
    [86_400, 's', 0, '1 day', '1 天'],
    [864_000, 's', 0, '10 days', '10 天'],
    [1500, 'ms', null, '1.50 s', '1.50 秒'],
    [0.5, 'd', null, '0.500 days', '0.500 天'],
    [0, 'd', null, '0 days', '0 天'],
    [90, 'm', null, '1.50 h', '1.50 小时'],
    [-7200, 's', null, '-2 h', '-2 小时'],
    [93_600, 'dtdurations', null, '1 day 2 h', '1 天 2 小时'],
    [2048, 'bytes', null, '2 KiB', '2 KiB'],
    [12, 'reqps', null, '12 req/s', '12 req/s'],
    [12, '件', null, '12 件', '12 件'],
    [12, 'suffix:working days', null, '12 working days', '12 working days'],
    [12, 'prefix:¥', null, '¥12', '¥12'],
    [7, 'string', null, '7', '7'],
  ])('%d in %s', (value, unit, decimals, first, second) => {
    expect(english(value, unit, decimals)).toBe(first);
    expect(inChinese(value, unit, decimals)).toBe(second);
  });
});

describe('instants', () => {
  const instant = Date.UTC(2026, 10, 21, 16, 5, 9);
  test('are told in the zone of the board', () => {
    expect(english(instant, 'dateTimeAsIso')).toBe('2026-11-22 00:05:09');
    expect(english(instant, 'time:YYYY-MM-DD')).toBe('2026-11-22');
    expect(english(instant, 'time:M/D HH:mm [h]')).toBe('11/22 00:05 h');
    expect(timeText(instant, 'UTC', 'YYYY-MM-DD HH:mm')).toBe('2026-11-21 16:05');
  });
  test('that cannot be are not told', () => {
    expect(timeText(Number.NaN, 'UTC', 'YYYY')).toBe('');
    expect(timeText(1e20, 'UTC', 'YYYY')).toBe('');
  });
  test('of a column show what every one of them needs', () => {
    const midnight = Date.UTC(2026, 10, 21, 16);
    expect(patternOfAll([midnight, midnight + 86_400_000], 'Asia/Shanghai')).toBe('YYYY-MM-DD');
    expect(patternOfAll([midnight, midnight + 60_000], 'Asia/Shanghai')).toBe('YYYY-MM-DD HH:mm');
    expect(patternOfAll([midnight + 1000], 'Asia/Shanghai')).toBe('YYYY-MM-DD HH:mm:ss');
  });
});
