// What cards of groups stand on: targets that judge averages, shares and yearly amounts, and their figures at a midnight.
import type { Rung } from '../../schemas/card.ts';
import type { Ladder, LaddersFile } from '../../schemas/ladder.ts';
import type { Target } from '../../schemas/target.ts';
import type { TargetRow } from '../../schemas/target-row.ts';
import { IN_TIME_MS } from './card-grounds.ts';
import type { CardFacts, WithdrawalFacts } from './card-life.ts';
import { chooseLadder } from './choose-ladder.ts';
import type { Catalogue, CompiledTarget } from './compile-targets.ts';
import { type PeriodKind, periodAt } from './group-periods.ts';
import { groupRungs } from './group-rungs.ts';
import { replyDueAt } from './reply-deadline.ts';

export interface GroupTarget {
  readonly compiled: CompiledTarget;
  readonly kind: PeriodKind;
  readonly ladder: Ladder;
}

/** The targets that judge a group, by id. */
export function groupTargets({ byId }: Catalogue, ladders: LaddersFile): Map<string, GroupTarget> {
  const targets = new Map<string, GroupTarget>();
  for (const [id, compiled] of byId)
    if (compiled.byGroup) {
      const ladder = chooseLadder(compiled.target, ladders);
      targets.set(id, { compiled, kind: compiled.measured.period, ladder });
    }
  return targets;
}

/** Whether these figures, none where nothing was counted, reach the rung. */
export const isGroupRung = (figures: TargetRow | null, { ladder }: GroupTarget, rung: Rung): boolean =>
  figures !== null && groupRungs(figures, ladder).includes(rung);

/** What a card raised at `raisedAt` says of a rung that the figures of a midnight reached. */
export function groupFacts(
  { compiled, kind, ladder }: GroupTarget,
  figures: TargetRow,
  rung: Rung,
  midnight: number,
  raisedAt: number,
): CardFacts {
  const { target, measured, jurisdiction, counter } = compiled;
  const within = ladder.rungs.find((rule) => rule.rung === rung)?.replyWithin;
  return {
    rung,
    system: measured.system,
    caseId: null,
    group: periodAt(kind, midnight - 1).name,
    targetId: target.id,
    jurisdiction,
    department: '',
    service: measured.service ?? target.service,
    documentTitle: target.document.title,
    documentNumber: target.document.number,
    clause: target.clause,
    limit: figures.limit,
    unit: figures.unit,
    elapsed: figures.actual,
    deadline: null,
    reachedAt: midnight,
    raisedLate: raisedAt - midnight > IN_TIME_MS,
    replyDueAt: within ? replyDueAt(within, counter.calendar, raisedAt) : null,
    zone: counter.calendar.zone,
  };
}

const byRules = (detail: string): WithdrawalFacts => ({
  cause: 'rules',
  eventId: null,
  eventType: null,
  detail,
});

/**
 * Why a card's ground is gone: the rules, where they would not raise it on the figure it was raised on; else what was told
 * of cases since. `target` is null where none judges such a period any more, `figures` are those of its own midnight.
 */
export function groupWithdrawal(
  { targetId, limit, unit, elapsed, rung }: CardFacts,
  target: GroupTarget | null,
  figures: TargetRow | null,
): WithdrawalFacts {
  if (target === null) return byRules(`${targetId} judges no such group any more`);
  const { value, unit: unitNow, comparator, aggregation } = target.compiled.target;
  if (value !== limit || unitNow !== unit) return byRules(`limit ${limit} ${unit}, now ${value} ${unitNow}`);
  const verdict = keeps[comparator](elapsed!, limit!) ? 'met' : 'breached';
  if (!groupRungs({ aggregation, comparator, limit, actual: elapsed, verdict }, target.ladder).includes(rung))
    return byRules(`comparator or ladder changed: ${shown(elapsed!)} ${unit} is no ${rung} any more`);
  const now = figures === null || figures.actual === null ? 'nothing' : `${shown(figures.actual)} ${unit}`;
  const detail = `${shown(elapsed!)} ${unit} when raised, ${now} by what is known now; limit ${limit} ${unit}`;
  return { cause: 'event', eventId: null, eventType: null, detail };
}

const keeps: Record<Target['comparator'], (actual: number, limit: number) => boolean> = {
  '<=': (actual, limit) => actual <= limit,
  '<': (actual, limit) => actual < limit,
  '>=': (actual, limit) => actual >= limit,
  '>': (actual, limit) => actual > limit,
  '=': (actual, limit) => actual === limit,
};

/** Six decimals at most. */
const shown = (amount: number): string => String(Number(amount.toFixed(6)));
