// Whole files are imported: the sample, the same log as CSV and XES, shuffled rows, and files with faults.
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Envelope } from '../../schemas/envelope.ts';
import { eventType } from '../../schemas/events/vocabulary.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import { type ImportOptions, importFile, type Progress } from '../../services/ingest/import-file.ts';
import { readMapping } from '../../services/ingest/read-mapping.ts';
import { keepingDoor, logFile } from '../support/log-files.ts';

const fixture = (name: string) => `tests/fixtures/${name}`;
const samplePath = 'infra/samples/receipt.csv.gz';
const sampleText = gunzipSync(readFileSync(samplePath)).toString();

async function mappingOf(path: string): Promise<Mapping> {
  const result = await readMapping(path);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.mapping;
}

const sampleMapping = await mappingOf('infra/samples/receipt.mapping.yaml');
const smallMapping = await mappingOf(fixture('small-log.mapping.yaml'));

async function run(path: string, options: Partial<ImportOptions> = {}) {
  const door = keepingDoor();
  const summary = await importFile({ path, send: door.send, ...options });
  return { summary, ...door };
}

const asSet = (events: readonly object[]) => new Set(events.map((event) => JSON.stringify(event)));

/** The same lines in another order, the header kept; the order is the same in every run. */
function shuffled(text: string): string {
  const [header, ...rows] = text.trimEnd().split('\n');
  const key = (row: string) => [...row].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1_000_003, 7);
  return `${[header, ...rows.sort((a, b) => key(a) - key(b))].join('\n')}\n`;
}

describe('the sample', async () => {
  const whole = await run(samplePath, { mapping: sampleMapping });
  const ofType = (type: string) => whole.events.filter((event) => event['type'] === type);

  test('gives the counts of the log', () => {
    expect(whole.summary).toEqual({
      rows: 8577,
      silent: 0,
      events: 11_340,
      accepted: 11_340,
      duplicate: 0,
      rejected: 0,
      queued: 0,
      problems: [],
      failure: null,
    });
    expect(ofType('permit.step.done')).toHaveLength(8577);
    expect(ofType('permit.completed')).toHaveLength(1329);
    expect(new Set(ofType('permit.application.received').map((event) => event['subject'])).size).toBe(1434);
  });

  test('gives events that envelope and vocabulary accept', () => {
    const refused = whole.events.filter(
      (event) =>
        !Envelope.safeParse(event).success ||
        !eventType(event['type'] as string)?.definition.data.safeParse(event['data']).success,
    );
    expect(refused).toEqual([]);
  });

  test('keeps instants to the millisecond: 377 cases end after their own deadline, 2 before they start', () => {
    const received = new Map(ofType('permit.application.received').map((event) => [event['subject'], event]));
    const pairs = ofType('permit.completed').map((end) => {
      const start = received.get(end['subject'])!;
      const { deadline } = (start['data'] as { attributes: { deadline: string } }).attributes;
      return [start['time'] as string, end['time'] as string, deadline].map(Date.parse) as [
        number,
        number,
        number,
      ];
    });
    expect(pairs.filter(([, end, deadline]) => end > deadline)).toHaveLength(377);
    expect(pairs.filter(([start, end]) => end < start)).toHaveLength(2);
  });

  test('keeps the offsets as printed and leaves out what is empty', () => {
    expect(whole.events[0]).toMatchObject({
      id: 'case-10011#received',
      time: '2011-10-11T13:42:22.688+02:00',
      data: { jurisdiction: 'nl/anonymous', attributes: { deadline: '2011-12-06T13:41:31.788+01:00' } },
    });
    const groupless = ofType('permit.application.received').filter(
      (event) => !('group' in (event['data'] as { attributes: object }).attributes),
    );
    expect(groupless).toHaveLength(825);
  });

  test('shuffled rows give the same set of events', async () => {
    const other = await run(logFile('other.csv', shuffled(sampleText)), { mapping: sampleMapping });
    expect(other.events.slice(0, 50)).not.toEqual(whole.events.slice(0, 50));
    expect(asSet(other.events)).toEqual(asSet(whole.events));
  });

  test('read a second time it changes nothing', async () => {
    const door = keepingDoor();
    const options = { path: samplePath, mapping: sampleMapping, send: door.send };
    await importFile(options);
    expect(await importFile(options)).toMatchObject({
      events: 11_340,
      accepted: 0,
      duplicate: 11_340,
      rejected: 0,
    });
  });

  test('is handed in by batches, with progress to the last byte', async () => {
    const seen: Progress[] = [];
    const { batches } = await run(samplePath, {
      mapping: sampleMapping,
      onProgress: (step) => seen.push({ ...step }),
    });
    expect(batches.map(({ length }) => length)).toEqual([5000, 5000, 1340]);
    const totalBytes = readFileSync(samplePath).length;
    expect(seen.at(-1)).toEqual({ bytes: totalBytes, totalBytes, rows: 8577, events: 11_340 });
  });
});

