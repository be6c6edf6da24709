// The cards of a digest: each figure by the instants of what happened, as the core folds a card as of any instant.
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CardCounts, CardFigures } from '../../schemas/digest.ts';
import { type CardEvent, type CardFacts, foldCard } from '../../services/core/card-life.ts';
import { CARDS, enterSince } from '../../services/store/alert-since.ts';
import { appendCardEvents } from '../../services/store/cards.ts';
import { dayPeriod } from '../../services/store/digest-period.ts';
import { edges, readDailyDigest, readMonthlyDigest } from '../../services/store/read-digest.ts';
import { readCardFigures } from '../../services/store/read-digest-cards.ts';
import { anyEvents, cardIdOf, someFacts, someWithdrawal } from '../support/card-events.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';

const at = (local: string) => Date.parse(`${local}+08:00`);
const LATER = at('2026-06-10T09:00:00');
let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  for (const table of ['card_events', 'alert_since']) await opened.db.command(`TRUNCATE TABLE ${table}`);
});

const beginAt = (instant: number) => enterSince(opened.db, [CARDS], instant);
const ofDay = async (period: string, now = LATER) =>
  (await readDailyDigest(opened.db, { period, now })).cards;
const ofMonth = async (period: string, now = LATER) =>
  (await readMonthlyDigest(opened.db, { period, now })).cards;

/** What happens to one card, each thing at a local time. */
const lifeOf = (name: string, ...things: [local: string, kind: string, change?: Partial<CardFacts>][]) => {
  let turn = 0;
  return things.map(([local, kind, change]): CardEvent => {
    if (kind === 'raised' || kind === 'reinstated') turn += 1;
    const isOnce = ['raised', 'reinstated', 'withdrawn', 'reply-overdue'].includes(kind);
    const told = { cardId: cardIdOf(name), key: isOnce ? String(turn) : local, turn, at: at(local) };
    if (kind === 'raised' || kind === 'reinstated') return { ...told, kind, facts: someFacts(change) };
    if (kind === 'withdrawn') return { ...told, kind, withdrawal: someWithdrawal };
    if (kind === 'replied') return { ...told, kind, by: 'wang', reason: 'pipes', expectedFinish: null };
    return { ...told, kind: kind as 'closed', by: 'wang', note: '' };
  });
};

const NOTHING: CardCounts['before'] = {
  raised: 0,
  reinstated: 0,
  withdrawn: 0,
  replied: 0,
  repliedLate: 0,
  closed: 0,
  upheld: 0,
  open: 0,
  repliesMissing: 0,
};

test('a store that never raised cards tells of none; one that raises them tells since when', async () => {
  expect(await ofDay('2026-03-11')).toBeNull();
  expect(await ofMonth('2026-03')).toBeNull();
  await beginAt(at('2026-03-11T10:00:00'));
  const zeros = { ...NOTHING, before: NOTHING };
  expect(await ofDay('2026-03-11')).toEqual({
    since: '2026-03-11T10:00:00+08:00',
    total: zeros,
    rungs: ['warning', 'yellow', 'red', 'escalation'].map((rung) => ({ rung, ...zeros })),
    units: [],
  });
  expect((await ofDay('2026-03-13'))!.since).toBeNull();
});

