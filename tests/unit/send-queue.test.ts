// Requests of bounded size, one at a time, in order; one sender's mistake is his alone.
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../services/platform/event-bus.ts';
import { makeSendQueue } from '../../services/platform/send-queue.ts';

const message = (value: string): OutgoingMessage => ({ topic: 't', key: null, value });

function queueOver(answer: (values: readonly string[]) => Promise<void>, messages = 3, bytes = 10_000) {
  const requests: string[][] = [];
  let atOnce = 0;
  let most = 0;
  const queue = makeSendQueue({
    limits: { messages, bytes },
    blamesContent: (error) => (error as Error).message === 'bad',
    request: async (list) => {
      const values = list.map(({ value }) => String(value).slice(0, 1));
      requests.push(values);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await Promise.resolve();
      try {
        await answer(values);
      } finally {
        atOnce -= 1;
      }
    },
  });
  const send = (...values: string[]) => queue.send(values.map(message));
  return { queue, requests, send, most: () => most };
}

const outcomes = async (sends: readonly Promise<void>[]): Promise<string[]> =>
  (await Promise.allSettled(sends)).map((one) => (one.status === 'fulfilled' ? 'sent' : one.reason.message));

test('what waits goes together, cut by number, in the order given, one request at a time', async () => {
  const { requests, send, most, queue } = queueOver(async () => {});
  const sends = [send('a'), send('b', 'c'), send('d', 'e', 'f', 'g'), send()];
  expect(await outcomes(sends)).toEqual(['sent', 'sent', 'sent', 'sent']);
  expect(requests).toEqual([['a'], ['b', 'c', 'd'], ['e', 'f', 'g']]);
  expect(most()).toBe(1);
  await queue.drained();
});

test('what is large is cut by its bytes, and one larger than all goes alone', async () => {
  const { requests, send } = queueOver(async () => {}, 100, 1_000);
  await send(...['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(letter === 'c' ? 5_000 : 400)));
  expect(requests).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
});

test('a message at fault fails its own sender and what he had behind it', async () => {
  const { requests, send } = queueOver(async (values) => {
    if (values.includes('x')) throw new Error('bad');
  });
  const sends = [send('a'), send('b'), send('x', 'y', 'z', 'w'), send('c')];
  expect(await outcomes(sends)).toEqual(['sent', 'sent', 'bad', 'sent']);
  expect(requests).toEqual([['a'], ['b', 'x', 'y'], ['b'], ['x', 'y'], ['c']]);
});

test('where the broker is away all who shared the request fail, each once', async () => {
  const { requests, send } = queueOver(async () => {
    throw new Error('away');
  });
  expect(await outcomes([send('a'), send('b'), send('c')])).toEqual(['away', 'away', 'away']);
  expect(requests).toEqual([['a'], ['b', 'c']]);
});
