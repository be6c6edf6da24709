// Health: a quiet topic is idle, records that wait and go nowhere are stalled, and each trouble has its reason.
import { describe, expect, test } from 'vitest';
import { makeIngestHealth } from '../../services/ingest/ingest-health.ts';
import { failedRange, permit, range } from '../support/told-ranges.ts';

const HOUR = 3_600_000;

/** The broker is heard from at every instant unless a test cuts it off. */
function healthAt() {
  const clock = { at: 100_000, heardAt: null as number | null, isHeard: true };
  const health = makeIngestHealth({
    now: () => clock.at,
    heardAt: () => (clock.isHeard ? clock.at : clock.heardAt),
  });
  const state = () => health.health(clock.at).state;
  return { ...health, clock, state, now: () => health.health(clock.at) };
}

function assignedAt(...partitions: number[]) {
  const health = healthAt();
  health.watch.assigned(permit(...partitions));
  return health;
}

describe('before the first assignment', () => {
  test('it is starting and not ready, then ready', () => {
    const { watch, now, state } = healthAt();
    expect(now()).toMatchObject({ state: 'starting', ready: false, alive: true, since: 100_000 });
    expect(now().reason).toMatch(/assignment/);
    watch.assigned(permit(0));
    expect(now()).toMatchObject({ state: 'idle', ready: true, reason: null });
    watch.assigned([]);
    expect(state()).toBe('idle');
  });

  test('a broker that never answers is not there', () => {
    const { clock, now, state } = healthAt();
    clock.isHeard = false;
    clock.at += 60_000;
    expect(state()).toBe('starting');
    clock.at += 1000;
    expect(now()).toMatchObject({ state: 'disconnected', ready: false, alive: true, since: 100_000 });
    expect(now().reason).toBe('the broker has not answered for 61 s');
  });
});

describe('idle and working', () => {
  test('a topic without a record for hours is idle and ready', () => {
    const { clock, now } = assignedAt(0, 1);
    clock.at += 24 * HOUR;
    expect(now()).toMatchObject({ state: 'idle', ready: true, since: 100_000 });
    expect(now().partitions.map(({ state }) => state)).toEqual(['idle', 'idle']);
  });

  test('progress is work for a minute, then the topic is quiet', () => {
    const { watch, clock, state, now } = assignedAt(0);
    watch.fetched('permit', 0, 10, 10);
    expect(state()).toBe('working');
    watch.done(range());
    clock.at += 60_000;
    expect(state()).toBe('working');
    clock.at += 1;
    expect(now()).toMatchObject({ state: 'idle', since: 100_000, partitions: [{ lagOffsets: 0 }] });
  });

  test('the first record after a quiet night is no stall', () => {
    const { watch, clock, state } = assignedAt(0);
    watch.fetched('permit', 0, 10, 10);
    watch.done(range());
    clock.at += 10 * HOUR;
    watch.fetched('permit', 0, 11, 11);
    clock.at += 30_000;
    expect(state()).toBe('working');
  });

  test('a backlog that shrinks batch by batch is work, however long it takes', () => {
    const { watch, clock, state } = assignedAt(0);
    watch.fetched('permit', 0, 1000, 1_000_000);
    for (let batch = 0; batch < 20; batch++) {
      clock.at += 50_000;
      watch.done(range({ from: batch * 10, to: batch * 10 + 9, highWatermark: 1_000_000 }));
      expect(state()).toBe('working');
    }
  });
});

