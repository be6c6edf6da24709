// What the page writes for people: instants in their own offset, deadlines, lengths of time, amounts.
import { describe, expect, test } from 'vitest';
import {
  ageText,
  amountText,
  deadlineDate,
  deadlineText,
  durationText,
  instantText,
  offsetMinutes,
  offsetText,
  percentText,
  secondsBetween,
  wallTime,
} from '../../services/web/format.ts';

const day = 86_400;

describe('instants', () => {
  test('stay in the wall time and offset they came with', () => {
    expect(instantText('2011-10-11T13:42:27+02:00')).toBe('2011-10-11 13:42 (+02:00)');
    expect(instantText('2011-10-11T23:42:27.123-09:30')).toBe('2011-10-11 23:42 (-09:30)');
    expect(instantText('2011-10-11T13:42:27Z')).toBe('2011-10-11 13:42 (+00:00)');
  });
  test('are left alone when they are not instants', () => {
    expect(instantText('soon')).toBe('soon');
  });
  test('give their offset in minutes and back', () => {
    expect(offsetMinutes('2011-10-11T13:42:00-09:30')).toBe(-570);
    expect(offsetText(-570)).toBe('-09:30');
    expect(offsetText(480)).toBe('+08:00');
  });
  test('turn to wall time at an offset', () => {
    expect(wallTime(Date.UTC(2020, 0, 1, 20), 480)).toBe('2020-01-02T04:00');
  });
});

describe('deadlines', () => {
  test('at midnight are the 24:00 of the day they end, across a year too', () => {
    expect(deadlineText('2011-10-12T00:00:00+02:00')).toBe('2011-10-11 24:00 (+02:00)');
    expect(deadlineText('2020-01-01T00:00:00+08:00')).toBe('2019-12-31 24:00 (+08:00)');
    expect(deadlineDate('2020-01-01T00:00:00+08:00')).toBe('2019-12-31');
  });
  test('at another time are that time', () => {
    expect(deadlineText('2011-10-11T17:30:00+08:00')).toBe('2011-10-11 17:30 (+08:00)');
    expect(deadlineDate('2011-10-11T17:30:00+08:00')).toBe('2011-10-11');
  });
});

describe('lengths of time', () => {
  test.each([
    [0, 'less than a minute', '不到 1 分钟'],
    [59 * 60, '59 min', '59 分钟'],
    [3 * 3600, '3 h', '3 小时'],
    [3 * 3600 + 5 * 60, '3 h 5 min', '3 小时 5 分钟'],
    [day, '1 day', '1 天'],
    [2 * day + 3 * 3600 + 59 * 60, '2 days 3 h', '2 天 3 小时'],
    [30 * day + 3 * 3600, '30 days', '30 天'],
    [-2 * day, '2 days', '2 天'],
    [1234 * day, '1,234 days', '1,234 天'],
  ])('%d seconds', (seconds, english, chinese) => {
    expect(durationText(seconds, 'en')).toBe(english);
    expect(durationText(seconds, 'zh')).toBe(chinese);
  });
  test('become years only when they tell an age', () => {
    expect(ageText(5416 * day, 'en')).toBe('over 14 years');
    expect(ageText(8 * day, 'en')).toBe('8 days');
  });
  test('count across offsets', () => {
    expect(secondsBetween('2011-10-11T13:00:00+02:00', '2011-10-11T13:00:00+01:00')).toBe(3600);
  });
});

describe('numbers', () => {
  test('carry their unit, one and many', () => {
    expect(amountText(1, 'working_day', 'en')).toBe('1 working day');
    expect(amountText(0.5, 'working_day', 'en')).toBe('0.5 working days');
    expect(amountText(8, 'working_day', 'zh')).toBe('8 个工作日');
    expect(amountText(1434, 'count', 'en')).toBe('1,434');
    expect(amountText(3, 'parsec', 'en')).toBe('3 parsec');
  });
  test('a share is never rounded to all or nothing', () => {
    expect(percentText(99.96)).toBe('99.9%');
    expect(percentText(0.04)).toBe('0.1%');
    expect(percentText(100)).toBe('100.0%');
    expect(percentText(0)).toBe('0.0%');
    expect(percentText(74.961)).toBe('75.0%');
  });
});