describe('one small log in several forms', () => {
  const csv = readFileSync(fixture('small-log.csv'));
  const xes = readFileSync(fixture('small-log.xes'));

  test.each([
    ['log.xes', xes],
    ['log.xes.gz', gzipSync(xes)],
    ['log.csv.gz', gzipSync(csv)],
    ['packed without saying so.csv', gzipSync(csv)],
    ['named otherwise.txt', csv],
    ['log.csv', `\uFEFF${csv.toString().replaceAll('\n', '\r\n')}`],
  ])('%s gives the events of the CSV', async (name, content) => {
    const expected = await run(fixture('small-log.csv'), { mapping: smallMapping });
    expect(expected.summary).toMatchObject({ rows: 3, events: 6, accepted: 6, failure: null });
    const { events } = await run(logFile(name, content), { mapping: smallMapping });
    expect(asSet(events)).toEqual(asSet(expected.events));
  });

  test('its events as NDJSON or as an array need no mapping', async () => {
    const { events } = await run(fixture('small-log.csv'), { mapping: smallMapping });
    const lines = events.map((event) => JSON.stringify(event)).join('\n');
    const asLines = await run(logFile('log.ndjson.gz', gzipSync(`\uFEFF${lines}`)));
    const asArray = await run(logFile('log.json', JSON.stringify(events, null, 2)));
    expect(asLines.events).toEqual(events);
    expect(asArray.events).toEqual(events);
  });
});

describe('faults', () => {
  const header =
    'case:concept:name,case:startdate,case:enddate,case:渠道,concept:name,concept:instance,time:timestamp,org:resource';
  const small = (...rows: string[]) => logFile('log.csv', `${[header, ...rows].join('\n')}\n`);
  const good = (n: number, end = '') => `甲,2024-03-01,${end},线上,收件,t-${n},2024-03-0${n} 09:00,`;

  test('a malformed row is told with its line and harms no other', async () => {
    const path = small(
      good(1),
      '乙,oops',
      '丙,2024-03-01,,线上,收件,t-9,昨天,',
      good(2),
      ',2024-03-01,,线上,收件,t-8,2024-03-01,',
    );
    const { summary, batches } = await run(path, { mapping: smallMapping });
    expect(summary).toMatchObject({ rows: 5, events: 4, accepted: 4, rejected: 3, failure: null });
    expect(summary.problems.map(({ code, count, origin }) => [code, count, origin])).toEqual([
      ['row-width', 1, 'log.csv:3'],
      ['bad-stamp', 1, 'log.csv:4'],
      ['column-empty', 1, 'log.csv:6'],
    ]);
    const told = batches.flat().find(({ problem }) => problem?.code === 'bad-stamp');
    expect(told?.raw).toContain('昨天');
  });

  test('an end that only a later row tells is told once; rows that contradict each other are reported', async () => {
    const path = small(good(1), good(2, '2024-03-05'), good(3), good(4, '2024-03-06'), good(5, '2024-03-05'));
    const { summary, events } = await run(path, { mapping: smallMapping });
    const ends = events.filter((event) => event['id'] === '甲#completed');
    expect(ends).toMatchObject([{ time: '2024-03-05T12:00:00+08:00', timeprecision: 'day' }]);
    expect(summary.problems).toMatchObject([{ code: 'case-values-differ', count: 1, origin: 'log.csv:5' }]);
    expect(summary.problems[0]?.message).toContain('case:enddate is "2024-03-06"');
    expect(summary).toMatchObject({ events: 7, rejected: 1 });
  });

  test.each([
    ['absent.csv', null, 'file-unreadable'],
    ['empty.csv', '', 'file-empty'],
    ['no-columns.csv', 'case:concept:name\n甲\n', 'columns-missing'],
    ['broken.csv.gz', gzipSync(sampleText).subarray(0, 100), 'file-unreadable'],
  ])('%s ends with a failure and no event', async (name, content, code) => {
    const path = content === null ? 'tests/fixtures/absent.csv' : logFile(name, content);
    const { summary, batches } = await run(path, { mapping: smallMapping });
    expect(summary).toMatchObject({ rows: 0, events: 0, failure: { code } });
    expect(batches).toEqual([]);
  });

  test('a folder and rows without a mapping are refused', async () => {
    expect((await run('tests/fixtures')).summary.failure).toMatchObject({ code: 'file-unreadable' });
    expect((await run(samplePath)).summary.failure).toMatchObject({ code: 'mapping-needed' });
  });

  test('a gzip file cut off in the middle keeps what could be read', async () => {
    const packed = readFileSync(samplePath);
    const path = logFile('cut.csv.gz', packed.subarray(0, packed.length / 2));
    const { summary } = await run(path, { mapping: sampleMapping });
    expect(summary.failure).toMatchObject({ code: 'file-unreadable' });
    expect(summary.accepted).toBeGreaterThan(1000);
  });

  test('an empty NDJSON file is a file without events', async () => {
    expect((await run(logFile('none.ndjson', ''))).summary).toMatchObject({ rows: 0, failure: null });
  });

  test('what the door throws is thrown on, and nothing more is handed in', async () => {
    let calls = 0;
    const send = async () => {
      calls += 1;
      throw new Error('the store is away');
    };
    await expect(importFile({ path: samplePath, mapping: sampleMapping, send })).rejects.toThrow(
      'the store is away',
    );
    expect(calls).toBe(1);
  });
});
