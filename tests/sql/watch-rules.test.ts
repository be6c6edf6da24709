// A program notices when the store it works on has come under other rules.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchRules } from '../../services/cli/watch-rules.ts';
import { openShixian } from '../../services/main.ts';
import { enterEpoch } from '../../services/store/rules.ts';
import { openTestDatabase } from '../support/embedded-database.ts';
import { shippedRules } from '../support/simulated.ts';

test('its own rules leave it alone; others end its work, and the store is refused to it from then on', async () => {
  const { db, close } = await openTestDatabase({ migrated: false });
  const options = { db, rules: await shippedRules(), now: Date.now };
  const before = await openShixian({ ...options, prepared: true });
  expect(before).toMatchObject({ ok: false, problems: [{ code: 'store-not-ready' }] });
  const opened = await openShixian(options);
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  expect((await openShixian({ ...options, prepared: true })).ok).toBe(true);

  const watch = watchRules(opened.value, 5);
  await sleep(60);
  expect(watch.changed.aborted).toBe(false);
  await enterEpoch(db, 'of another program', Date.now());
  while (!watch.changed.aborted) await sleep(5);
  expect(String(watch.changed.reason)).toMatch(/rules-differ: .*of another program/);
  watch.stop();
  const after = await openShixian({ ...options, prepared: true });
  expect(after).toMatchObject({ ok: false, problems: [{ code: 'rules-differ' }] });
  await close();
});
