// Mistakes in a mapping are told with file and line, before any row is read.
import { expect, test } from 'vitest';
import { readMapping } from '../../services/ingest/read-mapping.ts';
import { logFile } from '../support/log-files.ts';

const sample = 'infra/samples/receipt.mapping.yaml';
const good = `system: permit
source: urn:t
zone: Asia/Shanghai
case: 办件编号
rows:
  - type: permit.special-procedure.begun
    id: '{n}'
    time: t
    data:
      ground: { column: g, map: { 听证: hearing, 评审: expert-review } }
      daysTold: { column: d, as: number, optional: true }
`;

async function problemsOf(text: string): Promise<string[]> {
  const result = await readMapping(logFile('m.yaml', text));
  return result.ok
    ? []
    : result.problems.map(({ code, message }) => `${code} ${message.replace(/^.*m\\.yaml/, '')}`);
}

test('the mapping of the sample is read', async () => {
  const result = await readMapping(sample);
  expect(result).toMatchObject({
    ok: true,
    mapping: { system: 'permit', encoding: 'utf-8', delimiter: ',' },
  });
});

test('a good mapping has no problems', async () => {
  expect(await problemsOf(good)).toEqual([]);
});

test.each([
  ['zone: Asia/Shanghai', 'zone: Asia/Wuhan', 3, 'expected an IANA time zone'],
  ['case: 办件编号\n', '', 1, 'case'],
  ['system: permit', 'system: gaz', 1, 'unknown system "gaz"'],
  ['special-procedure.begun', 'special-procedure.begin', 6, '"permit.special-procedure.begin" is unknown'],
  ["id: '{n}'", 'id: always-the-same', 7, 'at least one column'],
  ["id: '{n}'", "id: '{n'", 7, 'columns in braces'],
  ['time: t', 'tiem: t', 8, 'unknown key "tiem"'],
  ['听证: hearing', '听证: hering', 10, 'hearing'],
  ['评审: expert-review', '评审: review', 10, 'expert-review'],
  ['column: g, map', 'colum: g, map', 10, 'ground'],
  ['as: number', 'as: numbr', 11, 'number'],
  ['as: number', 'as: text', 11, 'read as text'],
  ['daysTold:', 'daysPromised:', 11, 'unknown field daysPromised'],
  ['daysTold: { column: d, as: number, optional: true }', 'daysTold: -1', 11, '>=0'],
  ['      ground: { column: g, map: { 听证: hearing, 评审: expert-review } }\n', '', 10, 'missing'],
  ['    data:', '    when: { state: 3 }\n    data:', 9, 'expected'],
  [good.slice(good.indexOf('rows:')), 'rows: []\n', 1, 'expected events under caseEvents or rows'],
])('%j in place of %j is told at line %i', async (part, mistake, line, words) => {
  expect(good).toContain(part);
  const problems = await problemsOf(good.replace(part, mistake));
  const told = problems.filter((problem) => problem.includes(`:${line}:`) && problem.includes(words));
  expect(told, problems.join('\n')).toHaveLength(1);
});

test('several mistakes are told at once', async () => {
  expect(await problemsOf(good.replace('Shanghai', 'Wuhan').replace('time: t', 'tiem: t'))).toHaveLength(3);
});

test('a file that is absent or no YAML is a problem, not an error', async () => {
  expect(await readMapping('no/such.yaml')).toMatchObject({
    ok: false,
    problems: [{ code: 'file-unreadable' }],
  });
  expect(await problemsOf('system: [permit')).not.toEqual([]);
});
