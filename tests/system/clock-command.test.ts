// The calculator on the command line: each option, and any number of questions through a pipe.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, test } from 'vitest';
import type { OfficeHours } from '../../schemas/calendar.ts';
import type { ClockAnswer } from '../../schemas/clock-question.ts';
import { type DayEnds, type Method, methods } from '../../schemas/target.ts';
import { type Calendar, makeCalendar } from '../../services/core/calendar.ts';
import { countTime, type Stamp } from '../../services/core/count-time.ts';
import { formatInstant, readStamp } from '../../services/core/instant.ts';
import { loadCalendars } from '../../services/platform/load-calendars.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { shixian, spawnShixian } from '../support/shixian-process.ts';

interface Question {
  id?: number;
  method: Method;
  start: string;
  end?: string | null;
  pauses?: [string, string | null][];
  limit?: number | null;
  calendar?: string;
  officeHours?: OfficeHours;
  dayEnds?: DayEnds;
}

const calendars = new Map<string, Calendar>();
const seasons = [
  { from: '05-01', to: '09-30', hours: '08:00-12:00,15:00-18:00' },
  { hours: '09:00-12:00,13:00-17:00' },
];

beforeAll(async () => {
  const loaded = await loadCalendars(join(packageRoot(), 'schemas/calendars'));
  if (!loaded.ok) throw new Error(loaded.problems[0]!.message);
  for (const [id, facts] of loaded.calendars) {
    for (const [key, officeHours] of [
      [id, facts.officeHours] as const,
      [`${id} seasons`, seasons] as const,
    ]) {
      const made = makeCalendar({ ...facts, officeHours });
      if (!made.ok) throw new Error(made.problem.message);
      calendars.set(key, made.calendar);
    }
  }
});

/** What the core says, without the command line. */
function counted({ calendar: id = 'cn', officeHours, ...question }: Question) {
  const calendar = calendars.get(officeHours ? `${id} seasons` : id)!;
  const stamp = (text: string) => readStamp(text, calendar.zone) as unknown as Stamp;
  const { elapsed, unit, deadline, problems } = countTime({
    calendar,
    method: question.method,
    dayEnds: question.dayEnds ?? 'midnight',
    start: stamp(question.start),
    end: question.end ? stamp(question.end) : null,
    pauses: (question.pauses ?? []).map(([from, to]) => ({ from: stamp(from), to: to ? stamp(to) : null })),
    limit: question.limit ?? null,
  });
  return {
    elapsed,
    unit,
    deadline: deadline === null ? null : formatInstant(deadline, calendar.zone),
    problems: problems.map(({ code }) => code),
  };
}

const bare = ({ elapsed, unit, deadline, problems }: ClockAnswer) => ({
  elapsed,
  unit,
  deadline,
  problems: problems.map(({ code }) => code),
});

function optionsOf({
  method,
  start,
  end,
  pauses,
  limit,
  calendar,
  officeHours,
  dayEnds,
}: Question): string[] {
  const hours = typeof officeHours === 'object' ? JSON.stringify(officeHours) : officeHours;
  const pairs = Object.entries({
    method,
    start,
    end,
    limit,
    calendar,
    'day-ends': dayEnds,
    'office-hours': hours,
  });
  const given = pairs.filter(([, value]) => value !== undefined && value !== null);
  return [
    ...given.flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(pauses ?? []).flatMap(([from, to]) => ['--pause', `${from}/${to ?? ''}`]),
  ];
}

const start = '2026-03-02T09:00';

