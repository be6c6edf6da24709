// The rules are opened whole, or refused by file and line.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRuleBook } from '../../services/main.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

let schemas = '';
beforeEach(async () => {
  schemas = await mkdtemp(join(tmpdir(), 'rules-'));
  for (const part of ['calendars', 'targets', 'ladders.yaml'])
    await cp(join(packageRoot(), 'schemas', part), join(schemas, part), { recursive: true });
});
afterEach(() => rm(schemas, { recursive: true }));

test('the shipped rules open without a warning', async () => {
  const opened = await openRuleBook(schemas);
  expect(opened.ok && opened.value.warnings).toEqual([]);
});

/** Replaces the first occurrence in a file of the rules; returns the line it stands in. */
async function change(name: string, from: string, to: string): Promise<number> {
  const file = join(schemas, name);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
  return text.slice(0, text.indexOf(from)).split('\n').length;
}

async function refusal(): Promise<string[]> {
  const opened = await openRuleBook(schemas);
  return opened.ok ? [] : opened.problems.map(({ message }) => message.replaceAll(`${schemas}/`, ''));
}

describe('ladders', () => {
  test('have a version of their own, on which no clock depends', async () => {
    const before = await openRuleBook(schemas);
    await change('ladders.yaml', 'used: 75', 'used: 80');
    const after = await openRuleBook(schemas);
    if (!before.ok || !after.ok) throw new Error('the rules were refused');
    expect(after.value.version).toBe(before.value.version);
    expect(after.value.ladders.version).not.toBe(before.value.ladders.version);
    expect(after.value.ladders.file.ladders['working-days']!.rungs[0]).toEqual({ rung: 'warning', used: 80 });
  });

  test('with a mistake refuse the whole, by file, line and column', async () => {
    const line = await change('ladders.yaml', 'left: 1 }', 'left: -1 }');
    const [problem, ...more] = await refusal();
    expect(more).toEqual([]);
    expect(problem).toContain(`ladders.yaml:${line}:31 ladders.working-days.rungs[1].left: `);
  });

  test('that are missing refuse the whole', async () => {
    await rm(join(schemas, 'ladders.yaml'));
    expect(await refusal()).toEqual(['ladders.yaml: cannot be read: no such file']);
  });

  test('that a target names and nobody knows refuse the whole, with the place of the target', async () => {
    const name = 'targets/echeng-2023.yaml';
    const text = await readFile(join(schemas, name), 'utf8');
    const target = text.indexOf('- id: echeng-2023-acceptance-joint\n');
    const line = text.slice(0, target).split('\n').length;
    const measured = text.indexOf('    measured:\n', target) + '    measured:\n'.length;
    const changed = `${text.slice(0, measured)}      ladder: hour\n${text.slice(measured)}`;
    await writeFile(join(schemas, name), changed);
    expect(await refusal()).toEqual([
      expect.stringMatching(
        new RegExp(
          `^targets/echeng-2023\\.yaml:${line}:\\d+ .*unknown ladder "hour"; did you mean hours\\?$`,
        ),
      ),
    ]);
  });
});

test('two targets that claim one case at one time are refused, with the place of the first', async () => {
  const file = join(schemas, 'targets/echeng-2023.yaml');
  const text = await readFile(file, 'utf8');
  const start = text.indexOf('  - id: echeng-2023-acceptance-joint\n');
  const end = text.indexOf('\n  - id:', start) + 1;
  const twin = text.slice(start, end).replace('acceptance-joint', 'acceptance-again');
  await writeFile(file, text.slice(0, end) + twin + text.slice(end));
  const opened = await openRuleBook(schemas);
  expect(opened.ok).toBe(false);
  if (opened.ok) return;
  const line = text.slice(0, start).split('\n').length;
  expect(opened.problems).toHaveLength(1);
  expect(opened.problems[0]).toMatchObject({ code: 'targets-overlap' });
  expect(opened.problems[0]!.message).toContain(`echeng-2023.yaml:${line}:`);
  expect(opened.problems[0]!.message).toContain(
    'echeng-2023-acceptance-joint and echeng-2023-acceptance-again both apply',
  );
});
