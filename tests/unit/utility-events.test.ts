// Water, power and gas events are accepted as documented, and do to a case what they say.
import { describe, expect, test } from 'vitest';
import { closedAttributes } from '../../schemas/events/closed-attributes.ts';
import { vocabularies } from '../../schemas/events/vocabulary.ts';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { foldHistory } from '../../services/core/case-history.ts';
import { spansOf } from '../../services/core/spans.ts';
import { aTarget, clockOf } from '../support/target-builder.ts';

const told = (type: string, time: string, data: object = {}) => ({
  specversion: '1.0',
  id: `${type} ${time}`,
  source: '/utility',
  type,
  subject: 'C-1',
  time: `2026-03-${time}:00+08:00`,
  data,
});
const read = (message: object) => acceptEvent(message, Date.parse('2026-04-01T00:00:00Z'));
function accept(...message: Parameters<typeof told>) {
  const result = read(told(...message));
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.event;
}

const place = 'cn/hubei/ezhou/gedian';
const outage = { feeder: '10kV 罗五线', cause: 'fault', customersAffected: 120, customersServed: 40_000 };

describe('every system', () => {
  test('is one of four, and every type has names in both languages', () => {
    expect(vocabularies.map(({ system }) => system)).toEqual(['permit', 'water', 'power', 'gas']);
    for (const { system, types } of vocabularies)
      for (const [type, { zh, en }] of Object.entries(types)) {
        expect(type.startsWith(`${system}.`), type).toBe(true);
        expect(zh, type).toMatch(/^\p{Script=Han}/u);
        expect(en, type).toMatch(/^[a-z]/);
      }
  });

  test('names the fixed values of its attributes', () => {
    expect(closedAttributes('power').get('voltage')).toEqual(['high', 'low']);
    expect(closedAttributes('water').get('simpleConnection')).toEqual([true, false]);
    expect(closedAttributes('power').has('capacityKw')).toBe(false);
    expect(closedAttributes('water').has('voltage')).toBe(false);
  });
});

describe('power', () => {
  test('customer-built works stop the clock of a target that lists them', () => {
    const events = [
      accept('power.application.received', '02T09:00', {
        jurisdiction: place,
        attributes: { voltage: 'high' },
      }),
      accept('power.customer-works.begun', '04T09:00'),
      accept('power.customer-works.ended', '10T09:00'),
      accept('power.energised', '12T09:00'),
    ];
    const target = aTarget({
      value: 4,
      measured: {
        system: 'power',
        starts: ['power.application.received'],
        stops: ['power.energised'],
        pauses: [{ ground: 'customer-built-works' }],
      },
    });
    const paused = spansOf(clockOf(events, target), Date.parse('2026-03-13T00:00:00Z')).filter(
      ({ kind }) => kind === 'paused',
    );
    expect(paused).toMatchObject([{ ground: 'customer-built-works' }]);
  });

  test('an outage is a case of its own, open until supply is restored', () => {
    const begun = accept('power.outage.begun', '02T09:00', { jurisdiction: place, attributes: outage });
    expect(foldHistory([begun])).toMatchObject({
      service: 'supply reliability',
      jurisdiction: place,
      states: [{ state: 'open' }],
      attributes: [{ attributes: outage }],
    });
    const restored = accept('power.outage.restored', '02T11:30');
    expect(foldHistory([begun, restored]).states.map(({ state }) => state)).toEqual(['open', 'ended']);
  });

  test.each([
    [
      'an outage without its feeder',
      'power.outage.begun',
      { ...outage, feeder: undefined },
      'attributes.feeder',
    ],
    ['an outage of unknown cause', 'power.outage.begun', { ...outage, cause: 'storm' }, 'attributes.cause'],
    [
      'maintenance that does not say live or not',
      'power.maintenance.begun',
      { feeder: 'F1' },
      'attributes.liveLine',
    ],
    ['a voltage nobody has', 'power.application.received', { voltage: 'medium' }, 'attributes.voltage'],
  ])('%s is refused', (_, type, attributes, field) => {
    expect(read(told(type, '02T09:00', { jurisdiction: place, attributes }))).toMatchObject({
      ok: false,
      problems: [{ code: 'bad-data', field: `data.${field}` }],
    });
  });

  test('an outage is of no other service', () => {
    const data = { jurisdiction: place, service: 'new electricity connection', attributes: outage };
    expect(read(told('power.outage.begun', '02T09:00', data))).toMatchObject({ ok: false });
  });

  test('an approval says who has to ask for it', () => {
    const asked = told('power.approval.requested', '02T09:00', { kind: 'greening' });
    expect(read(asked)).toMatchObject({ problems: [{ field: 'data.applicant' }] });
    expect(read({ ...asked, data: { kind: 'greening', applicant: 'customer' } })).toMatchObject({ ok: true });
  });
});

describe.each(['water', 'power', 'gas'])('%s fees', (system) => {
  test('charges up to the red line are tallied, the customer’s own works are not', () => {
    const history = foldHistory([
      accept(`${system}.application.received`, '02T09:00', { jurisdiction: place }),
      accept(`${system}.fee.charged`, '03T09:00', { yuan: '120.50' }),
      accept(`${system}.own-works.charged`, '03T10:00', { yuan: '9000', item: 'meter cabinet' }),
    ]);
    expect(history.tallies).toMatchObject({ fee: 12_050 });
  });
});
