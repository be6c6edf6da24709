// One leads among several services over one store, whatever their wall clocks say and whoever dies.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AlertLease, openAlertLease } from '../../services/store/alert-lease.ts';
import type { Database } from '../../services/store/database.ts';
import { writeRows } from '../../services/store/write-rows.ts';
import { openSharedDatabase, type SharedDatabase } from '../support/embedded-database.ts';

const times = { silentMs: 12_000, leadMs: 8_000, beatMs: 2_000 };

let opened: SharedDatabase;
let other: Database;
let db: Database;

beforeAll(async () => {
  opened = await openSharedDatabase();
  ({ db, other } = opened);
});
afterAll(() => opened.close());
beforeEach(() => emptyLeases());
afterEach(() => {
  vi.useRealTimers();
});

/** A table of its own for each test, since emptying one would leave its tokens remembered. */
async function emptyLeases(): Promise<void> {
  const [row] = await db.query<{ sql: string }>(
    "SELECT create_table_query AS sql FROM system.tables WHERE database = currentDatabase() AND name = 'leases'",
  );
  await db.command('DROP TABLE leases SYNC');
  await db.command(row!.sql);
}

/** Services with clocks of their own, which run alike and began at different numbers. */
function aTown(names: readonly string[], on: (name: string) => Database = () => db) {
  let elapsed = 0;
  const leases = Object.fromEntries(
    names.map((name, i) => [
      name,
      openAlertLease(on(name), { holder: name, times, elapsed: () => elapsed + i * 1e9 }),
    ]),
  ) as Record<string, AlertLease>;
  return {
    leases,
    pass: (ms: number) => {
      elapsed += ms;
    },
    leaders: async () => {
      const held = await Promise.all(names.map((name) => leases[name]!.holds()));
      return names.filter((_, i) => held[i]);
    },
  };
}

const slots = () => db.query<{ slot: number }>('SELECT slot, holder FROM leases ORDER BY slot');

describe('the token', () => {
  test('of a slot is taken once: the engine drops every later insert of it, whatever its row', async () => {
    const columns = ['lease', 'slot', 'holder'];
    const token = 'lease/alerts/1';
    const take = (on: Database, holder: string) =>
      writeRows(on, 'leases', columns, [['alerts', 1, holder]], { token });
    await Promise.all(Array.from({ length: 20 }, (_, i) => take(i % 2 === 0 ? db : other, `holder ${i}`)));
    const rows = await db.query<{ n: number; total: number }>(
      "SELECT count() AS n, (SELECT sum(rows) FROM system.parts WHERE table = 'leases' AND active) AS total FROM leases",
    );
    expect(rows).toEqual([{ n: 1, total: 1 }]);
  });
});

describe('one leader', () => {
  test('of many that begin at once, whichever connection they use', async () => {
    for (let round = 0; round < 15; round += 1) {
      await emptyLeases();
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const { leases, leaders } = aTown(names, (name) => (name < 'd' ? db : other));
      const led = await Promise.all(names.map((name) => leases[name]!.beat()));
      expect(led.filter(Boolean)).toHaveLength(1);
      expect(await leaders()).toEqual([names[led.indexOf(true)]]);
    }
  });

  test('of many that find the leader dead at once', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const { leases, leaders, pass } = aTown(names, (name) => (name < 'c' ? db : other));
    for (const name of names) await leases[name]!.beat();
    for (let round = 0; round < 5; round += 1) {
      const [dead] = await leaders();
      const living = names.filter((name) => name !== dead);
      pass(times.silentMs);
      const led = await Promise.all(living.map((name) => leases[name]!.beat()));
      expect(led.filter(Boolean)).toHaveLength(1);
      expect(await leaders()).toEqual([living[led.indexOf(true)]]);
      // The dead one comes back, sees that another leads, and follows.
      expect(await leases[dead!]!.beat()).toBe(false);
    }
  });

  test('stays as long as it beats, though others ask too', async () => {
    const { leases, leaders, pass } = aTown(['a', 'b'], (name) => (name === 'a' ? db : other));
    for (let i = 0; i < 20; i += 1) {
      expect([await leases['a']!.beat(), await leases['b']!.beat()]).toEqual([true, false]);
      expect(await leaders()).toEqual(['a']);
      pass(times.beatMs);
    }
  });
});

