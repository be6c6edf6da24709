// A file with a mistake is refused in one sentence that names the file and the line; nothing is half done.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IndicatorRow } from '../../schemas/indicator.ts';
import { packageRoot } from '../../services/platform/package-root.ts';
import { copyProgram, damage } from '../support/installed-copy.ts';
import { completed, received } from '../support/permit-events.ts';
import { sampleMapping } from '../support/sample-log.ts';
import { endServers, shixian, shixianJson } from '../support/shixian-process.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

let folder: TempFolder;
let data: string;

beforeAll(async () => {
  folder = await tempFolder();
  data = join(folder.path, 'data');
});
afterAll(async () => {
  await endServers();
  await folder.remove();
});

const file = (name: string, content: string | Buffer): string => {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
};
const importFile = (path: string, mapping?: string) =>
  shixian(['import', path, ...(mapping ? ['--mapping', mapping] : []), '--data', data]);

/** One line a problem, no stack, and nothing on stdout. */
const refused = ({ code, stdout, stderr }: Awaited<ReturnType<typeof shixian>>): string[] => {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const lines = stderr.trim().split('\n');
  expect(lines.filter((line) => !line.startsWith('shixian: '))).toEqual([]);
  return lines;
};

describe('logs', () => {
  test.each<[name: string, content: string | Buffer, mapped: boolean, message: RegExp]>([
    ['empty.csv', '', true, /file-empty: empty\.csv:1 the file is empty: expected a header line/],
    ['other.csv', 'a,b\n1,2\n', true, /columns-missing: other\.csv:1 the header lacks case:concept:name, /],
    ['rows.csv', 'a,b\n1,2\n', false, /mapping-needed: .*rows\.csv holds rows.*expected a mapping/],
    ['noise.csv', Buffer.from([0, 7, 27, 91, 50, 74, 255, 254, 10]), true, /columns-missing: noise\.csv:1/],
    ['not.csv.gz', 'no gzip', true, /columns-missing|file-unreadable/],
    ['cut.xes', '<?xml version="1.0"?><log><trace>', true, /xml-malformed: cut\.xes:1 not well-formed XML/],
  ])('%s', async (name, content, mapped, message) => {
    const [line, ...more] = refused(
      await importFile(file(name, content), mapped ? sampleMapping : undefined),
    );
    expect(more).toEqual([]);
    expect(line).toMatch(message);
    expect(line, 'sends control characters to the terminal').not.toMatch(/[^\P{Cc}\n]/u);
  });

  test('a file that is not there, and a folder', async () => {
    const missing = join(folder.path, 'missing.csv');
    expect(refused(await importFile(missing, sampleMapping))).toEqual([
      `shixian: file-unreadable: ${missing} cannot be read: there is no such file`,
    ]);
    expect(refused(await importFile(folder.path, sampleMapping))[0]).toContain('expected a regular file');
    expect(refused(await shixian(['import', '--data', data]))[0]).toContain(
      'import needs a FILE, or --sample',
    );
  });

  test('text that is no log is kept as rejections, and says so', async () => {
    const { code, stdout, stderr } = await importFile(file('prose.ndjson', 'hello\nworld\n'));
    expect(code).toBe(1);
    expect(stdout).toContain('2 × json-malformed, first at prose.ndjson:1');
    expect(stderr).toContain('nothing-imported: nothing in');
  });

  test('bad lines among good ones harm only themselves', async () => {
    const lines = [received({ subject: 'kept' }), '{"id":', completed({ subject: 'kept' }), { id: 'x' }];
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    const { code, stdout } = await importFile(file('mixed.ndjson', text));
    expect(code).toBe(0);
    expect(stdout).toContain('4 rows gave 3 events: 2 accepted, 0 known before, 2 rejected');
    expect(stdout).toContain('first at mixed.ndjson:2');
    expect(stdout).toContain('first at mixed.ndjson:4');
  });

  test('what was read of a log cut short is kept, and the whole log later adds the rest', async () => {
    const dir = join(folder.path, 'cut');
    const whole = readFileSync(join(packageRoot(), 'infra/samples/receipt.csv.gz'));
    const cut = file('receipt.csv.gz', whole.subarray(0, 20_000));
    const first = await shixian(['import', cut, '--mapping', sampleMapping, '--data', dir]);
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('the gzip data is damaged or cut off');
    const accepted = Number(/(\d+) accepted/.exec(first.stdout)![1]);
    expect(accepted).toBeGreaterThan(100);
    const rest = await shixian(['import', '--sample', '--data', dir]);
    expect(rest.stdout).toContain(`${11_340 - accepted} accepted, ${accepted} known before, 0 rejected`);
    const rows = await shixianJson<IndicatorRow[]>(['indicators', '--data', dir]);
    expect(rows.find(({ indicator }) => indicator === 'ended_after_deadline')?.value).toBe(377);
  });
});

