// The teller: when it tells, how it fails, and how it ends.
import { describe, expect, test } from 'vitest';
import type { TellerStore } from '../../services/alert/teller-store.ts';
import type { CardEvent } from '../../services/core/card-life.ts';
import { cardIdOf, REACHED, someFacts, someWithdrawal } from '../support/card-events.ts';
import { type MemoryTellerStore, makeTellerStore } from '../support/memory-teller-store.ts';
import { gatedStore, makeWorld, routesFrom, type WorldOptions } from '../support/teller-world.ts';

const AT_ONCE = { waitSeconds: 0 };
const MINUTE = 60_000;

interface House extends Partial<Omit<WorldOptions, 'storeOf' | 'routes'>> {
  readonly routes: readonly object[];
  readonly change?: (store: TellerStore) => TellerStore;
  readonly store?: MemoryTellerStore;
}

/** One process that leads; what happens to cards is appended and told it. */
async function aHouse({ routes, change = (same) => same, store = makeTellerStore(), ...options }: House) {
  const since = new Map([
    ['desk', 0],
    ['chat', 0],
  ]);
  const world = makeWorld({
    since,
    ...options,
    routes: routesFrom(...routes),
    storeOf: (gate) => gatedStore(change(store), gate),
  });
  world.lead(world.open());
  await world.advance(0);
  const happens = async (...events: readonly CardEvent[]): Promise<void> => {
    await store.append(events);
    world.wake();
    await world.advance(0);
  };
  /** Which channel got what, after how many milliseconds. */
  const arrived = () =>
    world.deliveries.map(
      ({ channel, message: { kind, cards }, at }) => `${at - REACHED} ${channel} ${kind} ${cards.length}`,
    );
  const stop = async () => {
    const stopped = world.leader()!.teller.stop();
    await world.advance(20_000);
    await stopped;
  };
  return { ...world, store, happens, arrived, stop };
}

const up = (name: string, change: Parameters<typeof someFacts>[0] = {}, at = REACHED): CardEvent => ({
  kind: 'raised',
  cardId: cardIdOf(name),
  key: '1',
  turn: 1,
  at,
  facts: someFacts(change),
});
const down = (name: string, turn = 1, at = REACHED): CardEvent => ({
  kind: 'withdrawn',
  cardId: cardIdOf(name),
  key: String(turn),
  turn,
  at,
  withdrawal: someWithdrawal,
});
const again = (name: string, at = REACHED): CardEvent => ({
  kind: 'reinstated',
  cardId: cardIdOf(name),
  key: '2',
  turn: 2,
  at,
  facts: someFacts({ elapsed: 9 }),
});

