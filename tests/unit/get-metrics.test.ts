// What a scraper and an orchestrator ask of the server: metrics, whether it lives, whether it is ready.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ApiContext, createServer, type Health } from '../../services/api/create-server.ts';
import { makeIngestMetrics } from '../../services/ingest/ingest-metrics.ts';
import { samplesOf } from '../support/prometheus-text.ts';

type Query = () => Promise<unknown[]>;

const serverWith = (more: Partial<ApiContext> = {}, query: Query = async () => [{ 1: 1 }]) =>
  createServer({
    shixian: { db: { query } } as unknown as ApiContext['shixian'],
    now: () => 0,
    zoneOf: () => 'Asia/Shanghai',
    version: '0',
    webDir: null,
    logger: null,
    ...more,
  });

async function ask(app: Awaited<ReturnType<typeof serverWith>>, url: string) {
  const { statusCode, body, headers } = await app.inject({ url });
  return { status: statusCode, body, headers, json: () => JSON.parse(body) };
}

describe('GET /metrics', () => {
  test('answers the text that a scraper reads', async () => {
    const metrics = makeIngestMetrics({ now: () => 0 });
    metrics.countHttp({ accepted: 2, duplicate: 0, rejected: 1 });
    const { status, body, headers } = await ask(await serverWith({ metrics }), '/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(samplesOf(body, 'shixian_http_events_total')).toMatchObject({ 'outcome="rejected"': 1 });
  });

  test('is not there without metrics', async () => {
    expect((await ask(await serverWith(), '/metrics')).status).toBe(404);
  });
});

describe('without an ingestion', () => {
  test('the answers are those of the store alone', async () => {
    const app = await serverWith();
    expect((await ask(app, '/healthz')).json()).toEqual({ status: 'alive' });
    const ready = await ask(app, '/readyz');
    expect([ready.status, ready.json()]).toEqual([200, { status: 'ready' }]);
  });
});

describe('with an ingestion', () => {
  const serverOf = (health: Health, query?: Query) => serverWith({ health: () => health }, query);

  test('that works, it is ready and says how', async () => {
    const ready = await ask(
      await serverOf({ ready: true, state: 'idle', reason: null, since: 0 }),
      '/readyz',
    );
    expect(ready.status).toBe(200);
    expect(ready.json()).toEqual({ status: 'ready', state: 'idle', since: '1970-01-01T08:00:00+08:00' });
  });

  test.each(['starting', 'stalled', 'disconnected', 'braked'])(
    'that is %s it is not ready, but alive',
    async (state) => {
      const app = await serverOf({ ready: false, state, reason: 'permit/0 waits', alive: true });
      const found = await ask(app, '/readyz');
      expect([found.status, found.json()]).toEqual([
        503,
        { status: 'not-ready', state, reason: 'permit/0 waits' },
      ]);
      expect((await ask(app, '/healthz')).status).toBe(200);
    },
  );

  test('that ended for good it is not alive', async () => {
    const app = await serverOf({
      ready: false,
      alive: false,
      state: 'disconnected',
      reason: 'consuming ended',
    });
    const found = await ask(app, '/healthz');
    expect([found.status, found.json()]).toEqual([
      503,
      { status: 'dead', state: 'disconnected', reason: 'consuming ended' },
    ]);
  });

  test('that works over a store that fails it is not ready', async () => {
    const app = await serverOf({ ready: true, state: 'working' }, () => Promise.reject(new Error('closed')));
    const found = await ask(app, '/readyz');
    expect(found.status).toBe(503);
    expect(found.json()).toMatchObject({ problems: [{ code: 'store-unavailable' }] });
  });
});

describe('a store that does not answer', () => {
  afterEach(() => void vi.useRealTimers());

  test('makes the server not ready after some seconds, is asked once at a time, and ready when it answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let answer: (rows: unknown[]) => void = () => {};
    const query = vi.fn<Query>(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const app = await serverWith({}, query);
    const asked = [ask(app, '/readyz'), ask(app, '/readyz')];
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2));
    await vi.advanceTimersByTimeAsync(5000);
    for (const found of await Promise.all(asked)) {
      expect([found.status, found.headers['retry-after']]).toEqual([503, '5']);
      expect(found.json()).toMatchObject({
        problems: [{ code: 'store-unavailable', message: 'the store did not answer within 5 s' }],
      });
    }
    expect(query).toHaveBeenCalledTimes(1);
    expect((await ask(app, '/healthz')).status).toBe(200);
    answer([]);
    query.mockResolvedValue([]);
    await vi.waitFor(async () => expect((await ask(app, '/readyz')).status).toBe(200));
    expect(query).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
