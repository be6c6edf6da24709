// What is to happen to the cards of a case: each step, and none a second time.
import { expect, test } from 'vitest';
import { groundsOf } from '../../services/core/card-grounds.ts';
import { type CardEvent, type CardLife, foldCard } from '../../services/core/card-life.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { type CardRules, reconcileCards } from '../../services/core/reconcile-cards.ts';
import { instant, permitCase } from '../support/case-builder.ts';
import { ladders } from '../support/ladders.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';

const day = (date: number, time = '10:00') => `2026-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const at = (date: number, time?: string) => instant(day(date, time));
/** Five working days from acceptance: accepted on Monday 2 March, due at the end of Monday 9 March. */
const target = aTarget({ measured: { pauses: [{ ground: 'hearing' }] } });
const accepted = permitCase('one').received(day(2)).accepted(day(2));

const rules: CardRules = {
  catalogue: catalogueOf([target]),
  ladderOf: (one) => chooseLadder(one, ladders),
  idOf: ({ history }, { clock, rung }) => `${history.caseId} ${clock.target.target.id} ${rung}`,
  zoneOf: () => 'Asia/Shanghai',
};

type Case = typeof accepted;

/** What happens to the cards of a case, looked at at each of these instants. */
function follow(looks: readonly (readonly [Case, number])[], since = 0): CardEvent[] {
  const happened: CardEvent[] = [];
  for (const [one, now] of looks) {
    const events = one.events();
    const judged = judgeCase(events, rules.catalogue);
    const lives = new Map<string, CardLife>();
    for (const id of new Set(happened.map(({ cardId }) => cardId)))
      lives.set(id, foldCard(happened.filter(({ cardId }) => cardId === id))!);
    const grounds = groundsOf(judged, rules.ladderOf);
    happened.push(...reconcileCards({ events, judged, grounds, lives, since, now }, rules));
  }
  return happened;
}

const words = (events: readonly CardEvent[]) =>
  events.map(({ kind, cardId, turn }) => `${kind} ${cardId.split(' ').at(-1)} ${turn}`);

test('rungs are raised as they are reached, and once', () => {
  const looks = [at(3), at(6), at(9), at(10), at(10, '11:00'), at(20)].map((now) => [accepted, now] as const);
  expect(words(follow(looks))).toEqual([
    'raised warning 1',
    'raised yellow 1',
    'raised red 1',
    'raised escalation 1',
  ]);
});

test('those that were skipped are raised in order, each after the other, and called late', () => {
  const raised = follow([[accepted, at(20)]]);
  expect(words(raised)).toEqual([
    'raised warning 1',
    'raised yellow 1',
    'raised red 1',
    'raised escalation 1',
  ]);
  expect(raised.map((event) => event.at - at(20))).toEqual([0, 1, 2, 3]);
  expect(raised.every((event) => event.kind === 'raised' && event.facts.raisedLate)).toBe(true);
});

test('rungs reached before the first day of cards raise none', () => {
  expect(words(follow([[accepted, at(20)]], at(9)))).toEqual(['raised red 1', 'raised escalation 1']);
});

test('a paused clock reaches nothing', () => {
  const paused = accepted.begun('hearing', day(3));
  expect(follow([[paused, at(20)]])).toEqual([]);
});

test('an event told late takes the ground away, and is named; when it is taken back the card is up again', () => {
  const paused = accepted.begun('hearing', day(4, '09:00'));
  const resumed = paused.ended('hearing', day(4, '12:00'));
  const happened = follow([
    [accepted, at(10)],
    [paused, at(10, '12:00')],
    [resumed, at(10, '13:00')],
  ]);
  expect(words(happened)).toEqual([
    'raised warning 1',
    'raised yellow 1',
    'raised red 1',
    'withdrawn warning 1',
    'withdrawn yellow 1',
    'withdrawn red 1',
    ...words(happened).slice(6),
  ]);
  expect(words(happened).slice(6)).toContain('reinstated red 2');
  const [withdrawn] = happened.filter((event) => event.kind === 'withdrawn');
  expect(withdrawn?.withdrawal).toMatchObject({
    cause: 'event',
    eventType: 'permit.special-procedure.begun',
  });
});

test('where no event did it, the rules did', () => {
  const events = accepted.events();
  const judged = judgeCase(events, rules.catalogue);
  const [raised] = follow([[accepted, at(10)]]).filter(({ cardId }) => cardId.endsWith('red'));
  const life = { ...foldCard([raised!])!, cardId: 'a card of a target that is gone' };
  const grounds = groundsOf(judged, rules.ladderOf).slice(0, 0);
  const question = { events, judged, grounds, lives: new Map([[life.cardId, life]]), since: 0, now: at(10) };
  expect(reconcileCards(question, rules)).toMatchObject([
    { kind: 'withdrawn', withdrawal: { cause: 'rules' } },
  ]);
});

test('a card that asks for no reply is closed once its clock has stopped; a red one waits for people', () => {
  const completed = accepted.completed(day(11));
  const happened = follow([
    [accepted, at(10)],
    [completed, at(12)],
    [completed, at(13)],
  ]);
  expect(words(happened).slice(3)).toEqual(['closed warning 1', 'closed yellow 1']);
  expect(words(follow([[completed, at(12)]]))).toEqual([
    'raised warning 1',
    'closed warning 1',
    'raised yellow 1',
    'closed yellow 1',
    'raised red 1',
  ]);
});

test('what a card says is how things stood when the rung was reached', () => {
  const [raised] = follow([[accepted, at(10)]]).filter(({ cardId }) => cardId.endsWith('red'));
  expect(raised).toMatchObject({
    facts: {
      rung: 'red',
      caseId: 'one',
      limit: 5,
      unit: 'working_day',
      elapsed: 6,
      deadline: at(10, '00:00'),
      reachedAt: at(10, '00:00') + 1,
      clause: '1',
      replyDueAt: at(12, '00:00'),
    },
  });
});
