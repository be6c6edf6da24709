// The figures of groups computed anew from folded cases, without the store: what averages and shares must come to.
import type { TargetRow } from '../../schemas/target-row.ts';
import type { Clock } from '../../services/core/clock.ts';
import { stopPosition } from '../../services/core/explain-case.ts';
import type { JudgedCase } from '../../services/core/judge-case.ts';
import { isOpenAt } from '../../services/core/verdict.ts';
import { elapsedTicks, positionAt, VOID } from '../../services/core/walk.ts';

export type ColdFigures = Pick<
  TargetRow,
  'aggregation' | 'comparator' | 'limit' | 'actual' | 'verdict' | 'n' | 'open'
>;

interface Part {
  readonly key: string;
  readonly clock: Clock;
}

const SHANGHAI_MS = 8 * 3_600_000;

/** 2026, 2026-Q1 or 2026-03: where an instant lies, by Chinese time. */
export function coldPeriod(kind: string, at: number): string {
  const month = new Date(at + SHANGHAI_MS).toISOString().slice(0, 7);
  if (kind === 'month') return month;
  const year = month.slice(0, 4);
  return kind === 'year' ? year : `${year}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;
}

/** By target, of the period that ends or goes on at a midnight; targets without a case in it are left out. */
export function coldFigures(cases: readonly JudgedCase[], midnight: number): Map<string, ColdFigures> {
  const asOf = midnight - 1;
  const byTarget = new Map<string, Part[]>();
  for (const { clocks, history } of cases)
    for (const clock of clocks.filter(({ target }) => target.byGroup)) {
      if (!isInPeriod(clock, asOf)) continue;
      const { per } = clock.target.measured;
      const known = history.attributes.findLast(({ at }) => at <= clock.walk.t[0]!) ?? history.attributes[0];
      const key = per === undefined ? '' : String(known?.attributes[per] ?? '');
      const id = clock.target.target.id;
      byTarget.set(id, [...(byTarget.get(id) ?? []), { key, clock }]);
    }
  return new Map([...byTarget].map(([id, parts]) => [id, figuresOf(parts, asOf)]));
}

/** Open ones lie in the period that runs, ended ones in that of their end; void and uncountable ones nowhere. */
function isInPeriod(clock: Clock, asOf: number): boolean {
  const { walk, target, fault } = clock;
  const i = positionAt(walk, asOf);
  if (i < 0) return false;
  if (isOpenAt(clock, asOf)) return true;
  if (fault || walk.state[i] === VOID || Number.isNaN(elapsedTicks(walk, target.counter, asOf))) return false;
  const { period } = target.measured;
  return coldPeriod(period, walk.t[stopPosition(clock, i)]!) === coldPeriod(period, asOf);
}

function figuresOf(parts: readonly Part[], asOf: number): ColdFigures {
  const { aggregation, comparator, value } = parts[0]!.clock.target.target;
  const open = parts.filter(({ clock }) => isOpenAt(clock, asOf)).length;
  const ended = parts.filter(({ clock }) => !isOpenAt(clock, asOf));
  const groups = [...new Set(ended.map(({ key }) => key))].map((key) =>
    judge(
      ended.filter((part) => part.key === key).map(({ clock }) => clock),
      asOf,
    ),
  );
  const actuals = groups.map(({ actual }) => actual);
  const worst = comparator.startsWith('>') ? Math.min(...actuals) : Math.max(...actuals);
  return {
    aggregation,
    comparator,
    limit: value,
    n: ended.length,
    open,
    actual: groups.length === 0 ? null : worst,
    verdict: groups.length === 0 ? 'running' : groups.every(({ kept }) => kept) ? 'met' : 'breached',
  };
}

/** One group's clocks, compared in whole numbers. */
function judge(clocks: readonly Clock[], asOf: number): { readonly actual: number; readonly kept: boolean } {
  const { target, counter } = clocks[0]!.target;
  const sums = ['annual_average', 'count_per_year', 'total'].includes(target.aggregation);
  const ticks = clocks.reduce((sum, { walk }) => sum + elapsedTicks(walk, counter, asOf), 0);
  const total = ticks * (target.aggregation === 'share' ? 100 : 1);
  const over = counter.ticksPerUnit * (sums ? 1 : clocks.length);
  const side = BigInt(total) * 1_000_000n - BigInt(Math.round(target.value! * 1e6)) * BigInt(over);
  const kept = {
    '<=': side <= 0n,
    '<': side < 0n,
    '>=': side >= 0n,
    '>': side > 0n,
    '=': side === 0n,
  };
  return { actual: total / over, kept: kept[target.comparator] };
}
