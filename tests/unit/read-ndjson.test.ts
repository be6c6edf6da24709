// CloudEvents files: one event a line or one array; a malformed one harms no other.
import { expect, test } from 'vitest';
import { readNdjson } from '../../services/ingest/read-ndjson.ts';
import { LONGEST_ITEM } from '../../services/ingest/source-item.ts';
import { allOf, inChunks } from '../support/log-files.ts';

const read = (content: string, chunk?: number) => allOf(readNdjson(inChunks(content, chunk)));
const chunks = [1, 2, 3, 5, 65536];

test.each(chunks)(
  'lines with mark, CRLF, blank and malformed lines, in chunks of %i bytes',
  async (chunk) => {
    const text = '\uFEFF{"id":"甲"}\r\n\r\n{"id":\n{"id":"乙"}\n[1]\n"x"\n{"id":"丙"}';
    const items = await read(text, chunk);
    expect(items).toMatchObject([
      { kind: 'event', line: 1, event: { id: '甲' } },
      { kind: 'malformed', line: 3, problem: { code: 'json-malformed' }, raw: '{"id":' },
      { kind: 'event', line: 4, event: { id: '乙' } },
      { kind: 'malformed', line: 5, raw: '[1]' },
      { kind: 'malformed', line: 6, raw: '"x"' },
      { kind: 'event', line: 7, event: { id: '丙' } },
    ]);
    expect(items).toHaveLength(6);
  },
);

test.each(chunks)('an array, with brackets and quotes in its texts, in chunks of %i bytes', async (chunk) => {
  const text =
    '\uFEFF\n[\n  {"id": "a]}\\"\\\\", "d": [1, {"x": "，,"}]},\n\n  {"id": },\n  {"id": "乙"}\n]\n';
  const items = await read(text, chunk);
  expect(items).toMatchObject([
    { kind: 'event', line: 3, event: { id: 'a]}"\\', d: [1, { x: '，,' }] } },
    { kind: 'malformed', line: 5, raw: '{"id": }' },
    { kind: 'event', line: 6, event: { id: '乙' } },
  ]);
  expect(items).toHaveLength(3);
});

test('an array that breaks off tells so and keeps what came before', async () => {
  expect(await read('[{"id":1},\n{"id":2')).toMatchObject([
    { kind: 'event', line: 1 },
    { kind: 'malformed', line: 2, raw: '{"id":2' },
  ]);
});

test.each(['', '\n', '[]', '[\n]\n'])('%j holds no events and no problem', async (text) => {
  expect(await read(text)).toEqual([]);
});

test.each([
  ['{"id":1}\n', '\n', '\n{"id":2}'],
  ['[{"id":1}\n,', ',', '\n{"id":2}]'],
])(
  'an item that is too long is malformed, is cut, and harms no other (%j)',
  async (head, separator, tail) => {
    const items = await read(`${head}{"id":"${'长'.repeat(LONGEST_ITEM)}"}${separator}${tail}`);
    expect(items.map(({ kind, line }) => [kind, line])).toEqual([
      ['event', 1],
      ['malformed', 2],
      ['event', separator === ',' ? 3 : 4],
    ]);
    expect(JSON.stringify(items).length).toBeLessThan(10_000);
  },
);
