// The places a reader can choose, with their cases, and the one the page begins with.
import { describe, expect, test } from 'vitest';
import {
  defaultWithin,
  isWithin,
  latestEventIn,
  placeChoice,
  placeChoices,
  realWithin,
} from '../../services/web/jurisdictions.ts';

const place = (
  jurisdiction: string,
  cases: number,
  simulated: number,
  latestEventAt = '2025-01-01T00:00:00Z',
) => ({
  jurisdiction,
  cases,
  simulated,
  latestEventAt,
});
const made = [place('cn/hubei/ezhou', 5, 5), place('cn/hubei', 2, 2), place('cn/hu', 1, 1)];
const sample = place('nl/anonymous', 1434, 0, '2012-01-23T22:42:00+08:00');

describe('the places to choose', () => {
  test('are everywhere and every prefix that holds cases, each before what lies in it', () => {
    expect(placeChoices([...made, sample]).map(({ within, cases }) => [within, cases])).toEqual([
      ['', 1442],
      ['cn', 8],
      ['cn/hu', 1],
      ['cn/hubei', 7],
      ['cn/hubei/ezhou', 5],
      ['nl', 1434],
      ['nl/anonymous', 1434],
    ]);
  });
  test('count their simulated cases', () => {
    expect(placeChoice([...made, sample], '')).toEqual({ within: '', cases: 1442, simulated: 8 });
    expect(placeChoice([...made, sample], 'nl').simulated).toBe(0);
  });
  test('hold whole names only', () => {
    expect(isWithin('cn/hubei', 'cn/hu')).toBe(false);
    expect(isWithin('cn/hubei', 'cn/hubei')).toBe(true);
  });
  test('count a case that says no place everywhere, and give it no line of its own', () => {
    expect(placeChoices([place('', 3, 0), sample]).map(({ cases }) => cases)).toEqual([1437, 1434, 1434]);
  });
});

describe('the place to begin with', () => {
  test('is the real part of a mixed system', () => {
    expect(defaultWithin([...made, sample, place('', 1, 0)])).toBe('nl/anonymous');
  });
  test('is everywhere where all is real, all is simulated, or there is nothing', () => {
    expect([defaultWithin([sample]), defaultWithin(made), defaultWithin([])]).toEqual(['', '', '']);
  });
  test('is the narrowest that covers every real case', () => {
    const real = [place('cn/hubei/ezhou/echeng', 1, 0), place('cn/hubei/ezhou/gedian', 9, 8)];
    expect(realWithin([...real, place('cn/henan', 4, 4)])).toBe('cn/hubei/ezhou');
    expect(realWithin([...real, place('cn/hubei', 1, 0)])).toBe('cn/hubei');
    expect(realWithin([...real, sample])).toBe('');
  });
});

test('the newest event is that of the place, whatever offset it is written in', () => {
  const late = place('nl/other', 1, 0, '2012-01-23T23:00:00+09:00');
  expect(latestEventIn([...made, sample], 'nl')).toBe(sample.latestEventAt);
  expect(latestEventIn([sample, late], 'nl')).toBe(sample.latestEventAt);
  expect(latestEventIn([...made, sample], '')).toBe('2025-01-01T00:00:00Z');
  expect(latestEventIn([sample], 'cn')).toBeNull();
});
