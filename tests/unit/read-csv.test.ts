// CSV logs are read as they come: marked, quoted, broken over lines, cut anywhere.
import { expect, test } from 'vitest';
import { readCsv } from '../../services/ingest/read-csv.ts';
import { allOf, inChunks } from '../support/log-files.ts';

const read = (content: string | Uint8Array, columns = ['a', 'b'], chunk?: number, options = {}) =>
  allOf(readCsv(inChunks(content, chunk), { columns, ...options }));

test.each([1, 2, 3, 7, 65536])(
  'mark, CRLF, quoted newline, blank line and 中文 in chunks of %i bytes',
  async (chunk) => {
    const text = '\uFEFFa,b\r\n甲,"第一行\r\n第二行"\r\n\r\n乙,"说 ""好"", 完"\r\n丙,\r\n';
    expect(await read(text, ['a', 'b'], chunk)).toEqual([
      { kind: 'row', line: 2, row: { a: '甲', b: '第一行\r\n第二行' } },
      { kind: 'row', line: 5, row: { a: '乙', b: '说 "好", 完' } },
      { kind: 'row', line: 6, row: { a: '丙', b: '' } },
    ]);
  },
);

test('lines are counted over quoted newlines and blank lines of a file with plain newlines', async () => {
  const items = await read('a,b\n1,"x\ny\nz"\n\n\n2,w');
  expect(items.map(({ line }) => line)).toEqual([2, 7]);
});

test('missing columns are named, with those there are, and no row is read', async () => {
  expect(await read('a,c\n1,2\n', ['a', 'b', 'time:timestamp'])).toEqual([
    {
      kind: 'failure',
      line: 1,
      problem: {
        code: 'columns-missing',
        message: 'the header lacks b, time:timestamp, which the mapping names; it has a, c',
        value: ['b', 'time:timestamp'],
      },
    },
  ]);
});

test('a column that the mapping names must stand in the header once', async () => {
  expect(await read('a,b,b\n1,2,3\n')).toMatchObject([
    { kind: 'failure', problem: { code: 'column-repeated' } },
  ]);
  expect(await read('a,b,x,x\n1,2,3,4\n')).toMatchObject([{ kind: 'row' }]);
});

test('a row of another width is malformed and harms no other', async () => {
  expect(await read('a,b\n1\n2,3,4\n5,6\n')).toMatchObject([
    { kind: 'malformed', line: 2, problem: { code: 'row-width' }, raw: '["1"]' },
    { kind: 'malformed', line: 3, problem: { code: 'row-width', value: 3 } },
    { kind: 'row', line: 4, row: { a: '5', b: '6' } },
  ]);
});

test('a quote that is never closed keeps the rows before it', async () => {
  expect(await read('a,b\n1,2\n3,"4\n5,6\n')).toMatchObject([
    { kind: 'row', line: 2 },
    { kind: 'failure', problem: { code: 'csv-malformed', message: expect.stringContaining('line 2') } },
  ]);
});

test('a quote in the middle of a value is part of it', async () => {
  expect(await read('a,b\n管径 2",x\n')).toMatchObject([{ kind: 'row', row: { a: '管径 2"', b: 'x' } }]);
});

test('an empty file is refused, a header alone is not', async () => {
  expect(await read('')).toMatchObject([{ kind: 'failure', problem: { code: 'file-empty' } }]);
  expect(await read('a,b\n')).toEqual([]);
});

test('GBK is read when the mapping says so, and refused row by row when not', async () => {
  const gbk = Buffer.concat([
    Buffer.from('a,b\n'),
    Buffer.from([0xd0, 0xed, 0xbf, 0xc9]),
    Buffer.from(',1\n'),
  ]);
  expect(await read(gbk, ['a', 'b'], 5, { encoding: 'gb18030' })).toMatchObject([
    { row: { a: '许可', b: '1' } },
  ]);
  expect(await read(gbk)).toMatchObject([
    { kind: 'malformed', problem: { code: 'bad-encoding', field: 'a' } },
  ]);
});