describe('a leader that falls silent', () => {
  test('leads no more before anybody takes over, so that there are never two', async () => {
    const { leases, leaders, pass } = aTown(['a', 'b']);
    await leases['a']!.beat();
    await leases['b']!.beat();
    let leaderless = 0;
    for (let ms = 0; ms < times.silentMs; ms += 1000) {
      const expected = ms < times.leadMs ? ['a'] : [];
      expect([ms, await leaders()]).toEqual([ms, expected]);
      leaderless += expected.length === 0 ? 1 : 0;
      expect([ms, await leases['b']!.beat()]).toEqual([ms, false]);
      pass(1000);
    }
    expect(leaderless).toBeGreaterThan(0);
    expect(await leases['b']!.beat()).toBe(true);
    expect(await leaders()).toEqual(['b']);
  });

  test('a machine that slept and whose clock stood still learns from the store that another leads', async () => {
    const town = aTown(['awake']);
    const sleeper = openAlertLease(other, { holder: 'sleeper', times, elapsed: () => 0 });
    await sleeper.beat();
    await town.leases['awake']!.beat();
    expect(await sleeper.holds()).toBe(true);
    town.pass(times.silentMs);
    expect(await town.leases['awake']!.beat()).toBe(true);
    expect(await sleeper.holds()).toBe(false);
    expect(await sleeper.beat()).toBe(false);
  });

  test('an insert that failed for the one who made it and was stored all the same makes no second leader', async () => {
    let breaks = false;
    let stale = false;
    const unlucky: Database = {
      ...db,
      insertRaw: async (statement) => {
        await db.insertRaw(statement);
        if (breaks) throw new Error('no answer');
      },
      // Answered once by a replica that has not fetched the slot yet.
      query: async <T>(sql: string, params?: Parameters<Database['query']>[1]) => {
        const text = stale ? sql.replace('WHERE', 'WHERE slot < 2 AND') : sql;
        stale = false;
        return db.query<T>(text, params);
      },
    };
    const { leases, leaders, pass } = aTown(['a', 'b'], (name) => (name === 'a' ? unlucky : other));
    await leases['a']!.beat();
    await leases['b']!.beat();
    pass(7000);
    breaks = true;
    await expect(leases['a']!.beat()).rejects.toThrow('no answer');
    await leases['b']!.beat();
    breaks = false;
    pass(11_000);
    stale = true;
    // Had it asked for the same slot again, it would count from now what the other has counted for 11 s.
    expect(await leases['a']!.beat()).toBe(true);
    pass(1000);
    expect(await leases['b']!.beat()).toBe(false);
    expect(await leaders()).toEqual(['a']);
  });

  test('leaves its lease to others though a row of it was lost whose token is remembered', async () => {
    await writeRows(db, 'leases', ['lease', 'slot', 'holder'], [['another', 2, 'x']], {
      token: 'lease/alerts/2',
    });
    const { leases, pass } = aTown(['a', 'b']);
    await leases['a']!.beat();
    await leases['b']!.beat();
    const led: boolean[] = [];
    for (let i = 0; i < 2; i += 1) {
      pass(times.silentMs);
      led.push(await leases['b']!.beat());
    }
    expect(led).toEqual([false, true]);
  });
});

describe('wall clocks', () => {
  test.each([-300_000, 300_000])('%i ms apart change nothing', async (skew) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { leases, leaders, pass } = aTown(['a', 'b'], (name) => (name === 'a' ? db : other));
    const noon = Date.parse('2026-03-11T12:00:00+08:00');
    const beatAs = async (name: 'a' | 'b', ms: number) => {
      vi.setSystemTime(noon + ms + (name === 'b' ? skew : 0));
      return leases[name]!.beat();
    };
    for (let ms = 0; ms < 10_000; ms += times.beatMs) {
      expect([await beatAs('a', ms), await beatAs('b', ms)]).toEqual([true, false]);
      pass(times.beatMs);
    }
    pass(times.silentMs - times.beatMs - 1);
    expect(await beatAs('b', 30_000)).toBe(false);
    pass(1);
    expect(await beatAs('b', 30_000)).toBe(true);
    expect([await beatAs('a', 30_000), await leaders()]).toEqual([false, ['b']]);
  });

  test('a row whose taken_at is years off is as good as any', async () => {
    await db.command("ALTER TABLE leases MODIFY COLUMN taken_at DEFAULT toDateTime64(0, 3, 'UTC')");
    const { leases, leaders } = aTown(['a', 'b']);
    await leases['a']!.beat();
    expect([await leases['b']!.beat(), await leaders()]).toEqual([false, ['a']]);
  });
});

