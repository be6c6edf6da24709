// Charts over time and bar charts up to what ECharts is given.
import { describe, expect, test } from 'vitest';
import type { BoardFrame } from '../../schemas/board.ts';
import { barsOf, drawnValues } from '../../services/web/boards/bars.ts';
import { barsOption } from '../../services/web/boards/bars-option.ts';
import { amountAxis, amountTick, lengthStep, wallShift } from '../../services/web/boards/chart-axes.ts';
import { annotationsBehind, marksAt, thresholdsBehind } from '../../services/web/boards/chart-marks.ts';
import { at } from '../../services/web/boards/option-value.ts';
import { aligned, asShares, seriesOf } from '../../services/web/boards/series.ts';
import { timeOption } from '../../services/web/boards/time-option.ts';
import { chinese, columnsOf, frameOf, override, panelOf, shanghai } from '../support/panel-data.ts';

type Parts = Parameters<typeof columnsOf>[0];
const custom = (properties: Record<string, unknown>): Parts => ({ defaults: { custom: properties } });
const stacked = (mode: string) => custom({ stacking: { mode, group: 'A' } });

const wide = frameOf(
  ['time DateTime', 'a Float64', 'b Float64'],
  [
    [10, 1, 3],
    [20, 2, null],
    [30, 4, 4],
  ],
  'timeseries',
);
const series = (parts: Parts, ...frames: readonly BoardFrame[]) =>
  seriesOf(columnsOf(parts, ...frames), shanghai);
const eight = 8 * 3_600_000;

function drawn(
  parts: Parts,
  frames: readonly BoardFrame[] = [wide],
  marks: Parameters<typeof marksAt>[0] = [],
) {
  const option = timeOption({
    series: series(parts, ...frames),
    from: 0,
    to: 100,
    manner: shanghai,
    marks,
    width: 600,
    height: 200,
  });
  return { option, all: option['series'] as Record<string, unknown>[] };
}

describe('series', () => {
  test('are the numbers of each answer beside its time, in colours of their own', () => {
    const found = series(
      { defaults: { color: { mode: 'palette-classic' } } },
      wide,
      frameOf(['t DateTime', 'c UInt8'], [[1, 1]], 'timeseries', 'B'),
    );
    expect(found.map(({ title, key }) => [title, key])).toEqual([
      ['a', 'A.0'],
      ['b', 'A.1'],
      ['c', 'B.2'],
    ]);
    expect(new Set(found.map(({ color }) => color)).size).toBe(3);
    expect(found[1]!.points).toEqual([
      [10, 3],
      [20, null],
      [30, 4],
    ]);
  });
  test('two lines bear marks of different shapes, one line none, a dashed limit none', () => {
    expect(series({}, wide).map(({ shape }) => shape)).toEqual(['circle', 'rect']);
    const dashed = { overrides: [override('byName', 'b', { 'custom.lineStyle': { fill: 'dash' } })] };
    expect(series(dashed, wide).map(({ shape, isDashed }) => [shape, isDashed])).toEqual([
      [null, false],
      [null, true],
    ]);
  });
  test('of a stack meet at every instant', () => {
    const other = frameOf(['time DateTime', 'c Float64'], [[15, 9]], 'timeseries', 'B');
    expect(aligned(series({}, wide, other)).map(({ points }) => points.map(([, value]) => value))).toEqual([
      [1, null, 2, 4],
      [3, null, null, 4],
      [null, 9, null, null],
    ]);
  });
  test('as shares are of what stands at their instant', () => {
    const shares = asShares(series(stacked('percent'), wide));
    expect(shares.map(({ points }) => points.map(([, value]) => value))).toEqual([
      [25, 100, 50],
      [75, null, 50],
    ]);
  });
});

