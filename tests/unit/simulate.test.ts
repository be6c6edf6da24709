// Simulated streams: the same for the same seed, acceptable, plausible, and reaching every target they can.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { acceptEvent } from '../../services/core/accept-event.ts';
import { dayIndexAt, shapeAt } from '../../services/core/calendar.ts';
import { judgeCase } from '../../services/core/judge-case.ts';
import { verdictAt } from '../../services/core/verdict.ts';
import type { RuleBook } from '../../services/main.ts';
import { breaks, brokenKind } from '../../services/simulate/broken-event.ts';
import { faultShares } from '../../services/simulate/delivery.ts';
import { type Simulation, simulateCases } from '../../services/simulate/simulate-cases.ts';
import { SOURCE } from '../../services/simulate/tell-events.ts';
import { AFTER, acceptedCases, shippedRules, simulation } from '../support/simulated.ts';

let rules: RuleBook;
beforeAll(async () => {
  rules = await shippedRules();
});

const eventsOf = (changes: Partial<Simulation>) => [...simulateCases(simulation(rules, changes))];

function digest(changes: Partial<Simulation>): string {
  const hash = createHash('sha256');
  for (const event of simulateCases(simulation(rules, changes))) hash.update(`${JSON.stringify(event)}\n`);
  return hash.digest('hex');
}

