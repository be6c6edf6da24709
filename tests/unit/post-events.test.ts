// Posting simulated events: batches at a rate, receipts counted, a busy or absent program.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { postEvents } from '../../services/simulate/post-events.ts';
import { simulateCases } from '../../services/simulate/simulate-cases.ts';
import { writeNdjson } from '../../services/simulate/write-ndjson.ts';
import { AFTER, shippedRules, simulation } from '../support/simulated.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers as the program does: one receipt an event. */
function receiptsFor(body: string, known: Set<string>) {
  const receipts = body.split('\n').map((line) => {
    const result = acceptEvent(JSON.parse(line), AFTER);
    if (!result.ok) return { id: result.id, status: 'rejected', problems: result.problems };
    const repeat = known.has(result.event.id);
    known.add(result.event.id);
    return { id: result.event.id, status: repeat ? 'duplicate' : 'accepted', problems: [] };
  });
  const count = (status: string) => receipts.filter((receipt) => receipt.status === status).length;
  return {
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    rejected: count('rejected'),
    receipts,
  };
}

function answering(batches: number[], first?: number): RequestListener {
  const known = new Set<string>();
  let refusals = first === undefined ? 0 : 1;
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.setHeader('content-type', 'application/json');
    if (refusals-- > 0) {
      response.writeHead(first!).end('{"problems":[{"code":"busy","message":"later"}]}');
      return;
    }
    expect(request.headers['content-type']).toBe('application/x-ndjson');
    batches.push(body.split('\n').length);
    response.end(JSON.stringify(receiptsFor(body, known)));
  };
}

const now = () => performance.now();
const simulated = async (cases: number) => [...simulateCases(simulation(await shippedRules(), { cases }))];

test('counts what was answered, by code where rejected', async () => {
  const events = await simulated(300);
  const batches: number[] = [];
  const url = await listen(answering(batches));
  const summary = await postEvents({ events, url, rate: 0, now });
  expect(summary.failure).toBeNull();
  expect(summary.sent).toBe(events.length);
  expect(summary.accepted + summary.duplicate + summary.rejected).toBe(events.length);
  expect(summary.duplicate).toBeGreaterThan(0);
  expect(Object.values(summary.codes).reduce((sum, count) => sum + count, 0)).toBe(summary.rejected);
  expect(Object.keys(summary.codes)).toContain('unknown-type');
  expect(batches.slice(0, -1).every((size) => size === 1000)).toBe(true);
});

test('keeps to a rate', async () => {
  const url = await listen(answering([]));
  const summary = await postEvents({ events: (await simulated(50)).slice(0, 300), url, rate: 400, now });
  expect(summary.sent).toBe(300);
  expect(summary.seconds).toBeGreaterThan(0.45);
  expect(summary.seconds).toBeLessThan(3);
});

test('asks a busy program again', async () => {
  const events = (await simulated(20)).slice(0, 100);
  const batches: number[] = [];
  const url = await listen(answering(batches, 503));
  expect(await postEvents({ events, url, rate: 0, now })).toMatchObject({ sent: 100, failure: null });
  expect(batches).toEqual([100]);
}, 10_000);

test('stops at a refusal and at a program that is not there', async () => {
  const events = await simulated(20);
  const url = await listen(answering([], 413));
  expect(await postEvents({ events, url, rate: 0, now })).toMatchObject({
    sent: 0,
    failure: { code: 'batch-refused', message: expect.stringContaining('413') },
  });
  await new Promise((done) => server!.close(done));
  expect(await postEvents({ events, url, rate: 0, now })).toMatchObject({
    sent: 0,
    failure: { code: 'no-answer', message: expect.stringContaining('ECONNREFUSED') },
  });
});

test('writes one event a line and waits for a slow reader', async () => {
  const events = await simulated(300);
  const out = new PassThrough({ highWaterMark: 1024 });
  let [text, most] = ['', 0];
  const reading = (async () => {
    for await (const chunk of out) {
      most = Math.max(most, out.readableLength);
      text += chunk;
    }
  })();
  expect(await writeNdjson({ events, out, rate: 0, now })).toBe(events.length);
  out.end();
  await reading;
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(events);
  expect(most).toBeLessThan(text.length / 2);
});
