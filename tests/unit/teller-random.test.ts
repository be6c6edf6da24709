// Tellers that are frozen, killed and relieved at any step, on channels that fail in every way: whatever happens to cards
// is told, each thing under one idempotency key, nothing false, and nothing before what it follows.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeTellerStore } from '../support/memory-teller-store.ts';
import {
  type Action,
  faultsOf,
  runScript,
  SCRIPT_ROUTES,
  SCRIPT_SINCE,
  scriptOpeningAt,
  scripts,
} from '../support/teller-script.ts';
import { gatedStore, makeWorld } from '../support/teller-world.ts';

async function run(script: readonly Action[]) {
  const store = makeTellerStore();
  const world = makeWorld({
    storeOf: (gate) => gatedStore(store, gate),
    routes: SCRIPT_ROUTES,
    since: SCRIPT_SINCE,
    openingAt: scriptOpeningAt,
  });
  const events = await runScript(world, script, store.append);
  return { world, events };
}

test.each(Array.from({ length: 45 }, (_, passes) => passes))(
  'a leader frozen after %i more steps, relieved and thawed, tells nothing under a second id',
  async (passes) => {
    const { world, events } = await run([
      { do: 'up', card: 0 },
      { do: 'stall', passes, card: 1, next: 3, ms: 50_000 },
      { do: 'down', card: 0 },
      { do: 'up', card: 5 },
      { do: 'pass', ms: 90_000 },
      { do: 'thaw' },
      { do: 'pass', ms: 1 },
    ]);
    expect(faultsOf(world, events)).toEqual([]);
    expect(world.deliveries.length).toBeGreaterThan(4);
  },
);

test('each owed telling arrives, under one id, in order', async () => {
  let told = 0;
  let overtaken = 0;
  await fc.assert(
    fc.asyncProperty(scripts, async (script) => {
      const { world, events } = await run(script);
      told += world.deliveries.length;
      overtaken +=
        new Set(world.planned.keys()).size - new Set(world.deliveries.map((d) => d.messageId)).size;
      expect(faultsOf(world, events)).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(1000);
  expect(overtaken).toBeGreaterThan(0);
});
