// The shipped calendars count what was published, and no damaged calendar is ever loaded.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CalendarFacts } from '../../schemas/calendar.ts';
import { loadCalendars } from '../../services/platform/load-calendars.ts';

const shipped = 'schemas/calendars';

async function load(id: string, dir = shipped): Promise<CalendarFacts> {
  const result = await loadCalendars(dir);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return result.calendars.get(id)!;
}

/** Counted here with Date alone, so that the test does not share the code it checks. */
function workingDaysOf(facts: CalendarFacts, year: number): number {
  const kinds = new Map(facts.days.map(({ date, kind }) => [date, kind]));
  let count = 0;
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const kind = kinds.get(new Date(at).toISOString().slice(0, 10));
    const weekday = new Date(at).getUTCDay() || 7;
    if (kind === 'makeup' || (kind === undefined && !facts.weekend.includes(weekday))) count++;
  }
  return count;
}

describe('the shipped calendars', () => {
  test('China has the working days published for 2019 to 2026', async () => {
    const facts = await load('cn');
    const years = [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026];
    expect(years.map((year) => workingDaysOf(facts, year))).toEqual([250, 249, 250, 249, 249, 251, 248, 248]);
    expect(facts).toMatchObject({
      zone: 'Asia/Shanghai',
      covered: { from: '2018-12-29', to: '2026-12-31' },
      officeHours: '09:00-12:00,13:30-17:30',
      unpublishedYear: { weekdaysOffAtMost: 22, restDaysWorkedAtMost: 9 },
    });
  });

  test('China: amended notices stand in their final state, each row with the notice it rests on', async () => {
    const byDate = new Map((await load('cn')).days.map((day) => [day.date, day]));
    expect(byDate.get('2019-05-02')).toMatchObject({ kind: 'holiday', notice: '国办发明电〔2019〕3号' });
    expect(byDate.get('2020-01-31')).toMatchObject({ kind: 'holiday', notice: '国办发明电〔2020〕1号' });
    expect(byDate.get('2020-02-01')).toMatchObject({ kind: 'holiday' });
    expect(byDate.get('2018-12-29')).toMatchObject({ kind: 'makeup', notice: '国办发明电〔2018〕15号' });
    expect(byDate.get('2024-02-09')).toBeUndefined();
  });

  test('the bounds for an unpublished year hold in every published one', async () => {
    const { days, weekend, unpublishedYear } = await load('cn');
    for (let year = 2019; year <= 2026; year++) {
      const ofYear = days.filter(({ date }) => date.startsWith(String(year)));
      const onWeekdays = ofYear.filter(
        ({ date, kind }) => kind === 'holiday' && !weekend.includes(new Date(date).getUTCDay() || 7),
      );
      expect(onWeekdays.length).toBeLessThanOrEqual(unpublishedYear.weekdaysOffAtMost);
      expect(ofYear.filter(({ kind }) => kind === 'makeup').length).toBeLessThanOrEqual(
        unpublishedYear.restDaysWorkedAtMost,
      );
    }
  });

  test('the Netherlands has the movable feasts where they fell', async () => {
    const facts = await load('nl');
    const datesOf = (name: string) => facts.days.filter((day) => day.name === name).map(({ date }) => date);
    expect(datesOf('Tweede Paasdag')).toEqual(['2010-04-05', '2011-04-25', '2012-04-09']);
    expect(datesOf('Hemelvaartsdag')).toEqual(['2010-05-13', '2011-06-02', '2012-05-17']);
    expect(datesOf('Tweede Pinksterdag')).toEqual(['2010-05-24', '2011-06-13', '2012-05-28']);
    // 261, 260 and 261 weekdays less 7, 6 and 7 listed days on weekdays
    expect([2010, 2011, 2012].map((year) => workingDaysOf(facts, year))).toEqual([254, 254, 254]);
  });
});