describe('when', () => {
  test('cards go together when the first has waited, full messages and those without a wait at once', async () => {
    const routes = [
      { channels: ['chat'], group: AT_ONCE, continue: true },
      { channels: ['desk'], group: { most: 3 } },
    ];
    const house = await aHouse({ routes });
    await house.happens(up('a'));
    await house.advance(10_000);
    await house.happens(up('b', {}, REACHED + 10_000));
    await house.advance(49_999);
    expect(house.arrived()).toEqual(['0 chat raised 1', '10000 chat raised 1']);
    await house.advance(1);
    expect(house.arrived().slice(2)).toEqual(['60000 desk raised 2']);
    const at = REACHED + MINUTE;
    await house.happens(up('c', {}, at), up('d', {}, at), up('e', {}, at));
    expect(house.arrived().slice(3)).toEqual(['60000 chat raised 3', '60000 desk raised 3']);
  });

  test('what waits for an opening goes then, however long ago it happened', async () => {
    const opens = REACHED + 60 * 3_600_000 + 7 * MINUTE;
    const house = await aHouse({
      routes: [{ channels: ['desk'], quiet: { calendar: 'cn' }, group: AT_ONCE }],
      openingAt: (_, at) => Math.max(at, opens),
    });
    await house.happens(up('a', { rung: 'warning' }));
    await house.advance(opens - REACHED - 1);
    expect(house.sends).toEqual([]);
    await house.advance(1);
    expect(house.arrived()).toEqual([`${opens - REACHED} desk raised 1`]);
  });

  test('a channel that is new is told of what happens from then on, and nothing to it of cards before', async () => {
    const since = new Map([
      ['desk', REACHED + 1],
      ['chat', REACHED],
    ]);
    const house = await aHouse({ routes: [{ channels: ['desk', 'chat'], group: AT_ONCE }], since });
    await house.happens(up('a'));
    await house.advance(1);
    await house.happens(up('b', {}, REACHED + 1));
    await house.happens(down('a', 1, REACHED + 1), down('b', 1, REACHED + 1));
    expect(house.arrived().filter((text) => text.includes('desk'))).toEqual([
      '1 desk raised 1',
      '1 desk withdrawn 1',
    ]);
    expect(house.arrived()).toContain('1 chat withdrawn 2');
  });

  test('what happened while nobody led is told at the start, a month back and no further', async () => {
    const store = makeTellerStore();
    const month = 30 * 24 * 3_600_000;
    await store.append([up('a', {}, REACHED - month), up('b', {}, REACHED - month - 1)]);
    const house = await aHouse({ routes: [{ channels: ['desk'] }], store });
    expect(house.arrived()).toEqual(['0 desk raised 1']);
  });

  test('a withdrawal reaches a channel that the routes no longer lead to', async () => {
    const store = makeTellerStore();
    const first = await aHouse({ routes: [{ channels: ['desk'], group: AT_ONCE }], store });
    await first.happens(up('a'));
    await first.stop();
    const second = await aHouse({ routes: [{ channels: ['chat'], group: AT_ONCE }], store });
    await second.happens(down('a'));
    expect(second.arrived()).toContain('0 desk withdrawn 1');
  });

  test('a card is told as it stood in the turn that the message is of', async () => {
    const house = await aHouse({ routes: [{ channels: ['desk'], group: AT_ONCE }] });
    await house.happens(up('a'));
    await house.happens(down('a'), again('a'));
    expect(
      house.deliveries.map(
        ({
          message: {
            kind,
            cards: [card],
          },
        }) => [kind, card!.state, card!.elapsed, card!.url],
      ),
    ).toEqual([
      ['raised', 'raised', 8.125, `https://x.example/cards/${cardIdOf('a')}`],
      ['withdrawn', 'withdrawn', 8.125, `https://x.example/cards/${cardIdOf('a')}`],
      ['reinstated', 'raised', 9, `https://x.example/cards/${cardIdOf('a')}`],
    ]);
  });
});

