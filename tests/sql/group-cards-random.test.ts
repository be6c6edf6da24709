// On random stores the figures of groups are those the core gives, and cards stand for them, whatever is told when.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CatalogueTarget } from '../../schemas/target.ts';
import { type CardEvent, type CardLife, foldCard } from '../../services/core/card-life.ts';
import { chooseLadder } from '../../services/core/choose-ladder.ts';
import { groupRungs } from '../../services/core/group-rungs.ts';
import { type JudgedCase, judgeCase } from '../../services/core/judge-case.ts';
import { cardIdOf } from '../../services/store/card-ids.ts';
import { keyText, readEvents } from '../../services/store/case-events.ts';
import { readGroupFigures } from '../../services/store/read-group-figures.ts';
import { type ColdFigures, coldFigures, coldPeriod } from '../support/cold-groups.ts';
import { openTestDatabase, type TestDatabase } from '../support/embedded-database.ts';
import { allCards, anAverage, enterTargets, type Night, openNight, stampOf } from '../support/group-house.ts';
import { ladders } from '../support/ladders.ts';
import { pauses } from '../support/law-targets.ts';
import { BEGIN, eventsOf, HOUR } from '../support/random-history.ts';
import { SEED } from '../support/random-seed.ts';
import { drawBatches, drawCalendars, openIntake, type RandomStore } from '../support/random-store.ts';
import { catalogueOf } from '../support/target-builder.ts';

const CASES = 60;
/** So many more end on their first day, of which nothing is told before the third visit. */
const QUICK = 20;
const DAY = 24 * HOUR;
/** Days after the begin at which somebody leads; the nights between are made up. The 27th midnight ends January. */
const VISITS = [18, 22, 26, 27, 28, 36];

/** Averages on every calendar and by several methods, shares, yearly amounts, and the worst of several channels. */
function groupTargetsOn(calendars: readonly string[]): CatalogueTarget[] {
  const starts = ['permit.application.received'];
  const periods = ['month', 'quarter', 'year'];
  const methods = ['wd_excl', 'biz_time', 'cal_hours'] as const;
  // Close to each other, so that figures pass some of them back and forth.
  const limits = {
    wd_excl: [3, 4, 5, 6, 6.5, 7, 8, 9, 10, 12],
    biz_time: [2.5, 3.5, 4.5, 5.5, 6.25, 7.1, 8, 9.3, 11.25],
    cal_hours: [70, 100, 130, 160, 190.5, 220, 260.1, 300],
  };
  const averages = calendars.flatMap((calendar, c) =>
    methods.flatMap((method, m) =>
      limits[method].map((value) =>
        anAverage({
          id: `${calendar}-${method.replace('_', '-')}-${Math.round(100 * value)}`,
          value,
          measured: { method, calendar, pauses, starts, period: periods[(c + m) % 3] },
        }),
      ),
    ),
  );
  const counted = (id: string, change: Partial<CatalogueTarget>, measured: object): CatalogueTarget =>
    anAverage({ id, metric: 'rate', ...change, measured: { starts, ...measured } });
  return [
    ...averages,
    anAverage({ id: 'per-channel', value: 9, measured: { starts, per: 'channel', pauses } }),
    counted(
      'share',
      { aggregation: 'share', unit: 'percent', comparator: '>=', value: 30 },
      { counts: { casesWith: { channel: ['1', '2', '3', '4'] } } },
    ),
    counted(
      'share-clean',
      { aggregation: 'share', unit: 'percent', comparator: '>', value: 55.5 },
      { counts: { casesWithout: 'materials' }, period: 'quarter' },
    ),
    counted(
      'steps',
      { aggregation: 'count_per_year', unit: 'count', comparator: '<=', value: 4 },
      { counts: { events: ['permit.step.done'] }, period: 'year' },
    ),
  ];
}

let opened: TestDatabase;
let store: RandomStore;
let targets: CatalogueTarget[];
let now = 0;

beforeAll(async () => {
  opened = await openTestDatabase();
  const known = drawCalendars(SEED, 2);
  targets = groupTargetsOn([...known.keys()]);
  store = { known, catalogue: catalogueOf(targets, known), batches: drawBatches(SEED, CASES, 40) };
  await enterTargets(opened.db, targets);
});
afterAll(() => opened.close());

async function judgeTold(): Promise<JudgedCase[]> {
  const keys = Array.from({ length: CASES + QUICK }, (_, i) => ({ system: 'permit', caseId: `case ${i}` }));
  const events = await readEvents(opened.db, keys);
  return keys
    .map((key) => events.get(keyText(key)) ?? [])
    .filter((told) => told.length > 0)
    .map((told) => judgeCase(told, store.catalogue));
}

const quickCases = () =>
  Array.from({ length: QUICK }, (_, i) =>
    eventsOf([
      {
        type: 'completed',
        at: 30,
        pick: 0,
        amount: 1,
        aim: 0,
        delay: 0,
        source: 0,
        sequence: '',
        dayOnly: false,
      },
    ]).map((event) => ({ ...event, caseId: `case ${CASES + i}` })),
  ).flat();

const summary = ({ n, open, actual, verdict }: ColdFigures): string =>
  `n ${n}, open ${open}, actual ${actual?.toPrecision(12)}, ${verdict}`;