describe('mappings', () => {
  test.each([
    ['zone: Europe/Amsterdam', 'zone: Mars/Base', /zone: expected an IANA time zone/],
    ['rows:', 'rowz:', /rowz: unknown key "rowz"/],
    ['permit.completed', 'permit.finished', /permit\.finished/],
    ['as: instant', 'as: moment', /as: expected one of/],
    ['rows:\n', 'rows: }\n', /bad-yaml/],
  ])('%s written as %s', async (good, bad, message) => {
    const path = file('mapping.yaml', readFileSync(sampleMapping));
    const line = damage(path, good, bad);
    const problems = refused(await importFile(file('some.csv', 'a\n1\n'), path));
    expect(problems.join('\n')).toMatch(message);
    expect(
      problems.some((problem) => problem.includes(`${path}:${line}:`)),
      problems.join('\n'),
    ).toBe(true);
  });

  test('a mapping that is not there', async () => {
    const problems = refused(await importFile(file('some.csv', 'a\n1\n'), join(folder.path, 'none.yaml')));
    expect(problems[0]).toContain('none.yaml: cannot be read: no such file');
  });
});

describe('targets, calendars and ladders', () => {
  let root: string;
  const schemas = () => join(root, 'schemas');

  beforeAll(() => {
    root = copyProgram(folder.path);
  });
  beforeEach(() => {
    for (const part of ['targets', 'calendars', 'ladders.yaml'])
      cpSync(join(packageRoot(), 'schemas', part), join(schemas(), part), { recursive: true });
  });

  test('the copy itself is without mistake', async () => {
    const { code, stdout } = await shixian(['targets', 'check', schemas()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ documents, \d+ targets, \d+ of them measured: no mistake found\n/);
    expect(stdout).toContain('calendar cn 20');
    expect(stdout).toMatch(/^ladders working-days, .* [0-9a-f]{12}$/m);
  });

  test.each([
    ['calendars/cn.yaml', 'zone: Asia/Shanghai', 'zone: Asia/Wuhan'],
    ['calendars/cn.yaml', 'weekend: [6, 7]', 'weekend: [6, 8]'],
    ['calendars/cn.yaml', 'officeHours: 09:00', 'officeHours: 9:00'],
    ['calendars/cn-days.csv', '2019-01-01,holiday', '2019-01-01,holliday'],
    ['calendars/cn-days.csv', '2019-02-02,makeup', '2019-02-30,makeup'],
    ['targets/receipt-sample.yaml', 'method: wd_excl', 'method: wd_excluded'],
    ['targets/receipt-sample.yaml', 'calendar: nl', 'calendar: atlantis'],
    ['targets/receipt-sample.yaml', 'clause: case:deadline', 'claus: case:deadline'],
    ['targets/receipt-sample.yaml', 'unit: working_day', 'unit: business_day'],
    [
      'targets/receipt-sample.yaml',
      'starts: [permit.application.received]',
      'starts: [permit.application.got]',
    ],
    ['ladders.yaml', 'used: 75', 'used: 175'],
    ['ladders.yaml', '  hour: hours', '  hour: ours'],
  ])('%s with "%s" written as "%s": the check and the start name the line', async (name, good, bad) => {
    const line = damage(join(schemas(), name), good, bad);
    const checked = refused(await shixian(['targets', 'check', schemas()]));
    expect(
      checked.some((problem) => problem.includes(`${name}:${line}`)),
      checked.join('\n'),
    ).toBe(true);
    const dir = join(folder.path, 'unborn');
    const start = ['start', '--port', '0', '--no-sample', '--data', dir];
    expect(refused(await shixian(start, { root }))).toEqual(checked);
    expect(existsSync(dir), 'a folder was made before the rules were checked').toBe(false);
  });

  test('a day missing from the days file is noticed', async () => {
    const path = join(schemas(), 'calendars/cn-days.csv');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/^2019-02-04.*\n/m, ''));
    expect(refused(await shixian(['targets', 'check', schemas()]))[0]).toMatch(/cn.*28[45]/);
  });

  test('a folder without targets', async () => {
    const problems = refused(await shixian(['targets', 'check', folder.path]));
    expect(problems[0]).toContain(join(folder.path, 'calendars'));
  });
});
