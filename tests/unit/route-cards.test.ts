// Which card goes where and when; what is grouped, held back and left untold.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Card, rungs } from '../../schemas/card.ts';
import { Route } from '../../schemas/channel.ts';
import { nextOpening } from '../../services/alert/quiet-hours.ts';
import {
  matches,
  messageIdOf,
  type Pending,
  planMessages,
  routeTelling,
  type Telling,
} from '../../services/alert/route-cards.ts';
import { aCard, manyCards, WITHDRAWN } from '../support/card-builder.ts';
import { calendars } from '../support/target-builder.ts';

const cn = calendars.get('cn')!;
const at = (text: string): number => Date.parse(`${text}+08:00`);
const openingAt = (quiet: NonNullable<Route['quiet']>, now: number) => nextOpening(quiet, cn, now);

const aRoute = (fields: object = {}) => Route.parse({ channels: ['desk'], ...fields });
/** A Wednesday in office hours. */
const NOON = at('2026-03-11T11:00:00');

const pending = (cards: readonly Card[], route = aRoute(), change: Partial<Telling> = {}): Pending[] =>
  cards.flatMap((card) => routeTelling({ card, kind: 'raised', at: NOON, ...change }, [route]));
const plan = (all: readonly Pending[], now: number) => planMessages(all, now, openingAt);
const ids = (all: readonly Pending[]): string[] => all.map(({ card }) => card.cardId);

describe('routes', () => {
  test('all conditions must hold, within one any value; a jurisdiction stands for what is in it', () => {
    const of = (match: object) => matches(aCard(), aRoute({ match }).match);
    expect(of({})).toBe(true);
    expect(of({ systems: ['gas', 'water'], rungs: ['red'] })).toBe(true);
    expect(of({ systems: ['water'], rungs: ['yellow'] })).toBe(false);
    expect(of({ jurisdictions: ['cn/jiangxi'] })).toBe(true);
    expect(of({ jurisdictions: ['cn/jiangxi/jian'] })).toBe(true);
    expect(of({ jurisdictions: ['cn/jiang'] })).toBe(false);
    expect(of({ jurisdictions: ['cn/jiangxi/jian/suichuan'] })).toBe(false);
    expect(of({ departments: ['吉安市水务公司'] })).toBe(true);
    expect(of({ departments: [''] })).toBe(false);
  });

  test('the first that matches ends it, unless it goes on; a channel is told once', () => {
    const routes = [
      aRoute({ match: { systems: ['gas'] }, channels: ['gas'] }),
      aRoute({ channels: ['log', 'desk'], continue: true, group: { waitSeconds: 0 } }),
      aRoute({ match: { rungs: ['red'] }, channels: ['desk', 'leaders'] }),
      aRoute({ channels: ['never'] }),
    ];
    const told = routeTelling({ card: aCard(), kind: 'raised', at: NOON }, routes);
    expect(told.map(({ channel, route }) => [channel, routes.indexOf(route)])).toEqual([
      ['log', 1],
      ['desk', 1],
      ['leaders', 2],
    ]);
  });

  test('what matches no route goes nowhere', () => {
    expect(
      routeTelling({ card: aCard(), kind: 'raised', at: NOON }, [aRoute({ match: { systems: ['gas'] } })]),
    ).toEqual([]);
  });
});

