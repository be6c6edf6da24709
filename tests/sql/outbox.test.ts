// The outbox: of plans made from the same knowledge one is stored, and no message is lost, doubled or out of order.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MessageKind } from '../../schemas/card.ts';
import { cardOf } from '../../services/core/card-shown.ts';
import { raiseCards, readCardLives, withdrawCards } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import {
  countSendings,
  type PlannedSending,
  readNextSendings,
  readOutboxState,
  readTold,
  type Sending,
  settleSending,
  storeSending,
  tellingKey,
} from '../../services/store/outbox.ts';
import { readTellable, readTellableOf, type TellableEvent } from '../../services/store/tellable-events.ts';
import { cardIdOf, REACHED, someFacts, someWithdrawal } from '../support/card-events.ts';
import { openSharedDatabase, type SharedDatabase } from '../support/embedded-database.ts';
import { newTable } from '../support/new-table.ts';

let opened: SharedDatabase;
let other: Database;
let db: Database;

beforeAll(async () => {
  opened = await openSharedDatabase();
  ({ db, other } = opened);
});
afterAll(() => opened.close());
beforeEach(async () => {
  for (const table of ['card_events', 'outbox']) await newTable(db, table);
  await raiseCards(db, named(['a', 'b', 'c']), REACHED);
});

const named = (names: readonly string[]) =>
  names.map((name) => ({ cardId: cardIdOf(name), facts: someFacts() }));

async function sendingOf(
  messageId: string,
  cards: readonly string[],
  { kind = 'raised', channel = 'mail' }: { kind?: MessageKind; channel?: string } = {},
): Promise<PlannedSending> {
  const lives = [...(await readCardLives(db, cards.map(cardIdOf))).values()];
  return {
    channel,
    message: { messageId, kind, at: REACHED, cards: lives.map((life) => cardOf(life, '/x')) },
    turns: lives.map(({ cardId, turn }) => ({ cardId, turn })),
  };
}

/** Stores what is planned from what the outbox holds now. */
async function store(planned: PlannedSending, at = REACHED): Promise<Sending> {
  const stored = await storeSending(db, planned, await readOutboxState(db), at);
  expect(stored.is).toBe('stored');
  return { ...planned, attempts: 0, nextAt: at, plannedAt: at };
}

const dueAt = async (now: number, channel = 'mail'): Promise<readonly Sending[]> =>
  (await readNextSendings(other, channel, now, 10)).due;
const idsAt = async (now: number): Promise<string[]> =>
  (await dueAt(now)).map(({ message }) => message.messageId);

describe('a plan', () => {
  test('is stored once of all made from the same knowledge, whoever makes them', async () => {
    for (let round = 0; round < 10; round += 1) {
      const state = await readOutboxState(round % 2 === 0 ? db : other);
      const plans = await Promise.all(
        Array.from({ length: 6 }, (_, i) => sendingOf(`r${round}-${i}`, i % 2 === 0 ? ['a'] : ['a', 'b'])),
      );
      const stored = await Promise.all(
        plans.map((one, i) => storeSending(i % 3 === 0 ? db : other, one, state, REACHED)),
      );
      expect(stored.filter(({ is }) => is === 'stored')).toHaveLength(1);
      expect(await countSendings(db)).toEqual([{ channel: 'mail', status: 'planned', n: round + 1 }]);
    }
  });

  test('of many messages is given up in the midst where another comes between', async () => {
    const first = await storeSending(db, await sendingOf('m1', ['a']), await readOutboxState(db), REACHED);
    if (first.is !== 'stored') throw new Error(first.is);
    const second = await sendingOf('m2', ['b']);
    const rival = await storeSending(other, await sendingOf('other', ['b', 'c']), first.state, REACHED);
    expect(rival.is).toBe('stored');
    expect(await storeSending(db, second, first.state, REACHED)).toEqual({ is: 'overtaken' });
    expect(await idsAt(REACHED)).toEqual(['m1', 'other']);
  });

  test('made before a freeze comes to nothing, however much was planned and sent since', async () => {
    const old = await readOutboxState(db);
    for (const name of ['a', 'b']) {
      const sending = await store(await sendingOf(`m-${name}`, [name]));
      await settleSending(db, sending, { became: 'sent' }, REACHED + 1);
    }
    await db.command('OPTIMIZE TABLE outbox FINAL');
    expect(await storeSending(other, await sendingOf('late', ['a', 'b']), old, REACHED)).toEqual({
      is: 'overtaken',
    });
    expect(await countSendings(db)).toEqual([{ channel: 'mail', status: 'sent', n: 2 }]);
  });

  test('stays good whatever becomes of messages that were planned before', async () => {
    const sending = await store(await sendingOf('m1', ['a']));
    const state = await readOutboxState(db);
    await settleSending(db, sending, { became: 'planned', error: 'busy', nextAt: REACHED + 9 }, REACHED + 1);
    await db.command('OPTIMIZE TABLE outbox FINAL');
    expect(await readOutboxState(other)).toBe(state);
    expect(await storeSending(db, await sendingOf('m2', ['b']), state, REACHED)).toMatchObject({
      is: 'stored',
    });
  });

  test('whose token was used up by what the store lost is refused, and goes by a spare one', async () => {
    const state = await readOutboxState(db);
    await store(await sendingOf('lost', ['a']));
    await db.command('DELETE FROM outbox WHERE true');
    expect(await readOutboxState(db)).toBe(state);
    const planned = await sendingOf('m1', ['a']);
    expect(await storeSending(db, planned, state, REACHED)).toEqual({ is: 'refused' });
    expect(await storeSending(db, planned, state, REACHED, 1)).toMatchObject({ is: 'stored' });
    expect(await idsAt(REACHED)).toEqual(['m1']);
  });
});

