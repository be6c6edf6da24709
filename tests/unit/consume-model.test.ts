// Consumers that are killed, frozen, cut off and rebalanced at random lose nothing, store nothing twice, and never
// commit above what is not durable.
import fc from 'fast-check';
import { test } from 'vitest';
import { aLife, live } from '../support/consume-model.ts';
import type { Tamper } from '../support/consume-world.ts';

const RUNS = Number(process.env['SHIXIAN_RUNS'] ?? 200);

const holds = (tamper?: Tamper) =>
  fc.asyncProperty(aLife, async (life) => {
    const faults = await live(life, tamper);
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join('\n'));
  });

test(`in ${RUNS} random lives everything comes right`, { timeout: 60_000 + RUNS * 500 }, async () => {
  await fc.assert(holds(), { numRuns: RUNS });
});
