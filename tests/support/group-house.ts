// Groups watched over a small store: cases told to it, nights that pass, and what became of cards.
import type { CatalogueTarget } from '../../schemas/target.ts';
import { type Groups, type GroupsOptions, openGroups } from '../../services/alert/watch-groups.ts';
import type { CardEvent, CardLife } from '../../services/core/card-life.ts';
import { refreshCases } from '../../services/evaluate/refresh-cases.ts';
import { createIntake } from '../../services/ingest/take-in.ts';
import { readCardEvents, readCardLives } from '../../services/store/cards.ts';
import type { Database } from '../../services/store/database.ts';
import { writeTargets } from '../../services/store/targets.ts';
import type { CaseBuilder } from './case-builder.ts';
import { permitCase } from './case-builder.ts';
import { ladders } from './ladders.ts';
import { aTarget, catalogueOf } from './target-builder.ts';
import { asBatch, evaluationOn } from './test-intake.ts';

/** Epoch milliseconds of a stamp in Chinese time, such as 2026-03-11 00:00. */
export const at = (stamp: string): number => Date.parse(`${stamp.replace(' ', 'T')}+08:00`);

/** The stamp of an instant, to the millisecond. */
export const stampOf = (instant: number): string =>
  new Date(instant + 8 * 3_600_000).toISOString().slice(0, -1).replace('T', ' ');

/** At most 5 working days on the average of a month, from acceptance. */
export const anAverage = (change: Parameters<typeof aTarget>[0] = {}): CatalogueTarget =>
  aTarget({
    id: 'average',
    aggregation: 'average',
    ...change,
    measured: { period: 'month', ...change.measured },
  });

/** A case accepted on one day of 2026 at 10:00 and completed on another, MM-DD, at 15:00 or as told. */
export const aCase = (id: string, from: string, to: string, time = '15:00'): CaseBuilder =>
  permitCase(id)
    .received(`2026-${from}T10:00+08:00`)
    .accepted(`2026-${from}T10:00+08:00`)
    .completed(`2026-${to}T${time}+08:00`);

/** Tells cases to the store as judged by these targets. */
export async function tellCases(
  db: Database,
  targets: readonly CatalogueTarget[],
  now: number,
  ...cases: readonly CaseBuilder[]
): Promise<void> {
  const evaluation = evaluationOn(db, targets);
  const { takeIn } = createIntake({
    db,
    now: () => now,
    refresh: (touched, token, stored) => refreshCases(evaluation, touched, token, stored),
    mend: async () => {},
    appVersion: 'test',
  });
  const told = await takeIn(asBatch(cases.flatMap((one) => one.messages())));
  if (told.rejected > 0) throw new Error(JSON.stringify(told));
}

export interface Night {
  readonly groups: Groups;
  /** Everything told since it was opened. */
  readonly events: CardEvent[];
  readonly warnings: string[];
  /** How long it waits, in milliseconds. */
  readonly wait: () => number;
  readonly start: (stamp: string) => Promise<void>;
  /** Lets the clock come to the stamp and what waits begin. */
  readonly come: (stamp: string) => Promise<void>;
}

export interface NightOptions {
  readonly targets: readonly CatalogueTarget[];
  readonly since: string;
  readonly change?: Partial<GroupsOptions>;
}

/** Groups under a clock of the test's own. */
export function openNight(db: Database, { targets, since, change }: NightOptions): Night {
  let now = 0;
  let waiting: { readonly ms: number; readonly work: () => void } | null = null;
  let arrived = () => {};
  const events: CardEvent[] = [];
  const warnings: string[] = [];
  const groups = openGroups({
    db,
    catalogue: change?.catalogue ?? catalogueOf(targets),
    ladders,
    now: () => now,
    holds: async () => true,
    told: (told) => events.push(...told),
    warn: (fields, message) => warnings.push(`${message} ${Object.values(fields).map(String)}`),
    timers: {
      set: (work, ms) => {
        waiting = { ms, work };
        arrived();
      },
      clear: () => {
        waiting = null;
      },
    },
    ...change,
  });
  const run = async (stamp: string, work: () => void): Promise<void> => {
    now = at(stamp);
    waiting = null;
    const settled = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    work();
    await settled;
  };
  return {
    groups,
    events,
    warnings,
    wait: () => waiting!.ms,
    start: (stamp) => run(stamp, () => groups.start(at(since))),
    come: (stamp) => run(stamp, waiting!.work),
  };
}

/** Makes the store's catalogue these targets. */
export async function enterTargets(db: Database, targets: readonly CatalogueTarget[]): Promise<void> {
  await db.command('TRUNCATE TABLE targets');
  await writeTargets(db, targets, 'test');
}

export async function allCards(db: Database): Promise<CardLife[]> {
  const rows = await db.query<{ id: string }>('SELECT DISTINCT card_id AS id FROM card_events');
  const lives = await readCardLives(
    db,
    rows.map(({ id }) => id),
  );
  return [...lives.values()].sort((a, b) => (cardName(a) < cardName(b) ? -1 : 1));
}

const cardName = ({ facts: { targetId, group, rung } }: CardLife): string => `${targetId} ${group} ${rung}`;

/** Every card by its name, with its state. */
export const standing = async (db: Database): Promise<Record<string, string>> =>
  Object.fromEntries((await allCards(db)).map((life) => [cardName(life), life.state]));

/** What was told of every card, without deliveries. */
export const kindsOf = async (db: Database, cardId: string): Promise<string[]> =>
  ((await readCardEvents(db, [cardId])).get(cardId) ?? []).map(({ kind }) => kind);