describe('a day', () => {
  beforeEach(async () => {
    await beginAt(at('2026-01-01T00:00:00'));
    const due = (local: string): Partial<CardFacts> => ({ replyDueAt: at(local) });
    await appendCardEvents(opened.db, [
      // The last millisecond of the 11th, and the first of the 12th.
      ...lifeOf('late', ['2026-03-11T23:59:59.999', 'raised', due('2026-03-12T24:00:00')]),
      ...lifeOf('early', [
        '2026-03-12T00:00:00',
        'raised',
        { ...due('2026-03-12T18:00:00'), rung: 'yellow' },
      ]),
      ...lifeOf(
        'answered',
        ['2026-03-11T09:00:00', 'raised', due('2026-03-12T10:00:00')],
        ['2026-03-12T10:00:00.001', 'replied'],
        ['2026-03-13T09:00:00', 'closed'],
      ),
      ...lifeOf(
        'wrong',
        ['2026-03-10T09:00:00', 'raised', { department: '' }],
        ['2026-03-11T10:00:00', 'upheld'],
        ['2026-03-12T11:00:00', 'withdrawn'],
        ['2026-03-12T12:00:00', 'reinstated', { rung: 'escalation', department: '', replyDueAt: null }],
      ),
    ]);
  });

  test('has what happened in it, and how cards stood at its end', async () => {
    const { total, rungs, units } = CardFigures.parse(await ofDay('2026-03-12'));
    expect(total).toEqual({
      raised: 2,
      reinstated: 1,
      withdrawn: 1,
      replied: 1,
      repliedLate: 1,
      closed: 0,
      upheld: 0,
      open: 4,
      repliesMissing: 1,
      before: { ...NOTHING, raised: 2, upheld: 1, open: 2 },
    });
    expect(rungs.map(({ rung, raised, open }) => [rung, raised, open])).toEqual([
      ['warning', 0, 0],
      ['yellow', 1, 1],
      ['red', 0, 2],
      ['escalation', 1, 1],
    ]);
    expect(units).toMatchObject([
      {
        department: '吉安市水务公司',
        raised: 1,
        open: 3,
        repliesMissing: 1,
        raisedByRung: { yellow: 1, red: 0 },
      },
      { department: '', raised: 1, withdrawn: 1, open: 1, raisedByRung: { escalation: 1 } },
    ]);
  });

  test('a reply due at 24:00 is missing from the next day on', async () => {
    const { total } = (await ofDay('2026-03-13'))!;
    expect(total).toMatchObject({ closed: 1, open: 3, repliesMissing: 2, before: { repliesMissing: 1 } });
  });

  test('that is not over is as of now', async () => {
    const { total } = (await ofDay('2026-03-12', at('2026-03-12T11:30:00')))!;
    expect(total).toMatchObject({ raised: 1, withdrawn: 1, open: 3, repliesMissing: 0 });
  });

  test('and its month add up', async () => {
    const { before, ...march } = (await ofMonth('2026-03'))!.total;
    expect({ ...march, before }).toMatchObject({
      raised: 5,
      withdrawn: 1,
      upheld: 1,
      closed: 1,
      open: 3,
      before: NOTHING,
    });
    expect((await ofMonth('2026-04'))!.total).toMatchObject({
      ...NOTHING,
      open: 3,
      repliesMissing: 2,
      before: march,
    });
  });
});

test('whatever is told, in any order, the figures are those of the core as of both ends', async () => {
  await beginAt(at('2026-01-01T00:00:00'));
  const lives = fc.tuple(...['a', 'b', 'c'].map((name) => anyEvents(cardIdOf(name))));
  const days = fc.constantFrom('2026-03-11', '2026-03-12', '2026-03-13', '2026-03-14');
  await fc.assert(
    fc.asyncProperty(lives, days, async (cards, day) => {
      const period = dayPeriod(day);
      await opened.db.command('TRUNCATE TABLE card_events');
      await appendCardEvents(opened.db, cards.flat());
      const { total, rungs, units } = CardFigures.parse(
        await readCardFigures(opened.db, period, edges(period, LATER)),
      );
      const from = at(`${day}T00:00:00`);
      const expected = countsOf(cards, from, from + DAY_MS - 1);
      expect(total).toEqual({ ...expected, before: countsOf(cards, from - DAY_MS, from - 1) });
      for (const group of [rungs, units])
        expect(group.reduce((sum, { open }) => sum + open, 0)).toBe(expected.open);
    }),
    { numRuns: 60 },
  );
});

const DAY_MS = 86_400_000;

/** By the core: stock by folding what was told up to the end, flow by the first of each kind in each turn. */
function countsOf(cards: readonly CardEvent[][], from: number, to: number): CardCounts['before'] {
  const counts = { ...NOTHING };
  for (const events of cards) {
    const told = events.filter((event) => event.at <= to);
    const life = foldCard(told);
    const isOpen = life !== null && ['raised', 'acknowledged', 'replied'].includes(life.state);
    if (isOpen) counts.open += 1;
    const dueAt = life?.facts.replyDueAt ?? null;
    if (isOpen && life.reply === null && dueAt !== null && dueAt < to) counts.repliesMissing += 1;
    for (const turn of [1, 2, 3]) countTurn(counts, foldTurn(told, turn), from);
  }
  return counts;
}

/** Each turn on its own, as if none had followed. */
const foldTurn = (events: readonly CardEvent[], turn: number) =>
  foldCard(events.filter((event) => event.turn === turn));

function countTurn(
  counts: { -readonly [Name in keyof typeof NOTHING]: number },
  life: ReturnType<typeof foldCard>,
  from: number,
): void {
  if (life === null) return;
  const { raisedAt, turn, withdrawn, reply, replyLate, end } = life;
  if (raisedAt >= from) counts.raised += 1;
  if (raisedAt >= from && turn > 1) counts.reinstated += 1;
  if (withdrawn && withdrawn.at >= from) counts.withdrawn += 1;
  if (reply && reply.at >= from) counts.replied += 1;
  if (reply && reply.at >= from && replyLate) counts.repliedLate += 1;
  if (end && end.at >= from) counts[end.kind === 'upheld' ? 'upheld' : 'closed'] += 1;
}