describe('a seed', () => {
  test('gives the same bytes for ever', () => {
    expect(digest({ seed: 7, cases: 50 })).toBe(
      '0fab17e692c137d48dfad0b9540e258dd515c830c29bc97c449bb5dd19535094',
    );
  });

  test('gives the same bytes in every zone of the host', () => {
    const zone = process.env['TZ'];
    const digests = ['America/New_York', 'Asia/Kolkata'].map((name) => {
      process.env['TZ'] = name;
      return digest({ seed: 7, cases: 50 });
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(digests[0]).toBe(digests[1]);
    expect(digests[0]).toBe(digest({ seed: 7, cases: 50 }));
  });

  test('of its own gives a stream of its own', () => {
    const digests = [0, 1, 2, 7, 4_294_967_295].map((seed) => digest({ seed, cases: 50 }));
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('tells the same cases with and without faults', () => {
    const plain = new Map(eventsOf({ cases: 300, faults: false }).map((event) => [event['id'], event]));
    const faulty = eventsOf({ cases: 300 }).filter((event) => brokenKind(event) === null);
    for (const event of faulty) expect(plain.get(event['id'])).toEqual(event);
    expect(new Set(faulty.map(({ id }) => id)).size).toBeGreaterThan(plain.size * 0.99);
  });
});

describe('the stream', () => {
  test('is accepted but for the broken events, each refused with its code', () => {
    const refused = new Map<string, number>();
    for (const event of eventsOf({ cases: 2000 })) {
      const kind = brokenKind(event);
      const result = acceptEvent(event, AFTER);
      expect(result.ok ? [] : result.problems.map(({ code }) => code), JSON.stringify(event)).toEqual(
        kind === null ? [] : [breaks[kind]!.code],
      );
      if (kind !== null) refused.set(kind, (refused.get(kind) ?? 0) + 1);
    }
    expect([...refused.keys()].sort()).toEqual(Object.keys(breaks).sort());
  });

  test('marks every case as simulated', () => {
    const opened = eventsOf({ cases: 500, faults: false }).filter(
      ({ data }) => 'jurisdiction' in (data as object),
    );
    expect(opened).toHaveLength(500);
    for (const { source, subject, data, type } of opened) {
      expect((data as { attributes: object }).attributes).toMatchObject({ simulated: true });
      expect(source).toBe(SOURCE + String(type).split('.')[0]);
      expect(subject).toMatch(/^SIM-[A-Z]+-[PEWG]-\d{6}$/);
    }
  });

  test('keeps to its window and its systems, and comes as it was written down when nothing fails', () => {
    const window = { from: '2025-09-22', to: '2025-10-17' };
    const events = eventsOf({ ...window, cases: 400, faults: false, systems: ['gas', 'power'] });
    const recorded = events.map((event) => Date.parse(String(event['recordedtime'])));
    expect(recorded).toEqual(recorded.toSorted((a, b) => a - b));
    expect(recorded[0]).toBeGreaterThanOrEqual(Date.parse('2025-09-22T00:00:00+08:00'));
    expect(recorded.at(-1)).toBeLessThan(Date.parse('2025-10-18T00:00:00+08:00'));
    const systems = new Set(events.map(({ type }) => String(type).split('.')[0]));
    expect([...systems].sort()).toEqual(['gas', 'power']);
  });

  test('files at the counter on working days in office hours, on rest days over the network only', () => {
    const calendar = rules.calendars.get('cn')!;
    const filed = eventsOf({ cases: 2000, faults: false }).filter(({ type }) =>
      String(type).endsWith('.application.received'),
    );
    let restDays = 0;
    for (const { time, data } of filed) {
      const at = Date.parse(String(time));
      const shape = shapeAt(calendar, dayIndexAt(calendar, at));
      const { channel } = (data as { attributes: { channel: string } }).attributes;
      if (!shape) restDays++;
      if (channel !== 'counter') continue;
      expect(shape, String(time)).not.toBeNull();
      const sinceMidnight = at - calendar.midnight[dayIndexAt(calendar, at)]!;
      expect(shape!.opens.some((open, i) => open <= sinceMidnight && sinceMidnight < shape!.closes[i]!)).toBe(
        true,
      );
    }
    expect(restDays / filed.length).toBeGreaterThan(0.01);
    expect(restDays / filed.length).toBeLessThan(0.06);
  });
});

describe('2,000 cases', () => {
  const shareOf = (part: number, whole: number) => part / whole;

  test('are late as often as their places are', () => {
    const counts = new Map<string, { met: number; breached: number }>();
    for (const events of acceptedCases(simulation(rules, { cases: 2000 })).values()) {
      const { history, clocks } = judgeCase(events, rules.catalogue);
      const clock = clocks.find(({ target }) => target.target.metric === 'elapsed_time');
      if (!clock || history.jurisdiction === null) continue;
      const place = counts.get(history.jurisdiction) ?? { met: 0, breached: 0 };
      counts.set(history.jurisdiction, place);
      const verdict = verdictAt(clock, AFTER);
      if (verdict === 'met' || verdict === 'breached') place[verdict]++;
    }
    const late = (name: string) => {
      const { met, breached } = counts.get(`cn/hubei/${name}`)!;
      expect(met + breached, name).toBeGreaterThan(80);
      return shareOf(breached, met + breached);
    };
    for (const name of ['ezhou/echeng', 'ezhou/gedian', 'xx-city']) {
      expect(late(name), name).toBeGreaterThan(0.03);
      expect(late(name), name).toBeLessThan(0.28);
    }
    expect(late('ezhou/gedian')).toBeLessThan(late('xx-city'));
    const all = [...counts.values()];
    const breached = all.reduce((sum, place) => sum + place.breached, 0);
    const met = all.reduce((sum, place) => sum + place.met, 0);
    expect(shareOf(breached, met + breached)).toBeGreaterThan(0.05);
    expect(shareOf(breached, met + breached)).toBeLessThan(0.25);
  });

  test('hold pauses, corrections, retractions, reopenings, withdrawals and rejections in part', () => {
    const cases = [...acceptedCases(simulation(rules, { cases: 2000 })).values()];
    const within = (pattern: RegExp, low: number, high: number) => {
      const having = cases.filter((events) => events.some(({ type }) => pattern.test(type)));
      expect(shareOf(having.length, cases.length), String(pattern)).toBeGreaterThan(low);
      expect(shareOf(having.length, cases.length), String(pattern)).toBeLessThan(high);
    };
    within(/correction\.asked|special-procedure\.begun|customer-works\.begun/, 0.12, 0.35);
    within(/event\.corrected$/, 0.008, 0.04);
    within(/event\.retracted$/, 0.004, 0.03);
    within(/\.reopened$/, 0.004, 0.04);
    within(/\.withdrawn$/, 0.015, 0.06);
    within(/\.rejected$/, 0.015, 0.06);
    within(/\.attributes\.changed$/, 0.015, 0.07);
    const open = cases.filter(
      (events) => judgeCase(events, rules.catalogue).history.states.at(-1)?.state === 'open',
    );
    expect(shareOf(open.length, cases.length)).toBeGreaterThan(0.01);
    expect(shareOf(open.length, cases.length)).toBeLessThan(0.08);
  });

  test('are delivered late, twice and broken as often as stated', () => {
    const events = eventsOf({ cases: 2000 });
    const known = new Set<unknown>();
    let [newest, late, repeated, broken] = [0, 0, 0, 0];
    for (const event of events) {
      const recorded = Date.parse(String(event['recordedtime']));
      if (brokenKind(event) !== null) broken++;
      else if (known.has(event['id'])) repeated++;
      else if (recorded < newest - 2 * 3_600_000) late++;
      known.add(event['id']);
      newest = Math.max(newest, recorded);
    }
    const near = (part: number, share: number, name: string) => {
      expect(shareOf(part, events.length), name).toBeGreaterThan(share * 0.6);
      expect(shareOf(part, events.length), name).toBeLessThan(share * 1.4);
    };
    near(late, faultShares.late, 'late');
    near(repeated, faultShares.repeated, 'repeated');
    near(broken, faultShares.broken, 'broken');
  });

  test('are judged alike in whatever order they are delivered', () => {
    let compared = 0;
    for (const events of acceptedCases(simulation(rules, { cases: 2000 })).values()) {
      const judged = outcomeOf(events);
      expect(outcomeOf(events.toReversed())).toEqual(judged);
      expect(outcomeOf(events.toSorted((a, b) => (a.type + a.id < b.type + b.id ? -1 : 1)))).toEqual(judged);
      compared += judged.clocks.length;
    }
    expect(compared).toBeGreaterThan(2000);
  });

  function outcomeOf(events: Parameters<typeof judgeCase>[0]) {
    const { history, clocks } = judgeCase(events, rules.catalogue);
    const { states, tallies, attributes, knowledge } = history;
    return {
      states,
      tallies,
      attributes,
      knowledge,
      clocks: clocks.map((clock) => ({
        id: clock.target.target.id,
        walk: clock.walk,
        verdict: verdictAt(clock, AFTER),
      })),
    };
  }
});

describe('5,000 cases', () => {
  /** The one target that no simulated place has: of the real Dutch log, on a calendar that ends in 2012. */
  const notSimulated = ['receipt-sample-case-deadline'];

  test('reach every measured target', () => {
    const reached = new Set<string>();
    for (const events of acceptedCases(simulation(rules, { cases: 5000 })).values())
      for (const { target } of judgeCase(events, rules.catalogue).clocks) reached.add(target.target.id);
    expect([...rules.catalogue.byId.keys()].filter((id) => !reached.has(id))).toEqual(notSimulated);
  });
});
