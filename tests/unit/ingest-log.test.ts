// The log of the ingestion: one line a batch, louder for trouble, and nothing of what messages say.
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeIngestLog } from '../../services/ingest/ingest-log.ts';
import { shortError } from '../../services/ingest/short-error.ts';
import { watchAll } from '../../services/ingest/watch-all.ts';
import { failedRange, permit, range } from '../support/told-ranges.ts';

const LEVELS = { info: 30, warn: 40, error: 50 } as const;

function log() {
  const out = new PassThrough();
  const watch = makeIngestLog(pino({ base: null, timestamp: false }, out));
  const lines = (): unknown[] =>
    String(out.read() ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return { watch, lines };
}

describe('lines', () => {
  test('one for each batch, with where it stood and what became of it', () => {
    const { watch, lines } = log();
    watch.fetched('permit', 0, 10, 50);
    watch.done(
      range({ accepted: 7, duplicate: 1, rejected: 2, codes: { 'bad-json': 2 }, highWatermark: 50 }),
    );
    expect(lines()).toEqual([
      {
        level: LEVELS.info,
        msg: 'batch stored',
        topic: 'permit',
        partition: 0,
        from: 0,
        to: 9,
        rows: 10,
        bytes: 5000,
        accepted: 7,
        duplicate: 1,
        rejected: 2,
        codes: { 'bad-json': 2 },
        attempts: 1,
        replayed: false,
        tookMs: 200,
        lagOffsets: 40,
        lagSeconds: 1,
      },
    ]);
  });

  test('no lag when caught up, and none below zero when the clock of the source runs ahead', () => {
    const { watch, lines } = log();
    watch.done(range({ newestAt: 0 }));
    watch.done(range({ newestAt: 999_000, highWatermark: 11 }));
    expect(lines()).toMatchObject([
      { lagOffsets: 0, lagSeconds: 0 },
      { lagOffsets: 1, lagSeconds: 0 },
    ]);
  });

  test('a failed try warns with when the next is; a brake and lost messages are errors', () => {
    const { watch, lines } = log();
    watch.failed(failedRange({ attempts: 3, retryInMs: 2000 }));
    watch.braked({ topic: 'permit', partition: 0, from: 17, reason: 'too many refused' });
    watch.missing('permit', 0, 20, 29);
    expect(lines()).toMatchObject(
      [
        { level: LEVELS.warn, from: 10, to: 19, attempt: 3, retryInMs: 2000, error: /ECONNREFUSED/ },
        { level: LEVELS.error, from: 17, reason: 'too many refused' },
        { level: LEVELS.error, from: 20, to: 29, offsets: 10 },
      ].map((line) => ('error' in line ? { ...line, error: expect.stringMatching(line.error!) } : line)),
    );
  });

  test('an assignment names the partitions by topic', () => {
    const { watch, lines } = log();
    watch.assigned([...permit(0, 2), { topic: 'water', partition: 1 }]);
    expect(lines()).toMatchObject([{ partitions: { permit: [0, 2], water: [1] } }]);
  });
});

describe('what is shown of an error', () => {
  const coded = (message: string, code: string) => Object.assign(new Error(message), { code });
  test.each([
    [new Error('connect ECONNREFUSED 10.0.0.7:8123'), 'Error: connect ECONNREFUSED 10.0.0.7:8123'],
    [coded('', 'ECONNREFUSED'), 'Error ECONNREFUSED'],
    [
      new Error('Cannot reserve 1.00 MiB, not enough space'),
      'Error: Cannot reserve 1.00 MiB, not enough space',
    ],
    [
      coded("Code: 27. Cannot parse input: expected ',' before: '张三\\', 13800138000'", '27'),
      'Error: Code: 27. Cannot parse input: expected…',
    ],
    [
      new SyntaxError('Unexpected token \'z\', "{"name":"张三"}" is not valid JSON'),
      'SyntaxError: Unexpected token…',
    ],
    [new Error('failed (in query: INSERT INTO t VALUES (13800138000))'), 'Error: failed…'],
    [new Error('POST https://app:geheim@db/ timed out'), 'Error: POST https://db/ timed out'],
    [new Error('rejected password=geheim'), 'Error: rejected…'],
    [new Error('first line\n13800138000'), 'Error: first line'],
  ])('%s', (error, shown) => {
    expect(shortError(error)).toBe(shown);
  });

  test('and no more than a line holds', () => {
    expect(shortError(new Error('x'.repeat(5000)))).toBe(`Error: ${'x'.repeat(200)}…`);
  });

  test('a batch that failed over its data is logged without it', () => {
    const { watch, lines } = log();
    watch.failed(failedRange({ error: new Error(`Cannot parse "13800138000" of 张三 as UInt8`) }));
    expect(JSON.stringify(lines())).not.toMatch(/138|张三|stack/);
  });
});

describe('several watches', () => {
  afterEach(() => void vi.restoreAllMocks());

  test('are told the same; one that fails is said, and harms neither the others nor the caller', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const told: string[] = [];
    const noting = (name: string) =>
      new Proxy({} as ReturnType<typeof makeIngestLog>, {
        get:
          (_, method) =>
          (...values: unknown[]) => {
            if (name === 'broken') throw new Error('disk full');
            told.push(`${name} ${String(method)} ${JSON.stringify(values)}`);
          },
      });
    const all = watchAll(noting('broken'), noting('a'), noting('b'));
    all.assigned(permit(0));
    all.fetched('permit', 0, 1, 2);
    all.done(range());
    all.failed(failedRange());
    all.braked({ topic: 'permit', partition: 0, from: 1, reason: '' });
    all.missing('permit', 0, 3, 4);
    expect(told.length).toBe(12);
    expect(told.filter((_, i) => i % 2 === 0)).toEqual(
      told.filter((_, i) => i % 2 === 1).map((line) => line.replace('b', 'a')),
    );
    expect(told).toEqual(
      expect.arrayContaining(['a fetched ["permit",0,1,2]', 'b missing ["permit",0,3,4]']),
    );
    expect(warned).toHaveBeenCalledTimes(6);
  });
});