describe('a chart over time', () => {
  test('has the wall clock of the zone on its axis', () => {
    expect(wallShift(0, 100, 'Asia/Shanghai')).toBe(eight);
    const { option, all } = drawn({});
    expect(option['xAxis']).toMatchObject({ min: eight, max: 100 + eight });
    expect(at(all[1], 'data')).toEqual([
      [10 + eight, 1],
      [20 + eight, 2],
      [30 + eight, 4],
    ]);
  });
  test('draws lines, bars and stacks as its fields say', () => {
    expect(drawn({}).all.map((each) => [each['type'], each['stack']])).toEqual([
      ['line', undefined],
      ['line', undefined],
      ['line', undefined],
    ]);
    const bars = drawn(custom({ drawStyle: 'bars', stacking: { mode: 'normal', group: 'A' } })).all;
    expect(bars.slice(1).map((each) => [each['type'], each['stack']])).toEqual([
      ['bar', 'bars.A'],
      ['bar', 'bars.A'],
    ]);
  });
  test('spans gaps only where it is told to, and shows a value between two gaps', () => {
    expect(drawn({}).all[2]!['connectNulls']).toBe(false);
    expect(drawn(custom({ spanNulls: true })).all[2]!['connectNulls']).toBe(true);
    const lone = frameOf(
      ['time DateTime', 'a Float64'],
      [
        [1, null],
        [2, 5],
        [3, null],
      ],
      'timeseries',
    );
    expect(at(drawn({}, [lone]).all[1], 'data')).toEqual([
      [1 + eight, null],
      { value: [2 + eight, 5], symbol: 'circle', symbolSize: 5 },
      [3 + eight, null],
    ]);
  });
  test('has a second axis only for what asks for it', () => {
    expect(at(drawn({}).option, 'yAxis')).toHaveLength(1);
    const right = { overrides: [override('byName', 'b', { 'custom.axisPlacement': 'right' })] };
    expect(at(drawn(right).option, 'yAxis')).toHaveLength(2);
    expect(drawn(right).all.map((each) => each['yAxisIndex'])).toEqual([0, 0, 1]);
  });
  test('lines may begin above zero, bars and stacks may not', () => {
    const scale = (parts: Parts) => at((at(drawn(parts).option, 'yAxis') as unknown[])[0], 'scale');
    expect([{}, custom({ drawStyle: 'bars' }), stacked('normal')].map(scale)).toEqual([true, false, false]);
  });
});

describe('behind a chart', () => {
  const steps = [
    { color: 'green', value: null },
    { color: 'orange', value: 60 },
    { color: 'red', value: 300 },
  ];
  const column = (mode: string) =>
    columnsOf(
      {
        defaults: {
          unit: 's',
          thresholds: { mode: 'absolute', steps },
          custom: { thresholdsStyle: { mode } },
        },
      },
      wide,
    )[0]!.columns[1]!;
  const range = { min: 0, max: 1 };
  test('thresholds are lines with their value, and the axis reaches them', () => {
    const { lines, areas, reached } = thresholdsBehind(column('dashed'), range, shanghai);
    expect(lines.map((each) => [each['yAxis'], at(each, 'label', 'formatter')])).toEqual([
      [60, '1 min'],
      [300, '5 min'],
    ]);
    expect(areas).toEqual([]);
    expect(reached).toEqual([60, 300]);
  });
  test('or areas from step to step, open at both ends', () => {
    const { lines, areas } = thresholdsBehind(column('area'), range, shanghai);
    expect(lines).toEqual([]);
    expect(
      areas.map(([begin, end]) => [begin['yAxis'], end['yAxis'], at(begin, 'itemStyle', 'color')]),
    ).toEqual([
      [undefined, 60, 'var(--hue-green)'],
      [60, 300, 'var(--hue-orange)'],
      [300, undefined, 'var(--hue-red)'],
    ]);
  });
  test('or nothing', () => {
    expect(thresholdsBehind(column('off'), range, shanghai)).toEqual({ lines: [], areas: [], reached: [] });
  });
  const marks = [
    { time: 10, timeEnd: 20, text: 'holiday', tags: [] },
    { time: 50, timeEnd: null, text: 'new rules', tags: [], color: 'blue' },
    { time: 500, timeEnd: null, text: 'later', tags: [] },
    { time: -20, timeEnd: -10, text: 'before', tags: [] },
  ];
  test('annotations are bands and lines, those within the range', () => {
    const { lines, areas } = annotationsBehind(marks, 0, 100, 1000);
    expect(lines.map((each) => [each['xAxis'], at(each, 'label', 'formatter')])).toEqual([
      [1050, 'new rules'],
    ]);
    expect(areas.map(([begin, end]) => [begin['xAxis'], end['xAxis']])).toEqual([[1010, 1020]]);
    expect(drawn({}, [wide], marks).all[0]).toMatchObject({ id: 'behind', silent: true });
  });
  test('the pointer finds the band it is in and the line it is near', () => {
    const told = (instant: number) => marksAt(marks, instant, 5).map(({ text }) => text);
    expect([9, 10, 19, 20, 46, 56].map(told)).toEqual([[], ['holiday'], ['holiday'], [], ['new rules'], []]);
  });
});

