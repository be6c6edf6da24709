// A batch is handed on only where its partition stands: not beyond what was committed, nor again what was done.
import type { Batch, EachBatchPayload } from 'kafkajs';
import { expect, test } from 'vitest';
import type { CommitPoint } from '../../services/platform/event-bus.ts';
import { type Membership, makeMembership } from '../../services/platform/kafka-generation.ts';
import { makeLease } from '../../services/platform/kafka-lease.ts';
import { startsRight } from '../../services/platform/kafka-position.ts';

/** A partition as kafkajs holds it: where the next fetch begins. */
function partitionOf(point: CommitPoint | null, { low = 0, high = 1_000 } = {}) {
  const membership = makeMembership(async () => new Map(point ? [['t/0', point]] : []));
  const fetch = { from: -1 };
  const admin = { spans: async () => [{ partition: 0, low, high }] };
  const payloadAt = (fetchedOffset: number) =>
    ({
      batch: { topic: 't', partition: 0, fetchedOffset: String(fetchedOffset) } as unknown as Batch,
      resolveOffset: (offset: string) => {
        fetch.from = Number(offset) + 1;
      },
    }) as EachBatchPayload;
  const arrives = async (at: number): Promise<boolean> =>
    startsRight(payloadAt(at), membership.current()!, admin);
  return { membership, fetch, arrives, payloadAt };
}

const begin = (membership: Membership, generations = 1): void => {
  for (let i = 0; i < generations; i += 1) membership.begin([{ topic: 't', partition: 0 }]);
};

test('the first batch of a generation must begin at what was committed', async () => {
  const { membership, fetch, arrives } = partitionOf({ offset: 50, mark: '' });
  begin(membership, 2);
  expect(await arrives(100)).toBe(false);
  expect(fetch.from).toBe(50);
  expect(await arrives(50)).toBe(true);
});

test('where nothing was committed it must begin with the log, once there was a generation before', async () => {
  const first = partitionOf(null, { low: 7 });
  begin(first.membership);
  expect(await first.arrives(9)).toBe(true);
  const later = partitionOf(null, { low: 7 });
  begin(later.membership, 2);
  expect(await later.arrives(9)).toBe(false);
  expect(later.fetch.from).toBe(7);
});

test('a batch beyond the position comes after control records; it is put right once, then taken', async () => {
  const { membership, arrives } = partitionOf({ offset: 50, mark: '' });
  begin(membership, 2);
  expect([await arrives(53), await arrives(53)]).toEqual([false, true]);
});

test('a fetch that was overtaken is not handed on again', async () => {
  const { membership, fetch, arrives, payloadAt } = partitionOf({ offset: 50, mark: '' });
  begin(membership);
  expect(await arrives(50)).toBe(true);
  const generation = membership.current()!;
  const consumer = { pause: () => {}, resume: () => {} };
  makeLease({ payload: payloadAt(50), generation, consumer, fence: () => {}, topic: 't' }).advanceTo(60);
  expect(fetch.from).toBe(60);
  fetch.from = -1;
  expect(await arrives(50)).toBe(false);
  expect(fetch.from).toBe(60);
  expect(await arrives(60)).toBe(true);
});

test('where the log no longer reaches the position, what there is is handed on', async () => {
  const { membership, arrives } = partitionOf({ offset: 50, mark: '' }, { high: 20 });
  begin(membership);
  expect(await arrives(50)).toBe(true);
  expect([await arrives(0), await arrives(10)]).toEqual([true, true]);
});

test('a generation that ends while the broker is asked hands nothing on', async () => {
  const { membership, arrives } = partitionOf({ offset: 50, mark: '' });
  begin(membership);
  const arriving = arrives(50);
  membership.joining();
  expect(await arriving).toBe(false);
});
