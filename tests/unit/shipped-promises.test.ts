// Connection cases judged by the shipped catalogue: what each document promises is what each case is held to.
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptEvent } from '../../services/core/accept-event.ts';
import type { Catalogue } from '../../services/core/compile-targets.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { elapsedAt, verdictAt } from '../../services/core/verdict.ts';
import { loadTargets } from '../../services/platform/load-targets.ts';
import { calendars, catalogueOf } from '../support/target-builder.ts';

let catalogue: Catalogue;
beforeAll(async () => {
  const loaded = await loadTargets('schemas/targets', new Set(calendars.keys()));
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  catalogue = catalogueOf(loaded.targets);
});

type Told = readonly [type: string, time: string, data?: object];

const at = Date.parse('2026-03-31T16:00:00Z');

function clocksOf(system: string, told: readonly Told[]) {
  const events = told.map(([type, time, data = {}], i) => {
    const message = {
      specversion: '1.0',
      id: String(i),
      source: '/utility',
      type: `${system}.${type}`,
      subject: 'C-1',
      time: `2026-03-${time}:00+08:00`,
      data,
    };
    const result = acceptEvent(message, at);
    if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
    return result.event;
  });
  return judgeCase(events, catalogue).clocks;
}

/** The verdict of each target that applies, at the end of March 2026; averages judge no single case. */
const verdicts = (system: string, told: readonly Told[]): Record<string, string> =>
  Object.fromEntries(clocksOf(system, told).map((clock) => [clock.target.target.id, verdictAt(clock, at)]));

const received = (area: string, service: string, attributes: object): Told => [
  'application.received',
  '02T09:00',
  { jurisdiction: `cn/hubei/ezhou/${area}`, service, attributes },
];

describe('power', () => {
  const service = 'new electricity connection';
  const shop = {
    voltage: 'low',
    customerClass: 'non-residential',
    enterpriseSize: 'small',
    area: 'urban',
    capacityKw: 100,
    externalWorks: false,
    channel: 'counter',
  };

  test('a small shop in Gedian: no charge, no visit, no approval, the scheme on the day', () => {
    const told: Told[] = [
      received('gedian', service, shop),
      ['scheme.replied', '02T11:00'],
      ['energised', '05T10:00'],
      ['completed', '05T11:00'],
    ];
    expect(verdicts('power', told)).toEqual({
      'gedian-2021-power-lv-nonres-no-external': 'not-applicable',
      'gedian-2021-power-scheme-reply': 'met',
      'gedian-2021-power-zeroapproval': 'met',
      'gedian-2021-power-zeroinvest-urban': 'met',
      'gedian-2021-power-zerovisit': 'met',
    });
  });

  test('the same shop charged, called in and sent for a permit', () => {
    const told: Told[] = [
      received('gedian', service, shop),
      ['visit.made', '02T09:30'],
      ['scheme.replied', '03T09:00'],
      ['approval.requested', '03T10:00', { kind: 'road-excavation', applicant: 'customer' }],
      ['fee.charged', '03T11:00', { yuan: '0.01' }],
      ['energised', '06T09:00'],
      ['completed', '06T10:00'],
    ];
    expect(verdicts('power', told)).toEqual({
      'gedian-2021-power-lv-nonres-no-external': 'not-applicable',
      'gedian-2021-power-scheme-reply': 'breached',
      'gedian-2021-power-zeroapproval': 'breached',
      'gedian-2021-power-zeroinvest-urban': 'breached',
      'gedian-2021-power-zerovisit': 'breached',
    });
  });

  test('own works and permits the utility asks for break no promise', () => {
    const told: Told[] = [
      received('gedian', service, { ...shop, area: 'rural' }),
      ['approval.requested', '03T10:00', { kind: 'greening', applicant: 'utility' }],
      ['own-works.charged', '03T11:00', { yuan: '3000' }],
      ['completed', '05T11:00'],
    ];
    expect(verdicts('power', told)).toMatchObject({
      'gedian-2021-power-zeroapproval': 'met',
      'gedian-2021-power-zeroinvest-rural': 'met',
    });
  });

  test.each([
    ['rural', 101],
    ['urban', 161],
  ])('%s %d kW lies above the capacity', (area, capacityKw) => {
    const told = [received('gedian', service, { ...shop, area, capacityKw })];
    expect(Object.keys(verdicts('power', told))).toEqual([
      'gedian-2021-power-lv-nonres-no-external',
      'gedian-2021-power-scheme-reply',
    ]);
  });

  test('high voltage in Echeng: customer-built works are taken out of the time averaged', () => {
    const works: Told[] = [
      ['customer-works.begun', '09T09:00'],
      ['customer-works.ended', '19T09:00'],
    ];
    const factory = { voltage: 'high', customerClass: 'non-residential', capacityKva: 1250, channel: 'app' };
    const told = (between: Told[]): Told[] => [
      received('echeng', service, factory),
      ...between,
      ['energised', '26T09:00'],
    ];
    const elapsed = (between: Told[]) => {
      const clocks = clocksOf('power', told(between));
      return elapsedAt(clocks.find(({ target }) => target.target.id === 'echeng-2023-power-hv')!, at);
    };
    expect(elapsed([])).toBe(18);
    expect(elapsed(works)).toBe(10);
  });

  test('an outage is under the promises of supply alone, each judging a year and not the outage', () => {
    const attributes = { feeder: 'F1', cause: 'planned', customersAffected: 5, customersServed: 100 };
    const begun: Told = ['outage.begun', '02T09:00', { jurisdiction: 'cn/hubei/ezhou/gedian', attributes }];
    expect(verdicts('power', [begun, ['outage.restored', '02T10:00']])).toEqual({
      'gedian-2021-power-line-outage-count': 'not-applicable',
      'gedian-2021-power-outage-hours': 'not-applicable',
    });
  });
});

