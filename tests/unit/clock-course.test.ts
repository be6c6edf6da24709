// Where a clock starts, how a reopening undoes its end, days without their time, and limits that are dates on the case.
import { describe, expect, test } from 'vitest';
import { instant, permitCase } from '../support/case-builder.ts';
import {
  accepted,
  friday,
  inWords,
  monday,
  oneDay,
  received,
  target,
  thursday,
  tuesday,
  wednesday,
} from '../support/clock-in-words.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

describe('the start', () => {
  test('is the first anchor of the order of preference that occurred', () => {
    const promise = aTarget({
      measured: { starts: ['permit.application.accepted', 'permit.application.received'] },
    });
    expect(inWords(accepted.accepted(wednesday), friday, promise)).toContain('4 used');
    expect(inWords(permitCase('c').received(tuesday), friday, promise)).toContain('3 used');
    expect(inWords(permitCase('c').received(wednesday).accepted(tuesday), friday, promise)).toContain(
      '3 used',
    );
  });

  test('may ask for the data of its anchor', () => {
    const promise = aTarget({
      measured: { starts: [{ event: 'permit.stage.begun', data: { stage: 'construction-permit' } }] },
    });
    const told = accepted
      .stage('begun', 'construction-plan', tuesday)
      .stage('begun', 'construction-permit', wednesday);
    expect(inWords(told, friday, promise)).toContain('running, 2 used');
  });
});

describe('a reopened case', () => {
  test('shows its end until it was reopened, and the time in between counts from then on', () => {
    const told = accepted.completed(tuesday).reopened(thursday);
    expect(inWords(told, wednesday)).toBe('met, 1 used, due 03-10 00:00');
    expect(inWords(told, thursday)).toBe('running, 3 used, due 03-10 00:00');
  });

  test('counts nothing of a pause that lay in between', () => {
    const told = accepted
      .completed(tuesday)
      .begun('hearing', wednesday)
      .ended('hearing', thursday)
      .reopened('2026-03-05T11:00+08:00');
    expect(inWords(told, friday)).toBe('running, 3 used, due 03-11 00:00');
  });

  test('is paused where a pause began in between or before the end', () => {
    expect(inWords(accepted.completed(tuesday).begun('hearing', wednesday).reopened(thursday), friday)).toBe(
      'paused, 2 used, no deadline',
    );
    expect(inWords(accepted.begun('hearing', tuesday).completed(wednesday).reopened(thursday), friday)).toBe(
      'paused, 1 used, no deadline',
    );
  });

  test('is overdue where the limit passed in between', () => {
    const told = accepted.completed(tuesday).reopened(thursday).completed(friday);
    expect(inWords(told, wednesday, oneDay)).toBe('met, 1 used, due 03-04 00:00');
    expect(inWords(told, thursday, oneDay)).toBe('breached, 3 used, due 03-04 00:00');
    expect(inWords(told, friday, oneDay)).toBe('breached, 4 used, due 03-04 00:00');
  });

  test('may be ended and reopened again', () => {
    const told = accepted.completed(tuesday).reopened(wednesday).withdrawn(thursday).reopened(friday);
    expect(inWords(told, '2026-03-05T11:00+08:00')).toBe('void, 3 used, due 03-10 00:00');
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-10 00:00');
  });

  test('counts from where the cap of a pause was used up in between', () => {
    const told = accepted
      .begun('inspection', tuesday)
      .completed(wednesday)
      .reopened('2026-03-09T10:00+08:00');
    expect(inWords(told, friday)).toBe('met, 1 used, no deadline (pause-cap-used)');
    expect(inWords(told, '2026-03-09T11:00+08:00')).toBe('running, 3 used, due 03-12 00:00 (pause-cap-used)');
  });

  test('leaves a clock stopped that its own anchor had stopped', () => {
    const told = accepted
      .stage('ended', 'construction-plan', tuesday)
      .completed(wednesday)
      .reopened(thursday);
    expect(inWords(told, friday)).toBe('met, 1 used, due 03-10 00:00');
    expect(clockOf(told.events(), target).walk.t.at(-1)).toBe(instant(tuesday));
  });
});

