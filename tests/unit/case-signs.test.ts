// The signs that a case shows by itself, at the edges of each.
import { describe, expect, test } from 'vitest';
import type { AcceptedEvent } from '../../schemas/envelope.ts';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { caseSigns } from '../../services/core/case-signs.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import type { CaseSign } from '../../services/core/sign.ts';
import { type CaseBuilder, instant, permitCase, type Telling } from '../support/case-builder.ts';
import { aTarget, calendars, catalogueOf } from '../support/target-builder.ts';

/** March 2024: the 4th is a Monday, and ten working days from Tuesday the 5th end with the 19th. */
const day = (date: number, time = '10:00') => `2024-03-${String(date).padStart(2, '0')}T${time}+08:00`;
const DAY = 86_400_000;

const pauses = [{ ground: 'hearing' }, { ground: 'correction' }];
const targets: CatalogueTarget[] = [
  aTarget({ id: 'ten-days', value: 10, measured: { service: 'permit', pauses } }),
  aTarget({
    id: 'capped',
    value: 10,
    measured: {
      service: 'capped',
      pauses: [{ ground: 'hearing', atMost: { amount: 960, unit: 'hour' } }],
    },
  }),
  aTarget({ id: 'group', value: 10, aggregation: 'average', measured: { service: 'group', pauses } }),
];

const begun = (service = 'permit', telling: Telling = {}): CaseBuilder =>
  permitCase('case').received(day(4), { service }, telling).accepted(day(5), telling);

const signsOf = (events: readonly AcceptedEvent[]): CaseSign[] =>
  caseSigns(judgeCase(events, catalogueOf(targets)), calendars);
const shown = (one: CaseBuilder, sign: string): CaseSign[] =>
  signsOf(one.events()).filter((found) => found.sign === sign);
const settled = { since: 0, receipt: '' };

describe('an end when no office works', () => {
  const found = (one: CaseBuilder) =>
    shown(one, 'off-hours-end').map(({ detail, amount }) => [detail, amount]);

  test('is told from 22:00 to 6:00, and on rest days but at noon and midnight', () => {
    expect(found(begun().completed(day(14, '21:59:59')))).toEqual([]);
    expect(found(begun().completed(day(14, '22:00:00')))).toEqual([['night', 22]]);
    expect(found(begun().completed(day(14, '05:59:59')))).toEqual([['night', 21_599 / 3600]]);
    expect(found(begun().completed(day(14, '06:00:00')))).toEqual([]);
    expect(found(begun().completed(day(14, '00:00:00')))).toEqual([]);
    expect(found(begun().completed(day(16, '12:00:00')))).toEqual([]);
    expect(found(begun().completed(day(16, '12:00:01')))).toEqual([['rest-day', 43_201 / 3600]]);
  });

  test('goes by the calendar of the clock, else of the country, and none but on its days', () => {
    const elsewhere = (jurisdiction: string, at: string) =>
      permitCase('case').received(at, { jurisdiction, service: 'none' });
    expect(found(elsewhere('cn/elsewhere', day(4)).completed(day(16)))).toEqual([['rest-day', 10]]);
    const queensday = '2011-04-30T10:00:00+02:00';
    expect(found(elsewhere('nl', queensday).completed(queensday))).toEqual([['rest-day', 10]]);
    expect(found(elsewhere('xx', day(4)).completed(day(16)))).toEqual([]);
    const before = '1991-03-02T10:00:00+08:00';
    expect(found(elsewhere('cn', before).completed('1991-03-03T23:00:00+08:00'))).toEqual([]);
  });

  test('is not told of a withdrawal, nor of a date', () => {
    expect(found(begun().withdrawn(day(16)))).toEqual([]);
    expect(found(begun().completed(day(16), { dayOnly: true }))).toEqual([]);
  });

  test('is not told of a date that a correction gave the time of', () => {
    const dated = begun().completed(day(15), { dayOnly: true, id: 'end' });
    expect(found(dated.corrected('end', { time: day(16) }, day(18)))).toEqual([['rest-day', 10]]);
    expect(found(dated.corrected('end', { time: day(15, '23:00') }, day(18)))).toEqual([['night', 23]]);
  });
});

