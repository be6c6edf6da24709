// Which digest is owed at which instant, and that it is made once: by the leader alone, missed ones made up.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DigestMailings } from '../../schemas/channel.ts';
import {
  cronOf,
  type DigestKind,
  type DigestRun,
  latestDue,
  owedRun,
  timesOf,
  usualTimes,
} from '../../services/alert/digests/plan-digest-runs.ts';
import { scheduleDigests } from '../../services/alert/digests/schedule-digests.ts';

const at = (local: string) => Date.parse(`${local}+08:00`);
const due = (kind: DigestKind, local: string) => latestDue(kind, usualTimes, at(local));
const owed = (kind: DigestKind, last: string | null, since: string, now: string) =>
  owedRun(kind, usualTimes, { last, since: at(since), now: at(now) })?.period ?? null;

describe('the plan', () => {
  test('a day is told of on the next at half past seven, Beijing time', () => {
    expect(due('daily', '2026-10-30T07:30:00')).toEqual({
      kind: 'daily',
      period: '2026-10-29',
      dueAt: at('2026-10-30T07:30:00'),
    });
    expect(due('daily', '2026-10-30T07:29:59.999').period).toBe('2026-10-28');
    expect(due('daily', '2027-01-01T08:00:00').period).toBe('2026-12-31');
  });

  test('a month is told of on the first of the next at eight', () => {
    expect(due('monthly', '2026-11-01T08:00:00')).toMatchObject({
      period: '2026-10',
      dueAt: at('2026-11-01T08:00:00'),
    });
    expect(due('monthly', '2026-11-01T07:59:59').period).toBe('2026-09');
    expect(due('monthly', '2027-01-15T00:00:00').period).toBe('2026-12');
    expect(due('monthly', '2027-01-01T00:00:00').period).toBe('2026-11');
  });

  test('the times are those that are told, else the usual ones', () => {
    const told = DigestMailings.parse({ daily: { channels: ['desk'], at: '18:05' } });
    expect(timesOf(told)).toEqual({ daily: { hour: 18, minute: 5 }, monthly: usualTimes.monthly });
    const usual = DigestMailings.parse({ daily: { channels: ['desk'] }, monthly: { channels: ['desk'] } });
    expect([timesOf(usual), timesOf({})]).toEqual([usualTimes, usualTimes]);
    const bulletin = DigestMailings.parse({ monthly: { channels: ['desk'], day: 28, at: '00:00' } });
    expect(timesOf(bulletin).monthly).toEqual({ day: 28, hour: 0, minute: 0 });
    expect(cronOf('daily', timesOf(told))).toBe('5 18 * * *');
    expect(cronOf('monthly', timesOf(bulletin))).toBe('0 0 28 * *');
  });

  test('of several missed runs the latest alone is owed, once', () => {
    expect(owed('daily', '2026-10-20', '2026-10-30T12:00:00', '2026-10-30T12:00:00')).toBe('2026-10-29');
    expect(owed('daily', '2026-10-29', '2026-10-30T12:00:00', '2026-10-30T12:00:00')).toBeNull();
    expect(owed('monthly', '2026-08', '2026-10-30T12:00:00', '2026-10-30T12:00:00')).toBe('2026-09');
  });

  test('where none was ever made, none was missed before the start', () => {
    expect(owed('daily', null, '2026-10-30T12:00:00', '2026-10-30T12:00:00')).toBeNull();
    expect(owed('daily', null, '2026-10-30T12:00:00', '2026-10-31T07:30:00')).toBe('2026-10-30');
  });

  test('at any instant the run due is past, less than a period old, and its period was over', () => {
    const instants = fc.integer({ min: at('2024-01-01T00:00:00'), max: at('2030-01-01T00:00:00') });
    fc.assert(
      fc.property(instants, fc.constantFrom<DigestKind>('daily', 'monthly'), (now, kind) => {
        const { period, dueAt } = latestDue(kind, usualTimes, now);
        expect(dueAt).toBeLessThanOrEqual(now);
        expect(now - dueAt).toBeLessThan((kind === 'daily' ? 1 : 31) * 86_400_000);
        expect(dueAt).toBeGreaterThan(at(`${kind === 'daily' ? period : `${period}-28`}T23:59:59`));
      }),
    );
  });
});

