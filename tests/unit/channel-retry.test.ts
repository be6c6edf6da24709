// When a failed message is tried again, and how many messages a channel is given.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SendFailure } from '../../services/alert/channels/channel.ts';
import { readRetryAfter } from '../../services/alert/channels/post-json.ts';
import { type Buckets, type Limit, limitsOf, takeToken } from '../../services/alert/channels/rate-limit.ts';
import { nextAttempt, RETRY_POLICY } from '../../services/alert/channels/retry-schedule.ts';

const passing: SendFailure = { ok: false, retry: true, detail: 'answered 500' };

test('pauses double up to the cap, and any part of them may be drawn', () => {
  const longest = (attempts: number) => nextAttempt(passing, attempts, 1 - Number.EPSILON);
  expect([1, 2, 3, 10, 11, 55].map(longest)).toEqual(
    [5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000].map((ms) => ({ again: true, afterMs: ms - 1 })),
  );
  expect(nextAttempt(passing, 20, 0)).toEqual({ again: true, afterMs: 0 });
});

test('after the last attempt it is a dead letter, and so is what can never succeed', () => {
  expect(nextAttempt(passing, RETRY_POLICY.mostAttempts, 0)).toEqual({
    again: false,
    because: '56 attempts failed, the last: answered 500',
  });
  expect(nextAttempt({ ok: false, retry: false, detail: 'answered 403' }, 1, 0)).toEqual({
    again: false,
    because: 'answered 403',
  });
});

test('what the receiver asks for comes before the pause, but not without end', () => {
  const asked = (retryAfterMs: number) => nextAttempt({ ...passing, retryAfterMs }, 1, 0.5);
  expect(asked(60_000)).toEqual({ again: true, afterMs: 62_500 });
  expect(asked(1e12)).toEqual({ again: true, afterMs: 6 * 3_600_000 + 2_500 });
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-03-11T01:00:00Z');
  const read = (text: string) => readRetryAfter(new Headers({ 'retry-after': text }), now);
  expect(read('120')).toBe(120_000);
  expect(read('Wed, 11 Mar 2026 01:00:30 GMT')).toBe(30_000);
  expect(read('Wed, 11 Mar 2026 00:00:00 GMT')).toBe(0);
  expect(['soon', '-5', '1.5'].map(read)).toEqual([null, null, null]);
  expect(readRetryAfter(new Headers(), now)).toBeNull();
});

/** Sends as soon as it may at each of the instants, waiting where it must. */
function sentAt(limits: readonly Limit[], gapsMs: readonly number[]): number[] {
  let buckets: Buckets | null = null;
  let now = 0;
  return gapsMs.map((gap) => {
    now += gap;
    for (;;) {
      const taken = takeToken(limits, buckets, now);
      buckets = taken.buckets;
      if (taken.ok) return now;
      now += taken.waitMs;
    }
  });
}

test('no minute, and no second, ever holds more than a limit allows', () => {
  const kinds = fc.constantFrom<Limit[]>(
    limitsOf({ kind: 'dingtalk' }),
    limitsOf({ kind: 'feishu' }),
    limitsOf({ kind: 'webhook', messagesPerMinute: 1 }),
    limitsOf({ kind: 'wecom', messagesPerMinute: 3 }),
  );
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(90_000)), { maxLength: 150 });
  fc.assert(
    fc.property(kinds, gaps, (limits, gapsMs) => {
      const sent = sentAt(limits, gapsMs);
      for (const { most, perSeconds } of limits)
        sent.forEach((at, i) => {
          const later = sent[i + most];
          expect(later === undefined || later - at >= perSeconds * 1000).toBe(true);
        });
    }),
  );
});

test('a limit is used, not only kept: an hour of DingTalk holds 10 a minute', () => {
  const sent = sentAt(limitsOf({ kind: 'dingtalk' }), Array(610).fill(0));
  expect(sent.at(-1)).toBe(3_600_000);
});

test('a clock set back gives no tokens and loses none', () => {
  const limits = [{ most: 4, perSeconds: 60 }];
  const first = takeToken(limits, null, 100_000);
  const back = takeToken(limits, first.buckets, 40_000);
  expect([back.ok, back.buckets]).toEqual([true, { at: 100_000, tokens: [0] }]);
});

test('without a limit everything goes', () => {
  expect(limitsOf({ kind: 'email' })).toEqual([]);
  expect(takeToken([], null, 0)).toMatchObject({ ok: true, waitMs: 0 });
});
