// A consumer killed with SIGKILL before and after each call of its two ports, one after another, over a real broker.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShixian, type RuleBook } from '../../services/main.ts';
import { readEpoch } from '../../services/store/store-state.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { killEverywhere } from '../support/fault-run.ts';
import { deadLetters, expectedLedger, storedLedger } from '../support/fault-verdict.ts';
import { sharedBroker } from '../support/kafka-bus.ts';
import { shippedRules } from '../support/simulated.ts';

const broker = sharedBroker();
/** More calls than one range takes, from the read of the committed point to the last commit. */
const CALLS = 18;

describe.skipIf(broker === null)('SIGKILL', () => {
  let store: TestDatabase;
  let rules: RuleBook;
  beforeAll(async () => {
    store = await openTestDatabase({ migrated: false });
    rules = await shippedRules();
    const opened = await openShixian({ db: store.db, rules, now: Date.now });
    if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  });
  afterAll(() => store?.close());

  test('at every await point loses nothing and doubles nothing', async () => {
    const run = await killEverywhere({ seed: 77, brokers: broker!.brokers, db: store.db, rules }, CALLS);
    expect(run.broken, 'not every kill came to pass').toBe(2 * CALLS);
    const { epoch } = (await readEpoch(store.db))!;
    const expected = expectedLedger(rules, epoch, run.produced);
    expect(expected.refused).toBeGreaterThan(0);
    expect(await storedLedger(store.db, run)).toEqual(expected);
    expect((await deadLetters(run.bus, run)).size).toBe(expected.refused);
    await run.close();
  });
});
