// By when a card must be replied to, and how a card is named.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replyDueAt } from '../../services/core/reply-deadline.ts';
import { cardIdOf } from '../../services/store/card-ids.ts';
import { calendars } from '../support/target-builder.ts';

const cn = calendars.get('cn')!;
const within = (amount: number) => ({ amount, unit: 'working_day' as const });
const at = (stamp: string): number => Date.parse(`${stamp.replace(' ', 'T')}+08:00`);

describe('a reply is due', () => {
  test.each([
    ['the next day, when both work', '2026-03-11 09:00', 1, '2026-03-13 00:00'],
    ['as late, raised in the last millisecond of a day', '2026-03-11 23:59:59.999', 1, '2026-03-13 00:00'],
    ['a day later, raised at midnight', '2026-03-12 00:00', 1, '2026-03-14 00:00'],
    ['after the weekend', '2026-03-13 16:00', 1, '2026-03-17 00:00'],
    ['on a Saturday that makes up', '2026-02-13 16:00', 1, '2026-02-15 00:00'],
    ['after the Spring Festival', '2026-02-14 16:00', 1, '2026-02-25 00:00'],
    ['raised on a rest day, at the end of the first working day', '2026-03-14 10:00', 1, '2026-03-17 00:00'],
    ['some working days on', '2026-03-11 09:00', 3, '2026-03-17 00:00'],
  ])('%s', (_name, raisedAt, amount, due) => {
    expect(replyDueAt(within(amount), cn, at(raisedAt))).toBe(at(due));
  });

  test('nowhere in days that are not published', () => {
    expect(replyDueAt(within(1), cn, at('2026-12-30 09:00'))).toBe(at('2027-01-01 00:00'));
    expect(replyDueAt(within(1), cn, at('2026-12-31 09:00'))).toBeNull();
    expect(replyDueAt(within(1), cn, at('2030-05-01 09:00'))).toBeNull();
  });

  test('at the midnight that ends the last of so many working days after its own', () => {
    const span = cn.midnight.at(-1)! - cn.midnight[0]!;
    const anyInstant = fc.integer({ min: 0, max: span - 1 }).map((ms) => cn.midnight[0]! + ms);
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 30 }), (raisedAt, amount) => {
        const day = cn.midnight.findLastIndex((midnight) => midnight <= raisedAt);
        const due = replyDueAt(within(amount), cn, raisedAt);
        let left = amount;
        let next = day + 1;
        while (left > 0 && next < cn.shapeOf.length) if (cn.shapeOf[next++]! > 0) left--;
        expect(due).toBe(left > 0 ? null : cn.midnight[next]!);
      }),
    );
  });
});

describe('the name of a card', () => {
  const ground = { system: 'water', targetId: 'jian-water-1', rung: 'red' as const };

  test('is the beginning of a digest of its ground', () => {
    // printf 'water\nW-1\njian-water-1\nred' | sha256sum
    expect(cardIdOf({ ...ground, caseId: 'W-1', group: null })).toBe('bd7b218e0abc4b8f90d94ecc4925025d');
    expect(cardIdOf({ ...ground, caseId: null, group: '2026-10' })).toBe('34cbbe3d49451a7228a1e2ade09d5755');
  });
});
