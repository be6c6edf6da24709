// What cards stand on: the rungs that a case's clocks have reached and will reach, and what a card says of one.
import type { Rung } from '../../schemas/card.ts';
import type { Ladder, ReplyWithin } from '../../schemas/ladder.ts';
import type { Target } from '../../schemas/target.ts';
import type { CardFacts } from './card-life.ts';
import type { Clock } from './clock.ts';
import { limitAt } from './explain-case.ts';
import type { JudgedCase } from './judge-case.ts';
import { replyDueAt } from './reply-deadline.ts';
import { rungInstants } from './rungs.ts';
import { elapsedAt } from './verdict.ts';
import { positionAt } from './walk.ts';

/** A rung that a clock has reached or, if nothing more happens, will reach. */
export interface Ground {
  readonly clock: Clock;
  readonly rung: Rung;
  /** Epoch milliseconds, the first at which the rung is reached. */
  readonly at: number;
  /** Absent where no reply is asked for. */
  readonly replyWithin: ReplyWithin | undefined;
}

export type LadderOf = (target: Target) => Ladder;

/** The grounds of a case in order of their instants; of equal ones the milder first. Targets on groups have none here. */
export function groundsOf({ clocks }: JudgedCase, ladderOf: LadderOf): Ground[] {
  const grounds = clocks.flatMap((clock) => {
    const ladder = ladderOf(clock.target.target);
    return rungInstants(clock, ladder).map(({ rung, at }) => ({
      clock,
      rung,
      at,
      replyWithin: ladder.rungs.find((rule) => rule.rung === rung)?.replyWithin,
    }));
  });
  return grounds.length < 2 ? grounds : grounds.sort((a, b) => a.at - b.at);
}

/** A card raised so long after its instant, in milliseconds, or less, is not called late. */
export const IN_TIME_MS = 60_000;

/** What a card raised at `raisedAt` says of its ground, as things stood when the rung was reached; `zone` is for people. */
export function factsOf(
  { history }: JudgedCase,
  { clock, rung, at, replyWithin }: Ground,
  raisedAt: number,
  zone: string,
): CardFacts {
  const { target, counter } = clock.target;
  const position = positionAt(clock.walk, at);
  const due = clock.walk.due[position] ?? Number.NaN;
  const told = history.attributes.findLast((one) => one.at <= at)?.attributes ?? {};
  return {
    rung,
    system: history.system,
    caseId: history.caseId,
    group: null,
    targetId: target.id,
    jurisdiction: history.jurisdiction ?? '',
    department: String(told['department'] ?? ''),
    service: history.service ?? target.service,
    documentTitle: target.document.title,
    documentNumber: target.document.number,
    clause: target.clause,
    limit: limitAt(clock, position),
    unit: counter.unit,
    elapsed: elapsedAt(clock, at),
    deadline: Number.isNaN(due) ? null : due,
    reachedAt: at,
    raisedLate: raisedAt - at > IN_TIME_MS,
    replyDueAt: replyWithin ? replyDueAt(replyWithin, counter.calendar, raisedAt) : null,
    zone,
  };
}
