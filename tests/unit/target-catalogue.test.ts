// The shipped catalogue is whole, and no case has two principal targets in one place.
import { beforeAll, describe, expect, test } from 'vitest';
import { PermitAttributes } from '../../schemas/events/permit.ts';
import type { CatalogueTarget, Measured, When } from '../../schemas/target.ts';
import { loadTargets } from '../../services/platform/load-targets.ts';

describe('the shipped catalogue', () => {
  let targets: readonly CatalogueTarget[] = [];
  beforeAll(async () => {
    const result = await loadTargets('schemas/targets', new Set(['cn', 'nl']));
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
    targets = result.targets;
  });

  test('has the 432 documented targets and the one of the sample log', () => {
    const byDomain: Record<string, number> = {};
    for (const { domain } of targets) byDomain[domain] = (byDomain[domain] ?? 0) + 1;
    expect(byDomain).toEqual({
      'construction-permit': 91,
      power: 57,
      other: 40,
      'business-registration': 35,
      water: 29,
      tax: 25,
      gas: 23,
      procurement: 23,
      'municipal-connection': 20,
      court: 20,
      finance: 18,
      'e-licence': 16,
      property: 16,
      'joint-acceptance': 9,
      complaint: 8,
      heat: 2,
      'environmental-permit': 1,
    });
    expect(new Set(targets.map(({ id }) => id)).size).toBe(433);
    expect(targets.filter(({ core }) => core)).toHaveLength(231);
  });

  test('every documented target names its clause, its line and its document', () => {
    const documented = targets.filter(({ document }) => document.jurisdiction.startsWith('cn/'));
    expect(documented).toHaveLength(432);
    expect(new Set(documented.map(({ document }) => document.id)).size).toBe(27);
    for (const target of documented) {
      expect(target.clause, target.id).not.toBe('');
      expect(target.line, target.id).toBeGreaterThan(0);
      expect(target.document.title, target.id).toMatch(/\p{Script=Han}/u);
    }
  });

  test('marks what rests on an assumed reading of a slogan or a word', () => {
    const assumed = targets.filter((target) => target.assumed);
    expect(assumed).toHaveLength(30);
    for (const { id, note } of assumed) expect(note, id).toMatch(/assumed/);
  });

  test('times whole-process approval as each place promises it', () => {
    const limits = targets
      .filter(({ measured }) => measured?.service === 'construction project approval')
      .map(({ document, value }) => [document.jurisdiction.split('/').at(-1), value]);
    expect(limits).toEqual([
      ...[40, 30, 20, 10, 10].map((value) => ['echeng', value]),
      ...[30, 45, 40, 35, 30].map((value) => ['gedian', value]),
      ...[25, 80, 60, 40].map((value) => ['xx-city', value]),
    ]);
  });

  test('every time limit of a connected system is measured or says why it is not', () => {
    const connected = [
      'construction-permit',
      'municipal-connection',
      'joint-acceptance',
      'water',
      'power',
      'gas',
    ];
    const times = targets.filter(
      ({ metric, domain }) => metric === 'elapsed_time' && connected.includes(domain),
    );
    expect(times.filter(({ measured }) => measured)).toHaveLength(30);
    expect(times.filter(({ measured }) => !measured).map(({ id }) => id)).toEqual([
      'ruichang-2023-permit-land-to-start',
      'xxcity-2022-permit-five-same-day',
    ]);
  });

  test('times connections as each place promises them', () => {
    const times = targets
      .filter(
        ({ metric, measured }) => metric === 'elapsed_time' && /^(power|water)$/.test(measured?.system ?? ''),
      )
      .map(({ id, value, aggregation, measured }) => [id, value, aggregation, measured!.method]);
    expect(times).toEqual([
      ['echeng-2023-power-residential', 1.5, 'average', 'biz_time'],
      ['echeng-2023-power-lv-nonres-no-external', 3, 'average', 'wd_excl'],
      ['echeng-2023-power-lv-nonres-external', 9, 'average', 'wd_excl'],
      ['echeng-2023-power-hv', 15, 'average', 'wd_excl'],
      ['gedian-2021-power-hv', 30, 'average', 'wd_excl'],
      ['gedian-2021-power-lv-nonres-external', 10, 'average', 'wd_excl'],
      ['gedian-2021-power-lv-nonres-no-external', 3, 'average', 'wd_excl'],
      ['gedian-2021-power-residential', 2, 'each_case', 'wd_excl'],
      ['gedian-2021-power-scheme-reply', 0, 'each_case', 'wd_excl'],
      ['gedian-2021-water-321-time', 3, 'each_case', 'wd_excl'],
      ['gedian-2021-water-221-time', 2, 'each_case', 'wd_excl'],
      ['gedian-2021-water-110-time', 1, 'each_case', 'wd_incl'],
      ['xxcity-2022-water-321-time', 3, 'each_case', 'wd_excl'],
    ]);
  });

  test('counts steps, documents, errands, fees, outages and shares where events tell them', () => {
    const counted: Record<string, number> = {};
    for (const { metric, measured } of targets)
      if (measured?.counts) counted[metric] = (counted[metric] ?? 0) + 1;
    const outages = { outage_hours: 2, outage_count: 1 };
    expect(counted).toEqual({
      steps: 12,
      materials: 13,
      errands: 15,
      fee: 22,
      rate: 3,
      other: 2,
      ...outages,
    });
  });

  test('says of everything else what is missing', () => {
    const reasons: Record<string, number> = {};
    for (const { notMeasured } of targets)
      if (notMeasured) reasons[notMeasured.reason] = (reasons[notMeasured.reason] ?? 0) + 1;
    expect(reasons).toEqual({
      'no-source-connected': 239,
      'not-measurable-from-events': 87,
      'slogan-undecoded': 6,
    });
  });

  test('stops the high-voltage clock for customer-built works, and no other connection clock for anything', () => {
    const paused = targets.filter(
      ({ measured }) => measured !== undefined && measured.system !== 'permit' && measured.pauses.length > 0,
    );
    expect(paused.map(({ id, measured }) => [id, measured!.pauses])).toEqual([
      ['echeng-2023-power-hv', [{ ground: 'customer-built-works' }]],
      ['gedian-2021-power-hv', [{ ground: 'customer-built-works' }]],
    ]);
  });

  test('zero investment ends where each place draws the line', () => {
    const bound = (id: string) => {
      const { when, unless } = targets.find((target) => target.id === id)!.measured!;
      return [when, unless ?? {}];
    };
    const small = ['micro', 'small'];
    expect(bound('gedian-2021-power-zeroinvest-urban')[0]).toMatchObject({ capacityKw: { atMost: 160 } });
    expect(bound('gedian-2021-power-zeroinvest-rural')[0]).toMatchObject({ capacityKw: { atMost: 100 } });
    expect(bound('echeng-2023-power-zeroinvest')[0]).toMatchObject({ capacityKw: { atMost: 200 } });
    expect(bound('echeng-2023-power-hv-redline-fee')[0]).toMatchObject({ capacityKva: { atMost: 1250 } });
    expect(bound('jingmen-2023-power-zeroinvest')[0]).toMatchObject({
      capacityKw: { atMost: 240 },
      inPark: true,
    });
    for (const place of ['anyang', 'jian', 'yichun'])
      expect(bound(`${place}-2023-power-zeroinvest`)).toEqual([
        { voltage: 'low', enterpriseSize: ['household', ...small] },
        { enterpriseSize: small, capacityKw: { over: 160 } },
      ]);
  });

  test('gives every project at most one whole-process target a place', () => {
    const measured = targets.filter(({ measured: m }) => m?.service === 'construction project approval');
    const places = new Set(measured.map(({ document }) => document.jurisdiction));
    let covered = 0;
    for (const project of projects())
      for (const place of places) {
        const chosen = measured.filter(
          ({ document, measured: m }) => document.jurisdiction === place && covers(m!, project),
        );
        expect(chosen.length, `${place} ${JSON.stringify(project)}`).toBeLessThanOrEqual(1);
        covered += chosen.length;
      }
    expect(covered).toBeGreaterThan(100);
  });

  test('leaves short connection works to filing under commitment', () => {
    const works = targets.find(({ id }) => id === 'echeng-2023-muni-power-approval')!.measured!;
    expect(covers(works, { crossingMetres: 40, lineMetres: 1000 })).toBe(false);
    expect(covers(works, { crossingMetres: 41, lineMetres: 1000 })).toBe(true);
    expect(covers(works, { crossingMetres: 40, lineMetres: 1001 })).toBe(true);
    expect(covers(works, {})).toBe(true);
  });

  test('the sample log is measured against the deadline of each case', () => {
    const sample = targets.find(({ id }) => id === 'receipt-sample-case-deadline')!;
    expect(sample).toMatchObject({
      value: null,
      unit: 'working_day',
      clause: 'case:deadline',
      measured: { service: 'environmental permit', calendar: 'nl', limitFromCase: 'deadline' },
      document: { jurisdiction: 'nl/anonymous', number: expect.stringContaining('10.4121/') },
    });
  });
});

type Project = Record<string, string | number | boolean>;

function* projects(): Generator<Project> {
  const { projectKind, riskClass } = PermitAttributes.shape;
  for (const kind of projectKind.unwrap().options)
    for (const investment of ['government', 'social'])
      for (const landWithScheme of [true, false])
        for (const risk of riskClass.unwrap().options)
          yield { projectKind: kind, investment, landWithScheme, riskClass: risk };
}

const covers = ({ when, unless }: Measured, project: Project): boolean =>
  holds(when, project) && !(unless && holds(unless, project));

function holds(when: When, project: Project): boolean {
  return Object.entries(when).every(([name, condition]) => {
    const value = project[name];
    if (typeof condition !== 'object') return value === condition;
    if (Array.isArray(condition)) return value !== undefined && condition.includes(value);
    if (typeof value !== 'number') return false;
    const { atLeast = -Infinity, over = -Infinity, atMost = Infinity, under = Infinity } = condition;
    return value >= atLeast && value > over && value <= atMost && value < under;
  });
}
