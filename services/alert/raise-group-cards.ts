// Every rung that the figures of a midnight reach has its card.
import type { CardFacts } from '../core/card-life.ts';
import { groupFacts } from '../core/group-grounds.ts';
import { type PeriodKind, periodAt } from '../core/group-periods.ts';
import { groupRungs } from '../core/group-rungs.ts';
import { cardIdOf } from '../store/card-ids.ts';
import { raiseCards } from '../store/cards.ts';
import {
  floorOf,
  type GroupFigures,
  type GroupJudging,
  type GroupSpan,
  writeCards,
} from './group-judging.ts';

/**
 * By the figures of this midnight and, since much is told of late, by the last ones of the period before. Resolves to
 * whether this one still leads.
 */
export async function raiseGroupCards(
  judging: GroupJudging,
  midnight: number,
  span: GroupSpan,
): Promise<boolean> {
  const kinds = new Map<number, Set<PeriodKind>>();
  for (const { kind } of judging.targets.values())
    for (const at of [periodAt(kind, midnight - 1).from, midnight])
      if (at >= span.since && at > floorOf(kind, span)) kinds.set(at, (kinds.get(at) ?? new Set()).add(kind));
  for (const [at, judged] of [...kinds].sort(([a], [b]) => a - b)) {
    const figures = await span.figuresAt(at);
    const raisedAt = judging.now();
    const raises = raisesOf(judging, figures, at, judged, raisedAt);
    if (!(await writeCards(judging, raises, (all) => raiseCards(judging.db, all, raisedAt)))) return false;
  }
  return true;
}

interface Raise {
  readonly cardId: string;
  readonly facts: CardFacts;
}

const raisesOf = (
  { targets }: GroupJudging,
  figures: GroupFigures,
  midnight: number,
  kinds: ReadonlySet<PeriodKind>,
  raisedAt: number,
): Raise[] =>
  [...figures.values()].flatMap((row) => {
    const target = targets.get(row.targetId);
    if (!target || !kinds.has(target.kind)) return [];
    return groupRungs(row, target.ladder).map((rung) => {
      const facts = groupFacts(target, row, rung, midnight, raisedAt);
      return { cardId: cardIdOf(facts), facts };
    });
  });
