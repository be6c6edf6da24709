// What happens to cards, for tests: facts of a raise, and events of random lives.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { CardEvent, CardFacts } from '../../services/core/card-life.ts';

export const instantAt = (text: string): number => Date.parse(text);
export const cardIdOf = (name: string): string =>
  createHash('sha256').update(name).digest('hex').slice(0, 32);

export const REACHED = instantAt('2026-03-11T09:00:00+08:00');
export const REPLY_DUE = instantAt('2026-03-13T17:30:00+08:00');
const HOUR = 3_600_000;

export const someFacts = (change: Partial<CardFacts> = {}): CardFacts => ({
  rung: 'red',
  system: 'water',
  caseId: 'W-2026-0117',
  group: null,
  targetId: 'jian-water-1',
  jurisdiction: 'cn/jiangxi/jian',
  department: '吉安市水务公司',
  service: 'new water connection',
  documentTitle: '吉安市2023年优化营商环境工作要点',
  documentNumber: null,
  clause: '第三条第（二）项',
  limit: 8,
  unit: 'working_day',
  elapsed: 8.125,
  deadline: REACHED - 1,
  reachedAt: REACHED,
  raisedLate: false,
  replyDueAt: REPLY_DUE,
  zone: 'Asia/Shanghai',
  ...change,
});

export const someWithdrawal = {
  cause: 'event',
  eventId: 'evt-778',
  eventType: 'water.on',
  detail: '3月9日已通水，3月12日补录。',
} as const;

const turns = fc.integer({ min: 1, max: 3 });
const instants = fc.integer({ min: 0, max: 60 }).map((hours) => REACHED + hours * HOUR);
const keys = fc.constantFrom('a', 'b', 'c');

/** Any events of one card, more than the steps would allow, in any order, some of them told twice. */
export const anyEvents = (cardId: string): fc.Arbitrary<CardEvent[]> => {
  const up = fc.record({ turn: turns, at: instants }).map(({ turn, at }): CardEvent => {
    const kind = turn === 1 ? 'raised' : 'reinstated';
    return { kind, cardId, key: String(turn), turn, at, facts: someFacts({ reachedAt: at, elapsed: turn }) };
  });
  const ofTurn = fc
    .record({ turn: turns, at: instants, overdue: fc.boolean() })
    .map(
      ({ turn, at, overdue }): CardEvent =>
        overdue
          ? { kind: 'reply-overdue', cardId, key: String(turn), turn, at }
          : { kind: 'withdrawn', cardId, key: String(turn), turn, at, withdrawal: someWithdrawal },
    );
  const deed = fc
    .record({
      kind: fc.constantFrom('acknowledged', 'closed', 'upheld', 'replied', 'delivered'),
      key: keys,
      turn: turns,
      at: instants,
    })
    .map(({ kind, key: name, turn, at }): CardEvent => {
      // A key names one deed, which is of one turn and instant.
      const told = { cardId, key: `${name}-${turn}-${at}`, turn, at };
      if (kind === 'delivered') return { ...told, kind, channel: name };
      if (kind === 'replied') return { ...told, kind, by: name, reason: name, expectedFinish: null };
      return { ...told, kind: kind as 'closed', by: name, note: name };
    });
  return fc
    .array(fc.oneof(up, ofTurn, deed), { minLength: 1, maxLength: 12 })
    .chain((events) => fc.shuffledSubarray([...events, ...events], { minLength: events.length }));
};
