// What a value is to a reader: mappings, thresholds and colours, as Grafana has them.
import { describe, expect, test } from 'vitest';
import type { FieldDefaults, ValueMapping } from '../../schemas/board.ts';
import { rampColor } from '../../services/web/boards/colors.ts';
import { showerOf } from '../../services/web/boards/display.ts';
import { mappedValue, patternOf } from '../../services/web/boards/mappings.ts';
import { limitsOf, shareOf, stepOf } from '../../services/web/boards/thresholds.ts';
import { columnsOf, frameOf, shanghai } from '../support/panel-data.ts';

const steps = [
  { color: 'red', value: null },
  { color: 'orange', value: 95 },
  { color: 'green', value: 98 },
];
const absolute = { mode: 'absolute' as const, steps };

const shower = (
  defaults: FieldDefaults,
  column = 'v Float64',
  values: (number | string | boolean | null)[] = [],
) =>
  showerOf(
    columnsOf(
      { defaults },
      frameOf(
        [column],
        values.map((value) => [value]),
      ),
    )[0]!.columns[0]!,
    shanghai,
  );

describe('thresholds', () => {
  const range = { min: 0, max: 200 };
  test('a step holds from its value on', () => {
    const colors = [-1, 94.99, 95, 97.9, 98, 1000].map((value) => stepOf(value, absolute, range).color);
    expect(colors).toEqual(['red', 'red', 'orange', 'orange', 'green', 'green']);
  });
  test('percentages are of the range of the field', () => {
    const percentage = { ...absolute, mode: 'percentage' as const };
    expect([189, 190, 196].map((value) => stepOf(value, percentage, range).color)).toEqual([
      'red',
      'orange',
      'green',
    ]);
    expect(limitsOf(percentage, range).map(({ value }) => value)).toEqual([190, 196]);
    expect(limitsOf(absolute, range)).toEqual([
      { value: 95, color: 'orange' },
      { value: 98, color: 'green' },
    ]);
  });
  test('shares stay between nothing and all', () => {
    expect([-5, 50, 300].map((value) => shareOf(value, range))).toEqual([0, 0.25, 1]);
    expect(shareOf(3, { min: 3, max: 3 })).toBe(1);
  });
});

describe('mappings', () => {
  const mappings: ValueMapping[] = [
    { type: 'value', options: { '1': { text: 'running', color: 'blue' }, true: { text: 'yes' } } },
    { type: 'range', options: { from: 10, to: null, result: { text: 'many' } } },
    { type: 'regex', options: { pattern: '/^GA-(\\d+)$/i', result: { text: 'no. $1' } } },
    { type: 'special', options: { match: 'null', result: { text: 'none', color: 'text' } } },
    { type: 'special', options: { match: 'empty', result: { text: 'blank' } } },
  ];
  const text = (value: number | string | boolean | null) => mappedValue(value, mappings)?.text;
  test('fit by value, range, pattern and the special values', () => {
    expect([1, '1', true, 10, '11.5', 'ga-77', null, ''].map(text)).toEqual([
      'running',
      'running',
      'yes',
      'many',
      'many',
      'no. 77',
      'none',
      'blank',
    ]);
    expect([2, 'GA', false, 9.99].map(text)).toEqual([undefined, undefined, undefined, undefined]);
  });
  test('the first that fits holds', () => {
    const both: ValueMapping[] = [
      { type: 'range', options: { from: 0, to: 5, result: { text: 'first' } } },
      { type: 'value', options: { '1': { text: 'second' } } },
    ];
    expect(mappedValue(1, both)?.text).toBe('first');
  });
  test('a name that every object has is no key', () => {
    expect(mappedValue('constructor', [{ type: 'value', options: {} }])).toBeNull();
  });
  test('a pattern that cannot be read fits nothing', () => {
    expect(patternOf('/(/')).toBeNull();
    expect(
      mappedValue('(', [{ type: 'regex', options: { pattern: '/(/', result: { text: 'x' } } }]),
    ).toBeNull();
  });
});

describe('a value shown', () => {
  test('has its text, number and the colour of its step', () => {
    const show = shower({ unit: 'percent', decimals: 1, thresholds: absolute });
    expect(show(97.25)).toMatchObject({
      text: '97.3%',
      digits: '97.3',
      suffix: '%',
      numeric: 97.25,
      color: 'orange',
    });
  });
  test('that is not there is said so, and is neither good nor bad', () => {
    expect(shower({ thresholds: absolute })(null)).toMatchObject({ text: '—', color: null, numeric: null });
    expect(shower({ noValue: 'n/a' })(null).text).toBe('n/a');
  });
  test('zero is a value', () => {
    expect(shower({ thresholds: absolute })(0)).toMatchObject({ text: '0', color: 'red' });
  });
  test('a threshold of one step judges nothing', () => {
    const one = { mode: 'absolute' as const, steps: [{ color: 'green', value: null }] };
    expect(shower({ thresholds: one })(5).color).toBeNull();
  });
  test('a mapping gives text, and its colour goes before that of the step', () => {
    const show = shower({
      thresholds: absolute,
      mappings: [{ type: 'value', options: { 99: { text: 'fine', color: 'purple' }, 1: { text: 'poor' } } }],
    });
    expect(show(99)).toMatchObject({ text: 'fine', color: 'purple', isMapped: true });
    expect(show(1)).toMatchObject({ text: 'poor', color: 'red' });
  });
  test('fixed, palette and ramp colours', () => {
    expect(shower({ color: { mode: 'fixed', fixedColor: 'blue' } })(1).color).toBe('blue');
    expect(shower({ color: { mode: 'continuous-GrYlRd' } }, 'v Float64', [0, 100])(100).color).toBe('red');
    expect([0, 0.5, 1].map((share) => rampColor('continuous-GrYlRd', share))).toEqual([
      'green',
      'yellow',
      'red',
    ]);
    const column = columnsOf(
      { defaults: { color: { mode: 'palette-classic' } } },
      frameOf(['v Float64'], [[1]]),
    );
    const colors = [0, 1].map((index) => showerOf(column[0]!.columns[0]!, shanghai, index)(1).color);
    expect(new Set(colors).size).toBe(2);
  });
  test('text stays text though it looks like a number', () => {
    expect(shower({ unit: 'percent', thresholds: absolute }, 'v String')('0097')).toMatchObject({
      text: '0097',
      color: null,
    });
  });
  test('times without a unit are told as exactly as their column needs', () => {
    const day = Date.UTC(2026, 10, 21, 16);
    expect(shower({}, 'v DateTime', [day])(day).text).toBe('2026-11-22');
    expect(shower({ unit: 'time:MM-DD' }, 'v DateTime', [day])(day).text).toBe('11-22');
  });
});