describe('a replica that lags', () => {
  /** Sees rows up to a slot only, as a replica does that has not fetched the others; its inserts reach all. */
  const lagging = (upTo: () => number): Database => ({
    ...db,
    query: async <T>(sql: string, params?: Parameters<Database['query']>[1]) =>
      db.query<T>(sql.replace('WHERE', `WHERE slot <= ${upTo()} AND`), params),
  });

  test('lets nobody take over from a leader that beats elsewhere', async () => {
    const { leases, leaders, pass } = aTown(['a', 'b'], (name) => (name === 'a' ? db : lagging(() => 1)));
    for (let i = 0; i < 30; i += 1) {
      expect([await leases['a']!.beat(), await leases['b']!.beat()]).toEqual([true, false]);
      expect(await leaders()).toEqual(['a']);
      pass(times.beatMs);
    }
  });

  test('does not keep its own service from leading for ever once it has caught up', async () => {
    let seen = 1;
    const { leases, leaders, pass } = aTown(['a', 'b'], (name) => (name === 'a' ? db : lagging(() => seen)));
    for (let i = 0; i < 3; i += 1) await leases['a']!.beat();
    await leases['b']!.beat();
    pass(times.silentMs);
    expect(await leases['b']!.beat()).toBe(false);
    seen = 1000;
    pass(times.silentMs);
    await leases['b']!.beat();
    pass(times.silentMs);
    expect([await leases['b']!.beat(), await leaders()]).toEqual([true, ['b']]);
  });
});

describe('given up', () => {
  test('it is taken without waiting, and its former holder leads no more', async () => {
    const { leases, leaders } = aTown(['a', 'b']);
    await leases['a']!.beat();
    await leases['b']!.beat();
    await leases['a']!.release();
    expect(await leaders()).toEqual([]);
    expect(await leases['b']!.beat()).toBe(true);
    expect([await leases['a']!.beat(), await leaders()]).toEqual([false, ['b']]);
  });

  test('by one that does not lead, nothing is given up', async () => {
    const { leases, leaders } = aTown(['a', 'b']);
    await leases['a']!.beat();
    await leases['b']!.beat();
    const before = await slots();
    await leases['b']!.release();
    expect([await slots(), await leaders()]).toEqual([before, ['a']]);
  });

  test('a lease of another name is another lease', async () => {
    const digests = openAlertLease(other, { lease: 'digests', holder: 'd', times });
    const alerts = openAlertLease(db, { holder: 'a', times });
    expect([await digests.beat(), await alerts.beat()]).toEqual([true, true]);
    expect([await digests.holds(), await alerts.holds()]).toEqual([true, true]);
  });
});

describe('kept', () => {
  test('it is renewed by itself, through failures, until released', async () => {
    let broken = false;
    const failing: Database = {
      ...db,
      insertRaw: (statement) => (broken ? Promise.reject(new Error('down')) : db.insertRaw(statement)),
    };
    const quick = { silentMs: 1_200_000, leadMs: 600_000, beatMs: 5 };
    const lease = openAlertLease(failing, { holder: 'a', times: quick });
    const failures: unknown[] = [];
    const latest = async () => (await slots()).at(-1)?.slot ?? 0;
    lease.keep((error) => failures.push(error));
    await vi.waitUntil(async () => (await latest()) >= 3, { timeout: 20_000 });
    broken = true;
    await vi.waitUntil(() => failures.length >= 2, { timeout: 20_000 });
    broken = false;
    const then = await latest();
    await vi.waitUntil(async () => (await latest()) > then, { timeout: 20_000 });
    await lease.release();
    expect((await slots()).at(-1)).toMatchObject({ holder: '' });
    const last = await latest();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await latest()).toBe(last);
  });
});