describe('a message', () => {
  test('planned before a crash is sent again under its id and as it was', async () => {
    const planned = await sendingOf('m1', ['a', 'b']);
    await store(planned);
    expect(await dueAt(REACHED)).toEqual([{ ...planned, attempts: 0, nextAt: REACHED, plannedAt: REACHED }]);
    expect(await dueAt(REACHED, 'chat')).toEqual([]);
  });

  test('that failed waits for its time; sent is the end of it', async () => {
    const first = await store(await sendingOf('m1', ['a']));
    await settleSending(db, first, { became: 'planned', error: 'busy', nextAt: REACHED + 500 }, REACHED + 1);
    expect(await readNextSendings(db, 'mail', REACHED + 499, 10)).toEqual({ due: [], nextAt: REACHED + 500 });
    const [second] = await dueAt(REACHED + 500);
    expect(second).toEqual({ ...first, attempts: 1, nextAt: REACHED + 500 });
    await settleSending(db, second!, { became: 'sent' }, REACHED + 501);
    // A former leader that was slow to fail.
    await settleSending(other, second!, { became: 'dead', error: 'gone' }, REACHED + 600);
    await settleSending(other, second!, { became: 'planned', error: 'busy', nextAt: REACHED }, REACHED + 601);
    expect(await readNextSendings(db, 'mail', REACHED + 9999, 10)).toEqual({
      due: [],
      nextAt: Number.POSITIVE_INFINITY,
    });
    expect(await countSendings(db)).toEqual([{ channel: 'mail', status: 'sent', n: 1 }]);
  });

  test('is told as delivered of each of its cards, once however often it was sent', async () => {
    await store(await sendingOf('m1', ['a', 'b']));
    const [sending] = await dueAt(REACHED);
    await Promise.all([
      settleSending(db, sending!, { became: 'sent' }, REACHED + 5),
      settleSending(other, sending!, { became: 'sent' }, REACHED + 6),
    ]);
    const lives = await readCardLives(db, ['a', 'b', 'c'].map(cardIdOf));
    expect(['a', 'b', 'c'].map((name) => lives.get(cardIdOf(name))!.channels)).toEqual([
      ['mail'],
      ['mail'],
      [],
    ]);
    expect(await db.query("SELECT count() AS n FROM card_events FINAL WHERE kind = 'delivered'")).toEqual([
      { n: 2 },
    ]);
  });

  test.each(['card_events', 'outbox'])(
    'is due again where its sender was killed before %s had it',
    async (table) => {
      const sending = await store(await sendingOf('m1', ['a']));
      const dying: Database = {
        ...db,
        insertRaw: (statement) =>
          statement.includes(`INTO ${table} `)
            ? Promise.reject(new Error('killed'))
            : db.insertRaw(statement),
      };
      await expect(settleSending(dying, sending, { became: 'sent' }, REACHED + 1)).rejects.toThrow('killed');
      expect(await dueAt(REACHED)).toEqual([sending]);
    },
  );

  test('waits behind an earlier one about one of its cards, on its own channel alone', async () => {
    const raised = await store(await sendingOf('m1', ['a', 'b']));
    await withdrawCards(db, [{ cardId: cardIdOf('a'), withdrawal: someWithdrawal }], REACHED + 5);
    await store(await sendingOf('m0', ['a'], { kind: 'withdrawn' }), REACHED - 9);
    await store(await sendingOf('m2', ['c'], { kind: 'withdrawn' }), REACHED + 1);
    await store(await sendingOf('m3', ['a'], { kind: 'withdrawn', channel: 'chat' }));
    await settleSending(db, raised, { became: 'planned', error: 'busy', nextAt: REACHED + 700 }, REACHED + 1);
    expect(await idsAt(REACHED + 99)).toEqual(['m2']);
    expect(await dueAt(REACHED, 'chat')).toHaveLength(1);
    const [free] = await dueAt(REACHED + 99);
    await settleSending(db, free!, { became: 'sent' }, REACHED + 100);
    expect(await readNextSendings(db, 'mail', REACHED + 699, 10)).toEqual({ due: [], nextAt: REACHED + 700 });
    const [again] = await dueAt(REACHED + 700);
    await settleSending(db, again!, { became: 'sent' }, REACHED + 701);
    expect(await idsAt(REACHED + 99)).toEqual(['m0']);
  });

  test('of a later turn waits behind those of an earlier one', async () => {
    const facts = named(['a']);
    await store(await sendingOf('m2', ['a'], { kind: 'withdrawn' }), REACHED + 1);
    await withdrawCards(db, [{ cardId: cardIdOf('a'), withdrawal: someWithdrawal }], REACHED + 5);
    await raiseCards(db, facts, REACHED + 6);
    await store(await sendingOf('m1', ['a'], { kind: 'reinstated' }));
    expect(await idsAt(REACHED + 9)).toEqual(['m2']);
  });

  test('is read in pages, the longest due first', async () => {
    for (const [i, name] of ['a', 'b', 'c'].entries())
      await store(await sendingOf(`m${i}`, [name]), REACHED - i);
    const page = await readNextSendings(db, 'mail', REACHED, 2);
    expect(page.due.map(({ message }) => message.messageId)).toEqual(['m2', 'm1']);
  });
});