describe('an end at the last moment', () => {
  const minutes = (one: CaseBuilder) => shown(one, 'ended-at-the-last-moment').map(({ amount }) => amount);

  test('is in the last office hour or later, where the deadline is a midnight', () => {
    expect(minutes(begun().completed(day(19, '16:30:00')))).toEqual([]);
    expect(minutes(begun().completed(day(19, '16:30:01')))).toEqual([26_999 / 60]);
    expect(minutes(begun().completed(day(19, '23:59:59')))).toEqual([1 / 60]);
    expect(minutes(begun().completed(day(18, '23:59:59')))).toEqual([]);
    expect(minutes(begun().completed(day(20, '00:00:01')))).toEqual([]);
    expect(minutes(begun('group').completed(day(19, '17:00:00')))).toEqual([]);
  });

  test('is no longer one when the case goes on', () => {
    expect(minutes(begun().completed(day(19, '17:00:00')).reopened(day(19, '18:00:00')))).toEqual([]);
  });
});

describe('a long pause', () => {
  const long = (one: CaseBuilder) => shown(one, 'long-pause');
  const heard = (one: CaseBuilder, from: string, to: string) =>
    one.begun('hearing', from).ended('hearing', to);
  const end = '2024-04-05T10:00:00+08:00';
  const second = '2024-04-05T10:00:01+08:00';
  const sign = { sign: 'long-pause', detail: 'ten-days' };
  const monthAfter = (stamp: string) => instant(stamp) + 30 * DAY;

  test('lasts more than thirty days', () => {
    expect(long(heard(begun(), day(6), end))).toEqual([]);
    expect(long(heard(begun(), day(6), second))).toEqual([
      { ...sign, ...settled, at: instant(end), amount: 30 + 1 / 86_400 },
    ]);
  });

  test('or over a day, and over half of the time to the stop', () => {
    const two = heard(begun(), day(6), day(8));
    expect(long(two.completed(day(9, '09:59:59')))).toEqual([
      { ...sign, ...settled, at: instant(day(9, '09:59:59')), amount: 2 },
    ]);
    expect(long(two.completed(day(9)))).toEqual([]);
    expect(long(heard(begun(), day(5, '10:01'), day(6, '10:01')).completed(day(6, '10:02')))).toEqual([]);
  });

  test('that goes on is told from the thirtieth day on, of whatever it will have come to', () => {
    const at = monthAfter(day(6));
    expect(long(begun().begun('hearing', day(6)))).toEqual([
      { ...sign, at, amount: null, since: at, receipt: '' },
    ]);
    const capped = begun('capped').begun('hearing', day(6));
    expect(long(capped)).toEqual([{ ...sign, detail: 'capped', at, amount: 40, since: at, receipt: '' }]);
    expect(long(capped.step('seen', '2024-04-15T10:00:00+08:00'))).toEqual([
      { ...sign, detail: 'capped', at, amount: 40, ...settled },
    ]);
  });

  test('counts once: that goes on when it has lasted longer than those before', () => {
    const from = '2024-05-06T10:00:00+08:00';
    const both = heard(begun(), day(6), '2024-04-15T10:00:00+08:00').begun('hearing', from);
    expect(long(both)).toEqual([
      { ...sign, at: monthAfter(from), amount: null, since: instant(from) + 40 * DAY, receipt: '' },
      { ...sign, at: monthAfter(day(6)), amount: 40, ...settled },
    ]);
    expect(long(both.ended('hearing', '2024-06-10T10:00:00+08:00'))).toEqual([
      { ...sign, at: monthAfter(day(6)), amount: 40, ...settled },
    ]);
  });
});

describe('pauses', () => {
  test('near the deadline are those begun when three quarters were used', () => {
    const near = (from: string) => shown(begun().begun('hearing', from), 'paused-near-deadline');
    expect(near(day(14))).toEqual([]);
    expect(near(day(15))).toEqual([
      { sign: 'paused-near-deadline', at: instant(day(15)), amount: 80, detail: 'ten-days', ...settled },
    ]);
    expect(near(day(20))).toEqual([]);
    expect(shown(begun('group').begun('hearing', day(15)), 'paused-near-deadline')).toEqual([]);
  });

  test('are many from the third on, and two grounds at once are one', () => {
    const often = [6, 7, 8].reduce(
      (one, date) => one.begun('hearing', day(date)).ended('hearing', day(date, '11:00')),
      begun(),
    );
    expect(shown(often, 'many-pauses')).toEqual([
      { sign: 'many-pauses', at: instant(day(8)), amount: 3, detail: 'ten-days', ...settled },
    ]);
    const lapping = begun().begun('hearing', day(6)).asked(day(7)).ended('hearing', day(8)).answered(day(9));
    expect(shown(lapping.asked(day(11)).answered(day(12)), 'many-pauses')).toEqual([]);
  });
});

