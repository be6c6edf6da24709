import { expect, test, vi } from 'vitest';
import { caseCount, difference, tryLaw } from '../support/compare-clocks.ts';

/** fast-check forgets a round's values when it ends, so memory stays flat. */
const ROUNDS = 20;

vi.setConfig({ testTimeout: 60_000 + caseCount * 10 });

test(`core and walker agree on ${caseCount} random cases`, () => {
  const began = performance.now();
  const methods = new Map<string, number>();
  let agreed = 0;
  while (agreed < caseCount) {
    agreed += tryLaw({ share: 1 / ROUNDS, perCalendar: 100 }, (one) => {
      expect(difference(one)).toBeNull();
      methods.set(one.asked.method, (methods.get(one.asked.method) ?? 0) + 1);
      return true;
    });
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`${agreed} cases agree, elapsed time and deadline, after ${seconds} s`);
  }
  console.log(Object.fromEntries(methods));
  expect(agreed).toBeGreaterThanOrEqual(caseCount);
});