describe('stalled', () => {
  test('records wait and none became durable for more than a minute; the last error is the reason', () => {
    const { watch, clock, now, state } = assignedAt(0, 1);
    watch.fetched('permit', 0, 20, 20);
    for (const attempts of [1, 2, 3]) {
      clock.at += 20_000;
      watch.fetched('permit', 0, 20, 20);
      watch.failed(failedRange({ attempts }));
    }
    expect(state()).toBe('working');
    clock.at += 1000;
    expect(now()).toMatchObject({ state: 'stalled', ready: false, alive: true, since: 100_000 });
    expect(now().reason).toBe(
      'permit/0: records wait and none became durable for 61 s; offsets 10 to 19 failed 3 times, last with Error: connect ECONNREFUSED 127.0.0.1:8123',
    );
    expect(now().partitions.map(({ state }) => state)).toEqual(['stalled', 'idle']);
    watch.done(range({ from: 10, to: 19, highWatermark: 20 }));
    expect(now()).toMatchObject({ state: 'working', ready: true, reason: null });
  });

  test('also when a batch hangs without an error, and when the rest of a backlog does', () => {
    const { watch, clock, now } = assignedAt(0);
    watch.fetched('permit', 0, 10, 50);
    watch.done(range({ highWatermark: 50 }));
    clock.at += 61_000;
    expect(now()).toMatchObject({ state: 'stalled', partitions: [{ lagOffsets: 40 }] });
    expect(now().reason).toMatch(/no error was told/);
  });

  test('also when records lie at the broker and are never fetched', () => {
    const { heard, clock, state } = assignedAt(0);
    const told = { topic: 'permit', partition: 0, low: 0, high: 10, committed: null };
    heard([told, { ...told, topic: 'water' }], clock.at);
    clock.at += 61_000;
    heard([told], clock.at);
    expect(state()).toBe('stalled');
    heard([{ ...told, committed: { offset: 10, mark: '' } }], clock.at);
    expect(state()).toBe('idle');
  });

  test('positions of partitions of other processes do not matter', () => {
    const { heard, clock, now } = assignedAt(0);
    heard([{ topic: 'permit', partition: 1, low: 0, high: 10, committed: null }], clock.at);
    clock.at += HOUR;
    expect(now()).toMatchObject({ state: 'idle', partitions: [{ partition: 0 }] });
  });

  test('a generation after the other does not hide it; a partition given away is not ours', () => {
    const { watch, clock, state } = assignedAt(0, 1);
    watch.fetched('permit', 0, 20, 20);
    for (let generation = 0; generation < 4; generation++) {
      clock.at += 20_000;
      watch.assigned(permit(0, 1));
    }
    expect(state()).toBe('stalled');
    watch.assigned(permit(1));
    expect(state()).toBe('idle');
  });

  test('what is waiting shows no data and no password', () => {
    const { watch, clock, now } = assignedAt(0);
    const message =
      "connect http://app:geheim@db:8123: Cannot parse input: before: 'Zhang San 110101199003'\nmore";
    watch.failed(failedRange({ error: new Error(message) }));
    clock.at += 61_000;
    expect(now().reason).toMatch(/connect http:\/\/db:8123: Cannot parse input: before:…$/);
  });
});

describe('braked', () => {
  test('a partition that stands still makes the whole not ready until it goes on', () => {
    const { watch, clock, now, state } = assignedAt(0, 1);
    watch.fetched('permit', 1, 10, 200);
    const reason = 'more than 100 messages in a row were refused';
    watch.braked({ topic: 'permit', partition: 1, from: 17, reason });
    clock.at += HOUR;
    expect(now()).toMatchObject({ state: 'braked', ready: false, alive: true, since: 100_000 });
    expect(now().reason).toBe(`permit/1 stands still at offset 17: ${reason}`);
    watch.done(range({ partition: 0 }));
    expect(state()).toBe('braked');
    watch.done(range({ partition: 1, from: 17, to: 199, highWatermark: 200 }));
    expect(state()).toBe('working');
  });
});

describe('disconnected', () => {
  test('the broker is silent for more than a minute, quiet or not', () => {
    const { watch, clock, now, state } = assignedAt(0);
    watch.fetched('permit', 0, 10, 10);
    watch.done(range());
    Object.assign(clock, { isHeard: false, heardAt: clock.at + 5000, at: clock.at + 65_000 });
    expect(state()).not.toBe('disconnected');
    clock.at += 1000;
    expect(now()).toMatchObject({ state: 'disconnected', ready: false, alive: true, since: 105_000 });
    clock.isHeard = true;
    expect(now()).toMatchObject({ state: 'idle', ready: true });
  });

  test('a clock set back is no silence and no stall', () => {
    const { watch, clock, now } = assignedAt(0);
    watch.fetched('permit', 0, 10, 10);
    Object.assign(clock, { isHeard: false, heardAt: clock.at, at: clock.at - HOUR });
    expect(now()).toMatchObject({ state: 'working', ready: true });
  });

  test('consuming that ended for good is not alive', () => {
    const { died, now, watch } = assignedAt(0);
    died(new Error('the group is gone'));
    watch.assigned(permit(0));
    expect(now()).toMatchObject({ state: 'disconnected', ready: false, alive: false });
    expect(now().reason).toBe('consuming ended: Error: the group is gone');
  });
});
