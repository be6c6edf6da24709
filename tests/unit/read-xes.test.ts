// XES logs give the same columns as the CSV that pm4py writes of them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readXes } from '../../services/ingest/read-xes.ts';
import { allOf, inChunks } from '../support/log-files.ts';

const small = readFileSync(new URL('../fixtures/small-log.xes', import.meta.url));
const read = (content: string | Uint8Array, chunk?: number) => allOf(readXes(inChunks(content, chunk)));

test.each([1, 5, 65536])(
  'trace and event attributes become columns, in chunks of %i bytes',
  async (chunk) => {
    const items = await read(small, chunk);
    expect(items.map(({ line }) => line)).toEqual([11, 17, 25]);
    expect(items[1]).toEqual({
      kind: 'row',
      line: 17,
      row: {
        'case:concept:name': '甲-1',
        'case:startdate': '2024-03-01T09:00:00.500+08:00',
        'case:enddate': '2024-03-05T17:00:00.000+08:00',
        'case:渠道': '线上',
        'concept:name': '审核 "二审" & 会签',
        'concept:instance': 't-2',
        'time:timestamp': '2024-03-04T10:30:00.000+08:00',
        'org:resource': '李工',
      },
    });
  },
);

test('attributes that follow the events of a trace stand on each of them, and none stays for the next trace', async () => {
  const items = await read(small);
  expect(items[2]).toMatchObject({ row: { 'case:concept:name': '乙-2', 'case:渠道': '窗口' } });
  expect(items[2]).not.toHaveProperty('row.case:enddate');
});

test('XML that breaks off keeps the traces before', async () => {
  const cut = small.subarray(0, small.indexOf('t-3'));
  const items = await read(cut);
  expect(items.map(({ kind }) => kind)).toEqual(['row', 'row', 'failure']);
  expect(items[2]).toMatchObject({ problem: { code: 'xml-malformed' } });
});

test('an empty file is not XML', async () => {
  expect(await read('')).toMatchObject([{ kind: 'failure', problem: { code: 'xml-malformed' } }]);
});

test('the encoding that the prolog names is used', async () => {
  const text =
    '<?xml version="1.0" encoding="ISO-8859-1"?><log><trace><event><string key="a" value="é"/></event></trace></log>';
  expect(await read(Buffer.from(text, 'latin1'))).toMatchObject([{ row: { a: 'é' } }]);
});
