// Judges the groups at one midnight: cards that lost their ground are withdrawn, those of periods that are over and ask for
// no reply are closed, and every rung that is reached has its card.
import type { TargetRow } from '../../schemas/target-row.ts';
import type { CardEvent, CardFacts, CardLife, NotedEvent, WithdrawalFacts } from '../core/card-life.ts';
import { type GroupTarget, groupFacts, groupWithdrawal, isGroupRung } from '../core/group-grounds.ts';
import {
  type GroupPeriod,
  type PeriodKind,
  periodAt,
  periodBefore,
  periodNamed,
} from '../core/group-periods.ts';
import { groupRungs } from '../core/group-rungs.ts';
import { PROGRAM } from '../core/reconcile-cards.ts';
import { cardIdOf } from '../store/card-ids.ts';
import { appendFirst, raiseCards, withdrawCards } from '../store/cards.ts';
import type { Database } from '../store/database.ts';
import { readGroupCards } from '../store/group-cards.ts';
import { readGroupFigures } from '../store/read-group-figures.ts';

export interface GroupJudging {
  readonly db: Database;
  readonly targets: ReadonlyMap<string, GroupTarget>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether this one still leads; asked before each write. */
  readonly holds: () => Promise<boolean>;
  /** What became of cards, once it is stored. */
  readonly told: (events: readonly CardEvent[]) => void;
}

/** The midnights judged in one go, as epoch milliseconds. */
export interface GroupSpan {
  /** Rungs reached before raise no card. */
  readonly since: number;
  readonly last: number;
}

type Figures = ReadonlyMap<string, TargetRow>;
export type FiguresAt = (midnight: number) => Promise<Figures>;

/** The figures of midnights, each asked for once: those of the period that ends or goes on at it, by target. */
export function rememberFigures(db: Database): FiguresAt {
  const known = new Map<number, Promise<Figures>>();
  const read = async (midnight: number): Promise<Figures> =>
    new Map((await readGroupFigures(db, midnight - 1)).map((row) => [row.targetId, row]));
  return (midnight) => {
    const asked = known.get(midnight) ?? read(midnight);
    known.set(midnight, asked);
    return asked;
  };
}

/** Before this nothing of a kind of periods is judged any more: the begin of the period before the running one. */
export const floorOf = (kind: PeriodKind, { last }: GroupSpan): number =>
  periodBefore(periodAt(kind, last - 1)).from;

/** Resolves to whether this one still leads; where not, what is left undone is another's to do. */
export async function judgeMidnight(
  judging: GroupJudging,
  midnight: number,
  span: GroupSpan,
  figuresAt: FiguresAt,
): Promise<boolean> {
  return (
    (await settleStanding(judging, midnight, span, figuresAt)) &&
    (await raiseReached(judging, midnight, span, figuresAt))
  );
}

async function settleStanding(
  judging: GroupJudging,
  midnight: number,
  span: GroupSpan,
  figuresAt: FiguresAt,
): Promise<boolean> {
  const withdrawals: { cardId: string; withdrawal: WithdrawalFacts }[] = [];
  const over: CardLife[] = [];
  for (const life of await readGroupCards(judging.db)) {
    const period = periodNamed(life.facts.group!)!;
    const isJudged = period.from >= floorOf(period.kind, span);
    const withdrawal = isJudged ? await lostGround(judging, life.facts, period, midnight, figuresAt) : null;
    if (withdrawal) withdrawals.push({ cardId: life.cardId, withdrawal });
    else if (period.to <= midnight && isWaiting(life, judging)) over.push(life);
  }
  const { db, now } = judging;
  return (
    (await write(judging, withdrawals, (all) => withdrawCards(db, all, now()))) &&
    (await write(judging, over, (all) => closeCards(db, all, now())))
  );
}

/**
 * Why a card no longer stands; null while its rung is reached by what is known now, at the midnight it was reached at or,
 * where a correction moved that, at the last one of its period.
 */
async function lostGround(
  { targets }: GroupJudging,
  facts: CardFacts,
  period: GroupPeriod,
  midnight: number,
  figuresAt: FiguresAt,
): Promise<WithdrawalFacts | null> {
  const { targetId, rung, reachedAt } = facts;
  const target = targets.get(targetId);
  if (target?.kind !== period.kind) return groupWithdrawal(facts, null, null);
  const own = (await figuresAt(reachedAt)).get(targetId) ?? null;
  if (isGroupRung(own, target, rung)) return null;
  const latest = (await figuresAt(Math.min(midnight, period.to))).get(targetId) ?? null;
  return isGroupRung(latest, target, rung) ? null : groupWithdrawal(facts, target, own);
}

function isWaiting({ state, facts }: CardLife, { targets }: GroupJudging): boolean {
  if (state !== 'raised' && state !== 'acknowledged') return false;
  // A reply may be asked for whose deadline lies in days not published.
  const rules = targets.get(facts.targetId)?.ladder.rungs ?? [];
  const asksReply = rules.some(({ rung, replyWithin }) => rung === facts.rung && replyWithin !== undefined);
  return facts.replyDueAt === null && !asksReply;
}

async function closeCards(db: Database, lives: readonly CardLife[], at: number): Promise<CardEvent[]> {
  const events = lives.map(
    ({ cardId, turn }): NotedEvent => ({
      kind: 'closed',
      cardId,
      key: `ended/${turn}`,
      turn,
      at,
      by: PROGRAM,
      note: '',
    }),
  );
  for (const event of events) await appendFirst(db, event);
  return events;
}

/** By the figures of this midnight and, since they are told of late, by the last ones of the period before. */
async function raiseReached(
  judging: GroupJudging,
  midnight: number,
  span: GroupSpan,
  figuresAt: FiguresAt,
): Promise<boolean> {
  const kinds = new Map<number, Set<PeriodKind>>();
  for (const { kind } of judging.targets.values())
    for (const at of [periodAt(kind, midnight - 1).from, midnight])
      if (at >= span.since && at > floorOf(kind, span)) kinds.set(at, (kinds.get(at) ?? new Set()).add(kind));
  for (const [at, judged] of [...kinds].sort(([a], [b]) => a - b)) {
    const figures = await figuresAt(at);
    const raisedAt = judging.now();
    const raises = raisesOf(judging, figures, at, judged, raisedAt);
    if (!(await write(judging, raises, (all) => raiseCards(judging.db, all, raisedAt)))) return false;
  }
  return true;
}

interface Raise {
  readonly cardId: string;
  readonly facts: CardFacts;
}

function raisesOf(
  { targets }: GroupJudging,
  figures: Figures,
  midnight: number,
  kinds: ReadonlySet<PeriodKind>,
  raisedAt: number,
): Raise[] {
  return [...figures.values()].flatMap((row) => {
    const target = targets.get(row.targetId);
    if (!target || !kinds.has(target.kind)) return [];
    return groupRungs(row, target.ladder).map((rung) => {
      const facts = groupFacts(target, row, rung, midnight, raisedAt);
      return { cardId: cardIdOf(facts), facts };
    });
  });
}

async function write<Asked>(
  { holds, told }: GroupJudging,
  asked: readonly Asked[],
  store: (asked: readonly Asked[]) => Promise<CardEvent[]>,
): Promise<boolean> {
  if (asked.length === 0) return true;
  if (!(await holds())) return false;
  const events = await store(asked);
  if (events.length > 0) told(events);
  return true;
}
