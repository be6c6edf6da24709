// The HTTP door: each way of sending events, everything that can be wrong with them, and every answer's form.
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseExplanation } from '../../schemas/clock.ts';
import type { CasePage, IndicatorRow, Status } from '../../schemas/indicator.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Receipts } from '../../schemas/receipt.ts';
import { completed, type Event, received } from '../support/permit-events.ts';
import { endServers, type Server, shixian, startServer } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
let server: Server;

beforeAll(async () => {
  folder = await tempFolder();
  server = await startServer(join(folder.path, 'data'), []);
});
afterAll(async () => {
  await endServers();
  await folder.remove();
});

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

async function post<T = Receipts>(
  body: string | Buffer | object,
  headers: Record<string, string> = { 'content-type': 'application/cloudevents+json' },
): Promise<Answer<T>> {
  const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await fetch(`${server.address}/v1/events`, { method: 'POST', headers, body: sent });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
}

async function get<T>(path: string): Promise<Answer<T>> {
  const answer = await fetch(server.address + path);
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

const rejectedInAll = async () => (await get<Status>('/v1/status')).body.rejected;
const alive = async () => expect((await get('/readyz')).body).toEqual({ status: 'ready' });

describe('ways of sending', () => {
  test('one structured event, and its repeat', async () => {
    const event = received({ id: 'one', subject: 'ways' });
    expect(await post(event)).toMatchObject({
      status: 200,
      body: { accepted: 1, receipts: [{ id: 'one', status: 'accepted', problems: [] }] },
    });
    expect(await post(event)).toMatchObject({
      status: 200,
      body: { accepted: 0, duplicate: 1, receipts: [{ id: 'one', status: 'duplicate' }] },
    });
  });

  test('binary mode: attributes percent-encoded in headers, data in the body', async () => {
    const headers = {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'binary',
      'ce-source': '/tests',
      'ce-type': 'permit.step.done',
      'ce-subject': encodeURIComponent('办件 1'),
      'ce-time': '2026-03-02T09:00:00+08:00',
    };
    expect(await post('{"name":"review"}', headers)).toMatchObject({ status: 200, body: { accepted: 1 } });
    const found = await get<CaseExplanation>(`/v1/cases/${encodeURIComponent('办件 1')}`);
    expect(found.body.events[0]).toMatchObject({ id: 'binary', data: { name: 'review' } });
    expect(await post('{"name":', { ...headers, 'ce-id': 'x' })).toMatchObject({
      status: 400,
      body: { rejected: 1 },
    });
  });

  test('a batch: each event has its own receipt, in order, and a bad one harms no other', async () => {
    const before = await rejectedInAll();
    const batch = [
      received({ id: 'b1', subject: 'batch' }),
      completed({ id: 'b2', subject: 'batch', type: 'permit.demolished' }),
      received({ id: 'b1', subject: 'batch' }),
      completed({ id: 'b3', subject: 'batch' }),
      completed({ id: 'b3', subject: 'batch', time: '2026-03-11T16:00:00+08:00' }),
      'not an event',
    ];
    const { status, body } = await post(batch, { 'content-type': 'application/cloudevents-batch+json' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, duplicate: 1, rejected: 3 });
    expect(body.receipts.map(({ id, status, problems }) => [id, status, problems[0]?.code])).toEqual([
      ['b1', 'accepted', undefined],
      ['b2', 'rejected', 'unknown-type'],
      ['b1', 'duplicate', undefined],
      ['b3', 'accepted', undefined],
      ['b3', 'rejected', 'id-used-twice'],
      [null, 'rejected', 'bad-envelope'],
    ]);
    expect(await rejectedInAll()).toBe(before + 3);
  });

  test('NDJSON: a line that is not JSON is one rejection', async () => {
    const before = await rejectedInAll();
    const lines = [received({ id: 'n1', subject: 'lines' }), completed({ id: 'n2', subject: 'lines' })];
    const text = `${JSON.stringify(lines[0])}\r\n\n{"id":\n${JSON.stringify(lines[1])}`;
    const { body } = await post(text, { 'content-type': 'application/x-ndjson' });
    expect(body.receipts.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(body.receipts[1]!.problems[0]).toMatchObject({ code: 'bad-json' });
    expect(await rejectedInAll()).toBe(before + 1);
  });

  test('an empty batch and an empty NDJSON body are no events', async () => {
    const nothing = { status: 200, body: { accepted: 0, duplicate: 0, rejected: 0, receipts: [] } };
    expect(await post('[]')).toMatchObject(nothing);
    expect(await post('\n\n', { 'content-type': 'application/x-ndjson' })).toMatchObject(nothing);
  });

  test('a batch of 2,000 cases is answered in order', async () => {
    const events = Array.from({ length: 2000 }, (_, i) => received({ id: `m${i}`, subject: `many-${i}` }));
    const { body } = await post(events);
    expect(body.accepted).toBe(2000);
    expect(body.receipts.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});

describe('events that are refused, each with the reason, and kept', () => {
  const text = (event: Event) => JSON.stringify(event);
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const refusals: [what: string, body: string, status: number, code: string, message: RegExp][] = [
    ['malformed JSON', '{"id":"m",', 400, 'bad-json', /the body is not JSON.*expected a CloudEvents/],
    ['an empty body', '', 400, 'bad-json', /Unexpected end/],
    ['null', 'null', 422, 'bad-envelope', /event: expected object, got null/],
    ['a number', '42', 422, 'bad-envelope', /event: expected object, got 42/],
    ['XML', '<event/>', 400, 'bad-json', /not JSON/],
    ['a wrong type of value', text(received({ id: 7 })), 422, 'bad-envelope', /^id: expected string, got 7$/],
    ['an empty id', text(received({ id: '' })), 422, 'bad-envelope', /^id: expected string to have >=1 char/],
    [
      'a missing case',
      text(received({ subject: undefined })),
      422,
      'bad-envelope',
      /^subject: .*got nothing$/,
    ],
    [
      'an unknown type',
      text(received({ type: 'permit.lost' })),
      422,
      'unknown-type',
      /expected one of permit\./,
    ],
    ['an unknown system', text(received({ type: 'x.y' })), 422, 'unknown-type', /"x\.y" is .*vocabular/],
    [
      'a future date',
      text(received({ time: '2999-01-01T00:00:00Z' })),
      422,
      'time-in-future',
      /not plausible/,
    ],
    ['the epoch', text(received({ time: '1970-01-01T00:00:00Z' })), 422, 'time-too-early', /1970.*1990/],
    [
      'a stamp without offset',
      text(received({ time: '2026-03-02T09:00:00' })),
      422,
      'bad-envelope',
      /^time: expected an instant with its offset, such as 2026-03-02T09:00:00\+08:00, got "2026-03-02T09:00:00"$/,
    ],
    [
      'no such date',
      text(received({ time: '2026-02-30T09:00:00Z' })),
      422,
      'bad-envelope',
      /^time: expected an/,
    ],
    [
      'data of another type',
      text(received({ data: 'x' })),
      422,
      'bad-envelope',
      /^data: expected record, got "x"/,
    ],
    [
      'an unknown field',
      text(completed({ data: { a: 1 } })),
      422,
      'bad-data',
      /^data\.a: no field of this name/,
    ],
    [
      'a wrong attribute',
      text(received({ data: { jurisdiction: 'cn', attributes: { riskClass: 'huge' } } })),
      422,
      'bad-data',
      /^data\.attributes\.riskClass: expected one of "low"\|"general"\|"high", got "huge"$/,
    ],
    [
      'an attribute that is a list',
      text(received({ data: { jurisdiction: 'cn', attributes: { free: [1] } } })),
      422,
      'bad-data',
      /^data\.attributes\.free: expected string or number or boolean, got \[1\]$/,
    ],
    ['an event nested too deep', nested(200_000), 400, 'nested-too-deep', /at most 64 levels/],
    [
      'data nested too deep',
      text(completed()).replace('"data":{}', `"data":${nested(100_000)}`),
      400,
      'nested-too-deep',
      /at most 64 levels/,
    ],
    [
      'a huge string',
      text(received({ id: 'x'.repeat(5e6) })),
      422,
      'bad-envelope',
      /<=256 characters, got "x+…"$/,
    ],
    ['a NUL in an id', text(received({ id: 'a\0b' })), 422, 'bad-envelope', /^id: expected text without NUL/],
    [
      'a lone surrogate',
      text(received({ subject: 'a\ud800' })),
      422,
      'bad-envelope',
      /^subject: .*broken Unicode/,
    ],
  ];

  test.each(refusals)('%s', async (_, body, status, code, message) => {
    const before = await rejectedInAll();
    const answer = await post(body);
    expect(answer).toMatchObject({ status, body: { accepted: 0, duplicate: 0, rejected: 1 } });
    const [problem] = answer.body.receipts[0]!.problems;
    expect(problem).toMatchObject({ code });
    expect(problem!.message).toMatch(message);
    expect(JSON.stringify(answer.body).length, 'the answer repeats the body').toBeLessThan(5000);
    expect(await rejectedInAll()).toBe(before + 1);
    await alive();
  });

  test('the same bytes refused again are one rejection', async () => {
    await post('{"same":');
    const before = await rejectedInAll();
    await post('{"same":');
    expect(await rejectedInAll()).toBe(before);
  });

  test('an event nested too deep harms no other of its batch', async () => {
    const batch = `[${text(received({ id: 'd1', subject: 'deep' }))},${nested(200_000)}]`;
    expect((await post(batch)).body).toMatchObject({ accepted: 1, rejected: 1 });
  });

  test('a body of 10 MB is refused with a problem, and the server lives', async () => {
    for (const _ of [1, 2, 3]) {
      const answer = await post<{ problems: Problem[] }>(Buffer.alloc(10 * 1024 * 1024, ' '));
      expect(answer.status).toBe(413);
      expect(answer.body.problems[0]).toMatchObject({ code: 'body-too-large' });
      expect(answer.body.problems[0]!.message).toContain('at most 8388608 bytes');
    }
    await alive();
  });

  test('a body without a content type is read as JSON', async () => {
    const sent = Buffer.from(text(received({ id: 'plain', subject: 'plain' })));
    expect(await post(sent, {})).toMatchObject({ status: 200, body: { accepted: 1 } });
  });
});

describe('events that are odd and taken in', () => {
  test('a pause that ends before it begins is stored, and its case says so', async () => {
    const place = { jurisdiction: 'cn/hubei/ezhou/echeng', service: 'joint acceptance' };
    const ground = { ground: 'hearing' };
    const [ended, begun] = ['permit.special-procedure.ended', 'permit.special-procedure.begun'];
    const events = [
      received({ id: 'r1', subject: 'reversed', data: place }),
      received({
        id: 'r2',
        subject: 'reversed',
        type: ended,
        time: '2026-03-03T10:00:00+08:00',
        data: ground,
      }),
      received({
        id: 'r3',
        subject: 'reversed',
        type: begun,
        time: '2026-03-05T10:00:00+08:00',
        data: ground,
      }),
      completed({ id: 'r4', subject: 'reversed' }),
    ];
    expect((await post(events)).body).toMatchObject({ accepted: 4, rejected: 0 });
    const { body } = await get<CaseExplanation>('/v1/cases/reversed');
    expect(body.clocks[0]!.problems.map(({ code }) => code)).toContain('pause-end-without-begin');
    expect(body).toMatchObject({ state: 'ended', events: { length: 4 } });
  });

  test('NUL, lone surrogates and markup in data come back as they were sent', async () => {
    const name = 'a\0b\ud800c\u2028</script>"\\\'\t—办';
    const step = completed({ id: 's1', subject: 'odd', type: 'permit.step.done', data: { name } });
    expect((await post(step)).body).toMatchObject({ accepted: 1 });
    expect((await post(step)).body).toMatchObject({ duplicate: 1 });
    const { body } = await get<CaseExplanation>('/v1/cases/odd');
    expect(body.events[0]!.data).toEqual({ name });
  });

  test.each([
    'a/b/../c',
    `it's "quoted" \\ back`,
    '100%',
    '%2F',
    '🏗️-1',
    '许可 2026 ?#&=+',
    "'); DROP TABLE cases; --",
    '办'.repeat(256),
  ])('case id %s', async (subject) => {
    expect((await post(received({ id: `id of ${subject}`.slice(0, 256), subject }))).body.accepted).toBe(1);
    const found = await get<CaseExplanation>(`/v1/cases/${encodeURIComponent(subject)}`);
    expect(found.body).toMatchObject({ caseId: subject, state: 'open' });
    const list = await get<CasePage>(`/v1/cases?search=${encodeURIComponent(subject.slice(0, 128))}`);
    expect(list.body.cases.map(({ caseId }) => caseId)).toContain(subject);
    const told = await shixian(['explain', subject, '--data', join(folder.path, 'data'), '--format', 'json']);
    expect(JSON.parse(told.stdout)).toMatchObject({ caseId: subject });
  });
});

describe('questions that cannot be answered', () => {
  test.each([
    ['/v1/indicators?nonsense=1', 'bad-parameter', /^nonsense: no field of this name/],
    ['/v1/cases/x?nonsense=1', 'bad-parameter', /^nonsense: no field of this name/],
    ['/v1/indicators?asOf=yesterday', 'bad-stamp', /"yesterday" is not an instant/],
    ['/v1/indicators?asOf=2026-02-30', 'bad-stamp', /no such date/],
    ['/v1/indicators?asOf=', 'bad-parameter', /^asOf: .*got ""/],
    ['/v1/indicators?asOf=9999-12-31', 'instant-out-of-range', /^asOf: expected a year from 1901 to 2298/],
    ['/v1/cases?knownAt=0001-01-01', 'instant-out-of-range', /^knownAt: /],
    ['/v1/indicators?from=0000-01-01', 'instant-out-of-range', /^from: /],
    ['/v1/cases/x?asOf=2026-13-01', 'bad-stamp', /no such date/],
    ["/v1/indicators?groupBy=department'", 'bad-parameter', /^groupBy: expected an attribute name, got "dep/],
    ['/v1/indicators?groupBy=a%5C', 'bad-parameter', /^groupBy: expected an attribute name/],
    ["/v1/indicators?groupBy=');%20DROP%20TABLE%20cases", 'bad-parameter', /^groupBy: expected an attribute/],
    ['/v1/indicators?groupBy=a,b,c,d,e,f,g,h,i', 'bad-parameter', /^groupBy: expected array to have <=8/],
    ['/v1/indicators?groupBy=a&groupBy=b', 'bad-parameter', /^groupBy: expected string/],
    ['/v1/indicators?format=xml', 'bad-parameter', /^format: expected one of "json"\|"csv", got "xml"/],
    ['/v1/indicators?system=water%27', 'unknown-system', /expected one of permit/],
    ['/v1/cases?limit=0', 'bad-parameter', /^limit: expected number to be >=1, got "0"/],
    ['/v1/cases?cursor=x', 'bad-parameter', /^cursor: expected number/],
    ['/v1/cases?state=lost', 'bad-parameter', /^state: expected one of/],
  ])('%s', async (path, code, message) => {
    const { status, body } = await get<{ problems: Problem[] }>(path);
    expect(status).toBe(400);
    expect(body.problems[0]).toMatchObject({ code });
    expect(body.problems[0]!.message).toMatch(message);
  });

  test('an attribute filter that tries to be SQL finds nothing and harms nothing', async () => {
    const tricks = ["';DROP TABLE cases--", '\\', "\\'", '{as_of:String}', '\0', '`'];
    for (const trick of tricks.map(encodeURIComponent)) {
      const { status, body } = await get<CasePage>(`/v1/cases?${trick}=${trick}&search=${trick}`);
      expect({ status, total: body.total }).toEqual({ status: 200, total: 0 });
    }
    expect((await get<CasePage>('/v1/cases?department=General&limit=1')).body.total).toBeGreaterThan(0);
  });

  test('an unknown case, path and method say so', async () => {
    expect(await get('/v1/cases/nowhere')).toMatchObject({
      status: 404,
      body: { problems: [{ code: 'case-not-found', field: 'caseId', value: 'nowhere' }] },
    });
    expect(await get('/v1/nothing')).toMatchObject({
      status: 404,
      body: { problems: [{ code: 'not-found' }] },
    });
    expect((await fetch(`${server.address}/v1/status`, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('answers', () => {
  const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true, bom: true });
  const cell = (value: unknown): string => (value === null ? '' : String(value));

  test('the indicators as CSV equal the JSON', async () => {
    const path = '/v1/indicators?groupBy=department,channel';
    const json = (await get<IndicatorRow[]>(path)).body;
    const csv = await get<string>(`${path}&format=csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toContain('indicators-permit.csv');
    expect(json.length).toBeGreaterThan(50);
    expect(rowsOf(csv.body)).toEqual(
      json.map(({ indicator, group, value, unit, n }) => ({
        indicator,
        ...group,
        value: cell(value),
        unit,
        n: cell(n),
      })),
    );
  });

  test('the cases as CSV are all cases of the JSON pages', async () => {
    const cases = [];
    for (let next: string | null = '0'; next !== null; ) {
      const page: CasePage = (
        await get<CasePage>(`/v1/cases?asOf=2026-11-01&sort=started&limit=1000&cursor=${next}`)
      ).body;
      cases.push(...page.cases);
      next = page.next;
    }
    const csv = await get<string>('/v1/cases?asOf=2026-11-01&sort=started&format=csv');
    expect(cases.length).toBeGreaterThan(3000);
    expect(rowsOf(csv.body).map(({ caseId }) => caseId?.replace(/^'(?=[=+@-])/, ''))).toEqual(
      cases.map(({ caseId }) => caseId),
    );
    const sample = rowsOf(csv.body).find(({ caseId }) => caseId === 'case-10011')!;
    const same = cases.find(({ caseId }) => caseId === 'case-10011')!;
    for (const [name, value] of Object.entries(same))
      expect(sample[name]).toBe(Array.isArray(value) ? value.join(' ') : cell(value));
  });

  test('the description lists every route with the form of its answers, and every reference in it leads somewhere', async () => {
    interface Operation {
      responses: Record<string, { content?: Record<string, { schema: object }> }>;
    }
    const { body } = await get<{
      openapi: string;
      info: object;
      paths: Record<string, Record<string, Operation>>;
    }>('/docs/json');
    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: expect.any(String) } });
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/events',
        '/v1/indicators',
        '/v1/cases',
        '/v1/cases/{caseId}',
        '/v1/status',
        '/v1/targets',
      ]),
    );
    for (const [path, operations] of Object.entries(body.paths))
      for (const [method, { responses }] of Object.entries(operations)) {
        const schema = responses['200']?.content?.['application/json']?.schema;
        expect(Object.keys(schema ?? {}), `${method} ${path} has no form of its answer`).not.toEqual([]);
      }
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#([^"]+)"/g)].map((match) => match[1]!);
    for (const reference of references)
      expect(
        reference
          .split('/')
          .slice(1)
          .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], body),
      ).toBeDefined();
    expect((await get<string>('/docs')).body).toContain('swagger');
  });

  test('the status counts what the lists hold, and every target has its clause', async () => {
    const { body } = await get<Status>('/v1/status');
    expect(body).toMatchObject({ version: expect.stringMatching(/^\d/), latestEventAt: expect.any(String) });
    expect(body.systems.map(({ system }) => system)).toContain('permit');
    expect(body.systems.find(({ system }) => system === 'permit')!.cases).toBe(
      (await get<CasePage>('/v1/cases?limit=1')).body.total,
    );
    expect(body.cases).toBe(body.systems.reduce((sum, { cases }) => sum + cases, 0));
    const targets = (await get<{ id: string; clause: string }[]>('/v1/targets')).body;
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.every(({ id, clause }) => id !== '' && clause !== '')).toBe(true);
  });
});