describe('the schedule', () => {
  let made: string[];
  let last: Record<DigestKind, string | null>;
  let leads: boolean;
  let errors: unknown[];
  const running: { stop(): Promise<void> }[] = [];

  const keep = async ({ kind, period }: DigestRun) => {
    made.push(`${kind} ${period}`);
    last[kind] = period;
  };
  const schedule = (run: (owed: DigestRun) => Promise<void> = keep) => {
    const since = Date.now();
    const one = scheduleDigests({
      isLeader: () => leads,
      make: async (kind) => {
        const due = owedRun(kind, usualTimes, { last: last[kind], since, now: Date.now() });
        if (due !== null) await run(due);
      },
      onError: (error) => errors.push(error),
      times: usualTimes,
    });
    running.push(one);
    return one;
  };
  const until = (local: string) => vi.advanceTimersByTimeAsync(at(local) - Date.now());

  beforeEach(() => {
    vi.useFakeTimers({ now: at('2026-10-30T06:00:00') });
    made = [];
    errors = [];
    leads = true;
    last = { daily: '2026-10-28', monthly: '2026-09' };
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
    vi.useRealTimers();
  });

  test('makes each digest once, at its time', async () => {
    schedule();
    await until('2026-10-30T07:29:59');
    expect(made).toEqual([]);
    await until('2026-10-30T07:30:01');
    expect(made).toEqual(['daily 2026-10-29']);
    await until('2026-11-01T08:10:00');
    expect(made).toEqual(['daily 2026-10-29', 'daily 2026-10-30', 'daily 2026-10-31', 'monthly 2026-10']);
  });

  test('makes up what was missed once, at the start', async () => {
    last = { daily: '2026-10-20', monthly: '2026-07' };
    schedule();
    await vi.advanceTimersByTimeAsync(0);
    expect(made).toEqual(['daily 2026-10-28', 'monthly 2026-09']);
    await until('2026-10-30T07:25:00');
    expect(made).toHaveLength(2);
  });

  test('makes nothing while another leads, and makes it up on taking the lead', async () => {
    leads = false;
    schedule();
    await until('2026-10-30T07:45:00');
    expect(made).toEqual([]);
    leads = true;
    await until('2026-10-30T07:50:01');
    expect(made).toEqual(['daily 2026-10-29']);
  });

  test('a run longer than the time to the next try is not begun again', async () => {
    let end = () => {};
    const begun: string[] = [];
    schedule((one) => {
      begun.push(one.period);
      return new Promise((resolve) => {
        end = () => keep(one).then(resolve);
      });
    });
    await until('2026-10-30T08:05:00');
    expect(begun).toEqual(['2026-10-29']);
    end();
    await until('2026-10-30T09:05:00');
    expect(begun).toEqual(['2026-10-29']);
  });

  test('a run that fails is told of and tried again until it succeeds', async () => {
    let failures = 2;
    schedule(async (one) => {
      if (failures-- > 0) throw new Error('no mail server');
      await keep(one);
    });
    await until('2026-10-30T08:05:00');
    expect(errors).toHaveLength(2);
    expect(made).toEqual(['daily 2026-10-29']);
  });

  test('once stopped makes nothing more, and waits for the run under way', async () => {
    let ended = false;
    const one = schedule(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      ended = true;
    });
    await until('2026-10-30T07:30:01');
    let endedBefore: boolean | null = null;
    const stopped = one.stop().then(() => {
      endedBefore = ended;
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await stopped;
    expect(endedBefore).toBe(true);
    await until('2026-10-31T09:00:00');
    expect(made).toEqual([]);
  });
});
