// Cards of groups that stand: those that lost their ground are withdrawn, and those of periods that are over and ask for no
// reply are closed.
import type { CardEvent, CardFacts, CardLife, WithdrawalFacts } from '../core/card-life.ts';
import { endedStep } from '../core/card-steps.ts';
import { groupWithdrawal, isGroupRung } from '../core/group-grounds.ts';
import { type GroupPeriod, periodNamed } from '../core/group-periods.ts';
import { appendFirst, withdrawCards } from '../store/cards.ts';
import type { Database } from '../store/database.ts';
import { readGroupCards } from '../store/group-cards.ts';
import { floorOf, type GroupJudging, type GroupSpan, writeCards } from './group-judging.ts';

/** Resolves to whether this one still leads; where not, what is left undone is another's to do. */
export async function settleGroupCards(judging: GroupJudging, span: GroupSpan): Promise<boolean> {
  const withdrawals: { cardId: string; withdrawal: WithdrawalFacts }[] = [];
  const over: CardLife[] = [];
  for (const life of await readGroupCards(judging.db)) {
    const period = periodNamed(life.facts.group!)!;
    const isJudged = period.from >= floorOf(period.kind, span);
    const withdrawal = isJudged ? await lostGround(judging, life.facts, period, span) : null;
    if (withdrawal) withdrawals.push({ cardId: life.cardId, withdrawal });
    else if (period.to <= span.last && isWaiting(life, judging)) over.push(life);
  }
  const { db, now } = judging;
  return (
    (await writeCards(judging, withdrawals, (all) => withdrawCards(db, all, now()))) &&
    (await writeCards(judging, over, (all) => closeCards(db, all, now())))
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
  { last, figuresAt }: GroupSpan,
): Promise<WithdrawalFacts | null> {
  const { targetId, rung, reachedAt } = facts;
  const target = targets.get(targetId);
  if (target?.kind !== period.kind) return groupWithdrawal(facts, null, null);
  const own = (await figuresAt(reachedAt)).get(targetId) ?? null;
  if (isGroupRung(own, target, rung)) return null;
  const latest = (await figuresAt(Math.min(last, period.to))).get(targetId) ?? null;
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
  const events = lives.map((life) => endedStep(life, at));
  for (const event of events) await appendFirst(db, event);
  return events;
}
