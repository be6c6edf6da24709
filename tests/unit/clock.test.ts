// What every event does to a clock in every state: first a written table, then what a table cannot say.
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../services/core/instant.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { positionAt } from '../../services/core/walk.ts';
import { type CaseBuilder, instant, permitCase } from '../support/case-builder.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

const target = aTarget({
  value: 5,
  measured: {
    stops: ['permit.stage.ended'],
    restarts: ['permit.correction.received'],
    pauses: [{ ground: 'hearing' }, { ground: 'inspection', atMost: { amount: 2, unit: 'working_day' } }],
    extension: { atMost: 3 },
  },
});
const oneDay = aTarget({ value: 1, measured: { ...target.measured } });

/** A clock at an instant in words: verdict, days used, deadline, and what was noted about the events. */
function inWords(events: CaseBuilder, at: string, promise = target): string {
  const clock = clockOf(events.events(), promise);
  const due = clock.walk.due[positionAt(clock.walk, instant(at))] ?? Number.NaN;
  const deadline = Number.isNaN(due)
    ? 'no deadline'
    : `due ${formatInstant(due, 'Asia/Shanghai').slice(5, 16)}`;
  const used = elapsedAt(clock, instant(at));
  const notes = [clock.fault, ...clock.problems].flatMap((problem) => (problem ? [problem.code] : []));
  const words = [verdictAt(clock, instant(at)), used === null ? 'not counted' : `${used} used`, deadline];
  return `${words.join(', ').replace('T', ' ')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

const monday = '2026-03-02T10:00+08:00';
const tuesday = '2026-03-03T10:00+08:00';
const wednesday = '2026-03-04T10:00+08:00';
const thursday = '2026-03-05T10:00+08:00';
const friday = '2026-03-06T10:00+08:00';

const received = permitCase('c').received('2026-03-02T09:00+08:00');
const accepted = received.accepted(monday);
const states: Record<string, CaseBuilder> = {
  'not started': received,
  running: accepted,
  paused: accepted.begun('hearing', tuesday),
  completed: accepted.completed(tuesday),
  'stopped by its anchor': accepted.stage('ended', 'construction-plan', tuesday),
  withdrawn: accepted.withdrawn(tuesday),
};
const events: Record<string, (given: CaseBuilder) => CaseBuilder> = {
  'nothing happens': (given) => given,
  'a step is done': (given) => given.step('review', wednesday),
  'an attribute changes': (given) => given.changed({ department: 'x' }, wednesday),
  'it is accepted again': (given) => given.accepted(wednesday),
  'a listed pause begins': (given) => given.begun('hearing', wednesday),
  'another listed pause begins': (given) => given.begun('inspection', wednesday),
  'an unlisted pause begins': (given) => given.begun('auction', wednesday),
  'a listed pause ends': (given) => given.ended('hearing', wednesday),
  'an unlisted pause ends': (given) => given.ended('auction', wednesday),
  'it is extended': (given) => given.extended(3, wednesday),
  'its stop anchor occurs': (given) => given.stage('ended', 'construction-plan', wednesday),
  'its restart anchor occurs': (given) => given.answered(wednesday),
  'the case is completed': (given) => given.completed(wednesday),
  'the case is rejected': (given) => given.rejected(wednesday),
  'the case is withdrawn': (given) => given.withdrawn(wednesday),
  'the case is reopened': (given) => given.reopened(wednesday),
};

/**
 * Accepted on Monday 2 March 2026, 5 working days, each state entered on Tuesday, each event on Wednesday, asked on Friday.
 * The clock that has not started is started on Thursday.
 */
const table: Record<string, Record<string, string>> = {
  'not started': {
    'nothing happens': 'running, 1 used, due 03-13 00:00',
    'a step is done': 'running, 1 used, due 03-13 00:00',
    'an attribute changes': 'running, 1 used, due 03-13 00:00',
    'a listed pause begins': 'paused, 0 used, no deadline',
    'another listed pause begins': 'paused, 0 used, no deadline (pause-cap-used)',
    'an unlisted pause begins': 'running, 1 used, due 03-13 00:00',
    'a listed pause ends': 'running, 1 used, due 03-13 00:00 (pause-end-without-begin)',
    'an unlisted pause ends': 'running, 1 used, due 03-13 00:00',
    'it is extended': 'running, 1 used, due 03-13 00:00 (extension-refused)',
    'its stop anchor occurs': 'unknown, not counted, due 03-13 00:00 (end-before-start)',
    'its restart anchor occurs': 'running, 1 used, due 03-13 00:00',
    'the case is completed': 'unknown, not counted, due 03-13 00:00 (end-before-start)',
    'the case is rejected': 'unknown, not counted, due 03-13 00:00 (end-before-start)',
    'the case is withdrawn': 'unknown, not counted, due 03-13 00:00 (end-before-start)',
    'the case is reopened': 'running, 1 used, due 03-13 00:00',
  },
  running: {
    'nothing happens': 'running, 4 used, due 03-10 00:00',
    'a step is done': 'running, 4 used, due 03-10 00:00',
    'an attribute changes': 'running, 4 used, due 03-10 00:00',
    'it is accepted again': 'running, 4 used, due 03-10 00:00',
    'a listed pause begins': 'paused, 2 used, no deadline',
    'another listed pause begins': 'paused, 2 used, no deadline (pause-cap-used)',
    'an unlisted pause begins': 'running, 4 used, due 03-10 00:00',
    'a listed pause ends': 'running, 4 used, due 03-10 00:00 (pause-end-without-begin)',
    'an unlisted pause ends': 'running, 4 used, due 03-10 00:00',
    'it is extended': 'running, 4 used, due 03-13 00:00',
    'its stop anchor occurs': 'met, 2 used, due 03-10 00:00',
    'its restart anchor occurs': 'running, 2 used, due 03-12 00:00',
    'the case is completed': 'met, 2 used, due 03-10 00:00',
    'the case is rejected': 'met, 2 used, due 03-10 00:00',
    'the case is withdrawn': 'void, 2 used, due 03-10 00:00',
    'the case is reopened': 'running, 4 used, due 03-10 00:00',
  },
  paused: {
    'nothing happens': 'paused, 1 used, no deadline',
    'a step is done': 'paused, 1 used, no deadline',
    'an attribute changes': 'paused, 1 used, no deadline',
    'it is accepted again': 'paused, 1 used, no deadline',
    'a listed pause begins': 'paused, 1 used, no deadline (pause-begun-twice)',
    'another listed pause begins': 'paused, 1 used, no deadline (pause-cap-used)',
    'an unlisted pause begins': 'paused, 1 used, no deadline',
    'a listed pause ends': 'running, 3 used, due 03-11 00:00',
    'an unlisted pause ends': 'paused, 1 used, no deadline',
    'it is extended': 'paused, 1 used, no deadline',
    'its stop anchor occurs': 'met, 1 used, no deadline (pause-without-end)',
    'its restart anchor occurs': 'paused, 0 used, no deadline',
    'the case is completed': 'met, 1 used, no deadline (pause-without-end)',
    'the case is rejected': 'met, 1 used, no deadline (pause-without-end)',
    'the case is withdrawn': 'void, 1 used, no deadline (pause-without-end)',
    'the case is reopened': 'paused, 1 used, no deadline',
  },
  completed: {
    'nothing happens': 'met, 1 used, due 03-10 00:00',
    'a step is done': 'met, 1 used, due 03-10 00:00',
    'an attribute changes': 'met, 1 used, due 03-10 00:00',
    'it is accepted again': 'met, 1 used, due 03-10 00:00',
    'a listed pause begins': 'met, 1 used, due 03-10 00:00',
    'another listed pause begins': 'met, 1 used, due 03-10 00:00',
    'an unlisted pause begins': 'met, 1 used, due 03-10 00:00',
    'a listed pause ends': 'met, 1 used, due 03-10 00:00',
    'an unlisted pause ends': 'met, 1 used, due 03-10 00:00',
    'it is extended': 'met, 1 used, due 03-10 00:00 (extension-refused)',
    'its stop anchor occurs': 'met, 1 used, due 03-10 00:00',
    'its restart anchor occurs': 'met, 1 used, due 03-10 00:00',
    'the case is completed': 'met, 1 used, due 03-10 00:00',
    'the case is rejected': 'met, 1 used, due 03-10 00:00',
    'the case is withdrawn': 'met, 1 used, due 03-10 00:00',
    'the case is reopened': 'running, 4 used, due 03-10 00:00',
  },
  'stopped by its anchor': {
    'nothing happens': 'met, 1 used, due 03-10 00:00',
    'a listed pause begins': 'met, 1 used, due 03-10 00:00',
    'it is extended': 'met, 1 used, due 03-10 00:00 (extension-refused)',
    'its stop anchor occurs': 'met, 1 used, due 03-10 00:00',
    'its restart anchor occurs': 'met, 1 used, due 03-10 00:00',
    'the case is completed': 'met, 1 used, due 03-10 00:00',
    'the case is withdrawn': 'met, 1 used, due 03-10 00:00',
    'the case is reopened': 'met, 1 used, due 03-10 00:00',
  },
  withdrawn: {
    'nothing happens': 'void, 1 used, due 03-10 00:00',
    'a listed pause begins': 'void, 1 used, due 03-10 00:00',
    'it is extended': 'void, 1 used, due 03-10 00:00 (extension-refused)',
    'its stop anchor occurs': 'void, 1 used, due 03-10 00:00',
    'its restart anchor occurs': 'void, 1 used, due 03-10 00:00',
    'the case is completed': 'void, 1 used, due 03-10 00:00',
    'the case is withdrawn': 'void, 1 used, due 03-10 00:00',
    'the case is reopened': 'running, 4 used, due 03-10 00:00',
  },
};

describe.each(Object.entries(table))('a clock that is %s', (state, rows) => {
  test.each(Object.entries(rows))('when %s: %s', (event, expected) => {
    const given = events[event]!(states[state]!);
    const told = state === 'not started' ? given.accepted(thursday) : given;
    expect(inWords(told, friday)).toBe(expected);
  });
});

describe('before its start anchor', () => {
  test('a clock does not apply, whatever is known later', () => {
    const clock = clockOf(accepted.events(), target);
    expect(verdictAt(clock, instant(monday) - 1)).toBe('not-applicable');
    expect(elapsedAt(clock, instant(monday) - 1)).toBeNull();
    expect(verdictAt(clock, instant(monday))).toBe('running');
  });
});

/** One working day from Monday: the limit passed on Tuesday at 24:00. */
const overdue: Record<string, [(given: CaseBuilder) => CaseBuilder, string]> = {
  'nothing happens': [(given) => given, 'breached, 4 used, due 03-04 00:00'],
  'it pauses': [(given) => given.begun('hearing', wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it pauses and goes on': [
    (given) => given.begun('hearing', wednesday).ended('hearing', thursday),
    'breached, 3 used, due 03-04 00:00',
  ],
  'it is completed': [(given) => given.completed(wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it is withdrawn': [(given) => given.withdrawn(wednesday), 'breached, 2 used, due 03-04 00:00'],
  'it is withdrawn while paused': [
    (given) => given.begun('hearing', wednesday).withdrawn(thursday),
    'breached, 2 used, due 03-04 00:00 (pause-without-end)',
  ],
  'it is extended': [
    (given) => given.extended(3, wednesday),
    'breached, 4 used, due 03-04 00:00 (extension-refused)',
  ],
  'it is extended while paused': [
    (given) => given.begun('hearing', wednesday).extended(3, thursday),
    'breached, 2 used, due 03-04 00:00 (extension-refused)',
  ],
};

describe('a clock that has missed its deadline stays breached when', () => {
  test.each(Object.entries(overdue))('%s', (_, [when, expected]) => {
    expect(inWords(when(accepted), friday, oneDay)).toBe(expected);
  });

  test('it pauses on the rest day after its last day, and goes on', () => {
    const told = received
      .accepted('2026-03-05T10:00+08:00')
      .begun('hearing', '2026-03-07T10:00+08:00')
      .ended('hearing', '2026-03-09T10:00+08:00');
    expect(inWords(told, '2026-03-07T11:00+08:00', oneDay)).toBe('breached, 1 used, due 03-07 00:00');
    expect(inWords(told, '2026-03-09T11:00+08:00', oneDay)).toBe('breached, 1 used, due 03-07 00:00');
  });
});

describe('pauses', () => {
  test('of two grounds are united', () => {
    const told = accepted
      .begun('hearing', tuesday)
      .begun('inspection', '2026-03-03T15:00+08:00')
      .ended('hearing', wednesday)
      .ended('inspection', thursday);
    expect(inWords(told, wednesday)).toBe('paused, 1 used, no deadline');
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('that begin and end in one moment change nothing and are not reported', () => {
    const told = accepted.begun('hearing', wednesday).ended('hearing', wednesday);
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-10 00:00');
  });

  test('that were begun before the start stop the clock from its start', () => {
    const told = received
      .begun('hearing', '2026-03-02T09:30+08:00')
      .accepted(monday)
      .ended('hearing', wednesday);
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('end with their cap; later spells share it, and the end told later is no error', () => {
    const told = accepted
      .begun('inspection', monday)
      .ended('inspection', '2026-03-11T10:00+08:00')
      .begun('inspection', '2026-03-11T11:00+08:00')
      .ended('inspection', '2026-03-12T10:00+08:00');
    expect(inWords(told, wednesday)).toBe('paused, 0 used, no deadline (pause-cap-used, pause-cap-used)');
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00 (pause-cap-used, pause-cap-used)');
    expect(inWords(told, '2026-03-12T09:00+08:00')).toContain('breached, 6 used');
  });

  test('before the start use up nothing of a cap', () => {
    const told = received
      .begun('inspection', '2026-02-02T09:00+08:00')
      .ended('inspection', '2026-02-27T09:00+08:00')
      .accepted(monday)
      .begun('inspection', monday)
      .ended('inspection', wednesday);
    expect(inWords(told, friday)).toBe('running, 2 used, due 03-12 00:00');
  });

  test('whose caps end at different times end with the last of them', () => {
    const promise = aTarget({
      measured: {
        pauses: [
          { ground: 'testing', atMost: { amount: 4, unit: 'working_day' } },
          { ground: 'inspection', atMost: { amount: 2, unit: 'working_day' } },
        ],
      },
    });
    const told = accepted.begun('testing', monday).begun('inspection', monday);
    expect(inWords(told, friday, promise)).toContain('paused, 0 used');
    expect(inWords(told, '2026-03-09T10:00+08:00', promise)).toContain('running, 1 used, due 03-14 00:00');
    expect(inWords(told, '2026-03-10T10:00+08:00', promise)).toContain('running, 2 used, due 03-14 00:00');
  });

  test('credit nothing where they lie wholly in rest days', () => {
    const told = accepted
      .begun('hearing', '2026-03-06T18:00+08:00')
      .ended('hearing', '2026-03-08T20:00+08:00');
    expect(inWords(told, '2026-03-09T10:00+08:00')).toBe('running, 5 used, due 03-10 00:00');
  });
});

describe('an extension', () => {
  test('is granted once and no more than the target allows', () => {
    const told = accepted.extended(30, tuesday).extended(1, wednesday);
    expect(inWords(told, friday)).toBe('running, 4 used, due 03-13 00:00 (extension-refused)');
  });

  test('is refused where the target knows none', () => {
    expect(inWords(accepted.extended(3, tuesday), friday, aTarget())).toBe(
      'running, 4 used, due 03-10 00:00 (extension-refused)',
    );
  });

  test('is granted at the last instant and not a millisecond later', () => {
    const last = accepted.extended(3, '2026-03-10T00:00+08:00');
    expect(inWords(last, '2026-03-10T10:00+08:00')).toBe('running, 6 used, due 03-13 00:00');
    const late = accepted.extended(3, '2026-03-10T00:00:00.001+08:00');
    expect(inWords(late, '2026-03-10T10:00+08:00')).toContain('breached, 6 used, due 03-10 00:00');
  });

  test('of half a day gives a method of whole days nothing, and never a deadline between days', () => {
    const clock = clockOf(accepted.extended(1.5, tuesday).events(), target);
    expect(clock.walk.limit).toBe(6);
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

  test('leaves a clock stopped that its own anchor had stopped', () => {
    const told = accepted
      .stage('ended', 'construction-plan', tuesday)
      .completed(wednesday)
      .reopened(thursday);
    expect(inWords(told, friday)).toBe('met, 1 used, due 03-10 00:00');
  });
});

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
