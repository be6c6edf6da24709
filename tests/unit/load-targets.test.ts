// A target catalogue is loaded whole, or refused with file, line and reason.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadTargets } from '../../services/platform/load-targets.ts';

const calendars = new Set(['cn', 'nl']);

describe('a catalogue of its own', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'targets-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const good = `document:
  id: one
  number: null
  title: 方案
  issuer: 某市
  issued: 2023-01-01
  jurisdiction: cn/hubei
  jurisdictionName: { zh: 湖北, en: Hubei }
targets:
  - id: t-1
    clause: '1'
    line: 3
    domain: construction-permit
    service: approval
    category: all
    metric: elapsed_time
    comparator: '<='
    value: 3
    unit: working_day
    aggregation: each_case
    effectiveFrom: 2023-01-01
    measured:
      system: permit
      when: { investment: social }
      method: wd_excl
      calendar: cn
      starts: [permit.application.accepted]
      pauses:
        - ground: hearing
  - id: t-2
    clause: '2'
    line: 4
    domain: construction-permit
    service: approval
    category: all
    metric: steps
    comparator: '='
    value: 1
    unit: count
    aggregation: each_case
    effectiveFrom: null
    notMeasured: { reason: no-source-connected, why: nobody tells it }
`;

  const write = (name: string, text: string) => writeFile(join(dir, name), text);
  const change = (from: string, to: string) => {
    expect(good, 'the text to change').toContain(from);
    return good.replace(from, to);
  };
  async function refusal(): Promise<string> {
    const result = await loadTargets(dir, calendars);
    return result.ok
      ? 'loaded'
      : result.problems.map(({ message }) => message.replaceAll(`${dir}/`, '')).join('\n');
  }

  test('loads, each target with its document', async () => {
    await write('one.yaml', good);
    const result = await loadTargets(dir, calendars);
    expect(result).toMatchObject({
      ok: true,
      documents: [{ id: 'one' }],
      targets: [
        {
          id: 't-1',
          document: { id: 'one' },
          measured: { dayEnds: 'midnight', kind: 'promised', stops: [] },
        },
        { id: 't-2', document: { id: 'one' } },
      ],
    });
  });

  test('has a version that changes with what it says, not with how it is laid out', async () => {
    const versionOf = async (text: string) => {
      await write('one.yaml', text);
      const result = await loadTargets(dir, calendars);
      return result.ok ? result.version : '';
    };
    const version = await versionOf(good);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(await versionOf(`# remark\n${good}`)).toBe(version);
    expect(await versionOf(change('value: 3', 'value: 4'))).not.toBe(version);
  });

  test.each([
    ['id: t-2', 'id: t-1', '30:9 targets[1].id: "t-1" is already used at one.yaml:10:9 targets[0].id'],
    [
      'permit.application.accepted',
      'permit.accepted',
      '27:16 targets[0].measured.starts[0]: unknown event type "permit.accepted"',
    ],
    ['system: permit', 'system: heat', '23:15 targets[0].measured.system: unknown system "heat"'],
    [
      'investment: social',
      'investment: private',
      '24:27 targets[0].measured.when.investment: investment is never "private"; expected government, social',
    ],
    [
      'calendar: cn',
      'calendar: us',
      '26:17 targets[0].measured.calendar: unknown calendar "us"; known: cn, nl',
    ],
    [
      'ground: hearing',
      'ground: lunch',
      '29:19 targets[0].measured.pauses[0].ground: expected one of correction',
    ],
    [
      '        - ground: hearing\n',
      '        - ground: hearing\n        - ground: hearing\n',
      '30:19 targets[0].measured.pauses[1].ground: ground "hearing" is listed twice',
    ],
    [
      'effectiveFrom: 2023-01-01',
      'effectiveFrom: 2023-01-01\n    effectiveTo: 2022-12-31',
      '21:20 targets[0].effectiveFrom: 2023-01-01 is after effectiveTo 2022-12-31',
    ],
    [
      'effectiveFrom: null',
      'effectiveFrom: null\n    supersedes: [t-9]',
      '42:18 targets[1].supersedes[0]: no target has the id "t-9"',
    ],
    [
      'effectiveFrom: null',
      'effectiveFrom: null\n    supersedes: [t-2]',
      '42:18 targets[1].supersedes[0]: a target cannot supersede itself',
    ],
    [
      'value: 3',
      'value: 0.5',
      '18:12 targets[0].value: method wd_excl counts steps of 1, got 0.5; use biz_time for a fraction',
    ],
    [
      'value: 3',
      'value: null',
      '18:12 targets[0].value: expected a number; only a target with limitFromCase has none',
    ],
    ['value: 3', 'value: -3', '18:12 targets[0].value: expected a limit of 0 or more, got -3'],
    ['value: 1', 'value: null', '38:12 targets[1].value: expected a number'],
    [
      'calendar: cn',
      'calendar: cn\n      limitFromCase: deadline',
      "18:12 targets[0].value: expected null, since the limit is the case's own deadline, got 3",
    ],
    [
      'unit: working_day',
      'unit: calendar_day',
      '19:11 targets[0].unit: expected working_day for method wd_excl, got calendar_day',
    ],
    [
      'method: wd_excl',
      'method: cal_days',
      '19:11 targets[0].unit: expected calendar_day for method cal_days, got working_day',
    ],
    [
      "comparator: '<='",
      "comparator: '>='",
      '17:17 targets[0].comparator: expected <= for a measured target, got >=',
    ],
    [
      'metric: elapsed_time',
      'metric: steps',
      '16:13 targets[0].metric: expected elapsed_time for a measured target, got steps',
    ],
    [
      'investment: social',
      'investment: []',
      '24:27 targets[0].measured.when.investment: expected at least one value or bound, got none',
    ],
    [
      'investment: social',
      'lineMetres: { above: 3 }',
      '24:29 targets[0].measured.when.lineMetres.above: unknown key "above"',
    ],
    ["clause: '1'", 'clause: 1', '11:13 targets[0].clause: expected string, got 1'],
    ['    line: 4\n', '', '30:5 targets[1].line: expected number, got nothing'],
    ['    notMeasured: {', '    notMeasuerd: {', '42:5 targets[1].notMeasuerd: unknown key "notMeasuerd"'],
    [
      'jurisdiction: cn/hubei',
      'jurisdiction: Hubei',
      '7:17 document.jurisdiction: expected a path such as cn/hubei/ezhou, got "Hubei"',
    ],
  ])('%j changed to %j is refused', async (from, to, message) => {
    await write('one.yaml', change(from, to));
    expect(await refusal()).toContain(`one.yaml:${message}`);
  });

  test.each([
    ['wd_incl', 'working_day', 1.5, false],
    ['cal_days', 'calendar_day', 0.5, false],
    ['half_days', 'working_day', 0.25, false],
    ['half_days', 'working_day', 1.5, true],
    ['biz_time', 'working_day', 0.35, true],
    ['biz_hours', 'hour', 2.5, true],
    ['cal_hours', 'hour', 0.5, true],
  ])('method %s, unit %s, value %d: loads %s', async (method, unit, value, loads) => {
    const text = change('method: wd_excl', `method: ${method}`).replace('unit: working_day', `unit: ${unit}`);
    await write('one.yaml', text.replace('value: 3', `value: ${value}`));
    expect((await refusal()) === 'loaded').toBe(loads);
  });

  const counting = (counts: string, metric: string, unit: string, aggregation = 'each_case') =>
    change('metric: elapsed_time', `metric: ${metric}`)
      .replace('unit: working_day', `unit: ${unit}`)
      .replace('aggregation: each_case', `aggregation: ${aggregation}`)
      .replace("comparator: '<='", "comparator: '='")
      .replace('      method: wd_excl\n', `      counts: ${counts}\n`);

  test.each([
    ['{ tally: steps }', 'steps', 'count', 'each_case'],
    ['{ tally: fee }', 'fee', 'yuan', 'each_case'],
    ['{ events: [permit.visit.made] }', 'other', 'count', 'each_case'],
    ['{ casesWith: { investment: social } }', 'rate', 'percent', 'share'],
    ['{ casesWithout: errands }', 'rate', 'percent', 'share'],
  ])('a target may count %s', async (counts, metric, unit, aggregation) => {
    await write('one.yaml', counting(counts, metric, unit, aggregation));
    expect(await refusal()).toBe('loaded');
  });

  test.each([
    [
      ['{ tally: steps }', 'fee', 'yuan'],
      '16:13 targets[0].metric: expected steps for what it counts, got fee',
    ],
    [
      ['{ tally: fee }', 'fee', 'count'],
      '19:11 targets[0].unit: expected yuan for what it counts, got count',
    ],
    [
      ['{ tally: steps }', 'steps', 'count', 'share'],
      '20:18 targets[0].aggregation: expected no share for what it counts, got share',
    ],
    [
      ['{ casesWithout: errands }', 'rate', 'percent'],
      '20:18 targets[0].aggregation: expected share for what it counts, got each_case',
    ],
    [
      ['{ events: [permit.visit] }', 'errands', 'count'],
      '25:26 targets[0].measured.counts.events[0]: unknown event type "permit.visit"',
    ],
    [
      ['{ casesWith: { investment: private } }', 'rate', 'percent', 'share'],
      '25:42 targets[0].measured.counts.casesWith.investment: investment is never "private"',
    ],
    [
      ['{ tally: steps }\n      limitFromCase: deadline', 'steps', 'count'],
      '26:22 targets[0].measured.limitFromCase: a target that counts things has no date',
    ],
  ] as const)('counting %j is refused', async (parts, message) => {
    const [counts, metric, unit, aggregation] = parts;
    await write('one.yaml', counting(counts, metric, unit, aggregation));
    expect(await refusal()).toContain(`one.yaml:${message}`);
  });

  test('gaps come with their document and its jurisdiction', async () => {
    await write(
      'one.yaml',
      `${good}gaps:\n  - { system: permit, metrics: [elapsed_time], when: { investment: government }, why: not promised. }\n`,
    );
    const result = await loadTargets(dir, calendars);
    expect(result.ok && result.gaps).toEqual([
      {
        system: 'permit',
        metrics: ['elapsed_time'],
        kind: 'promised',
        scope: 'whole',
        when: { investment: 'government' },
        why: 'not promised.',
        document: 'one',
        jurisdiction: 'cn/hubei',
      },
    ]);
  });

  test('a target must be measured or say why not, and not both', async () => {
    await write(
      'one.yaml',
      change('    notMeasured: { reason: no-source-connected, why: nobody tells it }\n', ''),
    );
    expect(await refusal()).toContain(
      'one.yaml:30:5 targets[1]: expected exactly one of measured and notMeasured',
    );
  });

  test('ids are unique across files, of documents too', async () => {
    await write('one.yaml', good);
    await write('two.yaml', good.replaceAll('id: t-', 'id: u-').replace('u-2', 't-2'));
    const refused = await refusal();
    expect(refused).toContain('two.yaml:2:7 document.id: "one" is already used at one.yaml:2:7 document.id');
    expect(refused).toContain(
      'two.yaml:30:9 targets[1].id: "t-2" is already used at one.yaml:30:9 targets[1].id',
    );
  });

  test('a target may supersede one of another file', async () => {
    const until = (day: string) =>
      good.replace('effectiveFrom: null', `effectiveFrom: null\n    effectiveTo: ${day}`);
    const two = change('id: one', 'id: two').replaceAll('id: t-', 'id: u-');
    const from = 'effectiveFrom: 2024-01-01\n    supersedes: [t-2]';
    await write('two.yaml', two.replace('effectiveFrom: null', from));
    await write('one.yaml', until('2023-12-31'));
    expect(await refusal()).toBe('loaded');
    await write('one.yaml', until('2024-01-01'));
    expect(await refusal()).toContain(
      'two.yaml:42:18 targets[1].supersedes[0]: overlapping validity: "t-2" holds to 2024-01-01',
    );
  });

  test('no file, no directory, or a file that would be left out: refused', async () => {
    expect(await refusal()).toContain('expected at least one .yaml file, found none');
    await write('one.yaml', good);
    await write('two.yml', good);
    expect(await refusal()).toContain('two.yml would not be read; name it two.yaml');
    expect(await loadTargets(join(dir, 'none'), calendars)).toMatchObject({
      problems: [{ code: 'directory-unreadable', message: expect.stringContaining('ENOENT') }],
    });
  });
});
