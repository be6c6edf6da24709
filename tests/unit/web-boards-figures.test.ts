// The figures of stats and bar gauges, the reducers behind them and the lengths of their bars.
import { describe, expect, test } from 'vitest';
import type { BoardFrame } from '../../schemas/board.ts';
import { figuresOf } from '../../services/web/boards/figures.ts';
import { gaugeBar, gaugeRange } from '../../services/web/boards/gauge-scale.ts';
import { rangeOf, reduce } from '../../services/web/boards/reduce.ts';
import { sparkPaths } from '../../services/web/boards/spark-path.ts';
import { columnsOf, frameOf, override, panelOf, shanghai } from '../support/panel-data.ts';

type Parts = Parameters<typeof panelOf>[0] & object;
const scope = { from: 0, to: 1, timezone: 'UTC', variables: {} };

const figures = (parts: Parts, ...frames: readonly BoardFrame[]) =>
  figuresOf(columnsOf(parts, ...frames), { panel: panelOf(parts), manner: shanghai, scope });
const reduced = (reduceOptions: Record<string, unknown>): Parts => ({ options: { reduceOptions } });

describe('reducers', () => {
  const values = [3, null, 1, 8, null];
  test.each([
    ['lastNotNull', 8],
    ['last', null],
    ['first', 3],
    ['firstNotNull', 3],
    ['min', 1],
    ['max', 8],
    ['mean', 4],
    ['median', 3],
    ['sum', 12],
    ['count', 5],
    ['range', 7],
    ['diff', 5],
    ['nonsense', 8],
  ])('%s', (calc, expected) => {
    expect(reduce(values, calc)).toBe(expected);
  });
  test('nothing gives nothing, and never zero', () => {
    expect(['lastNotNull', 'min', 'mean', 'sum'].map((calc) => reduce([null], calc))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(reduce(['a', 'b'], 'lastNotNull')).toBe('b');
    expect(rangeOf([null])).toEqual({ min: 0, max: 1 });
  });
});

describe('figures', () => {
  const table = frameOf(
    ['place String', 'late UInt64', 'open UInt64'],
    [
      ['A', 1, 10],
      ['B', 2, 20],
    ],
  );
  test('are one for each number and calculation', () => {
    const found = figures(reduced({ calcs: ['lastNotNull', 'sum'], fields: '', values: false }), table);
    expect(found.map(({ title, shown }) => [title, shown.text])).toEqual([
      ['late', '2'],
      ['late', '3'],
      ['open', '20'],
      ['open', '30'],
    ]);
  });
  test('are of the fields asked for, texts too', () => {
    const texts = (fields: string) =>
      figures(reduced({ calcs: ['lastNotNull'], fields, values: false }), table).map(
        ({ shown }) => shown.text,
      );
    expect(texts('/^place$/')).toEqual(['B']);
    expect(texts('open')).toEqual(['20']);
    expect(texts('/.*/')).toEqual(['B', '2', '20']);
  });
  test('leave out hidden columns', () => {
    const overrides = [override('byName', 'late', { 'custom.hidden': true })];
    expect(figures({ overrides }, table).map(({ title }) => title)).toEqual(['open']);
  });
  test('one a row are named by the texts of their row, and by their column where there are more', () => {
    const each = reduced({ values: true, calcs: [], fields: '' });
    expect(figures(each, table).map(({ title }) => title)).toEqual(['A late', 'B late', 'A open', 'B open']);
    const rank = frameOf(['place String', 'late UInt64'], [['A', 1]]);
    expect(figures(each, rank)[0]!.title).toBe('A');
    expect(figures({ ...each, defaults: { displayName: '${__data.fields.place}!' } }, rank)[0]!.title).toBe(
      'A!',
    );
  });
  test('one a row are no more than asked for', () => {
    const many = frameOf(
      ['n UInt64'],
      Array.from({ length: 60 }, (_, n) => [n]),
    );
    expect(figures(reduced({ values: true, limit: 3 }), many)).toHaveLength(3);
    expect(figures(reduced({ values: true }), many)).toHaveLength(25);
  });
  test('have the series behind them where there is time', () => {
    const series = frameOf(
      ['time DateTime', 'n UInt64'],
      [
        [1, 5],
        [2, null],
      ],
      'timeseries',
    );
    expect(figures({}, series)[0]).toMatchObject({ spark: { times: [1, 2], values: [5, null] } });
    expect(figures({}, table)[0]!.spark).toBeNull();
  });
  test('link with the value they show', () => {
    const links = [{ title: 'list', url: '/d/x?n=${__value.raw}&p=${__data.fields.place}' }];
    const each = { ...reduced({ values: true, fields: 'open' }), defaults: { links } };
    expect(figures(each, table).map((figure) => figure.links[0]!.href)).toEqual([
      '/d/x?n=10&p=A',
      '/d/x?n=20&p=B',
    ]);
  });
});

describe('bars of a gauge', () => {
  const thresholds = {
    mode: 'absolute' as const,
    steps: [
      { color: 'red', value: null },
      { color: 'green', value: 50 },
    ],
  };
  const bars = (defaults: Parts['defaults'], values: (number | null)[]) => {
    const found = figures(
      { ...reduced({ values: true }), defaults: defaults ?? {} },
      frameOf(
        ['n Float64'],
        values.map((value) => [value]),
      ),
    );
    return found.map((figure) => gaugeBar(figure, gaugeRange(found)));
  };
  test('begin at zero, and the longest is whole', () => {
    expect(bars({}, [2, 4])).toEqual([
      { from: 0, length: 0.5, limits: [] },
      { from: 0, length: 1, limits: [] },
    ]);
  });
  test('shares are of a hundred', () => {
    expect(bars({ unit: 'percent', thresholds }, [25])).toEqual([{ from: 0, length: 0.25, limits: [0.5] }]);
  });
  test('less than zero goes the other way', () => {
    expect(bars({}, [-1, 3])).toEqual([
      { from: 0, length: 0.25, limits: [] },
      { from: 0.25, length: 0.75, limits: [] },
    ]);
  });
  test('no value has no bar, and zeros alone do not divide by nothing', () => {
    expect(bars({}, [null, 0]).map(({ length }) => length)).toEqual([0, 0]);
  });
});

describe('the small series', () => {
  const box = { width: 100, height: 10 };
  test('fills its box and leaves gaps open', () => {
    expect(sparkPaths([0, 1, 2, 3, 4], [0, 10, null, 5, 5], box)).toEqual({
      line: 'M0 10L25 0M75 5L100 5',
      area: 'M0 10L0 10L25 0L25 10ZM75 10L75 5L100 5L100 10Z',
    });
  });
  test('is not drawn of one value, and is level where nothing changes', () => {
    expect(sparkPaths([0, 1], [1, null], box)).toBeNull();
    expect(sparkPaths([0, 1], [7, 7], box)!.line).toBe('M0 5L100 5');
  });
});
