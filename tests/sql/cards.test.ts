// Cards in the store: told twice they are one, and their view says what the core says.
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CardDetail, CardPage } from '../../schemas/card-answers.ts';
import { answerError } from '../../services/api/answer-error.ts';
import { addCardRoutes } from '../../services/api/card-routes.ts';
import { type CardEvent, foldCard } from '../../services/core/card-life.ts';
import { appendCardEvents, raiseCards, readCardEvents, withdrawCards } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import {
  anyEvents,
  cardIdOf,
  REACHED,
  REPLY_DUE,
  someFacts,
  someWithdrawal,
} from '../support/card-events.ts';
import { openSharedDatabase, type SharedDatabase } from '../support/embedded-database.ts';

let opened: SharedDatabase;
let other: Database;
let db: Database;

beforeAll(async () => {
  opened = await openSharedDatabase();
  ({ db, other } = opened);
});
afterAll(() => opened.close());
beforeEach(async () => {
  await db.command('TRUNCATE TABLE card_events');
});

const count = async (sql: string): Promise<number> =>
  (await db.query<{ n: number }>(`SELECT count() AS n FROM ${sql}`))[0]!.n;
const named = (names: readonly string[]) =>
  names.map((name) => ({ cardId: cardIdOf(name), facts: someFacts() }));
const many = Array.from({ length: 300 }, (_, i) => `card ${i}`);

describe('two services at once', () => {
  test('raise each card once, as the earlier told it', async () => {
    const raises = named(many);
    await Promise.all([
      raiseCards(db, raises, REACHED + 7),
      raiseCards(other, [...raises].reverse(), REACHED + 5),
      raiseCards(other, raises.slice(0, 100), REACHED + 6),
    ]);
    expect(await count('card_events FINAL')).toBe(300);
    expect(await db.query('SELECT uniqExact(card_id) AS cards, count() AS rows FROM card_at')).toEqual([
      { cards: 300, rows: 300 },
    ]);
    // Every card that the service with the earlier clock told is as that one told it.
    const both = await db.query(
      `SELECT count() AS n FROM card_at WHERE card_id IN
         (SELECT card_id FROM card_events WHERE at = fromUnixTimestamp64Milli(${REACHED + 5}, 'UTC'))
       AND raised_at != fromUnixTimestamp64Milli(${REACHED + 5}, 'UTC')`,
    );
    expect(both).toEqual([{ n: 0 }]);
  });

  test('withdraw each card once, and reinstate it once', async () => {
    const raises = named(many);
    await raiseCards(db, raises, REACHED);
    const withdrawals = raises.map(({ cardId }) => ({ cardId, withdrawal: someWithdrawal }));
    await Promise.all([
      withdrawCards(db, withdrawals, REACHED + 1),
      withdrawCards(other, withdrawals, REACHED + 2),
    ]);
    await Promise.all([raiseCards(db, raises, REACHED + 3), raiseCards(other, raises, REACHED + 4)]);
    expect(await count('card_events FINAL')).toBe(900);
    expect(await db.query('SELECT state, turn, count() AS n FROM card_at GROUP BY state, turn')).toEqual([
      { state: 'raised', turn: 2, n: 300 },
    ]);
  });

  test('what was raised before is neither told nor stored again', async () => {
    const raises = named(['a', 'b']);
    expect(await raiseCards(db, raises.slice(0, 1), REACHED)).toHaveLength(1);
    expect((await raiseCards(other, raises, REACHED + 1)).map(({ cardId }) => cardId)).toEqual([
      cardIdOf('b'),
    ]);
    expect(await count('card_events')).toBe(2);
  });
});

describe('the view', () => {
  const ms = (name: string) => `toUnixTimestamp64Milli(v.${name}) AS ${name}`;
  const VIEW = `SELECT card_id, rung, state, turn, case_id, ${['raised_at', 'reached_at', 'acknowledged_at', 'replied_at', 'ended_at', 'withdrawn_at', 'reply_overdue_at'].map(ms)},
    channels, reply_late FROM card_at AS v ORDER BY card_id`;

  const expected = (events: readonly CardEvent[]) => {
    const life = foldCard(events);
    if (!life) return [];
    return [
      {
        card_id: life.cardId,
        rung: life.facts.rung,
        state: life.state,
        turn: life.turn,
        case_id: life.facts.caseId,
        raised_at: life.raisedAt,
        reached_at: life.facts.reachedAt,
        acknowledged_at: life.acknowledged?.at ?? null,
        replied_at: life.reply?.at ?? null,
        ended_at: life.end?.at ?? null,
        withdrawn_at: life.withdrawn?.at ?? null,
        reply_overdue_at: life.replyOverdueAt,
        channels: life.channels,
        reply_late: Number(life.replyLate),
      },
    ];
  };

  test('says of every card what the core says, and the events come back as they went', async () => {
    const ids = Array.from({ length: 400 }, (_, i) => cardIdOf(`any ${i}`)).sort();
    const lives = ids.map((id, i) => fc.sample(anyEvents(id), { numRuns: 1, seed: 7 + i })[0]!);
    // In two parts, which the engine has not merged.
    const all = lives.flat();
    await appendCardEvents(db, all.slice(all.length / 2));
    await appendCardEvents(other, all.slice(0, all.length / 2));
    const stored = await readCardEvents(db, ids);
    expect(ids.map((id) => foldCard(stored.get(id) ?? []))).toEqual(lives.map(foldCard));
    expect(await db.query(VIEW)).toEqual(lives.flatMap(expected));
    expect(new Set(lives.map((events) => foldCard(events)?.state)).size).toBe(7);
  });
});

