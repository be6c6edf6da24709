// Cards of groups over a small store: night after night, with what is told late, missed nights and changed rules.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { cardIdOf } from '../../services/store/card-ids.ts';
import type { Database } from '../../services/store/database.ts';
import { readGroupFigures } from '../../services/store/read-group-figures.ts';
import {
  aCase,
  allCards,
  anAverage,
  at,
  enterTargets,
  kindsOf,
  type Night,
  type NightOptions,
  openNight,
  standing,
  tellCases,
} from '../support/group-house.ts';
import { ladders } from '../support/ladders.ts';
import { aTarget } from '../support/target-builder.ts';
import { emptyStore, useStore } from '../support/test-intake.ts';

const store = useStore();
const average = anAverage();
const open: Night[] = [];

beforeEach(async () => {
  for (const table of ['card_events', 'digest_runs']) await store.db.command(`TRUNCATE TABLE ${table}`);
  await enterTargets(store.db, [average]);
});
afterEach(async () => {
  for (const night of open.splice(0)) await night.groups.stop();
});

function openHere({ db = store.db, ...options }: Partial<NightOptions> & { db?: Database } = {}): Night {
  const night = openNight(db, { targets: [average], since: '2026-03-10 08:00', ...options });
  open.push(night);
  return night;
}

const tell = (now: string, ...cases: Parameters<typeof aCase>[]) =>
  tellCases(store.db, [average], at(now), ...cases.map((one) => aCase(...one)));

const idOf = (rung: 'warning' | 'red', group = '2026-03'): string =>
  cardIdOf({ system: 'permit', caseId: null, group, targetId: 'average', rung });

const bothUp = { 'average 2026-03 red': 'raised', 'average 2026-03 warning': 'raised' };

/** The store, counting how often it was asked for figures. */
function counting(db: Database): { readonly db: Database; readonly asked: () => number } {
  let asked = 0;
  const query: Database['query'] = (sql, ...rest) => {
    if (sql.includes('indicator_targets')) asked += 1;
    return db.query(sql, ...rest);
  };
  return { db: { ...db, query }, asked: () => asked };
}

describe('figures', () => {
  test('are those of the month that runs by Chinese time, of targets on groups alone', async () => {
    const all = [average, aTarget()];
    await enterTargets(store.db, all);
    const ended = aCase('one', '03-30', '04-01', '05:00');
    await tellCases(store.db, all, at('2026-04-01 09:00'), ended);
    const figures = (stamp: string) => readGroupFigures(store.db, at(stamp));
    expect(await figures('2026-04-01 06:00')).toMatchObject([
      { targetId: 'average', periodFrom: '2026-04-01', n: 1, open: 0, actual: 2, verdict: 'met' },
    ]);
    expect(await figures('2026-03-31 23:59:59.999')).toMatchObject([
      { targetId: 'average', periodFrom: '2026-03-01', n: 0, open: 1, actual: null, verdict: 'running' },
    ]);
    expect(await figures('2026-05-01 00:00')).toEqual([]);
  });
});

