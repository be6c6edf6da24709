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

  test('has the 120 documented targets of construction permits and the one of the sample log', () => {
    const count = (domain: string) => targets.filter((target) => target.domain === domain).length;
    expect(count('construction-permit')).toBe(91);
    expect(count('municipal-connection')).toBe(20);
    expect(count('joint-acceptance')).toBe(9);
    expect(targets).toHaveLength(121);
    expect(new Set(targets.map(({ id }) => id)).size).toBe(121);
  });

  test('every documented target names its clause, its line and its document', () => {
    const documented = targets.filter(({ document }) => document.jurisdiction.startsWith('cn/'));
    expect(documented).toHaveLength(120);
    for (const target of documented) {
      expect(target.clause, target.id).not.toBe('');
      expect(target.line, target.id).toBeGreaterThan(0);
      expect(target.document.title, target.id).toMatch(/\p{Script=Han}/u);
    }
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

  test('every time limit is measured or says why it is not', () => {
    const times = targets.filter(({ metric }) => metric === 'elapsed_time');
    expect(times.filter(({ measured }) => measured)).toHaveLength(18);
    expect(times.filter(({ measured }) => !measured).map(({ id }) => id)).toEqual([
      'ruichang-2023-permit-land-to-start',
      'xxcity-2022-permit-five-same-day',
    ]);
    const others = targets.filter(({ metric }) => metric !== 'elapsed_time');
    expect(others.filter(({ notMeasured }) => notMeasured)).toHaveLength(101);
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
