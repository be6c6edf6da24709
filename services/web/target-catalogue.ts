// The catalogue as the reader asks for it: which targets match, gathered by document, and how each was kept.
import type { CatalogueTarget, Document } from '../../schemas/target.ts';
import type { TargetRow } from '../../schemas/target-row.ts';
import { plainQuery, twinOf } from './boards/board-query.ts';
import { rangeOfDays } from './boards/time-range.ts';
import { addUnits } from './boards/zone-time.ts';
import type { Language } from './format.ts';
import { type BoardPlace, boardPlace, type TargetFilters, type TargetState } from './place.ts';

export interface DocumentTargets {
  readonly document: Document;
  readonly targets: readonly CatalogueTarget[];
}

export const jurisdictionOf = (target: CatalogueTarget): string =>
  target.jurisdiction ?? target.document.jurisdiction;

function isInState(target: CatalogueTarget, state: TargetState): boolean {
  if (state === 'measured') return target.measured !== undefined;
  if (state === 'not-measured') return target.notMeasured !== undefined;
  if (state === 'core') return target.core;
  if (state === 'assumed') return target.assumed;
  return target.notMeasured?.reason === state;
}

const textOf = (target: CatalogueTarget): string =>
  [
    target.id,
    target.clause,
    target.domain,
    target.service,
    target.category,
    target.note,
    target.notMeasured?.why,
    target.clockStart,
    target.clockStop,
    target.document.id,
    target.document.number,
    target.document.title,
    target.document.issuer,
    target.document.jurisdictionName.zh,
    target.document.jurisdictionName.en,
    jurisdictionOf(target),
  ]
    .filter((part) => part !== undefined && part !== null)
    .join('\n')
    .toLowerCase();

/** Targets that have everything the filters ask for; every word of the search must occur somewhere. */
export function matchingTargets(
  targets: readonly CatalogueTarget[],
  { document, domain, state, search }: TargetFilters,
): CatalogueTarget[] {
  const asked = search.toLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter((target) => {
    if (document !== null && target.document.id !== document) return false;
    if (domain !== null && target.domain !== domain) return false;
    if (state !== null && !isInState(target, state)) return false;
    const text = asked.length === 0 ? '' : textOf(target);
    return asked.every((word) => text.includes(word));
  });
}

/** Targets under their documents, both in the order of the catalogue; within a document by printed line. */
export function byDocument(targets: readonly CatalogueTarget[]): DocumentTargets[] {
  const groups = new Map<string, CatalogueTarget[]>();
  for (const target of targets) {
    const group = groups.get(target.document.id);
    if (group) group.push(target);
    else groups.set(target.document.id, [target]);
  }
  const line = (target: CatalogueTarget) => target.line ?? Number.MAX_SAFE_INTEGER;
  return [...groups.values()].map((group) => ({
    document: group[0]!.document,
    targets: group.toSorted((a, b) => line(a) - line(b)),
  }));
}

export type Actuals = ReadonlyMap<string, readonly TargetRow[]>;

/** What was measured of each target, newest period first. */
export function actualsByTarget(rows: readonly TargetRow[]): Actuals {
  const found = new Map<string, TargetRow[]>();
  for (const row of rows) found.set(row.targetId, [...(found.get(row.targetId) ?? []), row]);
  for (const list of found.values()) list.sort((a, b) => b.periodFrom.localeCompare(a.periodFrom));
  return found;
}

type Period = NonNullable<CatalogueTarget['measured']>['period'];

/** The month, quarter or year that begins on a day: `2026`, `2026 Q3`, `2026-07`. */
export function periodText(from: string, period: Period, language: Language): string {
  const [year, month] = from.split('-');
  if (period === 'year') return language === 'zh' ? `${year} 年` : year!;
  if (period === 'month') return `${year}-${month}`;
  const quarter = Math.floor((Number(month) - 1) / 3) + 1;
  return language === 'zh' ? `${year} 年第 ${quarter} 季度` : `${year} Q${quarter}`;
}

const monthsOf: Record<Period, number> = { month: 1, quarter: 3, year: 12 };
const dayMs = 86_400_000;

/** The board of the cases that measured a target's periods rest on: its system and place, all periods. */
export function casesPlace(
  target: CatalogueTarget,
  rows: readonly TargetRow[],
  language: Language,
): BoardPlace {
  const { system, period } = target.measured!;
  const starts = rows.map(({ periodFrom }) => periodFrom).toSorted();
  const end = addUnits(Date.parse(starts.at(-1)!), monthsOf[period], 'M') - dayMs;
  const range = rangeOfDays(starts[0]!, new Date(end).toISOString().slice(0, 10), 'Asia/Shanghai');
  const variables = { jurisdiction: [jurisdictionOf(target)] };
  return boardPlace(twinOf(`shixian-${system}`, language), { ...plainQuery, ...range, variables });
}
