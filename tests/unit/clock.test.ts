// What every event does to a clock in every state, as a written table.
import { describe, expect, test } from 'vitest';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { type CaseBuilder, instant } from '../support/case-builder.ts';
import {
  accepted,
  friday,
  inWords,
  monday,
  received,
  target,
  thursday,
  tuesday,
  wednesday,
} from '../support/clock-in-words.ts';
import { clockOf } from '../support/target-builder.ts';

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