describe('at the end of a day', () => {
  test('every rung reached has its card, and no day before', async () => {
    // Six working days, past the five that are promised.
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-10 16:00');
    expect(await standing(store.db)).toEqual({});
    await night.come('2026-03-10 23:59:59.999');
    expect(await standing(store.db)).toEqual({});
    expect(night.wait()).toBe(1);
    await night.come('2026-03-11 00:00:01');
    expect(
      (await allCards(store.db)).map(({ cardId, raisedAt, facts }) => ({ cardId, raisedAt, facts })),
    ).toEqual([
      {
        cardId: idOf('red'),
        raisedAt: at('2026-03-11 00:00:01'),
        facts: expect.objectContaining({
          rung: 'red',
          caseId: null,
          group: '2026-03',
          limit: 5,
          elapsed: 6,
          unit: 'working_day',
          reachedAt: at('2026-03-11 00:00'),
          raisedLate: false,
          replyDueAt: at('2026-03-13 00:00'),
        }),
      },
      {
        cardId: idOf('warning'),
        raisedAt: at('2026-03-11 00:00:01'),
        facts: expect.objectContaining({ rung: 'warning', replyDueAt: null }),
      },
    ]);
    expect(night.events.map(({ kind, cardId }) => [kind, cardId])).toEqual([
      ['raised', idOf('warning')],
      ['raised', idOf('red')],
    ]);
  });

  test('a case that ends in the last millisecond of a month is of that month, one that ends at midnight is not', async () => {
    await tell(
      '2026-04-01 09:00',
      ['march', '03-16', '03-31', '23:59:59.999'],
      ['april', '03-02', '04-01', '00:00'],
    );
    const night = openHere({ since: '2026-03-31 08:00' });
    await night.start('2026-04-01 00:00:01');
    expect(
      (await allCards(store.db)).map(({ facts }) => [
        facts.group,
        facts.rung,
        facts.elapsed,
        facts.reachedAt,
      ]),
    ).toEqual([
      ['2026-03', 'red', 11, at('2026-04-01 00:00')],
      ['2026-03', 'warning', 11, at('2026-04-01 00:00')],
    ]);
    await night.come('2026-04-02 00:00:01');
    const cards = await allCards(store.db);
    expect(
      cards.map(({ facts }) => [facts.group, facts.rung, facts.elapsed, facts.reachedAt]).slice(2),
    ).toEqual([
      ['2026-04', 'red', 22, at('2026-04-02 00:00')],
      ['2026-04', 'warning', 22, at('2026-04-02 00:00')],
    ]);
  });

  test('a rung once reached is not raised again, nor withdrawn because later cases were quick', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    await tell('2026-03-11 16:00', ['quick 1', '03-10', '03-11'], ['quick 2', '03-10', '03-11']);
    await night.come('2026-03-12 00:00:01');
    await tell('2026-03-12 16:00', ['slow again', '03-02', '03-12'], ['slow again 2', '03-02', '03-12']);
    await night.come('2026-03-13 00:00:01');
    expect(await standing(store.db)).toEqual(bothUp);
    expect(night.events).toHaveLength(2);
  });

  test('cards that ask for no reply are closed when their month is over, and no others', async () => {
    await tell('2026-03-31 16:00', ['slow', '03-02', '03-31']);
    const night = openHere({ since: '2026-03-31 08:00' });
    await night.start('2026-04-01 00:00:01');
    expect(await standing(store.db)).toEqual(bothUp);
    await night.come('2026-04-02 00:00:01');
    expect(await standing(store.db)).toEqual({ ...bothUp, 'average 2026-03 warning': 'closed' });
    const closed = { kind: 'closed', cardId: idOf('warning'), key: 'ended/1', by: 'shixian' };
    expect(night.events.slice(2)).toMatchObject([closed]);
    await night.come('2026-04-03 00:00:01');
    expect(night.events).toHaveLength(3);
  });

  test('a card that asks for a reply is not closed where its deadline lies in days not published', async () => {
    await tell('2026-12-31 16:00', ['slow', '12-01', '12-31']);
    const night = openHere({ since: '2026-12-31 08:00' });
    await night.start('2027-01-01 00:00:01');
    await night.come('2027-01-02 00:00:01');
    expect(
      (await allCards(store.db)).map(({ state, facts }) => [facts.rung, facts.replyDueAt, state]),
    ).toEqual([
      ['red', null, 'raised'],
      ['warning', null, 'closed'],
    ]);
  });
});