test('what was planned is known by channel, kind, card and turn', async () => {
  await store(await sendingOf('m1', ['a', 'b']));
  const told = await readTold(db, [cardIdOf('a'), cardIdOf('c')]);
  expect([...told]).toEqual([tellingKey('mail', 'raised', { cardId: cardIdOf('a'), turn: 1 })]);
});

describe('what is to be told', () => {
  const many = Array.from({ length: 50 }, (_, i) => `card ${i}`);
  const read = async (from: number, pageSize: number) => {
    const pages: TellableEvent[][] = [];
    for await (const page of readTellable(db, from, pageSize)) pages.push(page);
    return pages;
  };

  test('comes in pages of whole cards that follow each other and end, each event once', async () => {
    // In two parts, told by two services, all at one instant.
    await raiseCards(db, named(many), REACHED + 5);
    await other.command('SYSTEM STOP MERGES card_events');
    const twice = named(many.slice(0, 20)).map(({ cardId }) => ({ cardId, withdrawal: someWithdrawal }));
    await withdrawCards(db, twice, REACHED + 6);
    const [whole, ...none] = await read(REACHED + 5, 1000);
    expect([whole!.length, none]).toEqual([70, []]);
    for (const size of [3, 7, 35, 70, 71]) {
      const pages = await read(REACHED + 5, size);
      expect(pages.flat()).toEqual(whole);
      expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(size);
      const cards = pages.map((page) => new Set(page.map(({ cardId }) => cardId)));
      expect(cards.reduce((sum, { size: n }) => sum + n, 0)).toBe(50);
    }
    await expect(read(REACHED + 5, 1)).rejects.toThrow('more than 1 events of a card');
  });

  test('is what happened since an instant, as messages name it, with what routes ask of a raise', async () => {
    await withdrawCards(db, [{ cardId: cardIdOf('b'), withdrawal: someWithdrawal }], REACHED + 10);
    await raiseCards(db, named(['d']), REACHED + 9);
    const shape = ({ kind, cardId, turn, at }: TellableEvent) => ({ kind, cardId, turn, at });
    const found = (await read(REACHED + 9, 10)).flat().sort((a, b) => a.at - b.at);
    expect(found.map(shape)).toEqual([
      { kind: 'raised', cardId: cardIdOf('d'), turn: 1, at: REACHED + 9 },
      { kind: 'withdrawn', cardId: cardIdOf('b'), turn: 1, at: REACHED + 10 },
    ]);
    const { system, jurisdiction, department, rung } = someFacts();
    expect(found[0]).toMatchObject({ system, jurisdiction, department, rung });
    const ofB = await readTellableOf(db, [cardIdOf('b')], REACHED);
    expect(ofB.map(({ kind }) => kind)).toEqual(['raised', 'withdrawn']);
  });
});