describe('a calendar of its own', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'calendars-'));
    await write({});
  });
  afterEach(() => rm(dir, { recursive: true }));

  const good = {
    id: 'x',
    version: '1',
    name: { zh: '某', en: 'some' },
    zone: 'Asia/Shanghai',
    covered: { from: '2026-01-01', to: '2026-12-31' },
    weekend: [6, 7],
    days: 'x-days.csv',
    rows: 3,
    officeHours: '09:00-12:00,13:30-17:30' as unknown,
    unpublishedYear: { weekdaysOffAtMost: 22, restDaysWorkedAtMost: 9 },
    sources: ['a notice'],
  };
  const goodDays =
    'date,kind,name,notice\n2026-01-01,holiday,元旦,n\n2026-01-02,holiday,元旦,n\n2026-01-04,makeup,元旦,n\n';

  async function write(
    change: Partial<typeof good> & Record<string, unknown>,
    days = goodDays,
  ): Promise<void> {
    await writeFile(join(dir, 'x.yaml'), JSON.stringify({ ...good, ...change }, null, 1));
    await writeFile(join(dir, 'x-days.csv'), days);
  }

  async function refusal(): Promise<string> {
    const result = await loadCalendars(dir);
    return result.ok
      ? 'loaded'
      : result.problems.map(({ message }) => message.replaceAll(`${dir}/`, '')).join('\n');
  }

  test('loads, sorted by date, with quotes, CRLF or no newline at the end', async () => {
    expect((await load('x', dir)).days).toHaveLength(3);
    await write({}, goodDays.trimEnd().replaceAll('\n', '\r\n'));
    expect((await load('x', dir)).days.at(-1)).toEqual({
      date: '2026-01-04',
      kind: 'makeup',
      name: '元旦',
      notice: 'n',
    });
    const [header, first, ...others] = goodDays.trimEnd().split('\n');
    await write({}, `${[header, ...others, first!.replace('元旦', '"元旦, 新年"')].join('\n')}\n`);
    expect((await load('x', dir)).days[0]).toMatchObject({ date: '2026-01-01', name: '元旦, 新年' });
  });

  test('has a version that changes with its content and not with its layout', async () => {
    const before = (await load('x', dir)).version;
    expect(before).toMatch(/^1\+[0-9a-f]{12}$/);
    await writeFile(join(dir, 'x.yaml'), `# remark\n${JSON.stringify(good)}`);
    expect((await load('x', dir)).version).toBe(before);
    await write({}, goodDays.replace('2026-01-02', '2026-01-05'));
    expect((await load('x', dir)).version).not.toBe(before);
  });

  const row = (line: string) =>
    `date,kind,name,notice\n2026-01-01,holiday,元旦,n\n${line}\n2026-01-04,makeup,元旦,n\n`;
  test.each([
    [row('2026-02-30,holiday,春节,n'), 'x-days.csv:3 date: 2026-02-30 does not exist'],
    [row('2026-1-2,holiday,元旦,n'), 'x-days.csv:3 date: expected a date YYYY-MM-DD, got "2026-1-2"'],
    [row('2026-01-02,off,元旦,n'), 'x-days.csv:3 kind: expected holiday or makeup, got "off"'],
    [row('2026-01-01,holiday,元旦,n'), 'x-days.csv:3 date: 2026-01-01 is already on line 2'],
    [
      row('2026-01-02,makeup,元旦,n'),
      'x-days.csv:3 kind: 2026-01-02 is no rest day, so it cannot be made a working day',
    ],
    [
      row('2027-01-01,holiday,元旦,n'),
      'x-days.csv:3 date: 2027-01-01 is outside the covered range 2026-01-01 to 2026-12-31',
    ],
    [row('2026-01-02,holiday,,n'), 'x-days.csv:3 name: expected the name of the festival, got nothing'],
    [row('2026-01-02,holiday,元旦,'), 'x-days.csv:3 notice: expected the notice it rests on, got nothing'],
    [row('2026-01-02,holiday,元旦'), 'x-days.csv:3 row: expected 4 columns date,kind,name,notice, got 3'],
    [row('2026-01-02,holiday,"元旦,n'), /^x-days\.csv:\d row: Quote Not Closed/],
    [goodDays.slice(0, -18), 'x-days.csv:4 row: expected 4 columns date,kind,name,notice, got 1'],
    [
      goodDays.split('\n').slice(0, 3).join('\n'),
      'x-days.csv:3 rows: expected 3 rows as the calendar says, got 2',
    ],
    [
      goodDays.replace('kind', 'sort'),
      'x-days.csv:1 header: expected date,kind,name,notice, got "date,sort,name,notice"',
    ],
    ['', 'x-days.csv:1 header: expected date,kind,name,notice, got ""'],
    ['date,kind,name,notice\n', /^x-days\.csv:1 rows: expected 3 rows as the calendar says, got 0/],
  ])('days are refused: %j', async (days, message) => {
    await write({}, days);
    const refused = await refusal();
    if (typeof message === 'string') expect(refused).toBe(message);
    else expect(refused).toMatch(message);
  });

  test.each([
    [
      { covered: { from: '2026-12-31', to: '2026-01-01' } },
      /^x\.yaml:10:\d+ covered\.from: 2026-12-31 is after 2026-01-01/,
    ],
    [
      { covered: { from: '2026-01-01', to: '2027-12-31' } },
      /x-days\.csv:4 date: the covered range includes 2027 but no row/,
    ],
    [{ zone: 'Asia/Peking' }, /^x\.yaml:8:\d+ zone: unknown time zone "Asia\/Peking"/],
    [{ zone: '+08:00' }, /^x\.yaml:8:\d+ zone: unknown time zone/],
    [{ officeHours: '09:00-12:00,11:30-17:30' }, /^x\.yaml:19:\d+ officeHours: .*overlap/],
    [{ officeHours: '12:00-09:00' }, /^x\.yaml:19:\d+ officeHours: .*ends before it begins/],
    [
      { officeHours: [{ from: '01-01', to: '06-30', hours: '09:00-17:00' }] },
      /^x\.yaml:19:\d+ officeHours: no season gives hours for 2026-07-01/,
    ],
    [
      { officeHours: [{ hours: '10:00-09:00' }] },
      /^x\.yaml:21:\d+ officeHours\[0\]\.hours: .*ends before it begins/,
    ],
    [{ weekend: [7, 7] }, /^x\.yaml:13:\d+ weekend: a weekday is named twice/],
    [{ weekend: [0, 6] }, /^x\.yaml:14:\d+ weekend\[0\]: expected number to be >=1, got 0/],
    [{ days: '../x-days.csv' }, /^x\.yaml:17:\d+ days: expected the name of a file beside this one/],
    [{ days: 'y-days.csv' }, /^y-days\.csv: cannot be read: no such file/],
    [{ sources: [] }, /^x\.yaml:\d+:\d+ sources: /],
    [{ colour: 'red' }, /^x\.yaml:\d+:\d+ colour: unknown key "colour"/],
  ])('rules are refused: %j', async (change, message) => {
    await write(change);
    expect(await refusal()).toMatch(message);
  });

  test('two calendars of one id are refused, and so is an empty or missing directory', async () => {
    await cp(join(dir, 'x.yaml'), join(dir, 'z.yaml'));
    expect(await refusal()).toMatch(/^z\.yaml:2:\d+ id: another calendar has this id/);
    expect(await loadCalendars(join(dir, 'none'))).toMatchObject({ ok: false });
    await rm(join(dir, 'x.yaml'));
    await rm(join(dir, 'z.yaml'));
    expect(await loadCalendars(dir)).toMatchObject({ problems: [{ code: 'directory-unreadable' }] });
  });

  test('one row lost from the shipped days is noticed', async () => {
    const lines = (await readFile(join(shipped, 'cn-days.csv'), 'utf8')).split('\n');
    await rm(join(dir, 'x.yaml'));
    await cp(join(shipped, 'cn.yaml'), join(dir, 'cn.yaml'));
    await writeFile(join(dir, 'cn-days.csv'), lines.toSpliced(100, 1).join('\n'));
    expect(await refusal()).toBe('cn-days.csv:285 rows: expected 285 rows as the calendar says, got 284');
  });
});
