// `shixian rejected` and /v1/rejected: what was refused is found, shown byte for byte, handed in again or put aside.

import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '../../schemas/indicator.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { RejectedDetail, RejectedPage, ReplayAnswer } from '../../schemas/rejected.ts';
import { type Event, received } from '../support/permit-events.ts';
import { killedReplay, seedRejections } from '../support/seed-rejections.ts';
import { endServers, shixian, shixianJson, spawnShixian, startServer } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const HOUR = 3_600_000;
const at = Date.now() - 24 * HOUR;
const TOPIC = 'permit.applications';
/** In the future a day ago, when it was told; past now. */
const early = (id: string): Event => received({ id, subject: id, time: new Date(at + HOUR).toISOString() });
const asHttp = (event: unknown) => ({ origin: 'http', event, raw: JSON.stringify(event) });
const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
const message = (event: Event, offset: number) => ({
  topic: TOPIC,
  offset,
  key: base64(String(event['subject'])),
  value: base64(JSON.stringify(event)),
  headers: { 'content-type': base64('application/cloudevents+json') },
});
const noise = Buffer.from([0xff, 0, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]);

let folder: TempFolder;
let data: string;

beforeEach(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
});
afterEach(async () => {
  await endServers();
  await folder.remove();
});

const rejected = (...args: string[]) => shixian(['rejected', ...args, '--data', data]);
const rejectedJson = <T>(...args: string[]) => shixianJson<T>(['rejected', ...args, '--data', data]);
const list = (...args: string[]) => rejectedJson<RejectedPage>('list', ...args);
const results = async (deed: string, ...args: string[]) =>
  (await rejectedJson<ReplayAnswer>(deed, ...args)).results.map(({ id, outcome }) => ({ id, outcome }));

const seed = () =>
  seedRejections(data, {
    at,
    items: [asHttp(early('web')), asHttp({ ...early('odd'), type: 'permit.nothing' })],
    messages: [
      message(early('bus'), 4),
      { topic: TOPIC, offset: 5, key: base64(''), value: base64(noise), headers: {} },
    ],
  });
const idOf = ({ rejected: rows }: RejectedPage, eventId: string): string =>
  rows.find((row) => row.eventId === eventId)!.id;

async function rawOf(id: string): Promise<Buffer> {
  const child = spawnShixian(['rejected', 'show', id, '--raw', '--data', data]);
  child.stdin!.end();
  return buffer(child.stdout!);
}

/** One line on stderr, nothing on stdout. */
async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await rejected(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

describe('looking', () => {
  test('lists by filter, as table, JSON and CSV, and shows the very bytes', async () => {
    expect(await seed()).toMatchObject({ rejected: 4 });
    const page = await list();
    expect(page).toMatchObject({
      total: 4,
      codes: [
        { code: 'time-in-future', n: 2 },
        { code: 'bad-json', n: 1 },
        { code: 'unknown-type', n: 1 },
      ],
      next: null,
    });
    expect((await list('--code', 'time-in-future', '--topic', TOPIC)).rejected).toMatchObject([
      { eventId: 'bus', topic: TOPIC, partition: 0, offset: 4, status: 'open' },
    ]);
    expect((await list('--limit', '1')).rejected).toEqual([page.rejected[0]]);
    const table = await rejected('list', '--limit', '3');
    expect(table.stdout).toContain('4 rejected: 2 × time-in-future, 1 × bad-json, 1 × unknown-type');
    expect(table.stdout).toContain('… and 1 more');
    const csv = await rejected('list', '--format', 'csv');
    const rows: Record<string, string>[] = parse(csv.stdout, { columns: true, bom: true });
    expect(rows.map(({ id }) => id)).toEqual(page.rejected.map(({ id }) => id));

    const bad = page.rejected.find(({ code }) => code === 'bad-json')!;
    expect(await rawOf(bad.id)).toEqual(noise);
    expect((await rejected('show', bad.id)).stdout).toContain(
      '8 bytes that are no UTF-8 text; --raw writes them',
    );
    const web = idOf(page, 'web');
    expect(await rawOf(web)).toEqual(Buffer.from(JSON.stringify(early('web'))));
    expect((await rejected('show', web)).stdout).toContain('! time-in-future: time: ');
    expect(await rejectedJson<RejectedDetail>('show', idOf(page, 'bus'))).toMatchObject({
      headers: { 'content-type': 'application/cloudevents+json' },
      key: 'bus',
      stage: 'semantic',
    });
  });

  test('a list longer than a page of the API is given whole', async () => {
    const items = Array.from({ length: 1100 }, (_, i) => asHttp({ i }));
    await seedRejections(data, { at, items });
    const { rejected: rows, next } = await list('--limit', '1050');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1050);
    expect(next).not.toBeNull();
  });

  test('in an empty store there is nothing', async () => {
    expect((await rejected('list')).stdout).toBe('no rejection matches\n');
    expect((await rejected('replay', '--all')).stdout).toBe('no open rejection matches\n');
  });
});

