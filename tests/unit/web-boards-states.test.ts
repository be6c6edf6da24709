// The lanes of a state timeline.
import { describe, expect, test } from 'vitest';
import { lanesOf, stateKeys } from '../../services/web/boards/states.ts';
import { columnsOf, frameOf, override, panelOf, shanghai } from '../support/panel-data.ts';

const codes = [
  {
    type: 'value' as const,
    options: { 1: { text: 'running', color: 'blue' }, 2: { text: 'paused', color: 'yellow' } },
  },
];
type Rows = (string | number | null)[][];

function spans(rows: Rows, parts: Parameters<typeof panelOf>[0] = {}, ends = { from: 0, to: 100 }) {
  const told = { defaults: { mappings: codes }, ...parts };
  const frame = frameOf(['time DateTime', 'target String', 'state UInt8'], rows, 'timeseries');
  return lanesOf(panelOf(told), columnsOf(told, frame), ends, shanghai).map(({ title, spans: found }) => [
    title,
    ...found.map(({ from, to, shown }) => `${from}-${to} ${shown.text}`),
  ]);
}

describe('lanes', () => {
  const rows: Rows = [
    [10, 'a', 1],
    [20, 'b', 2],
    [30, 'a', 2],
  ];
  test('hold each state until the next, the last until the end', () => {
    const spanning = { overrides: [override('byType', 'number', { 'custom.spanNulls': true })] };
    expect(spans(rows, spanning)).toEqual([
      ['state a', '10-30 running', '30-100 paused'],
      ['state b', '20-100 paused'],
    ]);
  });
  test('are broken by instants of which only others tell, unless gaps are spanned', () => {
    expect(spans(rows)).toEqual([
      ['state a', '10-20 running', '30-100 paused'],
      ['state b', '20-30 paused'],
    ]);
  });
  test('join equal neighbours unless told not to', () => {
    const rows: Rows = [
      [10, 'a', 1],
      [20, 'a', 1],
    ];
    expect(spans(rows)).toEqual([['state a', '10-100 running']]);
    expect(spans(rows, { options: { mergeValues: false } })).toEqual([
      ['state a', '10-20 running', '20-100 running'],
    ]);
  });
  test('are cut at the ends of the range', () => {
    const rows: Rows = [
      [-50, 'a', 1],
      [20, 'a', 2],
      [200, 'a', 1],
    ];
    expect(spans(rows)).toEqual([['state a', '0-20 running', '20-100 paused']]);
  });
  test('end at a null of their own', () => {
    const frame = frameOf(
      ['time DateTime', 'a Nullable(UInt8)'],
      [
        [10, 1],
        [20, null],
        [30, 2],
      ],
    );
    const drawn = (parts: Parameters<typeof panelOf>[0]) =>
      lanesOf(panelOf(parts), columnsOf(parts ?? {}, frame), { from: 0, to: 100 }, shanghai)[0]!.spans.map(
        ({ from, to }) => [from, to],
      );
    expect(drawn({})).toEqual([
      [10, 20],
      [30, 100],
    ]);
    expect(drawn({ overrides: [override('byName', 'a', { 'custom.spanNulls': true })] })).toEqual([
      [10, 30],
      [30, 100],
    ]);
  });
});

test('every state is explained once, in the order of its codes', () => {
  const told = { defaults: { mappings: codes } };
  const frame = frameOf(
    ['time DateTime', 's UInt8'],
    [
      [1, 2],
      [2, 1],
      [3, 2],
    ],
  );
  const lanes = lanesOf(panelOf(told), columnsOf(told, frame), { from: 0, to: 9 }, shanghai);
  expect(stateKeys(lanes)).toEqual([
    { text: 'running', color: 'blue' },
    { text: 'paused', color: 'yellow' },
  ]);
});