describe('grouping', () => {
  test('a hundred breaches in one minute are one message, in order of severity', () => {
    const route = aRoute({ group: { most: 101 } });
    const all = manyCards(100).flatMap((card, i) => pending([card], route, { at: NOON + i * 500 }));
    expect(plan(all, NOON + 59_999)).toMatchObject({ messages: [], nextAt: NOON + 60_000 });
    const { messages, held, nextAt } = plan(all, NOON + 60_000);
    expect([messages.length, held, nextAt]).toEqual([1, [], null]);
    const { cards, at: told } = messages[0]!.message;
    expect([cards.length, told]).toEqual([100, NOON + 99 * 500]);
    const ranks = cards.map(({ rung }) => Object.keys(rungs).indexOf(rung));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  });

  test('a full message does not wait, the rest does', () => {
    const route = aRoute({ group: { most: 40 } });
    const { messages, held, nextAt } = plan(pending(manyCards(100), route), NOON + 1);
    expect([messages.map(({ message }) => message.cards.length), held.length, nextAt]).toEqual([
      [40, 40],
      20,
      NOON + 60_000,
    ]);
  });

  test('one that is just full does not wait either', () => {
    const { messages, held } = plan(pending(manyCards(80), aRoute({ group: { most: 40 } })), NOON + 1);
    expect([messages.length, held]).toEqual([2, []]);
  });

  test('without a wait each goes when it comes', () => {
    const route = aRoute({ group: { waitSeconds: 0 } });
    expect(plan(pending([aCard()], route), NOON).messages).toHaveLength(1);
  });

  test('of one card nothing is told before what happened first, though its message is full', () => {
    const route = aRoute({ group: { most: 3 } });
    const cards = manyCards(3);
    const raised = pending(cards.slice(0, 1), route);
    const late = pending(cards, route, { kind: 'reply-overdue', at: NOON + 10_000 });
    const { messages, held, nextAt } = plan([...late, ...raised], NOON + 10_000);
    expect([messages, held.length, nextAt]).toEqual([[], 4, NOON + 60_000]);
    const { messages: both, held: none } = plan(held, NOON + 60_000);
    expect([both.map(({ message }) => message.kind), none]).toEqual([['raised', 'reply-overdue'], []]);
  });

  test('apart by what the route says, by kind, by channel and by route', () => {
    const cards = manyCards(6);
    const count = (all: readonly Pending[]) => plan(all, NOON + 60_000).messages.length;
    expect(count(pending(cards))).toBe(1);
    expect(count(pending(cards, aRoute({ group: { by: ['department'] } })))).toBe(3);
    expect(count(pending(cards, aRoute({ group: { by: ['rung', 'department'] } })))).toBe(4);
    expect(count(pending(cards, aRoute({ channels: ['a', 'b'] })))).toBe(2);
    const two = [
      ...pending(cards.slice(0, 3)),
      ...pending(cards.slice(3), aRoute(), { kind: 'reply-overdue' }),
    ];
    expect(count(two)).toBe(2);
  });
});

describe('quiet hours', () => {
  const quiet = { calendar: 'cn', breaksThrough: ['red', 'escalation'] };
  const evening = at('2026-03-13T20:00:00');
  const monday = at('2026-03-16T09:00:00');

  test('hold back to the next opening what does not break through', () => {
    const all = pending(manyCards(100), aRoute({ quiet }), { at: evening });
    const { messages, held, nextAt } = plan(all, evening + 60_000);
    expect(messages).toHaveLength(1);
    expect(new Set(messages[0]!.message.cards.map(({ rung }) => rung))).toEqual(
      new Set(['escalation', 'red']),
    );
    expect([new Set(held.map(({ card }) => card.rung)), nextAt]).toEqual([
      new Set(['yellow', 'warning']),
      monday,
    ]);
    expect(plan(held, monday - 1).messages).toEqual([]);
    expect(plan(held, monday).messages.map(({ message }) => message.cards.length)).toEqual([80]);
  });

  test('a test of a channel goes at any hour', () => {
    const [one] = pending([aCard({ rung: 'warning' })], aRoute({ quiet, group: { waitSeconds: 0 } }), {
      kind: 'test',
      at: evening,
    });
    expect(plan([one!], evening).messages).toHaveLength(1);
  });

  test('a card withdrawn before anybody was told is not told at all', () => {
    const route = aRoute({ quiet: { calendar: 'cn' } });
    const [up] = pending([aCard()], route, { at: evening });
    const [late] = pending([aCard()], route, { kind: 'reply-overdue', at: evening + 1 });
    const [down] = pending([aCard(WITHDRAWN)], route, { kind: 'withdrawn', at: evening + 2 });
    const other = pending([aCard({ cardId: 'other' })], route, { at: evening });
    const { messages, overtaken } = plan([down!, ...other, late!, up!], monday);
    expect(messages.map(({ tellings }) => ids(tellings))).toEqual([['other']]);
    expect(new Set(overtaken)).toEqual(new Set([up, late, down]));
  });

  test('a withdrawal of what was told is told; a late reply to it is not', () => {
    const [late] = pending([aCard()], aRoute(), { kind: 'reply-overdue' });
    const [down] = pending([aCard(WITHDRAWN)], aRoute(), { kind: 'withdrawn', at: NOON + 1 });
    const { messages, overtaken } = plan([late!, down!], NOON + 100_000);
    expect([messages.map(({ message }) => message.kind), overtaken]).toEqual([['withdrawn'], [late]]);
  });

  test('a withdrawal is told after an end that nobody was told of', () => {
    const [end] = pending([aCard()], aRoute(), { kind: 'settled' });
    const [down] = pending([aCard(WITHDRAWN)], aRoute(), { kind: 'withdrawn', at: NOON + 1 });
    const { messages, overtaken } = plan([end!, down!], NOON + 100_000);
    expect([messages.map(({ message }) => message.kind), overtaken]).toEqual([['withdrawn'], [end]]);
  });

  test('turns go before instants, which come from clocks that are not quite alike', () => {
    const [up] = pending([aCard()], aRoute(), { kind: 'reinstated', turn: 2, at: NOON });
    const [down] = pending([aCard(WITHDRAWN)], aRoute(), { kind: 'withdrawn', turn: 1, at: NOON + 1 });
    const { messages, overtaken } = plan([up!, down!], NOON + 100_000);
    expect([messages.map(({ message }) => message.kind), overtaken]).toEqual([
      ['withdrawn', 'reinstated'],
      [],
    ]);
  });

  test('up, down and up again is told as up', () => {
    const [up] = pending([aCard()]);
    const [down] = pending([aCard(WITHDRAWN)], aRoute(), { kind: 'withdrawn', at: NOON + 1 });
    const [again] = pending([aCard()], aRoute(), { kind: 'reinstated', turn: 2, at: NOON + 2 });
    const { messages, overtaken } = plan([up!, down!, again!], NOON + 100_000);
    expect([messages.map(({ message }) => message.kind), overtaken]).toEqual([['reinstated'], [up, down]]);
  });
});

