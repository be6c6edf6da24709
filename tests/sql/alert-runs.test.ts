// Two alerting services, killed, frozen, minutes off and told late: every due rung is delivered under one key, none is
// missing and none is false. SHIXIAN_RUNS says how many runs; SHIXIAN_SEED, which one.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAlerts } from '../support/alert-run.ts';
import { judgeRun } from '../support/alert-verdict.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

const RUNS = Number(process.env['SHIXIAN_RUNS'] ?? 12);
const FIRST = Number(process.env['SHIXIAN_SEED'] ?? 1);

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());

test(
  `${RUNS} random runs end with the cards and messages of a cold computation`,
  async () => {
    const sum = { due: 0, raised: 0, withdrawn: 0, delivered: 0, broken: 0 };
    const failed: string[] = [];
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const run = await runAlerts(opened.db, seed);
      const { faults, ...counts } = await judgeRun(opened.db, run);
      for (const name of ['due', 'raised', 'withdrawn', 'delivered'] as const) sum[name] += counts[name];
      sum.broken += run.broken;
      if (faults.length > 0) {
        failed.push(`seed ${seed}: ${faults.slice(0, 5).join('; ')}`);
        console.log(failed.at(-1));
      }
      if ((seed - FIRST + 1) % 25 === 0) console.log(`${seed - FIRST + 1} runs, ${failed.length} failed`);
    }
    console.log(`${RUNS} runs: ${JSON.stringify(sum)}, ${failed.length} failed`);
    expect(failed).toEqual([]);
    expect(sum.due).toBeGreaterThan(RUNS);
    expect(sum.broken).toBeGreaterThan(0);
  },
  60_000 + RUNS * 60_000,
);
