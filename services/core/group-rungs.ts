// The rungs that a target on a group (average, share, yearly amount) has reached, from the figures of one period.
import type { Rung } from '../../schemas/card.ts';
import type { Ladder, RungRule } from '../../schemas/ladder.ts';
import type { TargetRow } from '../../schemas/target-row.ts';

/** As the target indicators give them; `verdict` is theirs alone, and red rests on it. */
export type GroupFigures = Pick<TargetRow, 'aggregation' | 'comparator' | 'limit' | 'actual' | 'verdict'>;

/**
 * The rungs reached, in the ladder's order; none before there is anything to judge. `used` is a share of an upper limit
 * come to, `left` the distance that is kept to the limit, `over` how far it has been passed. A distance as large as all
 * the room there is on the good side of a limit is never reached.
 */
export function groupRungs(figures: GroupFigures, ladder: Ladder): Rung[] {
  const { limit, actual } = figures;
  if (figures.verdict === 'running' || limit === null || actual === null) return [];
  const measured = { ...figures, limit: micro(limit), actual: micro(actual) };
  return ladder.rungs.filter((rule) => isReached(measured, rule)).map(({ rung }) => rung);
}

/** Millionths, in which limits are written and beyond which an average is no longer told apart. */
const micro = (amount: number): number => Math.round(amount * 1e6);

type Measured = GroupFigures & { readonly limit: number; readonly actual: number };

function isReached(figures: Measured, { used, left, over }: RungRule): boolean {
  const isBroken = figures.verdict === 'breached';
  if (left === 0) return isBroken;
  if (used !== undefined)
    return isUpper(figures) && (isBroken || 100 * figures.actual >= used * figures.limit);
  if (over !== undefined) return isBroken && -distance(figures) > micro(over);
  return left !== undefined && micro(left) < room(figures) && distance(figures) <= micro(left);
}

const isUpper = ({ comparator }: Measured): boolean => comparator === '<=' || comparator === '<';
const isLower = ({ comparator }: Measured): boolean => comparator === '>=' || comparator === '>';

/** From the figure to the limit; negative on the wrong side of it. */
function distance(figures: Measured): number {
  const { limit, actual } = figures;
  if (isUpper(figures)) return limit - actual;
  return isLower(figures) ? actual - limit : -Math.abs(limit - actual);
}

/** How far from its limit the best figure can be: a share ends at 100, other figures at 0 or nowhere. */
function room(figures: Measured): number {
  if (isUpper(figures)) return figures.limit;
  if (!isLower(figures)) return 0;
  return figures.aggregation === 'share' ? micro(100) - figures.limit : Number.POSITIVE_INFINITY;
}