/** What view and core say differently at a midnight. */
async function differences(cases: readonly JudgedCase[], midnight: number): Promise<string[]> {
  const counted = ({ n, open }: ColdFigures) => n + open > 0;
  const rows = (await readGroupFigures(opened.db, midnight - 1)).filter(counted);
  const view = new Map(rows.map((row) => [row.targetId, summary(row)]));
  const cold = new Map([...coldFigures(cases, midnight)].map(([id, row]) => [id, summary(row)]));
  return [...new Set([...view.keys(), ...cold.keys()])]
    .filter((id) => view.get(id) !== cold.get(id))
    .map((id) => `${id} (${stampOf(midnight)}, seed ${SEED}): view ${view.get(id)}, core ${cold.get(id)}`);
}

/** The ids of cards for the rungs that the core's figures of a midnight reach, of targets of these kinds of period. */
function reachedAt(
  cases: readonly JudgedCase[],
  midnight: number,
  kinds: readonly string[],
): Map<string, string> {
  const figures = coldFigures(cases, midnight);
  const reached = new Map<string, string>();
  for (const target of targets) {
    const found = figures.get(target.id);
    const { period } = target.measured!;
    if (!found || !kinds.includes(period)) continue;
    for (const rung of groupRungs(found, chooseLadder(target, ladders))) {
      const group = coldPeriod(period, midnight - 1);
      const id = cardIdOf({ system: 'permit', caseId: null, group, targetId: target.id, rung });
      reached.set(id, `${target.id} ${group} ${rung} at ${stampOf(midnight)}, seed ${SEED}`);
    }
  }
  return reached;
}

const kinds = ['month', 'quarter', 'year'];
const JANUARY_ENDS = BEGIN + 27 * DAY;

/** Cards that must stand and do not, and cards that stand and must not. */
async function wrongs(cases: readonly JudgedCase[], last: number): Promise<string[]> {
  const cards = await allCards(opened.db);
  const up = new Map(cards.filter(({ state }) => state !== 'withdrawn').map((life) => [life.cardId, life]));
  const expected = [...reachedAt(cases, last, kinds)];
  if (last > JANUARY_ENDS) expected.push(...reachedAt(cases, JANUARY_ENDS, ['month']));
  const missing = expected.filter(([id]) => !up.has(id)).map(([, name]) => `missing: ${name}`);
  const groundless = [...up.values()]
    .filter((life) => !isGrounded(cases, life, last))
    .map(({ facts }) => `groundless: ${facts.targetId} ${facts.group} ${facts.rung}, seed ${SEED}`);
  return [...missing, ...groundless];
}

function isGrounded(cases: readonly JudgedCase[], { cardId, facts }: CardLife, last: number): boolean {
  const end = facts.group === '2026-01' ? Math.min(last, JANUARY_ENDS) : last;
  return [facts.reachedAt, end].some((midnight) => reachedAt(cases, midnight, kinds).has(cardId));
}

test('figures and cards are those of the core, night after night', { timeout: 400_000 }, async () => {
  const take = await openIntake(opened.db, store, () => now);
  const since = BEGIN + 17 * DAY + 8 * HOUR;
  const told: CardEvent[] = [];
  let batch = 0;
  let night: Night | null = null;
  for (const [i, day] of VISITS.entries()) {
    const last = BEGIN + day * DAY;
    now = last + 2_000 + i;
    for (; store.batches[batch] && store.batches[batch]!.receivedAt <= now; batch++)
      await take(store.batches[batch]!);
    if (i === 2) await take({ receivedAt: now, events: quickCases() });
    // Whoever leads goes on for some nights, and another takes over.
    const isNew = night === null || i % 3 === 0;
    if (night && isNew) {
      await night.groups.stop();
      told.push(...night.events);
    }
    if (isNew) {
      night = openNight(opened.db, {
        targets,
        since: stampOf(since),
        change: { catalogue: store.catalogue },
      });
      await night.start(stampOf(now));
    } else await night!.come(stampOf(now));
    const cases = await judgeTold();
    expect(await differences(cases, last)).toEqual([]);
    expect(await wrongs(cases, last)).toEqual([]);
    expect(night!.warnings).toEqual([]);
  }
  await night!.groups.stop();
  told.push(...night!.events);
  await checkTold(told);
});

/** Everything stored was told, once, and there was something to tell. */
async function checkTold(told: readonly CardEvent[]): Promise<void> {
  const [stored] = await opened.db.query<{ n: number }>('SELECT count() AS n FROM card_events');
  expect(stored!.n, `seed ${SEED}`).toBe(told.length);
  const byCard = new Map<string, CardEvent[]>();
  for (const event of told) byCard.set(event.cardId, [...(byCard.get(event.cardId) ?? []), event]);
  const lives = (await allCards(opened.db)).map((life) => [life.cardId, life] as const);
  expect(new Map(lives)).toEqual(new Map([...byCard].map(([id, events]) => [id, foldCard(events)])));
  const kindsTold = new Set(told.map(({ kind }) => kind));
  for (const kind of ['raised', 'withdrawn'] as const) expect(kindsTold, `seed ${SEED}`).toContain(kind);
}
