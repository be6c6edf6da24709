// A reply that is overdue is said to be, at its instant, once in a turn, and only where one is waited for.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { watchReplies } from '../../services/alert/watch-replies.ts';
import type { CardEvent } from '../../services/core/card-life.ts';
import { appendCardEvents, raiseCards, withdrawCards } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import { cardIdOf, REACHED, REPLY_DUE, someFacts, someWithdrawal } from '../support/card-events.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

let opened: TestDatabase;
let db: Database;
let now = REACHED;

beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await db.command('TRUNCATE TABLE card_events');
  now = REACHED;
});

function watch(holds = true) {
  const told: CardEvent[] = [];
  const horizonMs = 30 * 86_400_000;
  const replies = watchReplies({
    db,
    now: () => now,
    holds: async () => holds,
    told: (events) => void told.push(...events),
    horizonMs,
  });
  return { told, ...replies };
}

const raise = (name: string, change: Parameters<typeof someFacts>[0] = {}) =>
  raiseCards(db, [{ cardId: cardIdOf(name), facts: someFacts(change) }], REACHED);

const deed = (name: string, kind: 'acknowledged' | 'closed') =>
  appendCardEvents(db, [
    { kind, cardId: cardIdOf(name), key: kind, turn: 1, at: REACHED + 5, by: 'Wang', note: '' },
  ]);

test('it is armed for the first millisecond after the deadline, and said then', async () => {
  await raise('a');
  await raise('asks-nothing', { replyDueAt: null });
  const { step, told } = watch();
  expect(await step()).toBe(REPLY_DUE + 1);
  now = REPLY_DUE;
  await step();
  expect(told).toEqual([]);
  now = REPLY_DUE + 1;
  await step();
  expect(told).toMatchObject([{ kind: 'reply-overdue', cardId: cardIdOf('a'), at: REPLY_DUE + 1 }]);
  await step();
  expect(told).toHaveLength(1);
});

test('cards raised meanwhile are armed too', async () => {
  const { step, raised, told } = watch();
  await step();
  raised(await raise('b'));
  expect(await step()).toBe(REPLY_DUE + 1);
  now = REPLY_DUE + 1;
  await step();
  expect(told).toHaveLength(1);
});

test('what was acknowledged still waits for its reply; what is closed or withdrawn does not', async () => {
  for (const name of ['seen', 'closed', 'gone']) await raise(name);
  const { step, told } = watch();
  await step();
  await deed('seen', 'acknowledged');
  await deed('closed', 'closed');
  await withdrawCards(db, [{ cardId: cardIdOf('gone'), withdrawal: someWithdrawal }], REACHED + 5);
  now = REPLY_DUE + 1;
  await step();
  expect(told.map(({ cardId }) => cardId)).toEqual([cardIdOf('seen')]);
});

test('begun anew long after, it says what was missed, and nothing twice', async () => {
  await raise('late');
  now = REPLY_DUE + 86_400_000;
  const first = watch();
  await first.step();
  const second = watch();
  await second.step();
  expect(first.told).toHaveLength(1);
  expect(second.told).toEqual([]);
});

test('who does not lead says nothing, and it stays owed', async () => {
  await raise('c');
  now = REPLY_DUE + 1;
  const { step, told } = watch(false);
  await expect(step()).rejects.toThrow('another process');
  expect(told).toEqual([]);
  const next = watch();
  await next.step();
  expect(next.told).toHaveLength(1);
});
