// Targets made ready for folding: counters on their calendars, limits in ticks, an index by system.
import type { GroundName } from '../../schemas/events/effect.ts';
import type { Problem } from '../../schemas/problem.ts';
import type { Anchor, CatalogueTarget, Measured } from '../../schemas/target.ts';
import type { Calendar } from './calendar.ts';
import { limitTicks } from './limit.ts';
import { dayOfIso } from './local-date.ts';
import { type Counter, makeCounter, makeThingCounter } from './method.ts';

export interface CompiledAnchor {
  readonly type: string;
  readonly data: readonly (readonly [string, unknown])[];
}

export interface CompiledTarget {
  readonly target: CatalogueTarget;
  readonly measured: Measured;
  readonly jurisdiction: string;
  readonly counter: Counter;
  /** The target judges the group of its cases (average, share), never one case. */
  readonly byGroup: boolean;
  /** Ticks, or null when the limit is a date on the case or a limit of the group. */
  readonly limit: number | null;
  readonly starts: readonly CompiledAnchor[];
  readonly stops: readonly CompiledAnchor[];
  readonly restarts: readonly CompiledAnchor[];
  /** The most each ground that stops the clock may credit; null when not capped. */
  readonly pauses: ReadonlyMap<GroundName, PauseCap | null>;
  readonly extensionTicks: number;
  /** First and last local day on which a clock may start, included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Targets of one slot are alternatives: the nearest jurisdiction wins. */
  readonly slot: string;
}

export interface PauseCap {
  readonly counter: Counter;
  readonly ticks: number;
}

export interface Catalogue {
  readonly version: string;
  /** By name; targets are counted on them. */
  readonly calendars: ReadonlyMap<string, Calendar>;
  readonly bySystem: ReadonlyMap<string, readonly CompiledTarget[]>;
  readonly byId: ReadonlyMap<string, CompiledTarget>;
}

/** Compiles every measured target; targets that no event can measure stay out. */
export function compileTargets(
  targets: readonly CatalogueTarget[],
  calendars: ReadonlyMap<string, Calendar>,
  version: string,
): { ok: true; catalogue: Catalogue } | { ok: false; problems: Problem[] } {
  const bySystem = new Map<string, CompiledTarget[]>();
  const byId = new Map<string, CompiledTarget>();
  const problems: Problem[] = [];
  for (const target of targets) {
    if (!target.measured) continue;
    const compiled = compileTarget(target, target.measured, calendars);
    if ('code' in compiled) {
      problems.push({ ...compiled, field: target.id });
      continue;
    }
    byId.set(target.id, compiled);
    bySystem.set(compiled.measured.system, [...(bySystem.get(compiled.measured.system) ?? []), compiled]);
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, catalogue: { version, calendars, bySystem, byId } };
}

function compileTarget(
  target: CatalogueTarget,
  measured: Measured,
  calendars: ReadonlyMap<string, Calendar>,
): CompiledTarget | Problem {
  const calendar = calendars.get(measured.calendar);
  if (!calendar)
    return {
      code: 'unknown-calendar',
      message: `target ${target.id}: there is no calendar "${measured.calendar}"`,
    };
  const counter = measured.counts
    ? makeThingCounter(calendar, target.unit)
    : makeCounter(measured.method, calendar, measured.dayEnds);
  const byGroup = target.aggregation !== 'each_case';
  const hasLimit = !byGroup && measured.limitFromCase === undefined;
  const limit = hasLimit ? limitTicks(target.value!, counter) : null;
  if (limit !== null && typeof limit !== 'number') return limit;
  return {
    target,
    measured,
    jurisdiction: target.jurisdiction ?? target.document.jurisdiction,
    counter,
    byGroup,
    limit,
    starts: measured.starts.map(compileAnchor),
    stops: measured.stops.map(compileAnchor),
    restarts: measured.restarts.map(compileAnchor),
    pauses: new Map(
      measured.pauses.map(({ ground, atMost }) => [ground, atMost ? capOf(atMost, calendar) : null]),
    ),
    extensionTicks: Math.floor((measured.extension?.atMost ?? 0) * counter.ticksPerUnit),
    firstDay: target.effectiveFrom === null ? Number.NEGATIVE_INFINITY : dayOfIso(target.effectiveFrom),
    lastDay: target.effectiveTo === null ? Number.POSITIVE_INFINITY : dayOfIso(target.effectiveTo),
    slot: slotOf(target, measured),
  };
}

/** An anchor in the form that events are compared with. */
export function compileAnchor(anchor: Anchor): CompiledAnchor {
  return typeof anchor === 'string'
    ? { type: anchor, data: [] }
    : { type: anchor.event, data: Object.entries(anchor.data) };
}

const capMethods = { working_day: 'wd_excl', calendar_day: 'cal_days', hour: 'cal_hours' } as const;

function capOf(atMost: { amount: number; unit: keyof typeof capMethods }, calendar: Calendar): PauseCap {
  const counter = makeCounter(capMethods[atMost.unit], calendar, 'midnight');
  return { counter, ticks: Math.ceil(atMost.amount * counter.ticksPerUnit) };
}

function slotOf(target: CatalogueTarget, { kind, scope, service, starts }: Measured): string {
  return JSON.stringify([kind, scope, target.metric, service ?? '', scope === 'stage' ? starts : '']);
}

/** Whether an event of this type and data is the anchor. */
export const isAnchor = (
  anchors: readonly CompiledAnchor[],
  type: string,
  data: Readonly<Record<string, unknown>>,
): boolean => {
  for (const anchor of anchors)
    if (anchor.type === type && anchor.data.every(([name, value]) => data[name] === value)) return true;
  return false;
};