describe('what is told late', () => {
  test('and improves the figure of its midnight withdraws the card, naming both figures', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    // Two cases of one working day each, that had ended before: (6 + 1 + 1) / 3.
    await tell('2026-03-11 10:00', ['late 1', '03-05', '03-06'], ['late 2', '03-05', '03-06']);
    expect(await standing(store.db)).toEqual(bothUp);
    await night.come('2026-03-12 00:00:01');
    expect(await standing(store.db)).toEqual({
      'average 2026-03 red': 'withdrawn',
      'average 2026-03 warning': 'withdrawn',
    });
    expect(night.events.slice(2)).toMatchObject(
      (['warning', 'red'] as const)
        .map((rung) => ({
          kind: 'withdrawn',
          cardId: idOf(rung),
          at: at('2026-03-12 00:00:01'),
          withdrawal: {
            cause: 'event',
            eventId: null,
            detail:
              '6 working_day when raised, 2.666667 working_day by what is known now; limit 5 working_day',
          },
        }))
        .sort((a, b) => (a.cardId < b.cardId ? -1 : 1)),
    );
  });

  test('and improves it somewhat withdraws only the rungs that are not reached any more', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    // (6 + 3) / 2 = 4.5 is nine tenths of 5.
    await tell('2026-03-11 10:00', ['late', '03-03', '03-06']);
    await night.come('2026-03-12 00:00:01');
    expect(await standing(store.db)).toEqual({ ...bothUp, 'average 2026-03 red': 'withdrawn' });
  });

  test('and worsens the figure of a month that is over raises its card, marked late', async () => {
    await tell('2026-03-10 16:00', ['quick', '03-09', '03-10']);
    const night = openHere({ since: '2026-03-31 08:00' });
    await night.start('2026-04-01 00:00:01');
    expect(await standing(store.db)).toEqual({});
    await night.come('2026-04-02 00:00:01');
    await tell('2026-04-02 16:00', ['late', '03-02', '03-31']);
    await night.come('2026-04-03 00:00:01');
    expect(await standing(store.db)).toEqual(bothUp);
    const [red] = await allCards(store.db);
    expect(red!.facts).toMatchObject({ reachedAt: at('2026-04-01 00:00'), raisedLate: true, elapsed: 11 });
    // Raised on a Friday, before the days off of Qingming.
    expect(red!.facts.replyDueAt).toBe(at('2026-04-08 00:00'));
  });

  test('raises a withdrawn card again when it worsens the figure again', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    await tell('2026-03-11 10:00', ['late 1', '03-05', '03-06'], ['late 2', '03-05', '03-06']);
    await night.come('2026-03-12 00:00:01');
    await tell('2026-03-12 16:00', ['slow 2', '02-02', '03-12'], ['slow 3', '02-02', '03-12']);
    await night.come('2026-03-13 00:00:01');
    expect(await kindsOf(store.db, idOf('red'))).toEqual(['raised', 'withdrawn', 'reinstated']);
    const [red] = await allCards(store.db);
    expect(red!.facts.reachedAt).toBe(at('2026-03-13 00:00'));
  });

  test('and moves only the day on which a rung was reached leaves its card', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    // Enough quick cases before the midnight, and enough slow ones after it.
    await tell(
      '2026-03-11 16:00',
      ['late 1', '03-05', '03-06'],
      ['late 2', '03-05', '03-06'],
      ['slow 2', '02-02', '03-11'],
    );
    await night.come('2026-03-12 00:00:01');
    expect(await standing(store.db)).toEqual(bothUp);
    expect(night.events).toHaveLength(2);
  });

  test('on the card of a month that is over withdraws it in the month after, closed or not', async () => {
    await tell('2026-03-31 16:00', ['slow', '03-02', '03-31']);
    const night = openHere({ since: '2026-03-31 08:00' });
    await night.start('2026-04-01 00:00:01');
    await night.come('2026-04-02 00:00:01');
    const many = Array.from(
      { length: 20 },
      (_, i): Parameters<typeof aCase> => [`late ${i}`, '03-05', '03-06'],
    );
    await tell('2026-04-02 10:00', ...many);
    await night.come('2026-04-03 00:00:01');
    expect(await standing(store.db)).toEqual({
      'average 2026-03 red': 'withdrawn',
      'average 2026-03 warning': 'withdrawn',
    });
  });

  test('changes no card of the month before the last', async () => {
    await tell('2026-03-31 16:00', ['slow', '03-02', '03-31']);
    const night = openHere({ since: '2026-03-31 08:00' });
    await night.start('2026-04-01 00:00:01');
    await night.groups.stop();
    await emptyStore(store.db);
    await store.db.command('TRUNCATE TABLE digest_runs');
    const muchLater = openHere({ since: '2026-05-01 08:00' });
    await muchLater.start('2026-05-02 00:00:01');
    expect(await standing(store.db)).toEqual({ ...bothUp, 'average 2026-03 warning': 'closed' });
  });
});