describe('one question', () => {
  // Deadlines counted by hand on the calendar; 2026-03-02 is a Monday.
  const questions: [what: string, question: Question, deadline: string | null, elapsed: number | null][] = [
    ['wd_excl', { method: 'wd_excl', start, limit: 5 }, '2026-03-10T00:00:00+08:00', null],
    ['wd_incl', { method: 'wd_incl', start, limit: 5 }, '2026-03-07T00:00:00+08:00', null],
    ['cal_days', { method: 'cal_days', start, limit: 5 }, '2026-03-10T00:00:00+08:00', null],
    ['cal_hours', { method: 'cal_hours', start, limit: 24 }, '2026-03-03T09:00:00+08:00', null],
    ['biz_hours', { method: 'biz_hours', start, limit: 8 }, '2026-03-03T10:00:00+08:00', null],
    ['biz_time', { method: 'biz_time', start, limit: 1.5 }, '2026-03-03T14:00:00+08:00', null],
    [
      'closing time',
      { method: 'wd_excl', start, limit: 5, dayEnds: 'close' },
      '2026-03-09T17:30:00+08:00',
      null,
    ],
    ['elapsed', { method: 'wd_excl', start, end: '2026-03-10T15:00' }, null, 6],
    [
      'two pauses',
      {
        method: 'wd_excl',
        start,
        end: '2026-03-12T15:00',
        limit: 5,
        pauses: [
          ['2026-03-03T10:00', '2026-03-05T09:00'],
          ['2026-03-06T10:00', '2026-03-07T12:00'],
        ],
      },
      // Counted are the 3rd, 6th, 9th, 10th, 11th and 12th.
      '2026-03-12T00:00:00+08:00',
      6,
    ],
    [
      'a make-up Saturday',
      { method: 'wd_excl', start: '2026-02-13', limit: 1 },
      '2026-02-15T00:00:00+08:00',
      null,
    ],
    [
      'the nl calendar over Easter',
      { method: 'wd_excl', start: '2011-04-21T10:00', limit: 1, calendar: 'nl' },
      '2011-04-27T00:00:00+02:00',
      null,
    ],
    [
      'seasons of office hours',
      { method: 'biz_hours', start: '2026-09-30T17:00', limit: 2, officeHours: seasons },
      '2026-10-08T10:00:00+08:00',
      null,
    ],
  ];

  test.each(questions)('%s', async (_, question, deadline, elapsed) => {
    const { code, stdout } = await shixian(['clock', ...optionsOf(question), '--format', 'json']);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as ClockAnswer;
    expect(answer).toMatchObject({ deadline, elapsed });
    expect(bare(answer)).toEqual(counted(question));
  });

  test('as text, in two languages', async () => {
    const { stdout } = await shixian(['clock', '--method', 'wd_excl', '--start', start, '--limit', '5']);
    expect(stdout).toBe('elapsed 用时    —\ndeadline 截止   2026-03-10T00:00:00+08:00\n');
  });

  test('a pause that is not over has no deadline, which is an answer', async () => {
    const question = [
      '--method',
      'wd_excl',
      '--start',
      start,
      '--pause',
      '2026-03-03T09:00/',
      '--limit',
      '3',
    ];
    const { code, stdout } = await shixian(['clock', ...question]);
    expect(code).toBe(0);
    expect(stdout).toContain('! paused: the clock is paused without an end');
  });

  test('a deadline past the published days is an interval', async () => {
    const question = ['--method', 'wd_excl', '--start', '2026-12-28T10:00', '--limit', '10'];
    const { code, stdout } = await shixian(['clock', ...question]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/provisional-deadline: .* from 2027-01-\d\dT00:00:00\+08:00 to 2027-02-/);
  });

  const asked = ['--method', 'wd_excl', '--start', start, '--limit', '1'];
  test.each<[string[], RegExp]>([
    [['--start', start], /missing-option: clock needs --method and --start/],
    [['--method', 'days', '--start', start], /Allowed choices are wd_excl/],
    [['--method', 'wd_excl', '--start', 'tomorrow', '--limit', '1'], /"tomorrow" is not an instant/],
    [['--method', 'wd_excl', '--start', start, '--limit', 'x'], /bad-limit: --limit x: expected a number/],
    [['--method', 'wd_excl', '--start', start, '--limit', ''], /bad-limit/],
    [['--method', 'wd_excl', '--start', start, '--limit', '1.5'], /fractional-limit/],
    [['--method', 'wd_excl', '--start', start, '--end', '2026-03-01'], /end-before-start/],
    [[...asked, '--pause', '2026-03-03'], /bad-pause: --pause 2026-03-03: expected FROM\/TO/],
    [[...asked, '--pause', '2026-03-04T09:00/2026-03-03T09:00'], /reversed-pause/],
    [[...asked, '--calendar', 'atlantis'], /no calendar "atlantis"; expected one of cn, nl/],
    [[...asked, '--office-hours', '25:00-26:00'], /officeHours: expected spans such as 09:00-12:00/],
    [[...asked, '--office-hours', '[{'], /bad-office-hours: --office-hours \[\{: not JSON/],
    [[...asked, '--day-ends', 'noon'], /Allowed choices are midnight, close/],
  ])('%j is refused with exit code 1', async (args, message) => {
    const { code, stdout, stderr } = await shixian(['clock', ...args]);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});

const LINES = 100_000;

/** The i-th question; the same every time. */
function questionAt(i: number): Question {
  const day = (days: number) => new Date(Date.UTC(2011, 0, 3 + days)).toISOString().slice(0, 10);
  const isChinese = i % 3 !== 0;
  const first = ((i * 37) % 500) + (isChinese ? 8 * 365 : 0);
  const method = methods[i % methods.length]!;
  return {
    id: i,
    method,
    calendar: isChinese ? 'cn' : 'nl',
    start: `${day(first)}T${String(7 + (i % 12)).padStart(2, '0')}:15`,
    end: i % 5 === 0 ? null : `${day(first + 3 + (i % 60))}T16:40:30`,
    pauses: i % 4 === 0 ? [[`${day(first + 1)}T10:00`, i % 8 === 0 ? `${day(first + 2)}T11:00` : null]] : [],
    limit: i % 7 === 0 ? null : 1 + (i % 40),
    ...(i % 11 === 0 ? { officeHours: seasons } : {}),
    ...(i % 13 === 0 ? { dayEnds: 'close' } : {}),
  };
}

const BAD = [
  '{"id": 1,',
  '[]',
  'null',
  '{"id":"x","method":"wd_excl"}',
  '"text"',
  '{"method":"nope","start":"x"}',
];
const isBad = (i: number) => i % 1000 === 7;
const lineAt = (i: number): string => (isBad(i) ? BAD[i % BAD.length]! : JSON.stringify(questionAt(i)));

describe('questions through a pipe', () => {
  test('100,000 lines, some of them bad, in order, in little memory, to a slow reader', async () => {
    const child = spawnShixian(['clock', '--stdin']);
    const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]);
    const write = async () => {
      for (let i = 0; i < LINES; i += 1)
        if (!child.stdin!.write(`${lineAt(i)}\n${i % 5000 === 0 ? '\n' : ''}`))
          await once(child.stdin!, 'drain');
      child.stdin!.end();
    };
    const written = write();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    let at = 0;
    let peakKilobytes = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      const answer = JSON.parse(line) as ClockAnswer;
      if (isBad(at)) expect(answer).toMatchObject({ elapsed: null, deadline: null, unit: null });
      else expect({ id: answer.id, ...bare(answer) }).toEqual({ id: at, ...counted(questionAt(at)) });
      if (isBad(at)) expect(answer.problems[0]!.message).toMatch(/expected/);
      if (at % 10_000 === 0 && process.platform === 'linux') peakKilobytes = peak();
      at += 1;
    }
    await written;
    expect(at).toBe(LINES);
    expect(peakKilobytes).toBeLessThan(200 * 1024);
  });

  test('a reader that leaves ends it without an error', async () => {
    const child = spawnShixian(['clock', '--stdin']);
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin!.on('error', () => {});
    for (let i = 0; i < 5000; i += 1) child.stdin!.write(`${lineAt(i)}\n`);
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const [code] = await once(child, 'exit');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('no line gives no line', async () => {
    expect(await shixian(['clock', '--stdin'], { input: '' })).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
