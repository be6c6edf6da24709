// The rules are opened whole, or refused by file and line: here a catalogue in which two targets claim one case.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRuleBook } from '../../services/main.ts';
import { packageRoot } from '../../services/platform/package-root.ts';

let schemas = '';
beforeEach(async () => {
  schemas = await mkdtemp(join(tmpdir(), 'rules-'));
  for (const part of ['calendars', 'targets'])
    await cp(join(packageRoot(), 'schemas', part), join(schemas, part), { recursive: true });
});
afterEach(() => rm(schemas, { recursive: true }));

test('the shipped rules open without a warning', async () => {
  const opened = await openRuleBook(schemas);
  expect(opened.ok && opened.value.warnings).toEqual([]);
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