describe('water in Gedian', () => {
  const service = 'new water connection';
  const firm = { customerClass: 'non-residential', channel: 'phone' };

  test.each([
    ['110', { ...firm, simpleConnection: true }, '02T17:00', 'met'],
    ['110', { ...firm, simpleConnection: true }, '03T09:00', 'breached'],
    ['221', { ...firm, simpleConnection: false, enterpriseSize: 'medium' }, '04T17:00', 'met'],
    ['221', { ...firm, simpleConnection: false, enterpriseSize: 'medium' }, '05T09:00', 'breached'],
    ['321', { ...firm, simpleConnection: false, enterpriseSize: 'large' }, '05T17:00', 'met'],
    ['321', { ...firm, simpleConnection: false }, '06T09:00', 'breached'],
  ])('“%s” of %j: water on %s is %s', (slogan, attributes, on, verdict) => {
    const times = Object.entries(
      verdicts('water', [received('gedian', service, attributes), ['on', on]]),
    ).filter(([id]) => id.endsWith('-time'));
    expect(times).toEqual([[`gedian-2021-water-${slogan}-time`, verdict]]);
  });
});

describe('gas in Echeng', () => {
  test('“10000” online, “五零” when the platform pushes', () => {
    const of = (channel: string) =>
      verdicts('gas', [
        received('echeng', 'new gas connection', { customerClass: 'non-residential', channel }),
        ['step.done', '02T09:05', { name: 'application' }],
        ['completed', '05T09:00'],
      ]);
    expect(of('online')).toEqual({
      'echeng-2023-gas-10000-steps': 'met',
      'echeng-2023-gas-10000-fee': 'met',
      'echeng-2023-gas-10000-materials': 'met',
      'echeng-2023-gas-10000-errands': 'met',
    });
    expect(of('platform-push')['echeng-2023-gas-wuling-steps']).toBe('breached');
    expect(Object.keys(of('counter'))).toEqual(['echeng-2023-gas-redline-fee']);
  });
});
