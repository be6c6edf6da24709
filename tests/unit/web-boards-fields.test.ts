// What defaults and overrides of a panel make of its fields, and the names readers see.
import { describe, expect, test } from 'vitest';
import { isHidden, readColumns } from '../../services/web/boards/fields.ts';
import { fillText } from '../../services/web/boards/interpolate.ts';
import { columnsOf, frameOf, override, panelOf } from '../support/panel-data.ts';

const cases = frameOf(['system String', 'late UInt64', 'share Float64'], [['gas', 1, 2]]);
const series = frameOf(['time DateTime', 'system String', 'n UInt64'], [[1, 'gas', 2]], 'timeseries');

describe('overrides', () => {
  test('are matched by name, by pattern, by type and by query', () => {
    const overrides = [
      override('byName', 'late', { unit: 's' }),
      override('byRegexp', '/^sha/', { decimals: 1 }),
      override('byType', 'string', { noValue: 'none' }),
      override('byFrameRefID', 'B', { min: 3 }),
    ];
    const second = frameOf(['other Float64'], [[1]], 'table', 'B');
    const [first, other] = columnsOf({ overrides }, cases, second);
    expect(first!.columns.map(({ config }) => config)).toEqual([
      { noValue: 'none' },
      { unit: 's' },
      { decimals: 1 },
    ]);
    expect(other!.columns[0]!.config).toEqual({ min: 3 });
  });
  test('a bare pattern is of the whole name', () => {
    const [frame] = columnsOf({ overrides: [override('byRegexp', 'shar', { decimals: 1 })] }, cases);
    expect(frame!.columns[2]!.config.decimals).toBeUndefined();
  });
  test('the later hold before the earlier, and only at their own path', () => {
    const defaults = { unit: 'short', custom: { lineWidth: 2, stacking: { mode: 'none', group: 'A' } } };
    const overrides = [
      override('byName', 'late', { unit: 's', 'custom.stacking.mode': 'normal' }),
      override('byName', 'late', { unit: 'm' }),
    ];
    const [frame] = columnsOf({ defaults, overrides }, cases);
    expect(frame!.columns[1]!.config).toEqual({
      unit: 'm',
      custom: { lineWidth: 2, stacking: { mode: 'normal', group: 'A' } },
    });
    expect(frame!.columns[2]!.config).toEqual(defaults);
  });
  test('may hide a column by either of its two names', () => {
    const overrides = [
      override('byName', 'late', { 'custom.hidden': true }),
      override('byName', 'share', { 'custom.hideFrom': { viz: true } }),
    ];
    expect(columnsOf({ overrides }, cases)[0]!.columns.map(isHidden)).toEqual([false, true, true]);
  });
});

describe('names', () => {
  const titles = (parts: Parameters<typeof columnsOf>[0], frame = series) =>
    columnsOf(parts, frame)[0]!.columns.map(({ title }) => title);
  test('of a labelled series are its name and its only label', () => {
    expect(titles({})).toEqual(['time', 'n gas']);
    const two = frameOf(
      ['time DateTime', 'a String', 'b String', 'n UInt8'],
      [[1, 'x', 'y', 2]],
      'timeseries',
    );
    expect(titles({}, two)).toEqual(['time', 'n {a="x", b="y"}']);
    const value = frameOf(['time DateTime', 'a String', 'Value UInt8'], [[1, 'x', 2]], 'timeseries');
    expect(titles({}, value)).toEqual(['time', 'x']);
  });
  test('may be given, and speak of labels and variables', () => {
    const panel = panelOf({ defaults: { displayName: '${__field.labels.system} in ${place:text}' } });
    const variables = { place: { values: ['36'], text: 'Jiangxi' } };
    const [frame] = readColumns(panel, [series], (text, { name, labels }) =>
      fillText(text, { from: 0, to: 1, timezone: 'UTC', variables, field: { name, title: name, labels } }),
    );
    expect(frame!.columns[1]!.title).toBe('gas in Jiangxi');
  });
  test('an override finds a series by the name readers see', () => {
    const [frame] = columnsOf({ overrides: [override('byName', 'n gas', { unit: 's' })] }, series);
    expect(frame!.columns[1]!.config.unit).toBe('s');
  });
});
