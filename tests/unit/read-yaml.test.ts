// A YAML file is read whole or refused with the place and the reason.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkYaml, readYaml } from '../../services/platform/read-yaml.ts';

const schema = z.strictObject({
  id: z.string(),
  size: z.int().min(1).optional(),
  day: z.iso.date().optional(),
  kind: z.enum(['holiday', 'makeup']).optional(),
  list: z.array(z.strictObject({ clause: z.string() })).min(1),
  when: z
    .record(z.string(), z.union([z.string(), z.array(z.string()), z.strictObject({ over: z.number() })]))
    .optional(),
});

const problemsOf = (text: string) => {
  const result = checkYaml(text, 'a/b.yaml', schema);
  return result.ok ? [] : result.problems;
};
const messagesOf = (text: string) => problemsOf(text).map(({ message }) => message);

describe('checkYaml', () => {
  test('gives the value, and the place of any part of it', () => {
    const result = checkYaml('id: x\nlist:\n  - clause: "1"\n  - clause: "2"\n', 'a/b.yaml', schema);
    expect(result).toMatchObject({ ok: true, value: { id: 'x', list: [{ clause: '1' }, { clause: '2' }] } });
    expect(result.ok && result.locate(['list', 1, 'clause'])).toBe('a/b.yaml:4:13 list[1].clause');
  });

  test('names the path, what was expected and what was found', () => {
    expect(problemsOf('id: x\nlist:\n  - clause: "1"\n  - clause: 7\n')).toEqual([
      {
        code: 'unexpected-value',
        message: 'a/b.yaml:4:13 list[1].clause: expected string, got 7',
        field: 'list[1].clause',
        value: 7,
      },
    ]);
  });

  test.each([
    [
      'id: x\nlist: [{ clause: a }]\nkind: work\n',
      'a/b.yaml:3:7 kind: expected one of holiday, makeup, got "work"',
    ],
    ['id: x\nlist: [{ clause: a }]\nsize: 1.5\n', 'a/b.yaml:3:7 size: expected whole number, got 1.5'],
    [
      'id: x\nlist: [{ clause: a }]\nday: 2026-02-30\n',
      'a/b.yaml:3:6 day: expected a date that exists, YYYY-MM-DD, got "2026-02-30"',
    ],
    ['id: x\nlist: [{ clause: a }]\nsize: 0\n', 'a/b.yaml:3:7 size: expected number to be >=1, got 0'],
    ['id: x\nlist: []\n', 'a/b.yaml:2:7 list: expected array to have >=1 items, got []'],
    ['id: x\nlist:\n', 'a/b.yaml:2:6 list: expected list, got null'],
    [
      'id: x\nlist: [{ clause: a }]\nwhen:\n  a: 5\n',
      'a/b.yaml:4:6 when.a: expected string or list or map, got 5',
    ],
    [
      'id: x\nlist: [{ clause: a }]\nwhen:\n  a: { over: many }\n',
      'a/b.yaml:4:14 when.a.over: expected number, got "many"',
    ],
    ['', 'a/b.yaml:1:1: expected map, got null'],
  ])('%j is refused', (text, message) => {
    expect(messagesOf(text)).toEqual([message]);
  });

  test('a missing value is told at what should hold it', () => {
    expect(problemsOf('id: x\nlist:\n  - {}\n')).toMatchObject([
      { code: 'missing-value', message: 'a/b.yaml:3:5 list[0].clause: expected string, got nothing' },
    ]);
  });

  test('an unknown key is told at the key', () => {
    expect(problemsOf('id: x\nlist:\n  - clause: a\n    cluase: b\n')).toMatchObject([
      { code: 'unknown-key', message: 'a/b.yaml:4:5 list[0].cluase: unknown key "cluase"' },
    ]);
  });

  test('a key written twice is refused, not overwritten', () => {
    expect(problemsOf('id: x\nlist: [{ clause: a }]\nid: y\n')).toMatchObject([
      { code: 'duplicate-key', message: expect.stringMatching(/^a\/b\.yaml:3:1 /) },
    ]);
  });

  test('bad YAML is told with its line', () => {
    expect(problemsOf('id: x\nlist: [{ clause: a }\nsize: 1\n')[0]).toMatchObject({
      code: 'bad-yaml',
      message: expect.stringMatching(/^a\/b\.yaml:[23]:\d+ /),
    });
    expect(problemsOf('id: x\nlist: *nowhere\n')[0]).toMatchObject({ code: 'bad-yaml' });
    expect(problemsOf('id: x\nlist: [{ clause: a }]\n---\nid: y\n')[0]).toMatchObject({ code: 'bad-yaml' });
  });

  test('every fault is told, not only the first', () => {
    expect(messagesOf('id: 1\nlist: [{ clause: 2 }]\n')).toHaveLength(2);
  });
});

describe('readYaml', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'read-yaml-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  test('reads a file, also one with a byte-order mark', async () => {
    const path = join(dir, 'good.yaml');
    await writeFile(path, '\uFEFFid: x\nlist: [{ clause: a }]\n');
    expect(await readYaml(path, schema)).toMatchObject({ ok: true, value: { id: 'x' } });
  });

  test('a file that is not there, or not text, is a problem and no fault', async () => {
    const missing = join(dir, 'missing.yaml');
    expect(await readYaml(missing, schema)).toEqual({
      ok: false,
      problems: [
        { code: 'file-unreadable', message: `${missing}: cannot be read: no such file`, value: missing },
      ],
    });
    const binary = join(dir, 'binary.yaml');
    await writeFile(binary, Buffer.from([0x69, 0x64, 0x3a, 0xff, 0xfe]));
    expect(await readYaml(binary, schema)).toMatchObject({
      problems: [{ code: 'file-unreadable', message: expect.stringContaining('not UTF-8 text') }],
    });
  });
});
