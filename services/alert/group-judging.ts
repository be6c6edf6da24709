// What judging groups works with: figures asked for once, and writes that only a leader makes.
import type { TargetRow } from '../../schemas/target-row.ts';
import type { CardEvent } from '../core/card-life.ts';
import type { GroupTarget } from '../core/group-grounds.ts';
import { type PeriodKind, periodAt, periodBefore } from '../core/group-periods.ts';
import type { Database } from '../store/database.ts';
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

/** Midnights judged in one go, as epoch milliseconds, by what is known then. */
export interface GroupSpan {
  /** Rungs reached before raise no card. */
  readonly since: number;
  readonly last: number;
  readonly figuresAt: FiguresAt;
}

/** By target. */
export type GroupFigures = ReadonlyMap<string, TargetRow>;
export type FiguresAt = (midnight: number) => Promise<GroupFigures>;

/** The figures of midnights, each asked for once: those of the periods that end or go on at it. */
export function rememberFigures(db: Database): FiguresAt {
  const known = new Map<number, Promise<GroupFigures>>();
  const read = async (midnight: number): Promise<GroupFigures> =>
    new Map((await readGroupFigures(db, midnight - 1)).map((row) => [row.targetId, row]));
  return (midnight) => {
    const asked = known.get(midnight) ?? read(midnight);
    known.set(midnight, asked);
    return asked;
  };
}

/** The begin of the period before the running one, before which nothing is judged any more. */
export const floorOf = (kind: PeriodKind, { last }: GroupSpan): number =>
  periodBefore(periodAt(kind, last - 1)).from;

/** Stores what there is; resolves to whether this one still leads. */
export async function writeCards<Asked>(
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
