// GET /v1/cases/:caseId/rungs: what a case has reached and will reach, with the cards as they stand or would be.
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CaseRungs } from '../../schemas/rung-answers.ts';
import { createServer } from '../../services/api/create-server.ts';
import { openShixian, type Shixian } from '../../services/main.ts';
import { cardIdOf } from '../../services/store/card-ids.ts';
import { raiseCards, withdrawCards } from '../../services/store/cards.ts';
import { someFacts, someWithdrawal } from '../support/card-events.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { shippedRules } from '../support/simulated.ts';
import { asBatch } from '../support/test-intake.ts';

const TARGET = 'echeng-2023-permit-social-general-industrial';
const START = '2026-03-02T10:00+08:00';

let store: TestDatabase;
let shixian: Shixian;
let app: FastifyInstance;
let now = instant('2026-03-25T09:00+08:00');

const begun = (name: string) =>
  permitCase(name)
    .received(START, {
      jurisdiction: 'cn/hubei/ezhou/echeng',
      service: 'construction project approval',
      attributes: {
        projectKind: 'general-industrial',
        investment: 'social',
        landWithScheme: false,
        riskClass: 'general',
        department: '政务服务局',
      },
    })
    .accepted(START);

beforeAll(async () => {
  store = await openTestDatabase({ migrated: false });
  const opened = await openShixian({ db: store.db, rules: await shippedRules(), now: () => now });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  shixian = opened.value;
  app = await createServer({
    shixian,
    now: () => now,
    zoneOf: () => 'Asia/Shanghai',
    version: '0',
    webDir: null,
    logger: null,
    cardUrl: (id) => `https://page.example.org/cards/${id}`,
  });
  const paused = begun('still').begun('expert-review', '2026-03-10T09:00+08:00');
  const told = [begun('open'), begun('done').completed('2026-03-11T16:00+08:00'), paused];
  await shixian.takeIn(asBatch(told.flatMap((one) => one.messages())));
});
afterAll(async () => {
  await app?.close();
  await store?.close();
});

const ask = (caseId: string, query = '') =>
  app.inject({ method: 'GET', url: `/v1/cases/${caseId}/rungs${query}` });
const rungsOf = async (caseId: string) => CaseRungs.parse((await ask(caseId)).json());
const idOf = (rung: 'warning' | 'yellow') =>
  cardIdOf({ system: 'permit', caseId: 'open', group: null, targetId: TARGET, rung });

test('every rung of an open case in order, and the cards they would raise', async () => {
  const found = await rungsOf('open');
  expect(found).toMatchObject({ system: 'permit', caseId: 'open', asOf: '2026-03-25T09:00:00+08:00' });
  expect(found.rungs.map(({ rung, at, reached, state }) => [rung, at, reached, state])).toEqual([
    ['warning', '2026-03-23T00:00:00+08:00', true, null],
    ['yellow', '2026-03-28T00:00:00.001+08:00', false, null],
    ['red', '2026-03-31T00:00:00.001+08:00', false, null],
    ['escalation', '2026-04-03T00:00:00.001+08:00', false, null],
  ]);
  const red = found.rungs[2]!;
  expect(red).toMatchObject({ targetId: TARGET });
  expect(red.card).toMatchObject({
    rung: 'red',
    state: 'raised',
    caseId: 'open',
    department: '政务服务局',
    limit: 20,
    deadline: '2026-03-31T00:00:00+08:00',
    reachedAt: red.at,
    raisedAt: red.at,
    raisedLate: false,
    replyDueAt: '2026-04-02T00:00:00+08:00',
    url: `https://page.example.org/cards/${red.card.cardId}`,
  });
  expect(found.rungs[1]!.card).toMatchObject({ cardId: idOf('yellow'), replyDueAt: null });
});

test('a card that is kept is shown as it stands, a withdrawn one too', async () => {
  const facts = someFacts({ system: 'permit', caseId: 'open', targetId: TARGET, rung: 'warning' });
  await raiseCards(store.db, [{ cardId: idOf('warning'), facts }], now);
  const [raised] = (await rungsOf('open')).rungs;
  expect(raised).toMatchObject({
    state: 'raised',
    card: { cardId: idOf('warning'), department: facts.department },
  });
  await withdrawCards(store.db, [{ cardId: idOf('warning'), withdrawal: someWithdrawal }], now + 1);
  expect((await rungsOf('open')).rungs[0]).toMatchObject({
    state: 'withdrawn',
    card: { withdrawal: { eventId: someWithdrawal.eventId } },
  });
});

test('what is over or stands still reaches nothing more', async () => {
  expect((await rungsOf('done')).rungs).toEqual([]);
  expect((await rungsOf('still')).rungs).toEqual([]);
});

test('as time passes, what was to come is reached', async () => {
  const before = now;
  now = instant('2026-03-31T00:00:00.001+08:00');
  const { rungs } = await rungsOf('open');
  now = before;
  expect(rungs.map(({ reached }) => reached)).toEqual([true, true, true, false]);
});

test('an unknown case or system is refused', async () => {
  expect((await ask('nobody')).json()).toMatchObject({ problems: [{ code: 'case-not-found' }] });
  expect((await ask('nobody')).statusCode).toBe(404);
  expect((await ask('open', '?system=water')).statusCode).toBe(404);
  expect((await ask('open', '?system=steam')).statusCode).toBe(400);
  expect((await ask('open', '?colour=red')).statusCode).toBe(400);
});