describe('nights that were missed', () => {
  test('are made up in order, marked late, from since on', async () => {
    await tell(
      '2026-03-13 16:00',
      ['slow', '03-02', '03-10'],
      ['near', '03-06', '03-12'],
      ['quick', '03-12', '03-13'],
    );
    const night = openHere({ since: '2026-03-10 08:00' });
    await night.start('2026-03-16 09:00');
    const raised = night.events.map(
      (event) => 'facts' in event && [event.facts.rung, event.facts.reachedAt, event.facts.raisedLate],
    );
    expect(raised).toEqual([
      ['warning', at('2026-03-11 00:00'), true],
      ['red', at('2026-03-11 00:00'), true],
    ]);
    expect(await standing(store.db)).toEqual(bothUp);
  });

  test('before since raise nothing', async () => {
    await tell(
      '2026-03-13 16:00',
      ['slow', '03-02', '03-10'],
      ['quick', '03-10', '03-11'],
      ['quick 2', '03-10', '03-11'],
    );
    const night = openHere({ since: '2026-03-11 08:00' });
    await night.start('2026-03-16 09:00');
    expect(await standing(store.db)).toEqual({});
  });

  test('at the end of a month before since raise nothing either', async () => {
    await tell('2026-03-31 16:00', ['slow', '03-02', '03-31']);
    const night = openHere({ since: '2026-04-01 08:00' });
    await night.start('2026-04-02 09:00');
    expect(await standing(store.db)).toEqual({});
  });

  test('of periods before the last are not made up', async () => {
    await tell('2026-06-10 16:00', ['january', '01-05', '01-30'], ['april', '04-01', '04-30']);
    const { db, asked } = counting(store.db);
    const night = openHere({ db, since: '2026-01-01 00:00' });
    await night.start('2026-05-02 09:00');
    expect(await standing(store.db)).toEqual({
      'average 2026-04 red': 'raised',
      'average 2026-04 warning': 'raised',
    });
    // The thirty nights of April and the first of May.
    expect(asked()).toBe(30 + 1);
  });

  test('are asked once each, and none of them again after a start anew', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const first = openHere();
    await first.start('2026-03-13 09:00');
    await first.groups.stop();
    const { db, asked } = counting(store.db);
    const next = openHere({ db });
    await next.start('2026-03-13 10:00');
    // The last night again, and the night of the cards that stand.
    expect(asked()).toBe(2);
    await next.come('2026-03-13 20:00');
    expect(asked()).toBe(2);
    expect(next.events).toEqual([]);
    expect(await standing(store.db)).toEqual(bothUp);
  });
});

