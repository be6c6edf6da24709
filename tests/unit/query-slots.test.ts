// A few run, others wait in their order, too many are sent away, and whoever leaves holds no place.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSlots } from '../../services/query/query-slots.ts';

const forever = new AbortController().signal;
const slotsOf = (places: number, waiting: number) => createSlots({ places, waiting, patienceMs: 1_000 });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 0,
    ({ code }) => code as number,
  );

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('places are given in the order of asking, each given back once', async () => {
  const slots = slotsOf(1, 8);
  const order: string[] = [];
  const leave = await slots.take(forever);
  const second = slots.take(forever).then((leaveToo) => {
    order.push('second');
    return leaveToo;
  });
  const third = slots.take(forever).then((leaveToo) => {
    order.push('third');
    return leaveToo;
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  leave();
  leave();
  const leaveSecond = await second;
  await Promise.resolve();
  expect(order).toEqual(['second']);
  leaveSecond();
  (await third)();
  expect(order).toEqual(['second', 'third']);
  const all = await slots.take(forever);
  expect(all).toBeTypeOf('function');
});

it('who leaves while waiting is passed over', async () => {
  const slots = slotsOf(1, 8);
  const leave = await slots.take(forever);
  const gone = new AbortController();
  const waits = codeOf(slots.take(gone.signal));
  const next = slots.take(forever);
  gone.abort();
  expect(await waits).toBe(394);
  leave();
  (await next)();
  expect(await codeOf(slots.take(gone.signal))).toBe(394);
});

it('too many and too patient ones are sent away', async () => {
  const slots = slotsOf(1, 1);
  const leave = await slots.take(forever);
  const waits = codeOf(slots.take(forever));
  expect(await codeOf(slots.take(forever))).toBe(202);
  vi.advanceTimersByTime(1_000);
  expect(await waits).toBe(202);
  leave();
  (await slots.take(forever))();
});

it('after closing nobody waits and nobody comes in', async () => {
  const slots = slotsOf(1, 8);
  const leave = await slots.take(forever);
  const waits = codeOf(slots.take(forever));
  slots.close();
  expect([await waits, await codeOf(slots.take(forever))]).toEqual([236, 236]);
  leave();
  expect(await codeOf(slots.take(forever))).toBe(236);
});