describe('settling', () => {
  test('changes nothing unless it is told what', async () => {
    await seed();
    const unknown = 'f'.repeat(32);
    expect(await refusal('replay')).toMatch(/nothing-chosen: replay needs ids, a filter .* or --all/);
    expect(await refusal('discard', '--note', 'x')).toContain('nothing-chosen');
    expect(await refusal('discard', '--all')).toContain('missing-note');
    expect(await refusal('replay', unknown, '--all')).toContain('ids-and-filter');
    expect(await refusal('replay', unknown)).toContain(`no rejection ${unknown} is kept`);
    expect(await refusal('show', unknown)).toContain(`no rejection ${unknown} is kept`);
    expect(await refusal('show', 'x')).toContain('got "x"');
    expect(await refusal('replay', 'x')).toContain('got "x"');
    expect(await results('replay', '--all', '--dry-run')).toHaveLength(4);
    expect((await list()).rejected.map(({ replays }) => replays)).toEqual([0, 0, 0, 0]);
  });

  test('in this process: what was mended is taken in, what was not stays, and the rest is put aside', async () => {
    await seed();
    const page = await list();
    const [web, bus, odd] = ['web', 'bus', 'odd'].map((id) => idOf(page, id)) as [string, string, string];
    expect(await results('replay', web, bus)).toEqual(
      [
        { id: web, outcome: 'accepted' },
        { id: bus, outcome: 'accepted' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const futile = await rejected('replay', odd, '--by', 'li');
    expect(futile.code).toBe(1);
    expect(futile.stdout).toContain('1 rejected again');
    expect(futile.stdout).toContain('unknown-type: type: "permit.nothing" is in no vocabulary');
    const put = await rejected('discard', '--code', 'unknown-type', '--by', 'li', '--note', 'no such step');
    expect(put.stdout).toBe('1 discarded\n');
    expect((await list('--status', 'discarded')).rejected).toMatchObject([
      { id: odd, resolvedBy: 'li', note: 'no such step', replays: 1 },
    ]);
    expect((await list('--status', 'replayed')).rejected.map(({ id }) => id).sort()).toEqual(
      [web, bus].sort(),
    );
    expect((await list('--status', 'all')).total).toBe(4);
    expect(await results('replay', web)).toEqual([{ id: web, outcome: 'duplicate' }]);
  });

  test('killed between taking in and marking: replaying again finds a duplicate', async () => {
    await seed();
    const page = await list();
    const chosen = ['web', 'bus'].map((id) => idOf(page, id));
    expect(await killedReplay(data, chosen)).toBe('taken in');
    expect((await list()).total).toBe(4);
    expect((await results('replay', ...chosen)).map(({ outcome }) => outcome)).toEqual([
      'duplicate',
      'duplicate',
    ]);
    expect((await list('--status', 'replayed')).total).toBe(2);
    const server = await startServer(data);
    const status = (await (await fetch(`${server.address}/v1/status`)).json()) as Status;
    expect(status).toMatchObject({ rejected: 2, cases: 2, events: 2 });
  });
});

describe('through the running server', () => {
  test('the same commands, and the count of open ones follows', async () => {
    await seed();
    const server = await startServer(data);
    const get = async <T>(path: string) => (await (await fetch(server.address + path)).json()) as T;
    const open = async () => (await get<Status>('/v1/status')).rejected;
    expect(await open()).toBe(4);
    expect((await rejected('replay', '--all')).stdout).toMatch(/^2 accepted, 2 rejected again\n/);
    expect(await open()).toBe(2);
    expect(await get<Status>('/v1/status')).toMatchObject({ cases: 2, events: 2 });
    expect((await rejected('discard', '--code', 'bad-json', '--note', 'noise')).stdout).toBe('1 discarded\n');
    expect(await open()).toBe(1);
    const bad = (await list('--status', 'discarded')).rejected[0]!;
    expect(await rawOf(bad.id)).toEqual(noise);
  });

  test('the API says what it expects', async () => {
    const server = await startServer(data);
    const post = async (path: string, body: string) => {
      const answer = await fetch(server.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return { status: answer.status, body: (await answer.json()) as { problems: Problem[] } };
    };
    const unknown = '0'.repeat(32);
    for (const [body, status, code, text] of [
      ['{', 400, 'bad-json', 'not JSON'],
      ['{"by":"a"}', 400, 'bad-question', 'expected either ids or filter'],
      [`{"by":"a","ids":["${unknown}"],"filter":{}}`, 400, 'bad-question', 'expected either ids or filter'],
      ['{"filter":{}}', 400, 'bad-question', 'by: '],
      ['{"by":"a","filter":{"colour":"red"}}', 400, 'bad-question', 'filter.colour: no field of this name'],
      ['{"by":"a","filter":{"from":"soon"}}', 400, 'bad-stamp', '"soon" is not an instant'],
      [`{"by":"a","ids":["${unknown}"]}`, 404, 'rejection-not-found', unknown],
    ] as const) {
      const answer = await post('/v1/rejected/replay', body);
      expect(answer).toMatchObject({ status, body: { problems: [{ code }] } });
      expect(answer.body.problems[0]!.message).toContain(text);
    }
    expect(await post('/v1/rejected/discard', '{"by":"a","filter":{}}')).toMatchObject({
      status: 400,
      body: { problems: [{ field: 'note' }] },
    });
    for (const path of ['?cursor=x', '?status=lost', '?colour=red', '?limit=0', '/x'])
      expect((await fetch(`${server.address}/v1/rejected${path}`)).status).toBe(400);
    expect((await fetch(`${server.address}/v1/rejected/${unknown}`)).status).toBe(404);
    const docs = (await (await fetch(`${server.address}/docs/json`)).json()) as {
      paths: Record<string, Record<string, { requestBody?: object; summary: string }>>;
    };
    expect(docs.paths['/v1/rejected']?.['get']?.summary).toMatch(/^Rejected events/);
    expect(docs.paths['/v1/rejected/{id}']?.['get']).toBeDefined();
    expect(JSON.stringify(docs.paths['/v1/rejected/discard']?.['post']?.requestBody)).toContain(
      'why it is of no use',
    );
    expect(JSON.stringify(docs.paths['/v1/rejected/replay']?.['post']?.requestBody)).toContain('dryRun');
  });
});
