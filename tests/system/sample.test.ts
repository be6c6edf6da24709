// The sample permit log gives the numbers that its columns give when read naively, however it comes in.
import { once } from 'node:events';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IndicatorId, IndicatorRow } from '../../schemas/indicator.ts';
import { naiveCases, sampleMapping, writeShuffledSample } from '../support/sample-log.ts';
import { shixian, shixianJson, spawnShixian } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const cases = naiveCases();
let folder: TempFolder;
let data: string;

const sampleNumbers = { cases: 1434, ended: 1329, ended_after_deadline: 377, open: 105 };
const importSample = (dir: string) => shixian(['import', '--sample', '--data', dir]);
const ask = (dir: string, ...args: string[]) =>
  shixianJson<IndicatorRow[]>(['indicators', '--system', 'permit', '--data', dir, ...args]);

type Numbers = Partial<Record<IndicatorId, number | null>>;
const numbers = (rows: readonly IndicatorRow[]): Numbers =>
  Object.fromEntries(rows.map(({ indicator, value }) => [indicator, value]));

/** What the columns say at T: no calendar, no fold, no store. */
const naively = (at: number, chosen = cases): Numbers => {
  const begun = chosen.filter(({ started }) => started <= at);
  const ended = begun.filter((one) => one.ended !== null && one.ended <= at);
  const open = begun.filter((one) => !ended.includes(one));
  return {
    cases: begun.length,
    ended: ended.length,
    open: open.length,
    ended_after_deadline: ended.filter((one) => one.ended! > one.deadline).length,
    open_overdue: open.filter(({ deadline }) => deadline < at).length,
  };
};

beforeAll(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
  const imported = await importSample(data);
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.stdout).toContain(
    '8577 rows gave 11340 events: 11340 accepted, 0 known before, 0 rejected',
  );
});
afterAll(() => folder.remove());

test('imported once it gives the documented numbers', async () => {
  const found = numbers(await ask(data));
  expect(found).toMatchObject(sampleNumbers);
  expect(found).toMatchObject({ unknown: 2, ended_on_time: 950, no_target: 0, void: 0 });
  expect(found.on_time_share).toBeCloseTo(71.59, 2);
});

test('imported twice it gives the same answer', async () => {
  const once = await ask(data);
  const again = await importSample(data);
  expect(again.stdout).toContain('0 accepted, 11340 known before, 0 rejected');
  expect(await ask(data)).toEqual(once);
});

test.each([2026])('the order of its rows does not matter (seed %i)', async (seed) => {
  const path = join(folder.path, `shuffled-${seed}.csv`);
  const dir = join(folder.path, `shuffled-${seed}`);
  writeShuffledSample(path, seed);
  const { code, stdout } = await shixian(['import', path, '--mapping', sampleMapping, '--data', dir]);
  expect(code).toBe(0);
  expect(stdout).toContain('11340 accepted, 0 known before, 0 rejected');
  expect(await ask(dir, '--group-by', 'department')).toEqual(await ask(data, '--group-by', 'department'));
});

/** Parts that the store holds; each insert adds one. */
const partsIn = (dir: string): number => {
  try {
    const names = readdirSync(join(dir, 'store'), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /\/all_\d+_\d+_\d+(_\d+)?$/.test(name)).length;
  } catch {
    return 0;
  }
};

test('kill -9 at any moment of an import loses and doubles nothing after a second run', async () => {
  const whole = await ask(data);
  const empty = join(folder.path, 'empty');
  await ask(empty);
  const before = partsIn(empty);
  let killedWithin = 0;
  for (const parts of [1, 2, 3, 4]) {
    const dir = join(folder.path, `killed-${parts}`);
    cpSync(empty, dir, { recursive: true });
    const child = spawnShixian(['import', '--sample', '--data', dir]);
    while (child.exitCode === null && partsIn(dir) < before + parts)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = once(child, 'close');
    if (child.kill('SIGKILL')) killedWithin += 1;
    await closed;
    const { code, stdout } = await importSample(dir);
    expect(code).toBe(0);
    const [, accepted, repeated] = /(\d+) accepted, (\d+) known before, 0 rejected/.exec(stdout)!;
    expect(Number(accepted) + Number(repeated)).toBe(11_340);
    expect(await ask(dir)).toEqual(whole);
  }
  expect(killedWithin, 'kills before the import ended by itself').toBeGreaterThan(1);
});

test('groups sum to the whole, and each is what its cases say', async () => {
  const rows = await ask(data, '--group-by', 'department,channel');
  const groupOf = ({ group }: IndicatorRow) => `${group['department']} ${group['channel']}`;
  for (const [indicator, sum] of Object.entries(sampleNumbers)) {
    const values = rows.filter((row) => row.indicator === indicator).map((row) => row.value!);
    expect(values.reduce((a, b) => a + b, 0)).toBe(sum);
  }
  const keys = [...new Set(cases.map((one) => `${one.department} ${one.channel}`))].sort();
  expect([...new Set(rows.map(groupOf))].sort()).toEqual(keys);
  for (const key of keys) {
    const chosen = cases.filter((one) => `${one.department} ${one.channel}` === key);
    const found = numbers(rows.filter((row) => groupOf(row) === key));
    expect(found).toMatchObject(naively(Date.now(), chosen));
  }
});

test.each(['2011-06-01T00:00:00+02:00', '2010-10-02T00:00:00Z', '2011-12-12T12:00:00+01:00'])(
  'as of %s it gives what its columns say',
  async (asOf) => {
    expect(numbers(await ask(data, '--as-of', asOf))).toMatchObject(naively(Date.parse(asOf)));
  },
);

test('an as-of date means its end, in Asia/Shanghai', async () => {
  const end = naively(Date.parse('2011-06-02T00:00:00+08:00') - 1);
  expect(end.cases).toBeGreaterThan(800);
  expect(numbers(await ask(data, '--as-of', '2011-06-01'))).toMatchObject(end);
});

test('before anything was told there is no case, whatever had happened', async () => {
  const found = numbers(await ask(data, '--known-at', '2020-01-01'));
  expect(found).toMatchObject({ cases: 0, ended: 0, open: 0, on_time_share: null });
  expect(await ask(data, '--known-at', '2020-01-01', '--group-by', 'department')).toEqual([]);
});

test('a period takes cases by the instant they began or ended, its end excluded', async () => {
  const [from, to] = ['2011-03-01T00:00:00+01:00', '2011-04-01T00:00:00+02:00'];
  const within = (at: number | null) => at !== null && at >= Date.parse(from) && at < Date.parse(to);
  const begun = cases.filter(({ started }) => within(started));
  const ended = cases.filter((one) => within(one.ended));
  expect(begun.length).not.toBe(ended.length);
  const period = ['--from', from, '--to', to];
  expect(numbers(await ask(data, ...period))).toMatchObject(naively(Date.now(), begun));
  expect(numbers(await ask(data, ...period, '--period-by', 'ended'))).toMatchObject(
    naively(Date.now(), ended),
  );
});

test('the table and the CSV say the same numbers', async () => {
  const ask = (format: string) =>
    shixian(['indicators', '--system', 'permit', '--data', data, '--format', format]);
  expect((await ask('table')).stdout).toMatch(/ended_after_deadline +超时办结 +377 +count +1329/);
  expect((await ask('csv')).stdout).toContain('\r\nended_after_deadline,377,count,1329\r\n');
});
