// When a message may go, on the calendars that ship.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QuietHours } from '../../schemas/channel.ts';
import { nextOpening } from '../../services/alert/quiet-hours.ts';
import { calendars } from '../support/target-builder.ts';

const opening = (text: string, fields: object = {}, calendar = 'cn', offset = '+08:00'): string => {
  const quiet = QuietHours.parse({ calendar, ...fields });
  const found = nextOpening(quiet, calendars.get(calendar)!, Date.parse(`${text}${offset}`));
  const hours = Number(offset.slice(1, 3));
  return new Date(found + hours * 3_600_000).toISOString().slice(0, 19);
};

test('office hours: now while open, else the next opening; the noon rest is closed', () => {
  expect(opening('2026-03-11T09:00:00')).toBe('2026-03-11T09:00:00');
  expect(opening('2026-03-11T11:59:59')).toBe('2026-03-11T11:59:59');
  expect(opening('2026-03-11T12:00:00')).toBe('2026-03-11T13:30:00');
  expect(opening('2026-03-11T17:30:00')).toBe('2026-03-12T09:00:00');
  expect(opening('2026-03-13T18:00:00')).toBe('2026-03-16T09:00:00');
});

test('a make-up weekend is open, a holiday is not', () => {
  expect(opening('2026-02-14T08:00:00')).toBe('2026-02-14T09:00:00');
  expect(opening('2026-02-14T17:30:00')).toBe('2026-02-24T09:00:00');
});

test('times of day, on working days or on every day', () => {
  const open = '08:00-12:00,14:00-20:00';
  expect(opening('2026-03-14T07:00:00', { open })).toBe('2026-03-16T08:00:00');
  expect(opening('2026-03-14T07:00:00', { open, days: 'every' })).toBe('2026-03-14T08:00:00');
  expect(opening('2026-03-14T13:00:00', { open, days: 'every' })).toBe('2026-03-14T14:00:00');
  expect(opening('2026-03-14T20:00:00', { open, days: 'every' })).toBe('2026-03-15T08:00:00');
  expect(opening('2026-03-11T23:59:59', { open: '20:00-24:00' })).toBe('2026-03-11T23:59:59');
});

test('days the calendar does not cover count as working days', () => {
  expect(opening('2026-12-31T18:00:00')).toBe('2027-01-01T09:00:00');
  expect(opening('2027-01-02T03:00:00')).toBe('2027-01-02T09:00:00');
  expect(opening('2027-01-02T21:00:00', { open: '08:00-20:00' })).toBe('2027-01-03T08:00:00');
});

test('where the clocks change, times of day are those on the wall', () => {
  expect(opening('2012-03-24T21:00:00', { open: '08:00-20:00', days: 'every' }, 'nl', '+02:00')).toBe(
    '2012-03-25T08:00:00',
  );
});

test('what comes out is open, never before what went in, and nothing between is open', () => {
  const cn = calendars.get('cn')!;
  const from = Date.parse('2026-01-01T00:00:00+08:00');
  const quiet = QuietHours.parse({ calendar: 'cn' });
  fc.assert(
    fc.property(fc.nat(364 * 1440), (minute) => {
      const at = from + minute * 60_000;
      const found = nextOpening(quiet, cn, at);
      expect(found).toBeGreaterThanOrEqual(at);
      expect(nextOpening(quiet, cn, found)).toBe(found);
      if (found > at) expect(nextOpening(quiet, cn, found - 1)).toBe(found);
    }),
  );
});