describe('by HTTP', () => {
  let app: FastifyInstance;
  let now = REACHED + 1000;
  let deeds = 0;
  const at = (instant: number) => {
    now = instant;
  };

  beforeAll(async () => {
    app = fastify() as unknown as FastifyInstance;
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    app.setErrorHandler(answerError);
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    addCardRoutes(app, {
      shixian: { db },
      now: () => now,
      cardUrl: (id) => `https://x.example/cards/${id}`,
      onDeed: () => {
        deeds += 1;
      },
    });
    await app.ready();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    now = REACHED + 1000;
    await raiseCards(db, named(['a']), REACHED);
    const elsewhere = {
      system: 'gas',
      jurisdiction: 'cn/jiangxi/jian/suichuan',
      caseId: 'G-1',
      rung: 'yellow',
    } as const;
    await raiseCards(db, [{ cardId: cardIdOf('b'), facts: someFacts(elsewhere) }], REACHED + 1);
    await raiseCards(
      db,
      [{ cardId: cardIdOf('c'), facts: someFacts({ department: '水务局', caseId: 'W-2' }) }],
      REACHED + 2,
    );
  });

  const get = async <T>(url: string): Promise<T> => (await app.inject({ url })).json();
  const post = (name: string, deed: string, body: unknown, key?: string) =>
    app.inject({
      method: 'POST',
      url: `/v1/cards/${cardIdOf(name)}/${deed}`,
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      payload: JSON.stringify(body),
    });
  const namesOf = ({ cards }: CardPage) =>
    cards.map(({ cardId }) => ['a', 'b', 'c'].find((name) => cardIdOf(name) === cardId));

  test.each([
    ['', ['c', 'b', 'a']],
    ['?system=gas', ['b']],
    ['?within=cn/jiangxi/jian', ['c', 'b', 'a']],
    ['?within=cn/jiangxi/jian/suichuan', ['b']],
    ['?within=cn/jiangxi/ji', []],
    [`?department=${encodeURIComponent('水务局')}`, ['c']],
    ['?rung=yellow', ['b']],
    ['?caseId=W-2', ['c']],
    ['?state=acknowledged', ['a']],
    ['?state=closed', []],
    ['?state=all&system=water', ['c', 'a']],
  ])('the list %s', async (query, names) => {
    await post('a', 'acknowledge', { by: 'li' });
    const page = await get<CardPage>(`/v1/cards${query}`);
    expect([namesOf(page), page.total]).toEqual([names, names.length]);
  });

  test('the counts are of every state, and of what else is asked for', async () => {
    await post('a', 'acknowledge', { by: 'li' });
    await post('c', 'close', { by: 'li' });
    const every = [
      { state: 'acknowledged', n: 1 },
      { state: 'closed', n: 1 },
      { state: 'raised', n: 1 },
    ];
    const open = await get<CardPage>('/v1/cards');
    expect([open.states, open.total]).toEqual([every, 2]);
    const closed = await get<CardPage>('/v1/cards?state=closed');
    expect([closed.states, closed.total]).toEqual([every, 1]);
    const water = await get<CardPage>('/v1/cards?system=water&state=replied');
    expect([water.states, water.total]).toEqual([every.slice(0, 2), 0]);
  });

  test('what is stored is told at once, what is refused or done again is not', async () => {
    deeds = 0;
    await post('a', 'acknowledge', { by: 'li' }, 'k');
    await post('a', 'acknowledge', { by: 'li' }, 'k');
    await post('a', 'acknowledge', { by: 'wang' }, 'k');
    await post('a', 'reply', { by: 'li' });
    expect(deeds).toBe(1);
    await post('a', 'reply', { by: 'li', reason: 'rain' });
    await post('a', 'reply', { by: 'wang', reason: 'rain' });
    expect(deeds).toBe(2);
  });

  test('pages follow each other and end', async () => {
    const first = await get<CardPage>('/v1/cards?limit=2');
    expect([namesOf(first), first.total]).toEqual([['c', 'b'], 3]);
    const second = await get<CardPage>(`/v1/cards?limit=2&cursor=${first.next}`);
    expect([namesOf(second), second.next]).toEqual([['a'], null]);
  });

  test('a card through its life, with everything kept', async () => {
    await post('a', 'acknowledge', { by: 'li', note: 'seen' });
    at(REPLY_DUE + 60_000);
    const reply = { by: 'li', reason: '材料延误', expectedFinish: '2026-03-20' };
    expect((await post('a', 'reply', reply)).json()).toMatchObject({ state: 'replied', replyLate: true });
    at(REPLY_DUE + 120_000);
    const closed = await post('a', 'close', { by: 'wang', note: 'done' });
    expect(closed.statusCode).toBe(200);
    const detail = await get<CardDetail>(`/v1/cards/${cardIdOf('a')}`);
    expect(detail).toEqual(closed.json());
    expect(detail).toMatchObject({
      state: 'closed',
      url: `https://x.example/cards/${cardIdOf('a')}`,
      acknowledgement: { at: '2026-03-11T09:00:01+08:00', by: 'li', note: 'seen' },
      reply: { ...reply, at: '2026-03-13T17:31:00+08:00' },
      end: { by: 'wang', note: 'done' },
    });
    expect(detail.events.map(({ kind, by, words }) => [kind, by, words])).toEqual([
      ['raised', null, ''],
      ['acknowledged', 'li', 'seen'],
      ['replied', 'li', '材料延误'],
      ['closed', 'wang', 'done'],
    ]);
  });

  test('the same request again, with its key or without one, is done once', async () => {
    for (const key of ['k-1', undefined]) {
      const name = key === undefined ? 'b' : 'a';
      const reply = { by: 'li', reason: 'rain' };
      const first = await post(name, 'reply', reply, key);
      at(now + 5000);
      const again = await post(name, 'reply', reply, key);
      expect([again.statusCode, again.json()]).toEqual([200, first.json()]);
    }
    expect(await count("card_events WHERE kind = 'replied'")).toBe(2);
  });

  test.each(['reply', 'end'])(
    'of ten people at once one does it, the others are told so: %s',
    async (what) => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) => {
          if (what === 'reply') return post('a', 'reply', { by: `person ${i}`, reason: 'rain' });
          return post('a', i % 2 === 0 ? 'close' : 'uphold', { by: `person ${i}`, note: 'done' });
        }),
      );
      const done = answers.filter(({ statusCode }) => statusCode === 200);
      expect(done).toHaveLength(1);
      expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(9);
      const { events: _, ...card } = await get<CardDetail>(`/v1/cards/${cardIdOf('a')}`);
      expect(done[0]!.json()).toMatchObject(card);
      expect(card.state).toMatch(what === 'reply' ? /^replied$/ : /^(closed|upheld)$/);
    },
  );

  test.each([
    ['a', 'close', { by: 'x' }, 409, 'card-step-refused', 'state'],
    ['a', 'uphold', { by: 'x' }, 400, 'bad-question', 'note'],
    ['b', 'reply', { by: 'x', reason: ' ' }, 400, 'bad-question', 'reason'],
    [
      'b',
      'reply',
      { by: 'x', reason: 'r', expectedFinish: '2026-02-30' },
      400,
      'bad-question',
      'expectedFinish',
    ],
    ['b', 'acknowledge', { note: 'n' }, 400, 'bad-question', 'by'],
    ['b', 'acknowledge', { by: 'x', who: 'y' }, 400, 'bad-question', 'who'],
    ['never raised', 'close', { by: 'x' }, 404, 'card-not-found', 'id'],
  ])('%s %s %j is refused with %i %s %s', async (name, deed, body, status, code, field) => {
    await post('a', 'uphold', { by: 'wang', note: 'proven' });
    const answer = await post(name, deed, body);
    expect([answer.statusCode, answer.json().problems[0]]).toMatchObject([status, { code, field }]);
  });

  test('bad keys, ids and bodies are refused', async () => {
    const codes = async (
      answer: Promise<{ statusCode: number; json: () => { problems: { code: string }[] } }>,
    ) => {
      const { statusCode, json } = await answer;
      return [statusCode, json().problems[0]!.code];
    };
    expect(await codes(post('a', 'close', { by: 'x' }, 'a b'))).toEqual([400, 'bad-parameter']);
    expect(
      await codes(
        post('a', 'close', { by: 'x' }, 'k').then(() => post('a', 'uphold', { by: 'x', note: 'n' }, 'k')),
      ),
    ).toEqual([409, 'idempotency-key-reused']);
    expect(await codes(app.inject({ url: '/v1/cards/nothing' }))).toEqual([400, 'bad-parameter']);
    const url = '/v1/cards/nothing/close';
    expect(
      await codes(app.inject({ method: 'POST', url, payload: '{}', headers: { 'content-type': 'a/b' } })),
    ).toEqual([400, 'bad-parameter']);
    const bad = {
      method: 'POST',
      url: `/v1/cards/${cardIdOf('a')}/close`,
      payload: '{',
      headers: { 'content-type': 'a/b' },
    } as const;
    expect(await codes(app.inject(bad))).toEqual([400, 'bad-json']);
    expect(await codes(app.inject({ url: '/v1/cards?system=steam' }))).toEqual([400, 'unknown-system']);
  });
});
