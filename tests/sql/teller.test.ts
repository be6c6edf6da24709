// Tellers on the store itself: restarts and crashes between any two steps, and one who is frozen while another leads.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tellerStore } from '../../services/alert/teller-store.ts';
import type { CardEvent } from '../../services/core/card-life.ts';
import { appendCardEvents, readCardLives } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import { countSendings } from '../../services/store/outbox.ts';
import { cardIdOf, REACHED, someFacts } from '../support/card-events.ts';
import { openSharedDatabase, type SharedDatabase } from '../support/embedded-database.ts';
import { newTable } from '../support/new-table.ts';
import {
  type Action,
  faultsOf,
  runScript,
  SCRIPT_ROUTES,
  SCRIPT_SINCE,
  scriptOpeningAt,
  scripts,
} from '../support/teller-script.ts';
import { gatedDatabase, makeWorld, routesFrom, type World } from '../support/teller-world.ts';

let opened: SharedDatabase;
let other: Database;
let db: Database;

beforeAll(async () => {
  opened = await openSharedDatabase();
  ({ db, other } = opened);
});
afterAll(() => opened.close());
beforeEach(() => newTables());

async function newTables(): Promise<void> {
  for (const table of ['card_events', 'outbox']) await newTable(db, table);
}

/** Each process has one of two connections. */
function worldOver(options: Partial<Parameters<typeof makeWorld>[0]> = {}): World {
  let opened = 0;
  return makeWorld({
    routes: SCRIPT_ROUTES,
    since: SCRIPT_SINCE,
    openingAt: scriptOpeningAt,
    storeOf: (gate) => {
      opened += 1;
      return tellerStore(gatedDatabase(opened % 2 === 0 ? db : other, gate));
    },
    ...options,
  });
}

async function run(script: readonly Action[]) {
  const world = worldOver();
  const events = await runScript(world, script, (some) => appendCardEvents(db, some));
  return { world, events };
}

const statuses = async (): Promise<string[]> =>
  (await countSendings(db)).map(({ channel, status, n }) => `${channel} ${status} ${n}`);

describe('one frozen', () => {
  // Passed before and after each statement and each question of who leads.
  test.each(Array.from({ length: 17 }, (_, i) => i))(
    'after %i more steps, while another takes over and tells, tells nothing under a second id',
    async (passes) => {
      const { world, events } = await run([
        { do: 'up', card: 0 },
        { do: 'stall', passes, card: 1, next: 3, ms: 1 },
        { do: 'down', card: 0 },
        { do: 'thaw' },
        { do: 'pass', ms: 1 },
      ]);
      expect(faultsOf(world, events)).toEqual([]);
      expect((await statuses()).filter((text) => !text.includes('sent'))).toEqual([]);
    },
  );

  test('in random runs', async () => {
    await fc.assert(
      fc.asyncProperty(
        scripts.map((script) => script.slice(0, 20)),
        async (script) => {
          await newTables();
          const { world, events } = await run(script);
          expect(faultsOf(world, events)).toEqual([]);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

const up = (name: string): CardEvent => ({
  kind: 'raised',
  cardId: cardIdOf(name),
  key: '1',
  turn: 1,
  at: REACHED,
  facts: someFacts(),
});

describe('one killed', () => {
  const routes = routesFrom({ channels: ['desk'], group: { waitSeconds: 0 } });
  const since = new Map([['desk', 0]]);

  /** Breaks the store for who tells, from the first statement on that names this table in this way. */
  const dyingAt = (statement: RegExp) => {
    let dead = false;
    return worldOver({
      routes,
      since,
      storeOf: (gate) =>
        tellerStore(
          gatedDatabase(
            {
              ...db,
              query: (sql, params) => (dead ? new Promise(() => {}) : db.query(sql, params)),
              insertRaw: (text) => {
                dead ||= statement.test(text);
                return dead ? Promise.reject(new Error('killed')) : db.insertRaw(text);
              },
            },
            (work) => (dead ? work() : gate(work)),
          ),
        ),
    });
  };

  test('between storing and sending: who comes after sends it under the id it was stored with', async () => {
    await appendCardEvents(db, [up('a')]);
    const first = worldOver({ routes, since });
    first.setMode('desk', 'is deaf');
    first.lead(first.open());
    await first.advance(0);
    expect(await statuses()).toEqual(['desk planned 1']);
    await appendCardEvents(db, [up('b')]);
    const second = worldOver({ routes, since });
    second.lead(second.open());
    await second.advance(1000);
    expect(second.deliveries[0]!.messageId).toBe(first.sends[0]!.messageId);
    expect(second.deliveries.map(({ message }) => message.cards.map(({ cardId }) => cardId))).toEqual([
      [cardIdOf('a')],
      [cardIdOf('b')],
    ]);
    await second.leader()!.teller.stop();
    expect(await statuses()).toEqual(['desk sent 2']);
  });

  test.each([
    ['told as delivered', /INTO card_events /],
    ['kept as sent', /INTO outbox .*"sent"/s],
  ])('after sending, before it was %s: it is sent once more, under its id', async (_, statement) => {
    await appendCardEvents(db, [up('a')]);
    const first = dyingAt(statement);
    first.lead(first.open());
    await first.advance(0);
    expect(first.deliveries).toHaveLength(1);
    await appendCardEvents(db, [up('b')]);
    const second = worldOver({ routes, since });
    second.lead(second.open());
    await second.advance(1000);
    expect(second.deliveries.map(({ message }) => message.cards.length)).toEqual([1, 1]);
    expect(second.deliveries[0]!.messageId).toBe(first.deliveries[0]!.messageId);
    await second.leader()!.teller.stop();
    expect(await statuses()).toEqual(['desk sent 2']);
    const lives = await readCardLives(db, ['a', 'b'].map(cardIdOf));
    expect([...lives.values()].map(({ channels }) => channels)).toEqual([['desk'], ['desk']]);
  });
});

test('two who both believe that they lead tell everything under one id each', async () => {
  const routes = routesFrom({ channels: ['desk'], group: { waitSeconds: 0 } });
  const worlds = [0, 1].map(() => worldOver({ routes, since: new Map([['desk', 0]]) }));
  for (const world of worlds) world.lead(world.open());
  for (let i = 0; i < 12; i += 1) {
    await appendCardEvents(db, [up(`card ${i}`), up(`card ${i} too`)]);
    await Promise.all(
      worlds.map((world) => {
        world.wake();
        return world.advance(1);
      }),
    );
  }
  await Promise.all(worlds.map((world) => world.advance(120_000)));
  await Promise.all(worlds.map((world) => world.leader()!.teller.stop()));
  const idsOf = new Map<string, Set<string>>();
  for (const { messageId, message } of worlds.flatMap(({ deliveries }) => deliveries))
    for (const { cardId } of message.cards)
      idsOf.set(cardId, (idsOf.get(cardId) ?? new Set()).add(messageId));
  expect(idsOf.size).toBe(24);
  expect([...idsOf.values()].filter((ids) => ids.size > 1)).toEqual([]);
});
