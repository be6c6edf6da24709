// Which targets measure a case, and the reasons given for every other one.
import { describe, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { foldHistory } from '../../services/core/case-history.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { chooseTargets, explainChoice, isWithin } from '../../services/core/target-choice.ts';
import { type CaseBuilder, permitCase } from '../support/case-builder.ts';
import { aTarget, catalogueOf } from '../support/target-builder.ts';

const received = '2026-03-02T09:00+08:00';
const accepted = '2026-03-03T09:00+08:00';
const later = '2026-03-04T09:00+08:00';
const aCase = (attributes = {}, jurisdiction = 'cn/hubei/ezhou/echeng') =>
  permitCase('c').received(received, { jurisdiction, attributes }).accepted(accepted);

const chosen = (told: CaseBuilder, ...targets: CatalogueTarget[]): string[] =>
  chooseTargets(foldHistory(told.events()), catalogueOf(targets)).map(({ target }) => target.target.id);

/** Every reason against the targets that were not chosen. */
function reasons(told: CaseBuilder, ...targets: CatalogueTarget[]): string[] {
  const history = foldHistory(told.events());
  const catalogue = catalogueOf(targets);
  return explainChoice(history, catalogue, chooseTargets(history, catalogue)).flatMap(({ target, reasons }) =>
    reasons.map(({ code, message }) => `${target.target.id}: ${code}: ${message}`),
  );
}

const when = (conditions: object, id = 'promise') => aTarget({ id, measured: { when: conditions } });

describe('conditions', () => {
  test.each([
    [{ riskClass: 'low' }, { riskClass: 'low' }, true],
    [{ riskClass: 'low' }, { riskClass: 'high' }, false],
    [{ riskClass: 'low' }, {}, false],
    [{ riskClass: ['low', 'general'] }, { riskClass: 'general' }, true],
    [{ riskClass: ['low', 'general'] }, { riskClass: 'high' }, false],
    [{ landWithScheme: false }, { landWithScheme: false }, true],
    [{ landWithScheme: false }, {}, false],
    [{ lineMetres: { atMost: 300 } }, { lineMetres: 300 }, true],
    [{ lineMetres: { under: 300 } }, { lineMetres: 300 }, false],
    [{ lineMetres: { atLeast: 300 } }, { lineMetres: 300 }, true],
    [{ lineMetres: { over: 300 } }, { lineMetres: 300 }, false],
    [{ lineMetres: { over: 100, atMost: 300 } }, { lineMetres: 200 }, true],
    [{ lineMetres: { over: 100, atMost: 300 } }, {}, false],
    [{ riskClass: 'low', landWithScheme: true }, { riskClass: 'low', landWithScheme: true }, true],
    [{ riskClass: 'low', landWithScheme: true }, { riskClass: 'low', landWithScheme: false }, false],
    [{ channel: { atMost: 3 } }, { channel: '2' }, false],
    [{ channel: '1' }, { channel: '1' }, true],
  ])('%j covers %j: %s', (conditions, attributes, covered) => {
    expect(chosen(aCase(attributes), when(conditions))).toEqual(covered ? ['promise'] : []);
    expect(reasons(aCase(attributes), when(conditions)).length > 0).toBe(!covered);
  });

  test('every failed one is named with the value found and what was expected', () => {
    const target = when({
      riskClass: ['low', 'general'],
      lineMetres: { over: 100, atMost: 300 },
      channel: 'x',
    });
    expect(reasons(aCase({ riskClass: 'high', channel: 'x' }), target)).toEqual([
      'promise: attribute-differs: riskClass is "high"; expected one of "low", "general"',
      'promise: attribute-missing: lineMetres is not told; expected over 100 and at most 300',
    ]);
  });

  test('an exception takes out a case for which all of it holds', () => {
    const target = aTarget({
      measured: { unless: { crossingMetres: { atMost: 40 }, lineMetres: { atMost: 1000 } } },
    });
    expect(chosen(aCase({ crossingMetres: 40, lineMetres: 1001 }), target)).toEqual(['promise']);
    expect(chosen(aCase({ crossingMetres: 40 }), target)).toEqual(['promise']);
    expect(chosen(aCase({ crossingMetres: 40, lineMetres: 1000 }), target)).toEqual([]);
    expect(reasons(aCase({ crossingMetres: 40, lineMetres: 1000 }), target)[0]).toMatch(
      /^promise: excepted: .*crossingMetres/,
    );
  });
});

describe('attributes are those the case had when the clock started', () => {
  const low = when({ riskClass: 'low' });

  test('a change after the start chooses nothing anew', () => {
    expect(chosen(aCase({ riskClass: 'low' }).changed({ riskClass: 'high' }, later), low)).toEqual([
      'promise',
    ]);
    expect(chosen(aCase({ riskClass: 'high' }).changed({ riskClass: 'low' }, later), low)).toEqual([]);
  });

  test('a change before the start counts, and one at its instant', () => {
    const before = permitCase('c')
      .received(received, { attributes: { riskClass: 'high' } })
      .changed({ riskClass: 'low' }, accepted)
      .accepted(accepted);
    expect(chosen(before, low)).toEqual(['promise']);
  });

  test('one first told later counts from its first telling', () => {
    const told = aCase()
      .changed({ riskClass: 'low' }, later)
      .changed({ riskClass: 'high' }, '2026-03-05T09:00+08:00');
    expect(chosen(told, low)).toEqual(['promise']);
  });
});

describe('place, service and time', () => {
  test.each([
    ['cn/hubei/ezhou', 'cn/hubei', true],
    ['cn/hubei', 'cn/hubei', true],
    ['cn/hubei', 'cn/hubei/ezhou', false],
    ['cn/hubeix', 'cn/hubei', false],
    [null, 'cn', false],
  ])('%s lies in %s: %s', (place, area, within) => {
    expect(isWithin(place, area)).toBe(within);
  });

  test('another place or service is named', () => {
    const elsewhere = aTarget({ jurisdiction: 'cn/jiangxi', measured: { service: 'joint acceptance' } });
    expect(reasons(aCase(), elsewhere)).toEqual([
      'promise: other-jurisdiction: jurisdiction is cn/hubei/ezhou/echeng; expected cn/jiangxi',
      'promise: other-service: service is permit; expected joint acceptance',
    ]);
  });

  test('the version in force on the local day of the start is taken, first and last day included', () => {
    const start = (effectiveFrom: string | null, effectiveTo: string | null) =>
      chosen(aCase(), aTarget({ effectiveFrom, effectiveTo }));
    expect(start('2026-03-03', '2026-03-03')).toEqual(['promise']);
    expect(start('2026-03-04', null)).toEqual([]);
    expect(start(null, '2026-03-02')).toEqual([]);
    expect(reasons(aCase(), aTarget({ effectiveFrom: '2026-03-04' }))).toEqual([
      'promise: not-in-force: the clock started on 2026-03-03; the target holds from 2026-03-04 to any day',
    ]);
  });

  test('a clock that nothing started says what would', () => {
    expect(reasons(permitCase('c').received(received), aTarget())).toEqual([
      'promise: not-started: none of the events that start it has occurred: permit.application.accepted',
    ]);
  });
});

describe('alternatives', () => {
  const province = aTarget({ id: 'province', jurisdiction: 'cn/hubei' });
  const city = aTarget({ id: 'city' });
  const district = aTarget({ id: 'district', jurisdiction: 'cn/hubei/ezhou/echeng' });

  test('the nearest jurisdiction wins, and the others name it', () => {
    expect(chosen(aCase(), province, district, city)).toEqual(['district']);
    expect(reasons(aCase(), province, district, city)).toEqual([
      'province: nearer-target: a nearer jurisdiction, cn/hubei/ezhou/echeng, has its own target, district',
      'city: nearer-target: a nearer jurisdiction, cn/hubei/ezhou/echeng, has its own target, district',
    ]);
  });

  test('a nearer target that does not cover the case beats nothing', () => {
    const narrow = aTarget({ ...district, measured: { when: { riskClass: 'low' } } });
    expect(chosen(aCase(), province, narrow)).toEqual(['province']);
  });

  test.each([
    ['kind', { kind: 'statutory' }],
    ['scope', { scope: 'stage' }],
    ['service', { service: 'permit' }],
  ])('targets of another %s stand beside each other', (_, measured) => {
    const other = aTarget({ id: 'other', jurisdiction: 'cn/hubei', measured });
    expect(chosen(aCase(), other, district)).toEqual(['other', 'district']);
  });

  test('a target that supersedes another beats it, wherever both apply', () => {
    const newer = aTarget({ id: 'newer', supersedes: ['district'], jurisdiction: 'cn/hubei' });
    const far = aTarget({ id: 'newer', supersedes: ['city'] });
    expect(chosen(aCase(), city, far)).toEqual(['newer']);
    expect(reasons(aCase(), city, far)).toEqual(['city: superseded: superseded by newer']);
    expect(chosen(aCase({}, 'cn/hubei/ezhou'), district, newer)).toEqual(['newer']);
  });

  test('a superseded one is named by what superseded it, itself superseded or not', () => {
    const v1 = aTarget({ id: 'v1' });
    const v2 = aTarget({ id: 'v2', supersedes: ['v1'] });
    const v3 = aTarget({ id: 'v3', supersedes: ['v2'] });
    expect(chosen(aCase(), v1, v2, v3)).toEqual(['v3']);
    expect(reasons(aCase(), v1, v2, v3)).toEqual([
      'v1: superseded: superseded by v2',
      'v2: superseded: superseded by v3',
    ]);
  });

  test('the principal clock is the promised time of the whole case', () => {
    const { clocks } = judgeCase(
      aCase().events(),
      catalogueOf([
        aTarget({ id: 'a-stage', measured: { scope: 'stage' } }),
        aTarget({ id: 'b-statutory', measured: { kind: 'statutory' } }),
        aTarget({ id: 'c-promised' }),
      ]),
    );
    expect(clocks.map(({ target }) => target.target.id)).toEqual(['c-promised', 'b-statutory', 'a-stage']);
  });
});