describe('the id of a message', () => {
  const telling = (cardId: string, turn?: number) => ({ card: aCard({ cardId }), ...(turn ? { turn } : {}) });

  test('is that of its channel, kind and cards, in whatever order', () => {
    const id = messageIdOf('desk', 'raised', [telling('a'), telling('b')]);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(messageIdOf('desk', 'raised', [telling('b'), telling('a', 1)])).toBe(id);
    const others = [
      messageIdOf('other', 'raised', [telling('a'), telling('b')]),
      messageIdOf('desk', 'withdrawn', [telling('a'), telling('b')]),
      messageIdOf('desk', 'raised', [telling('a')]),
      messageIdOf('desk', 'raised', [telling('a,b')]),
      messageIdOf('desk', 'raised', [telling('a', 2), telling('b')]),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });

  test('stays, whenever the same is planned', () => {
    const all = pending(manyCards(5));
    const idAt = (list: readonly Pending[], now: number) => plan(list, now).messages[0]!.message.messageId;
    expect(idAt([...all].reverse(), NOON + 300_000)).toBe(idAt(all, NOON + 60_000));
  });
});

test('nothing is lost and nothing told twice, however often one plans', () => {
  const one = fc.record({
    i: fc.nat(30),
    kind: fc.constantFrom(
      'raised' as const,
      'withdrawn' as const,
      'reinstated' as const,
      'reply-overdue' as const,
    ),
    at: fc.nat(7 * 86_400_000),
    route: fc.constantFrom(
      aRoute(),
      aRoute({ group: { by: ['rung'], waitSeconds: 600, most: 3 } }),
      aRoute({ quiet: { calendar: 'cn', breaksThrough: ['red'] } }),
    ),
  });
  const cards = manyCards(31);
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (list) => {
      const coming = list
        .flatMap(({ i, kind, at: after, route }) => pending([cards[i]!], route, { kind, at: NOON + after }))
        .sort((a, b) => a.at - b.at);
      const done: Pending[] = [];
      let held: readonly Pending[] = [];
      let now = NOON;
      for (let next: number | null = NOON; next !== null || coming.length > 0; ) {
        now = Math.min(next ?? Number.POSITIVE_INFINITY, coming[0]?.at ?? Number.POSITIVE_INFINITY);
        const come = coming.splice(0, coming.findLastIndex((some) => some.at <= now) + 1);
        const planned = plan([...held, ...come], now);
        done.push(...planned.messages.flatMap(({ tellings }) => tellings), ...planned.overtaken);
        held = planned.held;
        next = planned.nextAt;
        expect(next === null || next > now).toBe(true);
        expect(next === null).toBe(held.length === 0);
      }
      expect(new Set(done).size).toBe(done.length);
      expect(done).toHaveLength(list.length);
    }),
    { numRuns: 200 },
  );
});
