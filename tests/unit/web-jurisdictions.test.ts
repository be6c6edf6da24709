// The places of a store that a choice leaves, what they hold, and where the real cases are.
import { describe, expect, test } from 'vitest';
import { heldBy, isWithin, latestEventIn, placesIn, realWithin } from '../../services/web/jurisdictions.ts';

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

describe('the places of a choice', () => {
  const system = (name: string, places: ReturnType<typeof place>[]) =>
    ({ system: name, zh: name, en: name, cases: 0, places }) as const;
  const systems = [system('water', made), system('permit', [sample, place('', 3, 0)])];
  const held = (...args: [string[] | null, string[] | null]) => heldBy(placesIn(systems, ...args));

  test('are all where nothing is chosen', () => {
    expect(held(null, null)).toEqual({ cases: 1445, simulated: 8 });
  });
  test('are those of the systems and in the jurisdictions, each once', () => {
    expect(held(['water'], null)).toEqual({ cases: 8, simulated: 8 });
    expect(held(null, ['nl'])).toEqual({ cases: 1434, simulated: 0 });
    expect(held(['water', 'permit'], ['cn', 'cn/hubei'])).toEqual({ cases: 8, simulated: 8 });
    expect(held(['water'], ['nl'])).toEqual({ cases: 0, simulated: 0 });
  });
  test('hold whole names only', () => {
    expect(isWithin('cn/hubei', 'cn/hu')).toBe(false);
    expect(isWithin('cn/hubei', 'cn/hubei')).toBe(true);
  });
});

test('the real part of a store is the narrowest place that covers every real case', () => {
  const real = [place('cn/hubei/ezhou/echeng', 1, 0), place('cn/hubei/ezhou/gedian', 9, 8)];
  expect(realWithin([...real, place('cn/henan', 4, 4)])).toBe('cn/hubei/ezhou');
  expect(realWithin([...real, place('cn/hubei', 1, 0)])).toBe('cn/hubei');
  expect(realWithin([...real, sample])).toBe('');
  expect(realWithin(made)).toBe('');
});

test('the newest event is that of the places, whatever offset it is written in', () => {
  const late = place('nl/other', 1, 0, '2012-01-23T23:00:00+09:00');
  expect(latestEventIn([...made, sample])).toBe('2025-01-01T00:00:00Z');
  expect(latestEventIn([sample, late])).toBe(sample.latestEventAt);
  expect(latestEventIn([])).toBeNull();
});
