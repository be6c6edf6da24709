// A loop repeats its step when there is something to do, when woken, and after a failure.
import { expect, test } from 'vitest';
import { startLoop } from '../../services/alert/step-loop.ts';
import { makeVirtualTime } from '../support/virtual-time.ts';

function looped(answers: (number | Error)[]) {
  const time = makeVirtualTime(0);
  const steps: number[] = [];
  const failures: unknown[] = [];
  const step = async (): Promise<number> => {
    steps.push(time.now());
    const answer = answers.shift() ?? Number.POSITIVE_INFINITY;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const failed = (error: unknown) => void failures.push(error);
  const loop = startLoop({ step, now: time.now, failed, timers: { ...time.timers, longestMs: 100 } });
  return { time, steps, failures, loop };
}

test('it steps at the instants that the step itself names, however far they are', async () => {
  const { time, steps, loop } = looped([50, 50, 700]);
  await time.runUntil(2000);
  expect(steps).toEqual([0, 50, 50, 700]);
  await loop.stop();
});

test('woken it steps at once, and once however often it was woken', async () => {
  const { time, steps, loop } = looped([]);
  await time.runUntil(30);
  loop.wake();
  loop.wake();
  await time.runUntil(60);
  expect(steps).toEqual([0, 30]);
  await loop.stop();
});

test('woken in the midst of a step it steps once more', async () => {
  const time = makeVirtualTime(0);
  const steps: number[] = [];
  const loop = startLoop({
    step: async () => {
      steps.push(time.now());
      await Promise.resolve();
      if (steps.length === 1) loop.wake();
      return Number.POSITIVE_INFINITY;
    },
    now: time.now,
    failed: () => {},
    timers: time.timers,
  });
  await time.runUntil(10);
  expect(steps).toEqual([0, 0]);
  await loop.stop();
});

test('after a failure it steps again a second later', async () => {
  const { time, steps, failures, loop } = looped([new Error('away')]);
  await time.runUntil(5000);
  expect(steps).toEqual([0, 1000]);
  expect(failures).toHaveLength(1);
  await loop.stop();
});

test('stopped it steps no more', async () => {
  const { time, steps, loop } = looped([50]);
  await time.runUntil(10);
  await loop.stop();
  await time.runUntil(500);
  expect(steps).toEqual([0]);
});
