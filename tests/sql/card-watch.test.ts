// Cards follow the clocks: over random cases, told late and in batches, with the watch begun anew in between, the cards
// that stand are those of a cold computation, each raised at its instant where it was known by then.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import { idOfGround } from '../../services/alert/look-at-cases.ts';
import { type CaseWatch, watchCases } from '../../services/alert/watch-cases.ts';
import { type Ground, groundsOf } from '../../services/core/card-grounds.ts';
import type { CardEvent, CardLife, UpEvent } from '../../services/core/card-life.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { readCardLives } from '../../services/store/cards.ts';
import { keyText } from '../../services/store/case-events.ts';
import type { Database } from '../../services/store/database.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { ladders } from '../support/ladders.ts';
import { BEGIN } from '../support/random-history.ts';
import { drawBatches, drawCalendars, everyTarget, openIntake } from '../support/random-store.ts';
import { emptyStore } from '../support/test-intake.ts';

const DAY = 86_400_000;
let opened: TestDatabase;
let db: Database;

beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
});
afterAll(() => opened.close());
beforeEach(async () => {
  await emptyStore(db);
  for (const table of ['card_events', 'case_rungs']) await db.command(`TRUNCATE TABLE ${table}`);
});

const known = drawCalendars(7, 2);
const catalogue = everyTarget(known);
const rules = {
  catalogue,
  ladderOf: (target: Parameters<typeof chooseLadder>[0]) => chooseLadder(target, ladders),
  idOf: idOfGround,
  zoneOf: () => 'Asia/Shanghai',
};

/** A watch whose time is moved by hand. */
function watchFrom(
  since: number,
  now: () => number,
  told: (events: readonly CardEvent[]) => void,
): CaseWatch {
  const holds = async () => true;
  return watchCases({ db, rules, epoch: 1, ladders: 'v1', now, since, holds, told, horizonMs: 20 * DAY });
}

async function runSeed(seed: number, restarts: boolean) {
  const batches = drawBatches(seed, 20, 20);
  const since = BEGIN + 5 * DAY;
  let now = batches[0]!.receivedAt;
  const takeIn = await openIntake(db, { known, catalogue, batches }, () => now);
  const events: CardEvent[] = [];
  const told: AcceptedEvent[] = [];
  const begin = () =>
    watchFrom(
      since,
      () => now,
      (some) => void events.push(...some),
    );
  let watch = begin();
  const runUntil = async (end: number) => {
    for (let at = await watch.step(); at <= end; at = await watch.step()) now = Math.max(now, at);
    now = Math.max(now, end);
  };
  for (const [i, batch] of batches.entries()) {
    if (restarts && i % 3 === 1) {
      now = batch.receivedAt;
      watch = begin();
      await watch.sweep();
    }
    await runUntil(batch.receivedAt);
    await takeIn(batch);
    told.push(...batch.events);
    if (!restarts || i % 4 !== 2) watch.changed(batch.events);
  }
  await watch.sweep();
  await runUntil(BEGIN + 120 * DAY);
  return { events, told, since, now };
}

/** Every ground of the cases that these events make, by the id of its card. */
function coldGrounds(told: readonly AcceptedEvent[]): Map<string, Ground> {
  const byCase = new Map<string, AcceptedEvent[]>();
  for (const event of told) byCase.set(keyText(event), [...(byCase.get(keyText(event)) ?? []), event]);
  const grounds = new Map<string, Ground>();
  for (const events of byCase.values()) {
    const judged = judgeCase(events, catalogue);
    for (const ground of groundsOf(judged, rules.ladderOf)) grounds.set(idOfGround(judged, ground), ground);
  }
  return grounds;
}

const isUp = ({ state }: CardLife): boolean => state !== 'withdrawn';

describe.each([
  ['never begun anew', false, 1],
  ['begun anew, deaf to some changes', true, 2],
] as const)('a watch %s', (_name, restarts, seed) => {
  test('ends with the cards of a cold computation', async () => {
    const { events, told, since, now } = await runSeed(seed, restarts);
    const lives = await readCardLives(db, new Set(events.map(({ cardId }) => cardId)));
    const grounds = coldGrounds(told);
    const reached = [...grounds].filter(([, { at }]) => at <= now);
    const due = reached.filter(([, { at }]) => at >= since).map(([id]) => id);
    const up = [...lives.values()].filter(isUp).map(({ cardId }) => cardId);
    expect(due.length).toBeGreaterThan(30);
    expect(due.filter((id) => !up.includes(id))).toEqual([]);
    expect(up.filter((id) => !reached.some(([name]) => name === id))).toEqual([]);
    expect(events.some(({ kind }) => kind === 'withdrawn')).toBe(true);
  });
});

test('a card is raised at the very instant, where everything was told in time', async () => {
  const { events } = await runSeed(4, false);
  const raises = events.filter((event): event is UpEvent => event.kind === 'raised');
  const atOnce = raises.filter(({ at, facts }) => at - facts.reachedAt <= 5);
  expect(atOnce.length).toBeGreaterThan(20);
  for (const { at, facts } of raises) {
    expect(at).toBeGreaterThanOrEqual(facts.reachedAt);
    expect(facts.raisedLate).toBe(at - facts.reachedAt > 60_000);
  }
});

test('what the store did not answer is asked again: nothing that changed is forgotten', async () => {
  const [batch] = drawBatches(9, 5, 1);
  const takeIn = await openIntake(db, { known, catalogue, batches: [batch!] }, () => batch!.receivedAt);
  await takeIn(batch!);
  let now = batch!.receivedAt;
  let failing = '';
  const query: Database['query'] = (sql, params) =>
    failing !== '' && sql.includes(failing) ? Promise.reject(new Error('away')) : db.query(sql, params);
  const told: CardEvent[] = [];
  const holds = async () => true;
  const watch = watchCases({
    ...{ db: { ...db, query }, rules, epoch: 1, ladders: 'v1', now: () => now, since: BEGIN, holds },
    told: (events) => void told.push(...events),
    horizonMs: 400 * DAY,
  });
  watch.changed(batch!.events);
  for (failing of ['last_ended_at <', 'FROM case_events AS e']) {
    now += 1000;
    await expect(watch.step()).rejects.toThrow('away');
  }
  failing = '';
  now += 1000;
  await watch.step();
  expect(told.length).toBeGreaterThan(5);
});