describe('a channel', () => {
  const both = [{ channels: ['desk', 'chat'], group: AT_ONCE }];

  test('that fails is tried again under the same id, later each time, and what follows waits', async () => {
    const house = await aHouse({ routes: both });
    house.setMode('desk', 'fails');
    await house.happens(up('a'));
    await house.advance(1000);
    await house.happens(down('a', 1, REACHED + 1000));
    await house.advance(20_000);
    expect(house.arrived()).toEqual(['0 chat raised 1', '1000 chat withdrawn 1']);
    const tried = house.sends.filter(({ channel }) => channel === 'desk');
    expect(tried.map(({ at }) => at - REACHED)).toEqual([0, 2500, 7500, 17_500]);
    expect(new Set(tried.map(({ messageId }) => messageId)).size).toBe(1);
    house.setMode('desk', 'takes');
    await house.advance(60_000);
    expect(house.arrived().slice(2)).toEqual(['37500 desk raised 1', '37500 desk withdrawn 1']);
    expect(house.observed.filter((text) => text.startsWith('desk'))).toEqual([
      ...Array(4).fill('desk failed'),
      'desk sent',
      'desk sent',
    ]);
  });

  test('that asks for time is given it', async () => {
    const house = await aHouse({ routes: both });
    house.setMode('desk', 'asks to wait');
    await house.happens(up('a'));
    await house.advance(22_499);
    expect(house.sends.filter(({ channel }) => channel === 'desk')).toHaveLength(1);
    await house.advance(1);
    expect(house.sends.filter(({ channel }) => channel === 'desk')).toHaveLength(2);
  });

  test.each(['hangs', 'is deaf'] as const)('that %s holds up no other', async (mode) => {
    const house = await aHouse({ routes: both });
    house.setMode('desk', mode);
    for (const name of ['a', 'b', 'c']) await house.happens(up(name));
    expect(house.arrived()).toEqual(Array(3).fill('0 chat raised 1'));
    expect(house.sends.filter(({ channel }) => channel === 'desk')).toHaveLength(1);
  });

  test('takes one message after another, no more in a while than it may be sent', async () => {
    const house = await aHouse({
      routes: [{ channels: ['desk'], group: { waitSeconds: 0, most: 1 } }],
      limitsOf: () => [{ most: 2, perSeconds: 60 }],
    });
    await house.happens(...['a', 'b', 'c'].map((name) => up(name)));
    await house.advance(5 * MINUTE);
    expect(house.deliveries.map(({ at }) => at - REACHED)).toEqual([0, MINUTE, 2 * MINUTE]);
  });

  test('that will never take a message makes a dead letter of it, and others go on', async () => {
    const house = await aHouse({ routes: both, draw: () => 0 });
    house.setMode('desk', 'fails');
    await house.happens(up('a'));
    expect(house.observed.filter((text) => text === 'desk failed')).toHaveLength(55);
    expect(house.observed).toContain('desk dead');
    house.setMode('desk', 'takes');
    await house.happens(up('b'));
    await house.advance(24 * 3_600_000);
    expect(house.arrived().filter((text) => text.includes('desk'))).toEqual(['0 desk raised 1']);
  });

  test('that is not configured any more keeps its messages, of which is warned once', async () => {
    const store = makeTellerStore();
    const first = await aHouse({ routes: both, store });
    first.setMode('desk', 'fails');
    await first.happens(up('a'));
    await first.stop();
    const since = new Map([['chat', 0]]);
    const second = await aHouse({ routes: both, store, since });
    const { teller } = second.leader()!;
    const stopped = teller.stop();
    await second.advance(MINUTE);
    await stopped;
    await teller.start();
    await second.advance(2 * 3_600_000);
    expect(second.warnings.map(({ fields }) => fields)).toEqual([{ channel: 'desk', messages: 1 }]);
    expect(second.sends).toEqual([]);
    const third = await aHouse({ routes: both, store });
    await third.advance(MINUTE);
    expect(third.arrived().map((text) => text.replace(/^\d+ /, ''))).toEqual(['desk raised 1']);
  });
});

describe('who does not lead', () => {
  test('stores nothing and sends nothing', async () => {
    const house = await aHouse({ routes: [{ channels: ['desk'], group: AT_ONCE }] });
    const former = house.leader()!;
    house.lead(house.open());
    await house.leader()!.teller.stop();
    await house.store.append([up('a')]);
    former.teller.wake();
    await house.advance(10 * MINUTE);
    expect([house.planned.size, house.sends]).toEqual([0, []]);
  });

  test('does not send what it stored while it led', async () => {
    const house = await aHouse({
      routes: [{ channels: ['desk'], group: AT_ONCE }],
      change: (store) => ({
        ...store,
        plan: async (...planned) => {
          const stored = await store.plan(...planned);
          house.lead(house.open());
          await house.leader()!.teller.stop();
          return stored;
        },
      }),
    });
    await house.happens(up('a'));
    await house.advance(10 * MINUTE);
    expect([house.planned.size, house.sends]).toEqual([1, []]);
  });
});

