// The answers of queries as fields, and long time series made wide as Grafana's server makes them.
import { describe, expect, test } from 'vitest';
import { fieldType, readFrame } from '../../services/web/boards/frame.ts';
import { frameOf } from '../support/panel-data.ts';

const wide = (rows: (string | number | null)[][]) =>
  readFrame(frameOf(['time DateTime', 'system LowCardinality(String)', 'n UInt64'], rows, 'timeseries'));

describe('types of ClickHouse', () => {
  test.each([
    ['UInt64', 'number'],
    ['Nullable(Int8)', 'number'],
    ['Decimal(18, 2)', 'number'],
    ['SimpleAggregateFunction(sum, UInt64)', 'number'],
    ["DateTime64(3, 'UTC')", 'time'],
    ['Nullable(Date)', 'time'],
    ['LowCardinality(Nullable(String))', 'string'],
    ["Enum8('a' = 1)", 'string'],
    ['UUID', 'string'],
    ['Bool', 'boolean'],
    ['Array(String)', 'other'],
    ['Map(String, String)', 'other'],
  ])('%s is a %s', (type, expected) => {
    expect(fieldType(type)).toBe(expected);
  });
  test('numbers that came as text are numbers, days in text are instants', () => {
    const { fields } = readFrame(frameOf(['n Int64', 'd Date'], [['42', '2026-11-22']]));
    expect(fields.map(({ values }) => values[0])).toEqual([42, Date.UTC(2026, 10, 22)]);
  });
});

describe('a long time series', () => {
  test('has a field a series, its text as label, gaps null', () => {
    const { fields, length } = wide([
      [1000, 'water', 1],
      [1000, 'gas', 2],
      [2000, 'gas', 3],
      [3000, 'water', 4],
    ]);
    expect(length).toBe(3);
    expect(fields.map(({ name, labels, values }) => ({ name, labels, values }))).toEqual([
      { name: 'time', labels: {}, values: [1000, 2000, 3000] },
      { name: 'n', labels: { system: 'gas' }, values: [2, 3, null] },
      { name: 'n', labels: { system: 'water' }, values: [1, null, 4] },
    ]);
  });
  test('comes in the order of names, then of labels', () => {
    const rows = [
      [1, 'b', 'y', 1, 2],
      [1, 'a', 'z', 3, 4],
      [1, 'a', 'x', 5, 6],
    ];
    const columns = ['time DateTime', 'k String', 'j String', 'm Float64', 'l Float64'];
    const { fields } = readFrame(frameOf(columns, rows, 'timeseries'));
    expect(fields.slice(1).map(({ name, labels }) => `${name} ${labels['k']}${labels['j']}`)).toEqual([
      'l ax',
      'l az',
      'l by',
      'm ax',
      'm az',
      'm by',
    ]);
  });
  test('takes the last of two values at one instant, and null labels as empty', () => {
    const { fields } = wide([
      [1000, null, 1],
      [1000, null, 2],
    ]);
    expect(fields[1]).toMatchObject({ labels: { system: '' }, values: [2] });
  });
  test('stays long where its times fall, where it has no time, and as a table', () => {
    const falling = wide([
      [2000, 'gas', 1],
      [1000, 'gas', 2],
    ]);
    expect(falling.fields.map(({ name }) => name)).toEqual(['time', 'system', 'n']);
    const table = readFrame(frameOf(['time DateTime', 's String', 'n UInt8'], [[1, 'a', 2]]));
    expect(table.fields).toHaveLength(3);
    const timeless = readFrame(frameOf(['s String', 'n UInt8'], [['a', 2]], 'timeseries'));
    expect(timeless.fields).toHaveLength(2);
  });
  test('without rows is no answer at all, a table without rows keeps its columns', () => {
    expect(wide([]).fields).toEqual([]);
    expect(readFrame(frameOf(['n UInt8'], [])).fields).toHaveLength(1);
  });
});
