// Only write-rows.ts inserts, and no setting travels beside a statement.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../services/platform/package-root.ts';

const sources = (['services', 'schemas'] as const).flatMap((top) =>
  readdirSync(join(packageRoot(), top), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: `${top}/${path}`, text: readFileSync(join(packageRoot(), top, path), 'utf8') })),
);
const offenders = (pattern: RegExp, allowed: readonly string[]) =>
  sources.filter(({ path, text }) => pattern.test(text) && !allowed.includes(path)).map(({ path }) => path);

const WRITER = 'services/store/write-rows.ts';

test('the writer itself is among the sources read', () => {
  expect(sources.find(({ path }) => path === WRITER)?.text).toContain('.insertRaw(');
});

test('no other file calls insertRaw or spells an INSERT', () => {
  expect(offenders(/\.insertRaw\(/, [WRITER])).toEqual([]);
  expect(offenders(/\bINSERT\s+INTO\b/, [WRITER])).toEqual([]);
  expect(offenders(/\.insert\(\s*\{/, [])).toEqual([]);
});

test('no file sends clickhouse_settings, which the embedded engine keeps for the whole session', () => {
  expect(offenders(/clickhouse_settings/, [])).toEqual([]);
});
