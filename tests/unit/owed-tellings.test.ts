// What is owed to which channel, from what happened and what was told.
import { expect, test } from 'vitest';
import type { MessageKind } from '../../schemas/card.ts';
import { addOwed, type OwedTelling } from '../../services/alert/owed-tellings.ts';
import { tellingKey } from '../../services/store/outbox.ts';
import type { TellableEvent } from '../../services/store/tellable-events.ts';
import { routesFrom } from '../support/teller-world.ts';

const routes = routesFrom(
  { match: { rungs: ['red'] }, channels: ['chiefs'], continue: true },
  { match: { systems: ['water'] }, channels: ['desk'] },
);
const since = new Map([
  ['desk', 100],
  ['chiefs', 500],
]);

const forPeople = new Set(['desk']);

const an = (kind: MessageKind, at: number, change: Partial<TellableEvent> = {}): TellableEvent => ({
  cardId: 'x',
  kind,
  turn: 1,
  at,
  system: 'water',
  jurisdiction: 'cn',
  department: '',
  rung: 'red',
  byProgram: false,
  ...change,
});

function owed(events: readonly TellableEvent[], told: readonly string[] = []): string[] {
  const found = new Map<string, OwedTelling>();
  addOwed(found, events, { routes, since, forPeople, told: new Set(told) });
  return [...found.values()].map(({ channel, kind, turn, at }) => `${channel} ${kind}#${turn} ${at}`).sort();
}
const key = (channel: string, kind: MessageKind, turn = 1) =>
  tellingKey(channel, kind, { cardId: 'x', turn });

test('a raise is owed where its routes lead, to channels that were there by then', () => {
  expect(owed([an('raised', 500)])).toEqual(['chiefs raised#1 500', 'desk raised#1 500']);
  expect(owed([an('raised', 499)])).toEqual(['desk raised#1 499']);
  expect(owed([an('raised', 99)])).toEqual([]);
  expect(owed([an('raised', 500, { rung: 'warning' })])).toEqual(['desk raised#1 500']);
  expect(owed([an('raised', 500, { system: 'gas', rung: 'warning' })])).toEqual([]);
});

test('what was told is owed no more, on that channel, of that kind, in that turn', () => {
  const events = [an('raised', 500), an('reinstated', 700, { turn: 2 })];
  expect(owed(events, [key('desk', 'raised'), key('chiefs', 'reinstated', 2)])).toEqual([
    'chiefs raised#1 500',
    'desk reinstated#2 700',
  ]);
});

test.each(['withdrawn', 'reply-overdue', 'settled'] as const)(
  '%s is owed to those who are told that the card went up in that turn, whatever its row says of routes',
  (kind) => {
    const after = an(kind, 600, { rung: 'warning', system: '' });
    expect(owed([after])).toEqual([]);
    expect(owed([after], [key('chiefs', 'raised')])).toEqual([`chiefs ${kind}#1 600`]);
    expect(owed([after], [key('chiefs', 'raised', 2), key('desk', 'reinstated', 2)])).toEqual([]);
    expect(owed([an('raised', 499), after])).toEqual(['desk raised#1 499', `desk ${kind}#1 600`]);
    // A telling before its raise, by a clock that was ahead.
    expect(owed([after, an('raised', 601)], [key('chiefs', 'raised')])).toContain(`desk ${kind}#1 600`);
  },
);

test('nothing follows a withdrawal in its turn', () => {
  const told = [key('desk', 'raised'), key('desk', 'withdrawn')];
  const events = [an('settled', 300), an('reply-overdue', 300), an('withdrawn', 400)];
  expect(owed(events, told)).toEqual([]);
  expect(owed([an('reinstated', 700, { turn: 2, rung: 'warning' })], told)).toEqual([
    'desk reinstated#2 700',
  ]);
});

test('the same event read twice is owed once', () => {
  const found = new Map<string, OwedTelling>();
  const owing = { routes, since, forPeople, told: new Set<string>() };
  for (let i = 0; i < 2; i += 1) addOwed(found, [an('raised', 200 + i)], owing);
  expect([...found.values()].map(({ channel, at }) => [channel, at])).toEqual([['desk', 200]]);
});

test('what the program closed by itself is told to programs, and not to people', () => {
  const told = [key('desk', 'raised'), key('chiefs', 'raised')];
  expect(owed([an('settled', 600, { byProgram: true })], told)).toEqual(['chiefs settled#1 600']);
  expect(owed([an('settled', 600)], told)).toEqual(['chiefs settled#1 600', 'desk settled#1 600']);
  expect(owed([an('withdrawn', 600, { byProgram: true })], told)).toHaveLength(2);
});