describe('whoever leads next', () => {
  test('withdraws at once what was told of meanwhile', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const first = openHere();
    await first.start('2026-03-11 00:00:01');
    await first.groups.stop();
    await tell('2026-03-11 10:00', ['late 1', '03-05', '03-06'], ['late 2', '03-05', '03-06']);
    const next = openHere();
    await next.start('2026-03-11 11:00');
    expect(await kindsOf(store.db, idOf('red'))).toEqual(['raised', 'withdrawn']);
  });

  test('may do so while another does: every card is told once', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const [one, two] = [openHere(), openHere()];
    await Promise.all([one.start('2026-03-11 00:00:01'), two.start('2026-03-11 00:00:02')]);
    await tell('2026-03-11 10:00', ['late 1', '03-05', '03-06'], ['late 2', '03-05', '03-06']);
    await Promise.all([one.come('2026-03-12 00:00:02'), two.come('2026-03-12 00:00:01')]);
    for (const rung of ['warning', 'red'] as const)
      expect(await kindsOf(store.db, idOf(rung))).toEqual(['raised', 'withdrawn']);
  });

  test('does nothing once it leads no more, and leaves the night to another', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const former = openHere({ change: { holds: async () => false } });
    await former.start('2026-03-11 00:00:01');
    expect(former.events).toEqual([]);
    expect(await standing(store.db)).toEqual({});
    expect(await store.db.query('SELECT period FROM digest_runs')).toEqual([]);
    const next = openHere();
    await next.start('2026-03-11 09:00');
    expect(await standing(store.db)).toEqual(bothUp);
  });

  test('goes on where another stopped midway', async () => {
    await tell('2026-03-12 16:00', ['slow', '03-02', '03-10'], ['slower', '03-02', '03-12']);
    const { db, asked } = counting(store.db);
    const former: Night = openHere({ db, change: { told: () => void former.groups.stop() } });
    await former.start('2026-03-17 09:00');
    expect(asked()).toBe(1);
    expect(await store.db.query('SELECT period FROM digest_runs')).toEqual([]);
    const next = openHere();
    await next.start('2026-03-17 10:00');
    expect(next.events).toEqual([]);
    expect(await standing(store.db)).toEqual(bothUp);
    expect(await store.db.query('SELECT max(period) AS last FROM digest_runs')).toEqual([
      { last: '2026-03-16' },
    ]);
  });

  test('tries again after a store that did not answer', async () => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    let isAway = true;
    const query: Database['query'] = (...asked) =>
      isAway && asked[0].includes('indicator_targets')
        ? Promise.reject(new Error('away'))
        : store.db.query(...asked);
    const night = openHere({ db: { ...store.db, query } });
    await night.start('2026-03-11 00:00:01');
    expect(night.warnings).toEqual([expect.stringContaining('away')]);
    expect(night.wait()).toBe(30_000);
    isAway = false;
    await night.come('2026-03-11 00:00:31');
    expect(await standing(store.db)).toEqual(bothUp);
  });
});

describe('rules that changed', () => {
  const raiseFirst = async (): Promise<void> => {
    await tell('2026-03-10 16:00', ['slow', '03-02', '03-10']);
    const night = openHere();
    await night.start('2026-03-11 00:00:01');
    await night.groups.stop();
  };
  const startUnder = async (targets: readonly CatalogueTarget[], change = {}): Promise<Night> => {
    await enterTargets(store.db, targets);
    const night = openHere({ targets, change });
    await night.start('2026-03-11 10:00');
    return night;
  };
  const withdrawnByRules = (night: Night): unknown[] =>
    night.events.map((event) => 'withdrawal' in event && [event.cardId, event.withdrawal.cause]);

  test('withdraw the cards of a target that is gone', async () => {
    await raiseFirst();
    const other = anAverage({ id: 'other' });
    expect(new Set(withdrawnByRules(await startUnder([other])))).toEqual(
      new Set([
        [idOf('warning'), 'rules'],
        [idOf('red'), 'rules'],
      ]),
    );
  });

  test('withdraw the rungs that another limit leaves unreached', async () => {
    await raiseFirst();
    // 6 of 6.5: past nine tenths, and within.
    const night = await startUnder([anAverage({ value: 6.5 })]);
    expect(withdrawnByRules(night)).toEqual([[idOf('red'), 'rules']]);
    expect(await standing(store.db)).toEqual({ ...bothUp, 'average 2026-03 red': 'withdrawn' });
  });

  test('leave cards whose rungs are reached under them too', async () => {
    await raiseFirst();
    expect((await startUnder([anAverage({ value: 5.5 })])).events).toEqual([]);
  });

  test('withdraw what another ladder does not have', async () => {
    await raiseFirst();
    const file = {
      ladders: { ...ladders.ladders, averages: { rungs: [{ rung: 'warning' as const, used: 90 }] } },
      defaults: ladders.defaults,
    };
    expect(withdrawnByRules(await startUnder([average], { ladders: file }))).toEqual([
      [idOf('red'), 'rules'],
    ]);
  });

  test('withdraw the cards of months where years are judged now', async () => {
    await raiseFirst();
    const yearly = anAverage({ measured: { period: 'year' } });
    await startUnder([yearly]);
    expect(await standing(store.db)).toEqual({
      'average 2026 red': 'raised',
      'average 2026 warning': 'raised',
      'average 2026-03 red': 'withdrawn',
      'average 2026-03 warning': 'withdrawn',
    });
  });
});
