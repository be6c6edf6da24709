// Ladders are loaded whole, or refused with file, line and reason; so is a target whose ladder does not fit it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LaddersFile } from '../../schemas/ladder.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import { checkTargetLadders, loadLadders } from '../../services/platform/load-ladders.ts';
import { loadTargets } from '../../services/platform/load-targets.ts';
import { ladders, laddersPath } from '../support/ladders.ts';
import { aTarget } from '../support/target-builder.ts';

test('the shipped ladders fit every shipped target, and red asks for a reply within a working day', async () => {
  const catalogue = await loadTargets('schemas/targets', new Set(['cn', 'nl']));
  if (!catalogue.ok) throw new Error(catalogue.problems[0]!.message);
  const measured = catalogue.targets.filter((target) => target.measured);
  expect(measured.length).toBeGreaterThan(50);
  expect(checkTargetLadders(catalogue.targets, ladders, catalogue.placeOf)).toEqual([]);
  for (const target of measured)
    expect(chooseLadder(target, ladders).rungs).toContainEqual({
      rung: 'red',
      left: 0,
      replyWithin: { amount: 1, unit: 'working_day' },
    });
});

describe('a file of its own', () => {
  let dir = '';
  let shipped = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'ladders-'));
    shipped = await readFile(laddersPath, 'utf8');
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function load(text: string): Promise<string> {
    await writeFile(join(dir, 'ladders.yaml'), text);
    const result = await loadLadders(join(dir, 'ladders.yaml'));
    if (result.ok) return result.version;
    return result.problems.map(({ message }) => message.replaceAll(`${dir}/`, '')).join('\n');
  }
  const change = (from: string, to: string) => {
    expect(shipped, 'the text to change').toContain(from);
    return shipped.replace(from, to);
  };

  test('has a version that changes with what it says, not with how it is laid out', async () => {
    const version = await load(shipped);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(await load(`# remark\n${shipped}`)).toBe(version);
    expect(await load(change('used: 75', 'used: 80'))).not.toBe(version);
  });

  test.each([
    [
      'rung: yellow, left: 1',
      'rung: blue, left: 1',
      '9:17 ladders.working-days.rungs[1].rung: expected one of warning, yellow, red, escalation, got "blue"',
    ],
    [
      'rung: yellow, left: 1',
      'rung: warning, left: 1',
      '9:17 ladders.working-days.rungs[1].rung: warning stands twice on ladder "working-days"',
    ],
    [
      'rung: yellow, left: 1',
      'rung: yellow, left: 1, over: 1',
      '9:9 ladders.working-days.rungs[1]: expected exactly one of used, left and over',
    ],
    [
      'rung: yellow, left: 1',
      'rung: yellow',
      '9:9 ladders.working-days.rungs[1]: expected exactly one of used, left and over',
    ],
    ['rung: yellow, left: 1', 'rung: yellow, left: -1', '9:31 ladders.working-days.rungs[1].left: expected'],
    [
      'rung: yellow, left: 1',
      'rung: yellow, lef: 1',
      '9:25 ladders.working-days.rungs[1].lef: unknown key "lef"',
    ],
    ['used: 75', 'used: 101', '8:32 ladders.working-days.rungs[0].used: expected'],
    ['over: 3', 'over: 0', '11:35 ladders.working-days.rungs[3].over: expected'],
    [
      'unit: working_day',
      'unit: hour',
      '10:63 ladders.working-days.rungs[2].replyWithin.unit: expected working_day, got "hour"',
    ],
    [
      'working_day: working-days',
      'working_day: working-day',
      '60:16 defaults.working_day: unknown ladder "working-day"; did you mean working-days',
    ],
    ['  share: shares\n', '', '60:3 defaults.share: expected string, got nothing'],
    [
      '  share: shares\n',
      '  share: shares\n  median: shares\n',
      '68:3 defaults.median: unknown key "median"',
    ],
    [
      'working_day: working-days',
      'working_day: half-days',
      '60:16 defaults.working_day: yellow at 0.5 left cannot be counted in steps of 1',
    ],
    [
      'counts: counts',
      'counts: averages',
      '65:11 defaults.counts: what is counted in one case can only pass its limit: warning at 90 % used is never told',
    ],
  ])('%j changed to %j is refused', async (from, to, message) => {
    expect(await load(change(from, to))).toContain(`ladders.yaml:${message}`);
  });

  test('one that is missing is told', async () => {
    const result = await loadLadders(join(dir, 'none.yaml'));
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'file-unreadable' }] });
  });
});

describe('a target that names its ladder', () => {
  const file = LaddersFile.parse({
    ...ladders,
    ladders: {
      ...ladders.ladders,
      fine: {
        rungs: [
          { rung: 'yellow', left: 0.5 },
          { rung: 'red', left: 0 },
        ],
      },
    },
  });
  const refusal = (target: Parameters<typeof aTarget>[0]) =>
    checkTargetLadders([aTarget(target)], file, (id) => `one.yaml:7:9 targets[0].${id}`).map(
      ({ message }) => message,
    );

  test('by an unknown name is refused with file and line', () => {
    expect(refusal({ measured: { ladder: 'working_days' } })).toEqual([
      'one.yaml:7:9 targets[0].promise: unknown ladder "working_days"; did you mean working-days?',
    ]);
    expect(refusal({ measured: { ladder: 'constructor' } })[0]).toContain(
      'unknown ladder "constructor"; known: working-days,',
    );
  });

  test('with amounts its method cannot count is refused', () => {
    expect(refusal({ measured: { ladder: 'fine' } })).toEqual([
      'one.yaml:7:9 targets[0].promise: yellow at 0.5 left cannot be counted in steps of 1',
    ]);
    expect(refusal({ measured: { ladder: 'fine', method: 'half_days' } })).toEqual([]);
    expect(refusal({ measured: { ladder: 'fine', method: 'biz_time' } })).toEqual([]);
  });

  test('with more than red is refused where one case counts things', () => {
    const counts = { metric: 'fee', unit: 'yuan', value: 0 } as const;
    const measured = { counts: { tally: 'fee' } };
    expect(refusal({ ...counts, measured: { ...measured, ladder: 'working-days' } })[0]).toContain(
      'warning at 75 % used is never told',
    );
    expect(refusal({ ...counts, measured })).toEqual([]);
  });
});
