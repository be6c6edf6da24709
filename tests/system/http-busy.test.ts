// When the store cannot take events the answer is 503, asks to come again, and claims nothing.
import { expect, test } from 'vitest';
import type { Receipts } from '../../schemas/receipt.ts';
import { type ApiContext, createServer } from '../../services/api/create-server.ts';

const none: Receipts = { accepted: 0, duplicate: 0, rejected: 0, receipts: [] };

const serverOver = (takeIn: ApiContext['shixian']['takeIn']) =>
  createServer({
    shixian: { takeIn } as unknown as ApiContext['shixian'],
    now: () => 0,
    zoneOf: () => 'Asia/Shanghai',
    version: '0',
    webDir: null,
    logger: null,
  });
const send = (app: Awaited<ReturnType<typeof serverOver>>, payload: string) =>
  app.inject({ method: 'POST', url: '/v1/events', headers: { 'content-type': 'application/json' }, payload });

test('beyond the bytes it can hold, callers are asked to come again, and later are served', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const app = await serverOver(async () => {
    await held;
    return none;
  });
  const large = `[${' '.repeat(8 * 1024 * 1024 - 2)}]`;
  const waiting = Array.from({ length: 16 }, () => send(app, large));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const refused = await send(app, '[]');
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('5');
  expect(refused.json()).toMatchObject({ problems: [{ code: 'busy' }] });
  release();
  expect((await Promise.all(waiting)).map(({ statusCode }) => statusCode)).toEqual(Array(16).fill(200));
  expect((await send(app, '[]')).statusCode).toBe(200);
});

test.each([
  [new Error('Cannot reserve 1.00 MiB, not enough space'), 503, 'disk-full', '5'],
  [new Error('connection is closed'), 503, 'store-unavailable', '5'],
  [new TypeError('x is not a function'), 500, 'fault', undefined],
])('%s', async (error, status, code, retryAfter) => {
  const app = await serverOver(() => Promise.reject(error));
  const answer = await send(app, '[]');
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['retry-after']).toBe(retryAfter);
  expect(answer.json()).toMatchObject({ problems: [{ code }] });
  expect(answer.body).not.toContain('answer-error');
});
