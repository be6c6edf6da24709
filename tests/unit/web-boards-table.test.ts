// The order of a table's rows and the looks of its cells.
import { describe, expect, test } from 'vitest';
import { cellLook, firstSort, nextSort, sortedRows } from '../../services/web/boards/table-rows.ts';
import { columnsOf, frameOf, override, panelOf } from '../support/panel-data.ts';

const frame = frameOf(
  ['name String', 'n Nullable(Int64)'],
  [
    ['案10', 3],
    ['案9', null],
    ['案2', 11],
    ['案1', 3],
  ],
);
const [{ columns }] = columnsOf(
  { overrides: [override('byName', 'n', { displayName: 'Count' })] },
  frame,
) as [ReturnType<typeof columnsOf>[number]];
const [name, n] = columns as [(typeof columns)[number], (typeof columns)[number]];

describe('rows', () => {
  test('stay as they came until a column is chosen', () => {
    expect(sortedRows(4, null)).toEqual([0, 1, 2, 3]);
  });
  test('go by number, equals as they came, rows without one last either way', () => {
    expect(sortedRows(4, { column: n, isDescending: false })).toEqual([0, 3, 2, 1]);
    expect(sortedRows(4, { column: n, isDescending: true })).toEqual([2, 0, 3, 1]);
  });
  test('go by the numbers within a text', () => {
    expect(sortedRows(4, { column: name, isDescending: false })).toEqual([3, 2, 1, 0]);
  });
});

describe('the order', () => {
  test('at first is the one of the board, by either name of the column', () => {
    const sortOf = (displayName: string) =>
      firstSort(panelOf({ options: { sortBy: [{ displayName, desc: true }] } }), columns);
    expect(sortOf('Count')).toEqual({ column: n, isDescending: true });
    expect(sortOf('n')).toEqual({ column: n, isDescending: true });
    expect(sortOf('gone')).toBeNull();
    expect(firstSort(panelOf(), columns)).toBeNull();
  });
  test('begins with the largest number and the first text, and turns', () => {
    expect(nextSort(null, n).isDescending).toBe(true);
    expect(nextSort(null, name).isDescending).toBe(false);
    expect(nextSort(nextSort(null, name), name).isDescending).toBe(true);
    expect(nextSort(nextSort(null, name), n)).toEqual({ column: n, isDescending: true });
  });
});

describe('cells', () => {
  const look = (properties: Record<string, unknown>, column: 'name' | 'n' = 'n') =>
    cellLook(
      columnsOf({ overrides: [override('byName', column, properties)] }, frame)[0]!.columns.find(
        (each) => each.name === column,
      )!,
    );
  test('numbers stand right, words left, and so do numbers that are shown as words', () => {
    expect(look({}).align).toBe('right');
    expect(look({}, 'name').align).toBe('left');
    expect(look({ mappings: [{ type: 'value', options: { 1: { text: 'x' } } }] }).align).toBe('left');
    expect(look({ 'custom.align': 'center' }).align).toBe('center');
  });
  test('are painted, wide and without value as the board says', () => {
    const gauge = { type: 'gauge', valueDisplayMode: 'hidden' };
    expect(look({ 'custom.cellOptions': gauge, 'custom.width': 90 })).toMatchObject({
      kind: 'gauge',
      width: 90,
      isValueHidden: true,
    });
    expect(look({ 'custom.cellOptions': { type: 'color-background', applyToRow: true } })).toMatchObject({
      kind: 'ground',
      isForRow: true,
    });
    expect(look({ 'custom.cellOptions': { type: 'color-text' } }).kind).toBe('text');
    expect(look({ 'custom.cellOptions': { type: 'sparkline' } }).kind).toBe('plain');
  });
});