describe('a day without its time', () => {
  test('is enough for whole days, even where the end stands before the start on one day', () => {
    const told = received
      .accepted('2026-03-02T15:00+08:00')
      .completed('2026-03-02T12:00+08:00', { dayOnly: true });
    expect(inWords(told, friday)).toBe('met, 0 used, due 03-10 00:00');
  });

  test('pairs with the begin of a pause on the same day', () => {
    const told = accepted
      .begun('hearing', '2026-03-04T15:00+08:00')
      .ended('hearing', '2026-03-04T12:00+08:00', { dayOnly: true });
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-10 00:00');
  });

  test('leaves a clock of hours unknown', () => {
    const hours = aTarget({ value: 40, unit: 'hour', measured: { method: 'cal_hours' } });
    const told = received.accepted(monday).completed('2026-03-03T12:00+08:00', { dayOnly: true });
    expect(inWords(told, friday, hours)).toContain('unknown, not counted');
    expect(clockOf(told.events(), hours).fault).toMatchObject({ code: 'date-only-stamp', field: 'time' });
  });

  test('changes nothing for a clock of hours where the event does not move it', () => {
    const hours = aTarget({ value: 400, unit: 'hour', measured: { method: 'cal_hours' } });
    const told = received.accepted(monday).step('x', '2026-03-03T12:00+08:00', { dayOnly: true });
    expect(inWords(told, tuesday, hours)).toContain('running, 24 used');
  });
});

describe('a limit that is a date on the case', () => {
  const promise = aTarget({ value: null, measured: { limitFromCase: 'promisedBy' } });
  const by = (promisedBy: string) =>
    permitCase('c').received('2026-03-02T09:00+08:00', { attributes: { promisedBy } }).accepted(monday);

  test('lasts to the end of a bare date, or to the instant told', () => {
    expect(inWords(by('2026-03-05'), wednesday, promise)).toBe('running, 2 used, due 03-06 00:00');
    expect(inWords(by('2026-03-05T12:00:00+08:00'), friday, promise)).toBe(
      'breached, 4 used, due 03-05 12:00',
    );
  });

  test('moves with the date from its telling on, until it has passed', () => {
    const moved = by('2026-03-05').changed({ promisedBy: '2026-03-10' }, wednesday);
    expect(inWords(moved, tuesday, promise)).toBe('running, 1 used, due 03-06 00:00');
    expect(inWords(moved, friday, promise)).toBe('running, 4 used, due 03-11 00:00');
    const late = by('2026-03-03').changed({ promisedBy: '2026-03-10' }, wednesday);
    expect(inWords(late, friday, promise)).toBe(
      'breached, 4 used, due 03-04 00:00 (deadline-moved-after-it-passed)',
    );
  });

  test('may be told after the start, and told again', () => {
    const told = accepted.changed({ promisedBy: '2026-03-03' }, wednesday);
    expect(inWords(told, friday, promise)).toBe('breached, 4 used, due 03-04 00:00');
    expect(inWords(told.changed({ promisedBy: '2026-03-03' }, thursday), friday, promise)).toBe(
      'breached, 4 used, due 03-04 00:00',
    );
  });

  test.each(['soon', '9999-12-31', '0001-01-01', ''])(
    '"%s" is no date, and the verdict is unknown',
    (date) => {
      expect(inWords(by(date), friday, promise)).toBe('unknown, not counted, no deadline (no-date-on-case)');
      const value = date === '' ? '""' : `"${date}"`;
      expect(clockOf(by(date).events(), promise).fault!.message).toContain(
        `promisedBy, which is ${value}; expected`,
      );
    },
  );

  test('that was never told leaves the verdict unknown; one told after a slip of the pen counts', () => {
    expect(inWords(accepted, friday, promise)).toContain('unknown');
    const mended = by('soon').changed({ promisedBy: '2026-03-10' }, tuesday);
    expect(inWords(mended, friday, promise)).toBe('running, 4 used, due 03-11 00:00');
  });
});