describe('axes of amounts', () => {
  const axis = (unit: string, parts: Partial<Parameters<typeof amountAxis>[0]> = {}, limits = {}) =>
    amountAxis({
      column: columnsOf({ defaults: { unit, ...limits } }, wide)[0]!.columns[1],
      manner: shanghai,
      least: 93.4,
      most: 99,
      isFree: true,
      isWhole: false,
      isShares: false,
      isRight: false,
      length: 200,
      ...parts,
    });
  test('shares near the whole end at the whole, in even steps', () => {
    expect(axis('percent')).toMatchObject({ min: 92, max: 100, interval: 2 });
    expect(axis('percent', { isFree: false })).toMatchObject({ min: 0, max: 100, interval: 25 });
    expect(axis('percent', { most: 40 })).not.toHaveProperty('max');
    expect(axis('percent', { most: 120 })).not.toHaveProperty('max');
  });
  test('the ends of the board hold', () => {
    expect(axis('percent', {}, { min: 50, max: 100 })).toMatchObject({ min: 50, max: 100 });
  });
  test('lengths of time go in steps of the clock', () => {
    expect([
      lengthStep('s', 460),
      lengthStep('s', 40_000),
      lengthStep('ms', 900),
      lengthStep('none', 9),
    ]).toEqual([120, 10_800, 500, null]);
  });
  test('ticks have no decimals that say nothing', () => {
    expect(amountTick(0.30000000000000004, 'percent', shanghai)).toBe('0.3%');
    expect(amountTick(1500, 'none', shanghai)).toBe('1,500');
    expect(amountTick(120, 's', chinese)).toBe('2 分钟');
  });
});

describe('bar charts', () => {
  const table = frameOf(
    ['dept String', 'ok UInt64', 'late UInt64'],
    [
      ['A', 30, 10],
      ['B', 0, 0],
    ],
  );
  const bars = (options: Record<string, unknown>, parts: Parts = {}) =>
    barsOf(panelOf({ ...parts, options }), columnsOf(parts, table), shanghai)!;
  test('have a group a row of the column asked for', () => {
    expect(bars({ xField: 'dept' })).toMatchObject({
      categories: ['A', 'B'],
      isAcross: false,
      stacking: 'none',
    });
    expect(bars({}).categories).toEqual(['A', 'B']);
    expect(bars({ xField: 'ok' })).toMatchObject({ categories: ['30', '0'] });
  });
  test('as shares are of their row, and a row of nothing has none', () => {
    expect(drawnValues(bars({ stacking: 'percent' }))).toEqual([
      [75, null],
      [25, null],
    ]);
    expect(drawnValues(bars({ stacking: 'normal' }))).toEqual([
      [30, 0],
      [10, 0],
    ]);
  });
  test('lie down with the first row on top', () => {
    const panel = panelOf({ options: { orientation: 'horizontal', stacking: 'normal' } });
    const option = barsOption(barsOf(panel, columnsOf({}, table), shanghai)!, panel, shanghai, {
      width: 400,
      height: 200,
    });
    expect(option['yAxis']).toMatchObject({ type: 'category', inverse: true, data: ['A', 'B'] });
    expect((option['series'] as Record<string, unknown>[]).map((each) => each['stack'])).toEqual([
      'all',
      'all',
    ]);
  });
  test('say their values while there is room', () => {
    const panel = panelOf({ options: { orientation: 'vertical' } });
    const labelled = (width: number) => {
      const option = barsOption(barsOf(panel, columnsOf({}, table), shanghai)!, panel, shanghai, {
        width,
        height: 200,
      });
      return at((option['series'] as Record<string, unknown>[])[0], 'data', '0', 'label', 'show');
    };
    expect([labelled(600), labelled(80)]).toEqual([true, false]);
  });
  test('of one column take the colour of each value', () => {
    const steps = [
      { color: 'red', value: null },
      { color: 'green', value: 20 },
    ];
    const one = frameOf(
      ['dept String', 'ok UInt64'],
      [
        ['A', 30],
        ['B', 1],
      ],
    );
    const parts: Parts = { defaults: { thresholds: { mode: 'absolute', steps } } };
    const found = barsOf(panelOf(parts), columnsOf(parts, one), shanghai)!;
    expect(found.series[0]!.colors).toEqual(['green', 'red']);
  });
});