describe('what is told late', () => {
  const late = (events: readonly AcceptedEvent[]) =>
    signsOf(events).filter(({ sign }) => sign === 'told-late');
  const live = (one: CaseBuilder) => one.events().map((event) => ({ ...event, live: true }));

  test('is more than three days late by its recording, of a date by the end of its day', () => {
    const recorded = (at: string, dayOnly = false) =>
      late(begun().completed(day(14), { recordedAt: at, receivedAt: at, dayOnly }).events()).map(
        ({ amount }) => amount,
      );
    expect(recorded(day(17))).toEqual([]);
    expect(recorded(day(17, '10:00:01'))).toEqual([3]);
    expect(recorded(day(18), true)).toEqual([]);
    expect(recorded(day(18, '10:00:01'), true)).toEqual([3]);
  });

  test('is told of each receipt apart, the most late first, and of a file never', () => {
    const one = permitCase('case')
      .received(day(4), {}, { receivedAt: day(12) })
      .accepted(day(5), { receivedAt: day(12, '11:00') })
      .step('review', day(6), { receivedAt: day(26) })
      .step('again', day(7), { recordedAt: day(12), receivedAt: day(12) });
    expect(late(one.events()).map(({ receipt, amount }) => [receipt, amount])).toEqual([['', 5]]);
    expect(late(live(one))).toEqual(
      [
        { at: instant(day(26)), amount: 20, detail: 'permit.step.done', receipt: '/desk 2024-03-26' },
        {
          at: instant(day(12, '11:00')),
          amount: 8,
          detail: 'permit.application.received',
          receipt: '/desk 2024-03-12',
        },
        { at: instant(day(12)), amount: 5, detail: 'permit.step.done', receipt: '' },
      ].map((sign) => ({ ...sign, sign: 'told-late', since: 0 })),
    );
  });

  test('stays told when it was retracted', () => {
    const one = begun().step('by mistake', day(6), { id: 'step', recordedAt: day(12), receivedAt: day(12) });
    expect(late(one.retracted('step', day(13)).events()).map(({ amount }) => amount)).toEqual([6]);
  });
});

describe('a correction', () => {
  const corrected = (one: CaseBuilder) => shown(one, 'corrected-after-deadline');

  test('tells when it came after the deadline of a clock that stands met', () => {
    const late = begun().completed(day(21), { id: 'end' });
    expect(corrected(late.corrected('end', { time: day(20) }, day(22)))).toEqual([]);
    expect(corrected(late.corrected('end', { time: day(19) }, day(22)))).toEqual([
      {
        sign: 'corrected-after-deadline',
        at: instant(day(22)),
        amount: 58,
        detail: 'permit.event.corrected',
        ...settled,
      },
    ]);
    const early = begun().completed(day(13), { id: 'end' });
    expect(corrected(early.corrected('end', { time: day(12) }, day(20, '00:00')))).toEqual([]);
  });
});

describe('contradictions', () => {
  test('are told each once, at the last event', () => {
    const twice = begun().completed(day(8)).completed(day(11)).completed(day(12));
    expect(shown(twice, 'closed-twice')).toEqual([
      { sign: 'closed-twice', at: instant(day(12)), amount: null, detail: '', ...settled },
    ]);
    const unclocked = begun().completed('2024-03-01T10:00:00+08:00');
    expect(signsOf(unclocked.events()).map(({ sign }) => sign)).toEqual(['end-before-start']);
  });

  test('a case that went on counts how often, at the last', () => {
    const one = begun().completed(day(8)).reopened(day(11)).completed(day(12)).reopened(day(13));
    expect(shown(one, 'reopened')).toEqual([
      { sign: 'reopened', at: instant(day(13)), amount: 2, detail: '', ...settled },
    ]);
  });
});