describe('the store', () => {
  const routes = [{ channels: ['desk'], group: AT_ONCE }];

  test('that cannot keep that a message was sent does not make it go again', async () => {
    let broken = true;
    const change = (store: TellerStore): TellerStore => ({
      ...store,
      settle: (...came) => (broken ? Promise.reject(new Error('disk full')) : store.settle(...came)),
    });
    const house = await aHouse({ routes, change });
    await house.happens(up('a'), up('b', { rung: 'yellow' }));
    await house.advance(10 * MINUTE);
    expect([house.sends.length, house.observed, house.warnings.length > 1]).toEqual([1, [], true]);
    broken = false;
    await house.advance(5000);
    expect([house.sends.length, house.observed]).toEqual([1, ['desk sent']]);
  });

  test('that fails for a while is asked again', async () => {
    let broken = false;
    const orBreak = <T>(work: () => Promise<T>) =>
      broken ? Promise.reject<T>(new Error('no answer')) : work();
    const change = (store: TellerStore): TellerStore => ({
      ...store,
      told: (ids) => orBreak(() => store.told(ids)),
      next: (...asked) => orBreak(() => store.next(...asked)),
    });
    const house = await aHouse({ routes, change });
    broken = true;
    await house.happens(up('a'));
    await house.advance(10_000);
    broken = false;
    await house.advance(MINUTE);
    expect(house.arrived().map((text) => text.replace(/^\d+ /, ''))).toEqual(['desk raised 1']);
  });

  test('that lost a message it had taken is given it anew after a while', async () => {
    let lost = false;
    const change = (store: TellerStore): TellerStore => ({
      ...store,
      plan: async (planned, state, at, spare) => {
        if (spare === 0) lost = true;
        return spare === 0 ? { is: 'refused' } : store.plan(planned, state, at, spare);
      },
    });
    const house = await aHouse({ routes, change });
    await house.happens(up('a'));
    await house.advance(60_000);
    expect([lost, house.sends]).toEqual([true, []]);
    await house.advance(120_000);
    expect(house.deliveries).toHaveLength(1);
    expect(house.warnings.map(({ fields }) => fields)).toEqual([{ spare: 0 }]);
  });
});

describe('the end', () => {
  const routes = [{ channels: ['desk'], group: AT_ONCE }];

  test.each(['hangs', 'is deaf'] as const)(
    'waits 10 s for a channel that %s; the message goes again under its id',
    async (mode) => {
      const house = await aHouse({ routes });
      house.setMode('desk', mode);
      await house.happens(up('a'));
      let ended = 0;
      void house
        .leader()!
        .teller.stop()
        .then(() => {
          ended = house.now();
        });
      await house.advance(20_000);
      expect(ended - REACHED).toBe(10_000);
      house.setMode('desk', 'takes');
      await house.leader()!.teller.start();
      await house.advance(0);
      expect([house.arrived(), new Set(house.sends.map(({ messageId }) => messageId)).size]).toEqual([
        ['20000 desk raised 1'],
        1,
      ]);
    },
  );

  test('waits no longer than it must, and nothing is told after it until the next start', async () => {
    const house = await aHouse({ routes });
    await house.happens(up('a'));
    await house.leader()!.teller.stop();
    expect(house.now()).toBe(REACHED);
    await house.happens(up('b'));
    await house.advance(30 * MINUTE);
    expect(house.deliveries).toHaveLength(1);
    await house.leader()!.teller.start();
    await house.leader()!.teller.start();
    await house.advance(0);
    expect(house.deliveries).toHaveLength(2);
  });

  test('that comes while it starts leaves nothing running', async () => {
    const house = await aHouse({ routes });
    const process = house.open();
    house.lead(process);
    await process.teller.stop();
    await house.happens(up('a'));
    await house.advance(30 * MINUTE);
    expect(house.sends).toEqual([]);
  });

  test('a start that failed can be tried again', async () => {
    let broken = true;
    const change = (store: TellerStore): TellerStore => ({
      ...store,
      waiting: () => (broken ? Promise.reject(new Error('no answer')) : store.waiting()),
    });
    const house = await aHouse({ routes, change: (store) => ({ ...change(store) }) }).catch(() => null);
    expect(house).not.toBeNull();
    await expect(house!.leader()!.teller.start()).rejects.toThrow('no answer');
    broken = false;
    await house!.leader()!.teller.start();
    await house!.happens(up('a'));
    expect(house!.deliveries).toHaveLength(1);
  });
});
